//! `qapi completions`: scripts that complete commands and options in a shell.

use crate::report::{Failure, print};
use clap_complete::Shell;

/// Print a script that completes `qapi` in a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi completions bash > ~/.local/share/bash-completion/completions/qapi
  qapi completions fish > ~/.config/fish/completions/qapi.fish")]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self, cli: &mut clap::Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, cli, "qapi", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
