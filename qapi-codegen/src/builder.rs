//! The builder: a method for each option, and the run that they shape.

use crate::error::Error;
use crate::options::{Advice, Change, DocLevel, Options, Override, Role, Share, Symbol, Unstable};
use crate::output::{FileSet, Layout, NewFile};
use crate::run::{Generated, Prepared};
use crate::{cargo, names, output, plan, run, rust};
use qapi_parser::merge::Settle;
use qapi_parser::schema::{DefId, Schema};
use qapi_parser::{Loaded, SchemaSet};
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

/// Generates Rust from a schema.
///
/// Every option is a method; [`Builder::generate`] or [`Builder::check`] ends the chain. The command `qapi generate` has
/// the same options as keys of `qapi.toml` and as flags.
///
/// # Two commands of a patched schema
///
/// In `build.rs`:
///
/// ```no_run
/// # fn main() -> Result<(), qapi_codegen::Error> {
/// qapi_codegen::Builder::new("qemu/qapi/qapi-schema.json")
///     .select("query-status")
///     .select("x-vendor-*")
///     .generate()?;
/// # Ok(())
/// # }
/// ```
///
/// and in the crate, which depends on `qapi-runtime`:
///
/// ```text
/// mod qmp {
///     include!(concat!(env!("OUT_DIR"), "/qapi_schema.rs"));
/// }
/// ```
///
/// # Names and globs
///
/// A definition is named as in the schema (`VmStatus`, `query-status`, `STOP`); a member, value or branch with its
/// definition (`VmStatus.state`, `VmState.paused`), a member of a base by either definition. `*` stands for any text, `?`
/// for one character. What matches nothing, or nothing that the option can change, is an error with a suggestion. Where
/// several overrides of one kind match, the last one counts.
#[derive(Clone, Debug)]
pub struct Builder {
    /// The first is the one that output is named after.
    schemas: SchemaSet,
    target: Target,
    options: Options,
    parser: qapi_parser::Options,
}

#[derive(Clone, Debug)]
enum Target {
    /// `OUT_DIR/<stem>.rs`
    BuildScript,
    File(PathBuf),
    Folder(PathBuf),
}

impl Builder {
    /// A builder for a schema: the path of its root file, or one of the other names that
    /// [`qapi_parser::load`](https://docs.rs/qemu-qapi-parser) takes, such as `ROOT@10.2` for a version of a tree.
    pub fn new(schema: impl Into<PathBuf>) -> Self {
        Builder {
            schemas: SchemaSet { schemas: vec![schema.into()], ..SchemaSet::default() },
            target: Target::BuildScript,
            options: Options::default(),
            parser: qapi_parser::Options::default(),
        }
    }

