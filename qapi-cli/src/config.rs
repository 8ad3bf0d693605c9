//! `qapi.toml`, which says what `qapi generate` without arguments generates.
//!
//! Each `[[generate]]` table becomes a builder. Paths are relative to the file's folder. An unknown key is an error, so
//! that a misspelt one is noticed.

use crate::args::DocsName;
use crate::report::Failure;
use indexmap::IndexMap;
use qapi_codegen::options::{Role, Settle, Unstable};
use qapi_codegen::patterns::suggestion;
use qapi_codegen::{Advice, Builder};
use qapi_parser::DocLevel;
use qapi_parser::within;
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What to generate, in order.
    #[serde(default)]
    pub generate: Vec<Generate>,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// If there is none, or nothing to generate in it.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let place = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::message(format!(
                "there is no `{place}` that says what to generate; name a schema, as in `qapi generate schema.json \
                 --out-dir src/api`, or write the file with `qapi init --config schema.json`"
            )),
            _ => Failure::message(format!("{place}: {error}")),
        })?;
        let fail = |error: String| Failure::message(format!("{place}: {error}"));
        let config: Config = toml::from_str(&text).map_err(|error| fail(explain(&error)))?;
        if config.generate.is_empty() {
            return Err(fail("there is no `[[generate]]` table in it, so there is nothing to do".to_owned()));
        }
        Ok(config)
    }
}

/// What is wrong with a configuration. For a key that does not exist, the one that was most likely meant is named.
fn explain(error: &toml::de::Error) -> String {
    let mut text = error.to_string();
    let quoted: Vec<&str> = error.message().split('`').skip(1).step_by(2).collect();
    if let [key, known @ ..] = quoted.as_slice()
        && error.message().starts_with("unknown field")
        && let Some(near) = suggestion(key, known.iter().copied())
    {
        text.truncate(text.trim_end().len());
        text.push_str(&format!("\ndid you mean `{near}`?"));
    }
    text
}

/// One `[[generate]]` table: a schema, where its Rust goes, and the options of [`Builder`] under their names. Tables keep
/// the order of the file, because the last of several overrides counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Generate {
    /// The schema's first file.
    pub schema: PathBuf,
    /// [`Builder::merge`]
    pub merge: Vec<PathBuf>,
    /// [`Builder::settle`]
    pub settle: IndexMap<String, SettleName>,
    /// [`Builder::overlay`]
    #[serde(alias = "overlays")]
    pub overlay: Vec<PathBuf>,
    /// Folder of a module tree.
    pub out_dir: Option<PathBuf>,
    /// A single file.
    pub out: Option<PathBuf>,
    /// [`Builder::select`]
    pub select: Vec<String>,
    /// [`Builder::like`]
    pub like: Option<PathBuf>,
    /// [`Builder::role`]
    pub role: RoleName,
    /// [`Builder::define`]
    pub define: Vec<String>,
    /// [`Builder::undefine`]
    pub undefine: Vec<String>,
    /// [`Builder::cfg`]
    pub cfg: IndexMap<String, String>,
    /// [`Builder::share`]
    pub share: Option<Share>,
    /// [`Builder::non_exhaustive_enums`]
    pub non_exhaustive_enums: Option<bool>,
    /// [`Builder::deprecated_attributes`]
    pub deprecated_attributes: Option<bool>,
    /// [`Builder::unstable`]
    pub unstable: UnstableName,
    /// [`Builder::derive`]
    pub derive: IndexMap<String, OneOrMany>,
    /// [`Builder::attribute`]
    pub attribute: IndexMap<String, OneOrMany>,
    /// [`Builder::replace`] and [`Builder::replace_with`]
    pub replace: IndexMap<String, Replacement>,
    /// [`Builder::rename`]
    pub rename: IndexMap<String, String>,
    /// [`Builder::boxed`]
    pub boxed: Vec<String>,
    /// [`Builder::strict`]
    pub strict: Vec<String>,
    /// [`Builder::keep_unknown_members`]
    pub keep_unknown_members: Vec<String>,
    /// [`Builder::extern_module`]
    pub extern_module: IndexMap<String, String>,
    /// [`Builder::module_name`]
    pub module_name: IndexMap<String, String>,
    /// [`Builder::runtime`]
    pub runtime: Option<String>,
    /// [`Builder::manual`]
    pub manual: Option<String>,
    /// [`Builder::docs`]
    pub docs: DocsName,
    /// [`Builder::legacy`]
    pub legacy: bool,
    /// [`Builder::overwrite`]
    pub overwrite: bool,
}

/// [`Role`] by name.
#[derive(Clone, Copy, Debug, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum RoleName {
    /// Impls that a client needs
    Client,
    /// Impls that a server needs
    Server,
    /// All impls
    #[default]
    Both,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Client => Role::Client,
            RoleName::Server => Role::Server,
            RoleName::Both => Role::Both,
        }
    }
}

/// [`Unstable`]: `"keep"`, `"omit"`, or `{ feature = "name" }`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnstableName {
    /// Emitted.
    #[default]
    Keep,
    /// Left out.
    Omit,
    /// Behind a cargo feature.
    Feature(String),
}

impl From<UnstableName> for Unstable {
    fn from(name: UnstableName) -> Self {
        match name {
            UnstableName::Keep => Unstable::Keep,
            UnstableName::Omit => Unstable::Omit,
            UnstableName::Feature(name) => Unstable::Feature(name),
        }
    }
}

/// [`Settle`] by name: `"any"` or `"newest"`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct SettleName(pub Settle);

impl TryFrom<String> for SettleName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse().map(SettleName)
    }
}

/// A text or a list of texts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// A single one.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(text) => std::slice::from_ref(text),
            OneOrMany::Many(texts) => texts,
        }
    }
}

