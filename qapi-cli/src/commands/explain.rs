//! `qapi explain`: the page behind the code of a diagnostic.

use crate::report::{Failure, print};
use qapi_codegen::patterns::hint;
use qapi_parser::Code;

/// Explain the rule behind the code of a diagnostic, with a wrong and a right example.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi explain                  all codes
  qapi explain unknown-type")]
pub struct Explain {
    /// The code in square brackets of a diagnostic; without it, all codes are listed.
    #[arg(value_parser = code)]
    code: Option<Code>,
}

/// Reads a code, which may be copied with its brackets.
fn code(text: &str) -> Result<Code, String> {
    let name = text.trim_start_matches('[').trim_end_matches(']');
    name.parse().map_err(|error| {
        let hint = hint(name, Code::ALL.iter().map(|code| code.name()));
        format!("{error}{hint} (`qapi explain` lists all)")
    })
}

impl Explain {
    pub fn run(self) -> Result<(), Failure> {
        match self.code {
            Some(code) => print(code.explanation().text),
            None => print(&Code::ALL.iter().map(|code| format!("{code:32} {}\n", code.summary())).collect::<String>()),
        }
    }
}
