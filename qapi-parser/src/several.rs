//! Loading what a user names: a schema, a version of a tree, a saved reply, or several of them as one.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, DocLevel, Severity};
use crate::failure::Failure;
use crate::files::Disk;
use crate::front_end::{Loaded, Options, load_with};
use crate::introspect::Introspection;
use crate::merge::{Settlements, Version, merge};
use crate::narrow::narrow;
use crate::source::SourceMap;
use crate::tree::{Tree, VersionFiles};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Loads a schema. `root` is
///
/// - the path of a root file, from which all that it includes is loaded, too;
/// - the path of a saved reply to `query-qmp-schema` (see [`Introspection`](crate::introspect::Introspection));
/// - `ROOT@VERSIONS`, for a root file in a [tree of versions](crate::tree): one version, or several that are merged, such
///   as `ROOT@7.2..10.0` or `ROOT@*`.
///
/// # Errors
///
/// If a file cannot be read, or the schema breaks a rule of the language (manual: "The QAPI schema language").
pub fn load(root: &Path, options: &Options) -> Result<Loaded, Failure> {
    load_all(&[root], &Settlements::new(), options)
}

/// Loads several schemas, each named as for [`load`], and [merges](merge) them. `NAME=PATH` gives a schema the name of
/// its version; without it the path is the name.
///
/// When several schemas are merged, faults of their documentation are errors or nothing.
///
/// # Errors
///
/// Those of [`load`] and [`merge`].
pub fn load_all(roots: &[&Path], settle: &Settlements, options: &Options) -> Result<Loaded, Failure> {
    let jobs: Vec<Job> = roots.iter().map(|root| jobs(root)).collect::<Result<Vec<_>, _>>()?.concat();
    if let [job] = jobs.as_slice() {
        return job.load(options);
    }
    let docs = if options.docs == DocLevel::Warn { DocLevel::Allow } else { options.docs };
    let versions = side_by_side(&jobs, &Options { docs, ..options.clone() })?;
    Ok(Loaded { schema: merge(versions, settle)?, warnings: Vec::new() })
}

/// Loads several schemas as [`load_all`] does, and leaves of them exactly what the server has whose saved reply to
/// `query-qmp-schema` is at `like`. Names, integer types and documentation are those of the schemas; what only the server
/// has is named after its first use. No condition is left.
///
/// # Errors
///
/// Those of [`load_all`], also for the reply.
pub fn load_like(roots: &[&Path], like: &Path, settle: &Settlements, options: &Options) -> Result<Loaded, Failure> {
    let text = std::fs::read_to_string(like).map_err(|error| unreadable(like, &error))?;
    let reply = Introspection::read(&like.display().to_string(), text)?.introspection;
    let docs = if options.docs == DocLevel::Warn { DocLevel::Allow } else { options.docs };
    let options = Options { docs, ..options.clone() };
    let mut jobs: Vec<Job> = roots.iter().map(|root| jobs(root)).collect::<Result<Vec<_>, _>>()?.concat();
    jobs.push(Job { name: like.to_string_lossy().into_owned(), root: like.to_owned(), version: None });
    let schema = merge(side_by_side(&jobs, &options)?, settle)?;
    let mut files = schema.sources().files();
    let file = files.find(|(_, file)| file.path() == like).map(|(file, _)| file);
    drop(files);
    Ok(Loaded { schema: narrow(schema, &reply, file)?, warnings: Vec::new() })
}

/// The files that must be watched beside those of the schema, to know when it changes.
pub fn inputs(root: &Path) -> Vec<PathBuf> {
    let (_, path) = labelled(root);
    let tree = selection(&path).and_then(|(root, _)| Tree::around(root).ok());
    tree.map(|tree| tree.inputs()).unwrap_or_default()
}

/// A schema to load.
#[derive(Clone)]
struct Job {
    name: String,
    root: PathBuf,
    /// The version of a tree.
    version: Option<(String, VersionFiles)>,
}

impl Job {
    fn load(&self, options: &Options) -> Result<Loaded, Failure> {
        let Some((version, files)) = &self.version else { return load_with(&Disk, &self.root, options) };
        let mut result = load_with(files, &self.root, options);
        match &mut result {
            Ok(loaded) => loaded.schema.sources.mark(version),
            Err(failure) => failure.sources.mark(version),
        }
        result
    }
}

/// The name given to a version, and the rest.
fn labelled(root: &Path) -> (Option<&str>, PathBuf) {
    let text = root.to_str().filter(|_| !root.exists());
    match text.and_then(|text| text.split_once('=')) {
        Some((name, path)) => (Some(name), path.into()),
        None => (None, root.to_owned()),
    }
}

/// The root file and the versions of it that are meant; `None` for a plain path.
fn selection(path: &Path) -> Option<(&Path, &str)> {
    let text = path.to_str().filter(|_| !path.exists())?;
    text.rsplit_once('@').map(|(root, versions)| (Path::new(root), versions))
}

fn jobs(root: &Path) -> Result<Vec<Job>, Failure> {
    let (name, path) = labelled(root);
    let plain = || name.map_or_else(|| path.to_string_lossy().into_owned(), str::to_owned);
    let Some((root, selection)) = selection(&path) else {
        return Ok(vec![Job { name: plain(), root: path.clone(), version: None }]);
    };
    let versions = || -> io::Result<Vec<Job>> {
        let tree = Tree::around(root)?;
        let versions = tree.select(selection)?;
        let files = tree.files(&versions)?;
        let job = |(version, files): (&&str, VersionFiles)| Job {
            name: name.unwrap_or(version).to_owned(),
            root: root.to_owned(),
            version: Some(((*version).to_owned(), files)),
        };
        Ok(versions.iter().zip(files).map(job).collect())
    };
    versions().map_err(|error| unreadable(&path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("cannot read '{}': {error}", path.display());
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
