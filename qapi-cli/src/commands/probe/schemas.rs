//! The schemas that a server is compared with: which one of several, and which versions of it there are.

use crate::config::Config;
use crate::report::{Failure, Reporter};
use qapi_codegen::{Advice, Builder};
use qapi_parser::introspect::{Config as Symbols, Introspection, introspect};
use qapi_parser::schema::Schema;
use qapi_parser::tree::Tree;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Builders for the schemas that a configuration names; none if there is no such file.
pub fn candidates(path: &Path) -> Result<Vec<Builder>, Failure> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let tables = Config::read(path)?.generate;
    let builders = tables.iter().map(|table| table.schemas(folder, Advice::Config));
    let builders = builders.collect::<Result<Vec<_>, _>>();
    Ok(builders.map_err(|error| Failure::message(format!("{}: {error}", path.display())))?.concat())
}

/// A schema and all that it can have.
pub struct Chosen {
    /// How the user names it.
    pub path: PathBuf,
    /// What a server would answer that has all of it.
    pub all: Introspection,
}

/// Of several schemas the one that has the most commands in common with a server. Of equals the first one counts.
pub fn choose(builders: &[Builder], commands: &BTreeSet<&str>, reporter: &Reporter) -> Result<Option<Chosen>, Failure> {
    let mut best: Option<(f64, Chosen)> = None;
    for builder in builders {
        let all = everything(&reporter.load_of(builder)?);
        let likeness = likeness(&all.commands().collect(), commands);
        if best.as_ref().is_none_or(|(least, _)| likeness > *least) {
            best = Some((likeness, Chosen { path: builder.schema().to_owned(), all }));
        }
    }
    Ok(best.map(|(_, chosen)| chosen))
}

/// What part of the names of two sets is in both.
fn likeness(a: &BTreeSet<&str>, b: &BTreeSet<&str>) -> f64 {
    a.intersection(b).count() as f64 / a.union(b).count().max(1) as f64
}

/// What a server would answer that has all of a schema.
pub fn everything(schema: &Schema) -> Introspection {
    introspect(schema, &Symbols::everything(), true)
}

/// The root file of a tree of versions, and the versions with their schemas, oldest first.
pub struct Versions {
    pub root: String,
    pub schemas: Vec<(String, Schema)>,
}

/// All versions of the tree that a schema is in, if it is in one.
pub fn versions(path: &Path, reporter: &Reporter) -> Result<Option<Versions>, Failure> {
    let text = path.to_string_lossy();
    let root = match text.rsplit_once('@') {
        Some((root, _)) if !path.exists() => root,
        _ => &text,
    };
    let Ok(tree) = Tree::around(Path::new(root)) else { return Ok(None) };
    let mut schemas = Vec::new();
    for version in tree.versions().iter().rev() {
        schemas.push((version.clone(), reporter.load(Path::new(&format!("{root}@{version}")))?));
    }
    Ok(Some(Versions { root: root.to_owned(), schemas }))
}
