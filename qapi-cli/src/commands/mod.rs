//! The commands, one file each.
//!
//! A command is a struct that holds its arguments, with a method `run`. To add one, write its file, and name it in the
//! two lists below; the text of `--help` is the struct's documentation.

mod check;
mod completions;
mod diff;
mod dump;
mod explain;
mod generate;
mod init;
mod introspect;
mod list;
mod man;
mod proxy;
mod show;
mod vendor;

use crate::args::Verbosity;
use crate::report::Failure;
use clap::Subcommand;
use qapi_codegen::patterns::suggestion;
use qapi_parser::schema::Schema;

macro_rules! commands {
    ($($module:ident::$name:ident,)+) => {
        /// A command with its arguments.
        #[derive(Debug, Subcommand)]
        pub enum Command {
            $($name(Box<$module::$name>),)+
        }

        impl Command {
            /// Runs it.
            pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
                match self {
                    $(Command::$name(command) => command.run(verbosity),)+
                }
            }
        }
    };
}

commands! {
    init::Init,
    generate::Generate,
    check::Check,
    explain::Explain,
    list::List,
    show::Show,
    dump::Dump,
    introspect::Introspect,
    diff::Diff,
    vendor::Vendor,
    proxy::Proxy,
    completions::Completions,
    man::Man,
}

/// The error for a name that the schema does not define.
fn unknown(schema: &Schema, name: &str) -> Failure {
    let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
    let hint = match suggestion(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`qapi list` shows what there is".to_owned(),
    };
    Failure::message(format!("the schema does not define `{name}`; {hint}"))
}
