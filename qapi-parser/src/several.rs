//! Loading what a user names: a schema, a version of a tree, a saved reply, or several of them as one.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, DocLevel, Severity};
use crate::failure::Failure;
use crate::files::{Disk, Files};
use crate::front_end::{Loaded, Options, load_overlaid};
use crate::introspect::Introspection;
use crate::merge::{Settlements, Version, merge, unused_settlements};
use crate::named::Named;
use crate::narrow::narrow;
use crate::source::SourceMap;
use crate::tree::{Tree, VersionFiles};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Loads a schema. `name` is
///
/// - the path of a root file, from which all that it includes is loaded, too;
/// - the path of a saved reply to `query-qmp-schema` (see [`Introspection`](crate::introspect::Introspection));
/// - `ROOT@VERSIONS`, for a root file in a [tree of versions](crate::tree): one version, or several that are merged, such
///   as `ROOT@7.2..10.0` or `ROOT@*`;
/// - one of these with `+OVERLAY`, for a file that says what a schema has beyond them, or with several such files;
/// - one of these with `LABEL=` before it, which says what its version is called. Without it, it is called by that part
///   of its path in which it differs from other schemas that it is merged with.
///
/// # Errors
///
/// If a file cannot be read, or the schema breaks a rule of the language (manual: "The QAPI schema language").
pub fn load(name: &Path, options: &Options) -> Result<Loaded, Failure> {
    SchemaSet::from(name).load(options)
}

/// Several schemas that are loaded as one.
///
/// ```
/// use qapi_parser::{SchemaSet, merge::Settle};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("qapi-schema-set-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # std::fs::write(folder.join("old.json"), "{ 'struct': 'Disk', 'data': { 'size': 'int' } }")?;
/// # std::fs::write(folder.join("new.json"), "{ 'struct': 'Disk', 'data': { 'size': 'str' } }")?;
/// # std::env::set_current_dir(&folder)?;
/// let mut set = SchemaSet { schemas: vec!["1.0=old.json".into(), "2.0=new.json".into()], ..SchemaSet::default() };
/// assert!(set.load(&Default::default()).is_err());
/// set.settlements.insert("Disk.size", Settle::Any);
/// let schema = set.load(&Default::default())?.schema;
/// assert_eq!(schema.versions().map(|versions| versions.names().len()), Some(2));
/// # std::env::set_current_dir(std::env::temp_dir())?;
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaSet {
    /// The schemas, each named as for [`load`]. Several are [merged](merge()); their order does not matter.
    pub schemas: Vec<PathBuf>,
    /// Files that say what each of the schemas has beyond its own files.
    pub overlays: Vec<PathBuf>,
    /// What to do about what has no type that holds the values of every version.
    pub settlements: Settlements,
    /// A server's saved reply to `query-qmp-schema`: exactly what that server has is left of the schemas. Names, integer
    /// types and documentation are those of the schemas; what only the server has is named after its first use. No
    /// condition is left.
    pub like: Option<PathBuf>,
}

impl From<&Path> for SchemaSet {
    fn from(name: &Path) -> Self {
        SchemaSet { schemas: vec![name.to_owned()], ..SchemaSet::default() }
    }
}

impl SchemaSet {
    /// Loads the schemas, merges them if they are several, and narrows the result to a server if one is given.
    ///
    /// When several schemas are merged, faults of their documentation are errors or nothing.
    ///
    /// # Errors
    ///
    /// Those of [`load`] and [`merge`](merge()), also for the reply.
    pub fn load(&self, options: &Options) -> Result<Loaded, Failure> {
        let mut named: Vec<Named> = self.named().collect();
        label(&mut named);
        let jobs = named.into_iter().map(|named| jobs(named, &self.overlays));
        let mut jobs = jobs.collect::<Result<Vec<_>, _>>()?.concat();
        if let ([job], None) = (jobs.as_slice(), &self.like) {
            let loaded = job.load(options)?;
            return match unused_settlements(&self.settlements) {
                Some(diagnostics) => Err(Failure { sources: loaded.schema.sources, diagnostics }),
                None => Ok(loaded),
            };
        }
        let docs = if options.docs == DocLevel::Warn { DocLevel::Allow } else { options.docs };
        let options = Options { docs, ..options.clone() };
        let reply = self.like.as_deref().map(read_reply).transpose()?;
        jobs.extend(self.like.as_ref().map(|like| Job {
            name: like.to_string_lossy().into_owned(),
            root: like.clone(),
            overlays: Vec::new(),
            version: None,
        }));
        let mut schema = merge(side_by_side(&jobs, &options)?, &self.settlements)?;
        if let (Some(reply), Some(like)) = (&reply, &self.like) {
            let file = schema.sources().files().find(|(_, file)| file.path() == like).map(|(file, _)| file);
            schema = narrow(schema, reply, file)?;
        }
        Ok(Loaded { schema, warnings: Vec::new() })
    }

    fn named(&self) -> impl Iterator<Item = Named> {
        self.schemas.iter().map(|name| Named::parse(Path::new(""), name))
    }

    /// The files that must be watched, beside those that a schema loaded from this was read from, to know when it
    /// changes.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let roots = self.named().flat_map(|named| match named.versions {
            // A root file in a tree of versions has no file of its name; what the versions are made of changes them.
            Some(_) => named.inputs(),
            None => vec![named.root.clone()],
        });
        let overlays = self.named().flat_map(|named| named.overlays);
        roots.chain(overlays).chain(self.overlays.iter().cloned()).chain(self.like.clone()).collect()
    }
}