/// A smaller schema that shares the output.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Its root file.
    schema: String,
    /// The cargo feature with which it is there, and the module that holds it.
    feature: String,
    /// The cargo feature with which the rest is there.
    rest: String,
}

/// Another Rust type: `"path::Type"`, or `{ type = "path::Type", with = "path::to::module" }`.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Replacement {
    /// A type that implements the runtime's traits.
    Type(String),
    /// A type with a serde module.
    With {
        /// The type.
        r#type: String,
        /// The module.
        with: String,
    },
}

impl Generate {
    /// Builders that load the table's schema, merged and extended as the table says, and the one that shares its output.
    ///
    /// # Errors
    ///
    /// Those of [`Generate::builder`].
    pub fn schemas(&self, folder: &Path, advice: Advice) -> Result<Vec<Builder>, String> {
        let mut builders = vec![self.builder(folder, advice)?];
        let smaller = self.share.iter().map(|share| Builder::new(within(folder, Path::new(&share.schema))));
        builders.extend(smaller.map(|builder| builder.legacy(self.legacy)));
        // What is wrong with the documentation is for those who generate.
        Ok(builders.into_iter().map(|builder| builder.docs(DocLevel::Allow)).collect())
    }

    /// The builder for this table; relative paths start at `folder`.
    ///
    /// # Errors
    ///
    /// A message, if the table does not say what to read and where to write.
    pub fn builder(&self, folder: &Path, advice: Advice) -> Result<Builder, String> {
        if self.schema.as_os_str().is_empty() {
            return Err("a `[[generate]]` table needs a key `schema`".into());
        }
        let mut builder = self.options(Builder::new(within(folder, &self.schema))).overwrite(self.overwrite);
        builder = self.merge.iter().fold(builder, |builder, schema| builder.merge(within(folder, schema)));
        builder = self.overlay.iter().fold(builder, |builder, file| builder.overlay(folder.join(file)));
        builder = self.settle.iter().fold(builder, |builder, (path, settle)| builder.settle(path, settle.0));
        builder.options().advice = advice;
        if let Some(reply) = &self.like {
            builder = builder.like(folder.join(reply));
        }
        if let Some(Share { schema, feature, rest }) = &self.share {
            builder = builder.share(within(folder, Path::new(schema)), feature, rest);
        }
        match (&self.out_dir, &self.out) {
            (Some(_), None) | (None, Some(_)) if self.dash_is_misplaced(advice) => Err(
                "`-` is standard output only in `qapi generate SCHEMA --out -`; write `./-` for the name of a file or folder"
                    .to_owned(),
            ),
            (Some(path), None) => Ok(builder.out_dir(folder.join(path))),
            (None, Some(path)) => Ok(builder.out_file(folder.join(path))),
            _ => Err(format!("`{}` needs either `out-dir` or `out`", self.schema.display())),
        }
    }

    /// Whether an output is called `-` where that does not mean standard output.
    fn dash_is_misplaced(&self, advice: Advice) -> bool {
        let is_dash = |path: &PathBuf| path.as_os_str() == "-";
        self.out_dir.as_ref().is_some_and(is_dash) || advice == Advice::Config && self.out.as_ref().is_some_and(is_dash)
    }

    /// The builder for models with the options of this table. What a smaller schema shares is left out of account: that
    /// schema has versions of its own.
    pub fn model_builder(&self, schema: &Path, advice: Advice) -> Builder {
        let mut builder = self.options(Builder::new(schema));
        builder.options().advice = advice;
        builder
    }

    fn options(&self, mut builder: Builder) -> Builder {
        builder = builder
            .role(self.role.into())
            .unstable(self.unstable.clone().into())
            .docs(self.docs.into())
            .legacy(self.legacy);
        builder = self.select.iter().fold(builder, Builder::select);
        builder = self.define.iter().fold(builder, Builder::define);
        builder = self.undefine.iter().fold(builder, Builder::undefine);
        builder = self.boxed.iter().fold(builder, Builder::boxed);
        builder = self.strict.iter().fold(builder, Builder::strict);
        builder = self.keep_unknown_members.iter().fold(builder, Builder::keep_unknown_members);
        builder = pairs(builder, &self.cfg, Builder::cfg);
        builder = pairs(builder, &self.rename, Builder::rename);
        builder = pairs(builder, &self.extern_module, Builder::extern_module);
        builder = pairs(builder, &self.module_name, Builder::module_name);
        builder = lists(builder, &self.derive, Builder::derive);
        builder = lists(builder, &self.attribute, Builder::attribute);
        builder = self.replace.iter().fold(builder, |builder, (path, replacement)| match replacement {
            Replacement::Type(ty) => builder.replace(path, ty),
            Replacement::With { r#type, with } => builder.replace_with(path, r#type, with),
        });
        builder = self.runtime.iter().fold(builder, Builder::runtime);
        builder = self.manual.iter().fold(builder, Builder::manual);
        builder = self.non_exhaustive_enums.into_iter().fold(builder, Builder::non_exhaustive_enums);
        self.deprecated_attributes.into_iter().fold(builder, Builder::deprecated_attributes)
    }
}

fn pairs<'a>(
    builder: Builder,
    map: &'a IndexMap<String, String>,
    add: fn(Builder, &'a String, &'a String) -> Builder,
) -> Builder {
    map.iter().fold(builder, |builder, (key, value)| add(builder, key, value))
}

fn lists<'a>(
    builder: Builder,
    map: &'a IndexMap<String, OneOrMany>,
    add: fn(Builder, &'a String, &'a String) -> Builder,
) -> Builder {
    let all = map.iter().flat_map(|(key, values)| values.as_slice().iter().map(move |value| (key, value)));
    all.fold(builder, |builder, (key, value)| add(builder, key, value))
}
