//! Rule: every code has a page, the wrong example breaks its rule and no other, and the right one breaks none.

use qapi_parser::diagnostic::{Format, render};
use qapi_parser::explain::Example;
use qapi_parser::merge::{Settlements, Version, merge};
use qapi_parser::source::SourceMap;
use qapi_parser::{Code, DocLevel, Failure, Files, Loaded, Options, SchemaSet, load_with};
use std::io;
use std::path::Path;

/// The files of an example, written out when they are read.
struct Pages(Vec<(&'static str, &'static str)>);

impl Files for Pages {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = self.0.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| expanded(text)).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Loads an example, and returns the codes of its diagnostics and a rendering.
fn faults(page: Code, example: &Example) -> (Vec<Code>, String) {
    let pages = Pages(example.files());
    let root = Path::new(pages.0.first().expect("a schema").0);
    let options = Options { docs: DocLevel::Deny, ..Default::default() };
    let loaded = match page {
        Code::MergeConflict => merged(&pages, &options),
        Code::OverlayConflict => overlaid(&pages, &options),
        _ => load_with(&pages, root, &options),
    };
    let (diagnostics, sources) = match loaded {
        Ok(loaded) => (loaded.warnings, SourceMap::default()),
        Err(failure) => (failure.diagnostics, failure.sources),
    };
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    (codes, render(&diagnostics, &sources, Format::Short))
}

/// Merges the files of an example, each a version named as the file.
fn merged(pages: &Pages, options: &Options) -> Result<Loaded, Failure> {
    let version = |(name, _): &(&'static str, &'static str)| {
        let schema = load_with(pages, Path::new(name), options)?.schema;
        Ok(Version { name: (*name).to_owned(), schema })
    };
    let versions = pages.0.iter().map(version).collect::<Result<_, _>>()?;
    Ok(Loaded { schema: merge(versions, &Settlements::new())?, warnings: Vec::new() })
}

/// Loads the first file of an example, extended by the others.
fn overlaid(pages: &Pages, options: &Options) -> Result<Loaded, Failure> {
    let folder = std::env::temp_dir().join(format!("qapi-explain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut paths = Vec::new();
    for (name, text) in &pages.0 {
        paths.push(folder.join(name));
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let set = SchemaSet { schemas: vec![paths.remove(0)], overlays: paths, ..SchemaSet::default() };
    let loaded = set.load(options);
    std::fs::remove_dir_all(folder).expect("the folder");
    loaded
}

/// The text with `«COUNT*TEXT»` written out. `\0` is a NUL byte and `\xFF` a byte that UTF-8 does not have.
fn expanded(text: &str) -> Vec<u8> {
    let Some((before, rest)) = text.split_once('«') else { return text.as_bytes().to_vec() };
    let (mark, after) = rest.split_once('»').expect("the end of a mark");
    let (count, copy) = mark.split_once('*').expect("a count");
    let count: usize = count.parse().expect("a number");
    if copy == "\\0" && before.is_empty() {
        // Zeroed memory costs nothing until it is read, and a file that is too long is not read.
        return vec![0; count];
    }
    let mut bytes = before.as_bytes().to_vec();
    for index in 0..count {
        match copy {
            "\\0" => bytes.push(0),
            "\\xFF" => bytes.push(0xff),
            _ => bytes.extend(copy.replace('#', &index.to_string()).replace('+', &(index + 1).to_string()).bytes()),
        }
    }
    bytes.extend(expanded(after));
    bytes
}

#[test]
fn every_code_has_a_page() {
    for code in Code::ALL {
        let page = code.explanation();
        assert!(page.text.starts_with(&format!("# {code}\n")), "{code}: the page has another title");
        assert!(!page.rule.is_empty() && !page.why.is_empty(), "{code}: the page has no text");
        assert!(!page.wrong.files().is_empty() && !page.right.files().is_empty(), "{code}: an example is missing");
    }
}

#[test]
fn wrong_examples_break_their_rule_and_right_ones_none() {
    let mut failures = Vec::new();
    for &code in Code::ALL {
        let page = code.explanation();
        let (codes, text) = faults(code, &page.wrong);
        if codes.is_empty() || codes.iter().any(|found| *found != code) {
            failures.push(format!("{}: the wrong example gives: {text}", code));
        }
        let (codes, text) = faults(code, &page.right);
        if !codes.is_empty() {
            failures.push(format!("{}: the right example gives: {text}", code));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