/// A schema to load.
#[derive(Clone)]
struct Job {
    name: String,
    root: PathBuf,
    overlays: Vec<PathBuf>,
    /// The version of a tree.
    version: Option<(String, VersionFiles)>,
}

impl Job {
    fn load(&self, options: &Options) -> Result<Loaded, Failure> {
        let files: &dyn Files = self.version.as_ref().map_or(&Disk, |(_, files)| files);
        let mut result = load_overlaid(files, &self.root, &self.overlays, options);
        if let Some((version, files)) = &self.version {
            let sources = match &mut result {
                Ok(loaded) => &mut loaded.schema.sources,
                Err(failure) => &mut failure.sources,
            };
            sources.mark(version, |path| files.has(path));
        }
        result
    }
}

/// Labels schemas that have none and are no versions of a tree: with that part of the path in which they differ, and the
/// overlays. So the documentation of what is generated names no folder of this machine.
fn label(named: &mut [Named]) {
    let is_plain = |named: &Named| named.label.is_none() && named.versions.is_none();
    let steps = |path: &Path| -> Vec<String> {
        let folders = path.parent().into_iter().flat_map(Path::components);
        let folders = folders.map(|step| step.as_os_str().to_string_lossy().into_owned());
        folders.chain([stem(path)]).collect()
    };
    let paths: Vec<Vec<String>> =
        named.iter().filter(|named| is_plain(named)).map(|named| steps(&named.root)).collect();
    let Some(first) = paths.first() else { return };
    let shared = |same: &dyn Fn(&[String], usize) -> bool| {
        (0..first.len()).take_while(|at| paths.iter().all(|path| same(path, *at))).count()
    };
    let before = shared(&|path, at| path.get(at) == first.get(at));
    let after = shared(&|path, at| path.iter().rev().nth(at) == first.iter().rev().nth(at));
    for named in named.iter_mut().filter(|named| is_plain(named)) {
        let steps = steps(&named.root);
        let end = steps.len().saturating_sub(after);
        let own = steps.get(before.min(end)..end).filter(|own| !own.is_empty());
        let mut label = own.map_or_else(|| stem(&named.root), |own| own.join("/"));
        named.overlays.iter().for_each(|overlay| label.push_str(&format!("+{}", stem(overlay))));
        named.label = Some(label);
    }
}

/// The name of a file without folder and extension.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn jobs(named: Named, more: &[PathBuf]) -> Result<Vec<Job>, Failure> {
    let Named { label, root, versions, mut overlays } = named;
    let beyond: String = overlays.iter().map(|overlay| format!("+{}", stem(overlay))).collect();
    overlays.extend_from_slice(more);
    let Some(selection) = versions else {
        return Ok(vec![Job { name: label.unwrap_or_default(), root, overlays, version: None }]);
    };
    let select = || -> io::Result<Vec<Job>> {
        let tree = Tree::around(&root)?;
        let versions = tree.select(&selection)?;
        let files = tree.files(&versions)?;
        let job = |(version, files): (&&str, VersionFiles)| Job {
            name: label.clone().unwrap_or_else(|| format!("{version}{beyond}")),
            root: root.clone(),
            overlays: overlays.clone(),
            version: Some(((*version).to_owned(), files)),
        };
        Ok(versions.iter().zip(files).map(job).collect())
    };
    select().map_err(|error| unreadable(&format!("{}@{selection}", root.display()), &error))
}

fn read_reply(path: &Path) -> Result<Introspection, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&name, &error))?;
    Ok(Introspection::read(&name, text)?.introspection)
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    let message = format!("cannot read '{name}': {error}");
    let (code, severity) = (Code::UnreadableFile, Severity::Error);
    let diagnostic = Diagnostic { code, severity, message, primary: None, secondary: Vec::new(), notes: Vec::new() };
    Failure { sources: SourceMap::default(), diagnostics: vec![diagnostic] }
}

/// Loads schemas on as many threads as there are processors; the first failure counts.
fn side_by_side(jobs: &[Job], options: &Options) -> Result<Vec<Version>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let size = jobs.len().div_ceil(threads).max(1);
    let load = |job: &Job| Ok(Version { name: job.name.clone(), schema: job.load(options)?.schema });
    let results: Vec<Result<Vec<Version>, Failure>> = std::thread::scope(|scope| {
        let work = |jobs: &'_ [Job]| jobs.iter().map(load).collect();
        let handles: Vec<_> = jobs.chunks(size).map(|jobs| scope.spawn(move || work(jobs))).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, _>| {
            handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        handles.into_iter().map(join).collect()
    });
    Ok(results.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::named::Named;
    use std::path::Path;

    /// Rule: what has no label is called by what tells it from the others.
    #[test]
    fn schemas_are_called_by_what_tells_them_apart() {
        let labels = |names: &[&str]| {
            let mut named: Vec<Named> = names.iter().map(|name| Named::parse(Path::new(""), Path::new(name))).collect();
            label(&mut named);
            named.into_iter().map(|named| named.label.unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(labels(&["/x/y/schema.json"]), ["schema"]);
        assert_eq!(labels(&["old.json", "sub/new.json"]), ["old", "sub/new"]);
        assert_eq!(labels(&["/x/qemu-9.2/qapi/s.json", "/x/qemu-10.0/qapi/s.json"]), ["qemu-9.2", "qemu-10.0"]);
        assert_eq!(labels(&["/x/a/s.json", "/x/a/b/s.json"]), ["s", "b"]);
        assert_eq!(labels(&["1.0=/x/a.json", "/x/b.json", "/x/c.json"]), ["1.0", "b", "c"]);
    }
}