    /// Merges a further schema, named as in [`Builder::new`]: the output accepts whatever any of the schemas accepts.
    /// `LABEL=SCHEMA` says what its version is called. The order of schemas does not matter.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), qapi_codegen::Error> {
    /// qapi_codegen::Builder::new("10.2=qemu-10.2/qapi/qapi-schema.json")
    ///     .merge("9.2=qemu-9.2/qapi/qapi-schema.json")
    ///     .merge("ours=query-qmp-schema.json")
    ///     .generate()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn merge(mut self, schema: impl Into<PathBuf>) -> Self {
        self.schemas.schemas.push(schema.into());
        self
    }

    /// Settles a conflict of schemas that are merged: what to do about a member, branch or reply that has no type which
    /// holds the values of every version. The error for the conflict says the path.
    pub fn settle(mut self, path: impl Into<String>, settle: Settle) -> Self {
        self.schemas.settlements.insert(path, settle);
        self
    }

    /// Extends every schema by what a file says beyond it: definitions, members, values, branches, features. To extend
    /// one schema of several, name it as `SCHEMA+FILE`.
    pub fn overlay(mut self, file: impl Into<PathBuf>) -> Self {
        self.schemas.overlays.push(file.into());
        self
    }

    /// Writes a module tree: `mod.rs`, `commands.rs`, `events.rs`, and a file for each schema file with types.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.target = Target::Folder(folder.into());
        self
    }

    /// Writes a single file for `include!`. Without this and [`Builder::out_dir`] it is `OUT_DIR/<schema's stem>.rs`.
    pub fn out_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.target = Target::File(file.into());
        self
    }

    /// Keeps only what matches the name or glob, and what that reaches. Several calls add up.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use qapi_codegen::Builder;
    /// # use qapi_parser::{Options, load_str};
    /// let text = "{ 'command': 'open-door' } { 'command': 'close-door' } { 'command': 'ring' }";
    /// let schema = load_str("room.json", text, &Options::default())?.schema;
    /// let model = Builder::new("room.json").select("*-door").model(&schema)?;
    /// assert_eq!(model.items().count(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn select(mut self, pattern: impl Into<String>) -> Self {
        self.options.select.push(pattern.into());
        self
    }

    /// Makes bindings of exactly the server whose saved reply to `query-qmp-schema` this is: the schema gives names, integer
    /// types and documentation, the reply says what is there. What only the server has is named after its first use. No
    /// condition is left, so the options about symbols have nothing to decide.
    ///
    /// `qapi introspect ADDRESS` saves such a reply.
    pub fn like(mut self, reply: impl Into<PathBuf>) -> Self {
        self.schemas.like = Some(reply.into());
        self
    }

    /// Emits only the impls that one side of the connection needs.
    pub fn role(mut self, role: Role) -> Self {
        self.options.role = role;
        self
    }

    /// Decides that a symbol in `if` conditions is defined: what depends on it becomes unconditional (manual: "Configuring
    /// the schema").
    pub fn define(self, symbol: impl Into<String>) -> Self {
        self.symbol(symbol, Symbol::Defined)
    }

    /// Decides that a symbol in `if` conditions is not defined: what depends on it is left out.
    pub fn undefine(self, symbol: impl Into<String>) -> Self {
        self.symbol(symbol, Symbol::Undefined)
    }

    /// Maps a symbol in `if` conditions to a predicate of `#[cfg(..)]`, such as `target_os = "linux"`.
    pub fn cfg(self, symbol: impl Into<String>, predicate: impl Into<String>) -> Self {
        self.symbol(symbol, Symbol::Cfg(predicate.into()))
    }

    fn symbol(mut self, name: impl Into<String>, symbol: Symbol) -> Self {
        self.options.symbols.insert(name.into(), symbol);
        self
    }

    /// Lets a smaller schema, all of whose definitions this one has in the same form, share the output. What it does not
    /// have is compiled only with the cargo feature `rest`; a module called `feature`, compiled with the cargo feature of
    /// that name, re-exports what it has. The enum `Event` is one for both. Options must fit both schemas.
    ///
    /// QEMU's storage daemon and QEMU are such a pair. The root of the output is then a private module of the crate, of
    /// which the public ones take what is theirs:
    ///
    /// ```text
    /// #[cfg(any(feature = "qmp", feature = "qsd"))]
    /// mod bindings;
    /// #[cfg(feature = "qmp")]
    /// pub mod qmp {
    ///     pub use crate::bindings::*;
    /// }
    /// #[cfg(feature = "qsd")]
    /// pub mod qsd {
    ///     pub use crate::bindings::qsd::*;
    /// }
    /// ```
    pub fn share(mut self, schema: impl Into<PathBuf>, feature: impl Into<String>, rest: impl Into<String>) -> Self {
        self.options.share = Some(Share { schema: schema.into(), feature: feature.into(), rest: rest.into() });
        self
    }

    /// Marks enums as `#[non_exhaustive]`, so that a later schema can add a value, branch or event without breaking the
    /// users of a published crate. Strict enums, and structs, are left as they are.
    pub fn non_exhaustive_enums(mut self, yes: bool) -> Self {
        self.options.non_exhaustive_enums = yes;
        self
    }

    /// Whether feature `deprecated` (manual: "Special features") becomes `#[deprecated]`; it does by default.
    pub fn deprecated_attributes(mut self, yes: bool) -> Self {
        self.options.plain_deprecated = !yes;
        self
    }

    /// What becomes of what is marked `unstable` (manual: "Special features"); it is kept by default.
    pub fn unstable(mut self, unstable: Unstable) -> Self {
        self.options.unstable = unstable;
        self
    }

    /// Derives a further trait for the types that the path matches.
    pub fn derive(self, path: impl Into<String>, name: impl Into<String>) -> Self {
        self.change(path, Change::Derive(name.into()))
    }

    /// Adds an attribute (`#[..]` included) to the types, variants or fields that the path matches.
    pub fn attribute(self, path: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.change(path, Change::Attribute(attribute.into()))
    }

    /// Uses another Rust type for a QAPI type or member. It must implement what the runtime asks of a value.
    pub fn replace(self, path: impl Into<String>, ty: impl Into<String>) -> Self {
        self.change(path, Change::Type(ty.into()))
    }

    /// Uses another Rust type for a member, with the functions `serialize` and `deserialize` of a module.
    pub fn replace_with(self, path: impl Into<String>, ty: impl Into<String>, module: impl Into<String>) -> Self {
        self.change(path, Change::TypeWith(ty.into(), module.into()))
    }

    /// Gives a type, member, value or branch another Rust name. On the wire it keeps its own.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use qapi_codegen::Builder;
    /// # use qapi_parser::{Options, load_str};
    /// let text = "{ 'struct': 'Light', 'data': { 'is-on': 'bool' } }";
    /// let schema = load_str("room.json", text, &Options::default())?.schema;
    /// let model = Builder::new("room.json").rename("Light", "Lamp").rename("Light.is-on", "on").model(&schema)?;
    /// let text = model.print("Light");
    /// assert!(text.contains("pub struct Lamp") && text.contains("on: \"is-on\""));
    /// # Ok(())
    /// # }
    /// ```
    pub fn rename(self, path: impl Into<String>, name: impl Into<String>) -> Self {
        self.change(path, Change::Rename(name.into()))
    }

    /// Puts a member or branch behind a `Box`.
    pub fn boxed(self, path: impl Into<String>) -> Self {
        self.change(path, Change::Boxed)
    }

    /// Makes what is unknown an error for the types that the path matches: values, branches, members.
    pub fn strict(self, path: impl Into<String>) -> Self {
        self.change(path, Change::Strict)
    }

    /// Keeps unknown members in a field `extra` of the structs that the path matches.
    pub fn keep_unknown_members(self, path: impl Into<String>) -> Self {
        self.change(path, Change::Extra)
    }

    fn change(mut self, path: impl Into<String>, change: Change) -> Self {
        self.options.overrides.push(Override { path: path.into(), change });
        self
    }

    /// Takes the types of the schema files that match from another Rust module instead of emitting them;
    /// `{module}` in the path stands for the name of the file's Rust module.
    pub fn extern_module(mut self, file: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.externs.push((file.into(), path.into()));
        self
    }

    /// Names the Rust module of a schema file.
    pub fn module_name(mut self, file: impl Into<String>, name: impl Into<String>) -> Self {
        self.options.module_names.push((file.into(), name.into()));
        self
    }

    /// The path under which emitted code finds the crate `qapi-runtime`.
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.options.runtime = Some(path.into());
        self
    }

    /// Where the schema's online manual is; every item links to it.
    pub fn manual(mut self, url: impl Into<String>) -> Self {
        self.options.manual = Some(url.into());
        self
    }

    /// How faults in the schema's documentation are taken; they are warnings by default.
    pub fn docs(mut self, policy: DocLevel) -> Self {
        self.parser.docs = policy;
        self
    }

    /// Whether schemas in the language of QEMU before 6.2 are read, too; by default such a schema is an error.
    pub fn legacy(mut self, legacy: bool) -> Self {
        self.parser.legacy = legacy;
        self
    }

    /// Whether an output file that was not generated may be replaced; by default that is an error. An input, and what is
    /// no regular file, is never replaced.
    pub fn overwrite(mut self, yes: bool) -> Self {
        self.options.overwrite = yes;
        self
    }

    /// The name of the schema, as it was given to [`Builder::new`].
    pub fn schema(&self) -> &Path {
        self.schemas.schemas.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// Loads the schemas, and merges them if they are several.
    ///
    /// # Errors
    ///
    /// [`Error::Schema`] if a schema is not legal, or schemas that are merged contradict each other.
    pub fn load(&self) -> Result<Loaded, Error> {
        let mut schemas = self.schemas.clone();
        schemas.settlements.spelling = self.options.advice.spelling();
        let loaded = schemas.load(&self.parser());
        let sources = match &loaded {
            Ok(loaded) => loaded.schema.sources(),
            Err(failure) => &failure.sources,
        };
        cargo::watch(sources, &self.schemas);
        loaded.map_err(|failure| Error::Schema(Box::new(failure)))
    }

    /// All options at once.
    pub fn options(&mut self) -> &mut Options {
        &mut self.options
    }

    /// Generates, and writes the files that changed. In a build script it also tells cargo which files to watch, and
    /// hands it the warnings.
    ///
    /// # Errors
    ///
    /// [`Error::Schema`] if the schema is not legal, [`Error::Option`] if an option does not fit it, [`Error::Refused`] if
    /// an output file must not be written, [`Error::Io`].
    pub fn generate(self) -> Result<Generated, Error> {
        self.prepare()?.write()
    }

    /// Generates, but writes nothing.
    ///
    /// # Errors
    ///
    /// As [`Builder::generate`], and [`Error::Stale`] if any file on disk differs.
    pub fn check(self) -> Result<Generated, Error> {
        let prepared = self.prepare()?;
        run::check_all(std::slice::from_ref(&prepared), &[])?;
        Ok(prepared.into_generated())
    }

    /// Generates in memory. [`write_all`](crate::write_all) writes several runs together once all have succeeded.
    ///
    /// # Errors
    ///
    /// As [`Builder::generate`].
    pub fn prepare(self) -> Result<Prepared, Error> {
        let (target, layout) = self.target()?;
        let loaded = self.load()?;
        cargo::warn(&loaded.warnings, loaded.schema.sources());
        let files = self.files(&loaded.schema, &target, layout)?;
        let in_build_script = cargo::is_build_script();
        if in_build_script {
            output::claim(&files)?;
        }
        // What must not be written is found before any run of several writes.
        files.changes()?;
        let generated = Generated { changed: Vec::new(), target, warnings: loaded.warnings, schema: loaded.schema };
        Ok(Prepared { generated, files, advice: self.options.advice })
    }

    /// The Rust that a loaded schema becomes: every name, type, attribute and comment, before it is printed.
    ///
    /// ```
    /// use qapi_codegen::Builder;
    /// use qapi_parser::{Options, load_str};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = "{ 'struct': 'Light', 'data': { 'is-on': 'bool' } }";
    /// let schema = load_str("room.json", text, &Options::default())?.schema;
    /// let model = Builder::new("room.json").model(&schema)?;
    /// for (module, item) in model.items() {
    ///     println!("{}::{} is QAPI's {}", module.name, item.name, item.definition);
    /// }
    /// assert!(model.print("Light").contains("pub is_on: bool"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if an option does not fit the schema.
    pub fn model(&self, schema: &Schema) -> Result<rust::Crate, Error> {
        let model = plan::model(schema, &self.options)?;
        let Some(Share { schema, feature, rest }) = &self.options.share else { return Ok(model) };
        let smaller =
            qapi_parser::load(schema, &self.parser()).map_err(|failure| Error::Schema(Box::new(failure)))?.schema;
        let smaller = plan::model(&smaller, &self.options)?;
        plan::share(model, &smaller, feature, rest).map_err(|name| {
            Error::Option(format!(
                "`{}` cannot share the output: its `{name}` is another or none in `{}`",
                schema.display(),
                self.schema().display()
            ))
        })
    }

    /// The text of what one definition of a loaded schema becomes; empty if it is left out.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use qapi_codegen::Builder;
    /// # use qapi_parser::{Options, load_str};
    /// let schema = load_str("room.json", "{ 'event': 'DOORBELL' }", &Options::default())?.schema;
    /// let id = schema.find("DOORBELL").expect("it is defined");
    /// let text = Builder::new("room.json").item(&schema, id)?;
    /// assert!(text.contains("pub struct Doorbell;"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if an option does not fit the schema.
    pub fn item(&self, schema: &Schema, id: DefId) -> Result<String, Error> {
        Ok(self.model(schema)?.print(&schema.definition(id).name))
    }

    /// The Rust path of every definition that is emitted, from the root of the output: `net::Netdev`,
    /// `commands::QueryStatus`.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use qapi_codegen::Builder;
    /// # use qapi_parser::{Options, load_str};
    /// let schema = load_str("room.json", "{ 'command': 'open-door' }", &Options::default())?.schema;
    /// let paths = Builder::new("room.json").paths(&schema)?;
    /// assert_eq!(paths[0].1, "commands::OpenDoor");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if an option does not fit the schema.
    pub fn paths(&self, schema: &Schema) -> Result<Vec<(DefId, String)>, Error> {
        let model = self.model(schema)?;
        let mut paths = BTreeMap::new();
        for (module, item) in model.items() {
            let path = || format!("{}::{}", module.name, item.name);
            paths.extend(schema.find(&item.definition).filter(|id| !paths.contains_key(id)).map(|id| (id, path())));
        }
        Ok(paths.into_iter().collect())
    }

    /// The text of the single file for a loaded schema.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use qapi_codegen::{Builder, Role};
    /// # use qapi_parser::{Options, load_str};
    /// let schema = load_str("room.json", "{ 'command': 'open-door' }", &Options::default())?.schema;
    /// let text = Builder::new("room.json").role(Role::Client).text(&schema)?;
    /// assert!(text.starts_with("// @generated by qapi-codegen"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if an option does not fit the schema.
    pub fn text(&self, schema: &Schema) -> Result<String, Error> {
        let texts = output::texts(&self.model(schema)?, &qapi_parser::shown_name(self.schema()), Layout::File);
        Ok(texts.into_iter().map(|(_, text)| text).collect())
    }

    /// The parser's options. Its errors name options as ours do.
    fn parser(&self) -> qapi_parser::Options {
        let legacy_name = match self.options.advice {
            Advice::Builder => "legacy(true)",
            Advice::Flags => "--legacy",
            Advice::Config => "legacy = true",
        };
        qapi_parser::Options { legacy_name, ..self.parser.clone() }
    }

    fn files(&self, schema: &Schema, target: &Path, layout: Layout) -> Result<FileSet, Error> {
        let name = qapi_parser::shown_name(self.schema());
        let mut files = FileSet::new(self.options.advice);
        let mut expected = Vec::new();
        for (relative, text) in output::texts(&self.model(schema)?, &name, layout) {
            let path = if layout == Layout::Tree { target.join(relative) } else { target.to_owned() };
            expected.push(path.clone());
            let maker = self.schema().display().to_string();
            let in_tree = layout == Layout::Tree;
            files.add(NewFile { path, text, maker, overwrite: self.options.overwrite, in_tree });
        }
        if layout == Layout::Tree {
            output::left_over(target, &name, &expected).into_iter().for_each(|path| files.remove(path));
        }
        schema.sources().files().for_each(|(_, file)| files.input(file.path()));
        // Saved replies and lists of versions are read, too.
        self.schemas.inputs().into_iter().for_each(|path| files.input(path));
        Ok(files)
    }

    fn target(&self) -> Result<(PathBuf, Layout), Error> {
        match &self.target {
            Target::File(path) => Ok((path.clone(), Layout::File)),
            Target::Folder(path) => Ok((path.clone(), Layout::Tree)),
            Target::BuildScript => {
                let folder = env::var_os("OUT_DIR").ok_or_else(|| {
                    let [folder, file] = ["out_dir", "out_file"].map(|name| self.options.advice.name(name));
                    Error::Option(format!(
                        "OUT_DIR is not set: outside a build script, say where to write with `{folder}` or `{file}`"
                    ))
                })?;
                let stem = qapi_parser::root_file(self.schema());
                let stem = stem.file_stem().unwrap_or_default().to_string_lossy();
                Ok((Path::new(&folder).join(names::snake(&stem)).with_extension("rs"), Layout::File))
            }
        }
    }
}
