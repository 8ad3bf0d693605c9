//! What a user can choose. [`crate::Builder`] fills it; nothing else writes to it.
//!
//! Nothing here has been checked against a schema: patterns and Rust fragments are still text.

pub use qapi_parser::DocLevel;
pub use qapi_parser::merge::Settle;

use qapi_parser::merge::Spelling;

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Everything that shapes the emitted Rust.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Names or globs of what to keep, with all that it reaches; empty keeps everything.
    pub select: Vec<String>,
    /// Which side of the connection the code is for.
    pub role: Role,
    /// What is known of the symbols in `if` conditions.
    pub symbols: BTreeMap<String, Symbol>,
    /// Whether feature `deprecated` is left out of the attributes.
    pub plain_deprecated: bool,
    /// What becomes of what is marked `unstable`.
    pub unstable: Unstable,
    /// Whether enums are `#[non_exhaustive]`, except strict ones.
    pub non_exhaustive_enums: bool,
    /// A smaller schema that shares the output.
    pub share: Option<Share>,
    /// Overrides in the order given.
    pub overrides: Vec<Override>,
    /// Modules whose types come from elsewhere: schema file to Rust path.
    pub externs: Vec<(String, String)>,
    /// Schema file to the name of its Rust module.
    pub module_names: Vec<(String, String)>,
    /// Path of the runtime crate; `::qapi_runtime` if absent.
    pub runtime: Option<String>,
    /// Where the schema's online manual is.
    pub manual: Option<String>,
    /// Whether a file that was not generated may be replaced.
    pub overwrite: bool,
    /// How errors name options.
    pub advice: Advice,
}

/// How an error that advises an option names it: as it is written where the error is met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Advice {
    /// As a method of [`Builder`](crate::Builder): `module_name("a.json", "b")`.
    #[default]
    Builder,
    /// As a flag of `qapi generate`: `--module-name a.json=b`.
    Flags,
    /// As a key of `qapi.toml`: `module-name = { "a.json" = "b" }`.
    Config,
}

impl Advice {
    /// An option with its arguments, one to three; `name` is the method's.
    pub fn option(self, name: &str, arguments: &[&str]) -> String {
        let quoted = |argument: &&str| format!("{argument:?}");
        match (self, arguments) {
            (Advice::Builder, _) => format!("{name}({})", arguments.iter().map(quoted).collect::<Vec<_>>().join(", ")),
            (Advice::Flags, _) => format!("{} {}", self.name(name), arguments.join("=")),
            (Advice::Config, [key, value]) => format!("{} = {{ {key:?} = {value:?} }}", self.name(name)),
            (Advice::Config, [key, ty, with]) => {
                format!("{} = {{ {key:?} = {{ type = {ty:?}, with = {with:?} }} }}", self.name(name))
            }
            (Advice::Config, _) => {
                let value = arguments.iter().map(quoted).collect::<String>();
                match LISTS.contains(&name) {
                    true => format!("{} = [{value}]", self.name(name)),
                    false => format!("{} = {value}", self.name(name)),
                }
            }
        }
    }

    /// An option that is switched on; `name` is the method's.
    pub fn flag(self, name: &str) -> String {
        match self {
            Advice::Builder => format!("{name}(true)"),
            Advice::Flags => self.name(name),
            Advice::Config => format!("{} = true", self.name(name)),
        }
    }

    /// How errors of merging name what settles a conflict.
    pub(crate) fn spelling(self) -> Spelling {
        match self {
            Advice::Builder => Spelling::Builder,
            Advice::Flags => Spelling::Flag,
            Advice::Config => Spelling::Key,
        }
    }

    /// The name of an option; `name` is the method's.
    pub fn name(self, name: &str) -> String {
        let name = match name {
            "out_file" if self != Advice::Builder => "out",
            "replace_with" if self != Advice::Builder => "replace",
            name => name,
        };
        match self {
            Advice::Builder => name.to_owned(),
            Advice::Flags => format!("--{}", name.replace('_', "-")),
            Advice::Config => name.replace('_', "-"),
        }
    }
}

/// The options whose key in `qapi.toml` has a list of names.
const LISTS: [&str; 6] = ["select", "define", "undefine", "boxed", "strict", "keep_unknown_members"];

impl Override {
    /// The option as the user wrote it.
    pub(crate) fn shown(&self, advice: Advice) -> String {
        let path = self.path.as_str();
        match &self.change {
            Change::Derive(what) => advice.option("derive", &[path, what]),
            Change::Attribute(what) => advice.option("attribute", &[path, what]),
            Change::Type(what) => advice.option("replace", &[path, what]),
            Change::TypeWith(what, with) => advice.option("replace_with", &[path, what, with]),
            Change::Rename(what) => advice.option("rename", &[path, what]),
            Change::Boxed => advice.option("boxed", &[path]),
            Change::Strict => advice.option("strict", &[path]),
            Change::Extra => advice.option("keep_unknown_members", &[path]),
        }
    }
}

/// A smaller schema, all of whose definitions this one has too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its root file.
    pub schema: PathBuf,
    /// The cargo feature with which it is there, and the module that holds it.
    pub feature: String,
    /// The cargo feature with which the rest is there.
    pub rest: String,
}

/// Which impls are emitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Commands are encoded; their responses and events are decoded.
    Client,
    /// Commands are decoded; their responses and events are encoded.
    Server,
    /// Everything is encoded and decoded.
    #[default]
    Both,
}

/// What is known of a symbol in `if` conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// It is defined.
    Defined,
    /// It is not defined.
    Undefined,
    /// It is defined where this predicate of `#[cfg(..)]` holds, for example `target_os = "linux"`.
    Cfg(String),
}

/// What becomes of definitions, members and values with feature `unstable`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Unstable {
    /// They are emitted; their documentation says that they are unstable.
    #[default]
    Keep,
    /// They are left out.
    Omit,
    /// They are emitted behind this cargo feature.
    Feature(String),
}

/// One override: where it applies, and what it changes.
#[derive(Clone, Debug)]
pub struct Override {
    /// `Definition`, or `Definition.member` (also `.value` and `.branch`); `*` and `?` are wildcards.
    pub path: String,
    /// The change.
    pub change: Change,
}

/// What an override changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A trait to derive.
    Derive(String),
    /// An attribute to add, `#[..]` included.
    Attribute(String),
    /// Another Rust type.
    Type(String),
    /// Another Rust type, encoded and decoded by the functions of a serde module.
    TypeWith(String, String),
    /// Another Rust name.
    Rename(String),
    /// Behind a `Box`.
    Boxed,
    /// What is unknown is an error.
    Strict,
    /// Unknown members are kept in a map.
    Extra,
}
