//! `qapi man`: manual pages, made from the same definitions as `--help`.

use crate::args::Verbosity;
use crate::report::{Failure, print, summarize};
use clap_mangen::Man as Page;
use qapi_codegen::output::{FileSet, NewFile};
use std::path::PathBuf;

/// Write the manual pages, one for each command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi man | man -l -
  qapi man --out-dir ~/.local/share/man/man1")]
pub struct Man {
    /// Write qapi.1, qapi-generate.1 and so on to this folder; without it, the first of them is printed.
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Replace pages that are there already.
    #[arg(long, requires = "out_dir")]
    overwrite: bool,
}

impl Man {
    pub fn run(self, mut cli: clap::Command, verbosity: Verbosity) -> Result<(), Failure> {
        cli.build();
        let Some(folder) = self.out_dir else { return print(&page(cli)?) };
        let mut files = FileSet::plain();
        let names: Vec<String> = cli.get_subcommands().map(|command| command.get_name().to_owned()).collect();
        let mut pages = vec![("qapi.1".to_owned(), cli.clone())];
        for name in names.into_iter().filter(|name| name != "help") {
            let command = cli.find_subcommand(&name).cloned().unwrap_or_default();
            pages.push((format!("qapi-{name}.1"), command.name(format!("qapi-{name}"))));
        }
        let count = pages.len();
        for (name, command) in pages {
            let (path, text) = (folder.join(name), page(command)?);
            let maker = "qapi man".to_owned();
            files.add(NewFile { path, text, maker, overwrite: self.overwrite, in_tree: true });
        }
        files.write()?;
        summarize(&format!("{count} pages in {}\n", folder.display()), verbosity)
    }
}

fn page(command: clap::Command) -> Result<String, Failure> {
    let mut text = Vec::new();
    Page::new(command).render(&mut text).map_err(|error| Failure::message(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
