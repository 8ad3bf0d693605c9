//! Reading a root file and all that it includes (manual: "Include directives", "Pragma directives").
//!
//! Files are in the order in which the first `include` of each is met. Directives end here; a definition gets the
//! documentation comment that precedes it. Includes are followed without recursion, so that no chain of them is too
//! long.

mod pragma;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::doc::{self, Doc};
use crate::files::{Disk, Files, MAX_LENGTH};
use crate::legacy::{self, Desugared, Signs, Wrapper};
use crate::report::Report;
use crate::schema::Pragmas;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, DocComment, Object, Text, Value};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use typed_arena::Arena;

/// Paths longer than this are refused: each step of a chain of includes can make them longer.
const MAX_PATH: usize = 4096;
/// How many steps of an include loop are shown.
const SHOWN_STEPS: usize = 8;

/// The path that leads from a folder to a file, with `/`; both normalized.
fn relative(folder: &Path, file: &Path) -> String {
    let common = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).map(|_| "..".into());
    let down = file.components().skip(common).map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    pub module: String,
    pub display: String,
    pub path: PathBuf,
    pub included_at: Option<Span>,
    pub items: Vec<Item>,
    pub pragmas: Pragmas,
}

/// What a file holds, apart from pragmas.
#[derive(Debug)]
pub(crate) enum Item {
    /// The definition at this place among all.
    Definition(usize),
    Include {
        module: FileId,
        path: String,
        span: Span,
    },
    FreeDoc(Doc),
}

/// A definition as the loader found it.
pub(crate) struct Source<'a> {
    pub module: FileId,
    pub object: Object<'a>,
    pub doc: Option<Doc>,
}

/// The result of loading.
#[derive(Default)]
pub(crate) struct Loaded<'a> {
    pub files: Vec<File>,
    /// All definitions in the order in which QEMU's generator sees them: what a file includes stands in place of the
    /// `include`.
    pub definitions: Vec<Source<'a>>,
    pub pragmas: Pragmas,
    /// The strings in those parts of the files that could not be read; some are names of definitions.
    pub unread: Vec<Cow<'a, str>>,
    /// Whether every directive was read, so that what is missing can only be definitions.
    pub has_all_directives: bool,
    /// What is written in the old language.
    pub signs: Signs,
    /// For each overlay, the number of files before it.
    pub overlays: Vec<usize>,
}

/// The files for diagnostics and the schema; `texts` are those of the arena.
pub(crate) fn sources(files: &[File], texts: Vec<String>) -> SourceMap {
    let mut sources = SourceMap::default();
    for (file, text) in files.iter().zip(texts) {
        sources.add(file.display.clone(), file.path.clone(), text, file.included_at);
    }
    sources
}

/// Reads a file and all that it includes, then the overlays from the file system. Texts are put into the arena in the
/// order of [`Loaded::files`].
pub(crate) fn load<'a>(
    files: &dyn Files,
    root: &Path,
    overlays: &[PathBuf],
    texts: &'a Arena<String>,
    report: &mut Report,
) -> Loaded<'a> {
    let folder = files.identity(root).parent().map(Path::to_owned).unwrap_or_default();
    let mut loader = Loader {
        files,
        folder,
        texts,
        report,
        loaded: Loaded::default(),
        known: HashMap::new(),
        open: Vec::new(),
        syntax_errors: 0,
        wrappers: HashSet::new(),
    };
    loader.read(root.to_owned(), root.display().to_string(), None);
    loader.run();
    loader.files = &Disk;
    for overlay in overlays {
        loader.loaded.overlays.push(loader.loaded.files.len());
        // One that is part of the schema anyway, or comes twice, adds nothing.
        if !loader.known.contains_key(&Disk.identity(overlay)) {
            let module = loader.read(overlay.clone(), overlay.display().to_string(), None);
            loader.run();
            // It is as if the root file included it.
            if let (Some(module), Some(root)) = (module, loader.loaded.files.first_mut()) {
                let path = overlay.display().to_string();
                root.items.push(Item::Include { module, path, span: Span::new(module, 0, 0) });
            }
        }
    }
    let Loader { mut loaded, report, syntax_errors, .. } = loader;
    let may_miss = |directive| loaded.unread.iter().any(|string| string == directive);
    loaded.has_all_directives = report.errors() == syntax_errors && !may_miss("include") && !may_miss("pragma");
    loaded
}

struct Loader<'a, 'r> {
    files: &'r dyn Files,
    /// The folder of the root file.
    folder: PathBuf,
    texts: &'a Arena<String>,
    report: &'r mut Report,
    loaded: Loaded<'a>,
    /// Files by identity; `true` while the file or what it includes is worked on.
    known: HashMap<PathBuf, (FileId, bool)>,
    /// The files worked on: each was included by the one before.
    open: Vec<Open<'a>>,
    /// How many of the reported errors are of syntax.
    syntax_errors: usize,
    /// The structs that stand for branches of old unions, with what they hold.
    wrappers: HashSet<(String, String)>,
}

/// A file that is worked on.
struct Open<'a> {
    module: FileId,
    identity: PathBuf,
    text: &'a str,
    items: std::vec::IntoIter<syntax::Item<'a>>,
    /// Whether all of the file could be parsed.
    is_sound: bool,
    /// The documentation comment read last, until something follows it.
    doc: Option<Doc>,
}

impl<'a> Loader<'a, '_> {
    /// Works on the open files until none is left.
    fn run(&mut self) {
        while let Some(open) = self.open.last_mut() {
            match open.items.next() {
                Some(syntax::Item::Doc(comment)) => self.doc(&comment),
                Some(syntax::Item::Expression(object)) if object.get("include").is_some() => self.include(&object),
                Some(syntax::Item::Expression(object)) if object.get("pragma").is_some() => self.pragma(&object),
                Some(syntax::Item::Expression(object)) => self.definition(object),
                None => self.close(),
            }
        }
    }

    /// A documentation comment belongs to the definition that follows it; other ones are items of their own.
    fn doc(&mut self, comment: &DocComment) {
        self.free_doc();
        let Some(open) = self.open.last_mut() else { return };
        let mut diagnostics = Vec::new();
        open.doc = Some(doc::parse(open.text, comment, &mut diagnostics));
        self.report.extend(diagnostics);
    }

    fn free_doc(&mut self) {
        if let Some(open) = self.open.last_mut()
            && let Some(doc) = open.doc.take()
        {
            // The comment may document something that could not be parsed.
            if open.is_sound {
                self.report.extend(doc::misplaced(&doc, None));
            }
            self.loaded.files[open.module.index()].items.push(Item::FreeDoc(doc));
        }
    }

    fn close(&mut self) {
        self.free_doc();
        if let Some(open) = self.open.pop()
            && let Some((_, active)) = self.known.get_mut(&open.identity)
        {
            *active = false;
        }
    }

    fn definition(&mut self, object: Object<'a>) {
        let Some(open) = self.open.last_mut() else { return };
        let (module, doc) = (open.module, open.doc.take());
        self.report.extend(doc.as_ref().and_then(|doc| doc::misplaced(doc, Some(object.span))));
        match legacy::desugar(&object) {
            None => self.push(module, object, doc),
            Some(desugared) => self.old_union(module, desugared, doc),
        }
    }

    fn push(&mut self, module: FileId, object: Object<'a>, doc: Option<Doc>) {
        let index = self.loaded.definitions.len();
        self.loaded.definitions.push(Source { module, object, doc });
        self.loaded.files[module.index()].items.push(Item::Definition(index));
    }

    /// Adds the definitions that an old union stands for. Its documentation does not describe what they declare, so it
    /// is not checked.
    fn old_union(&mut self, module: FileId, old: Desugared<'a>, doc: Option<Doc>) {
        let Desugared { name, tag, wrappers, union } = old;
        let what = format!("union '{}' has no base and no discriminator", name.text);
        self.loaded.signs.add("union", name.span, what, legacy::UNION_NOW);
        let doc = doc.map(|doc| Doc { faulty: true, ..doc });
        let tag_doc = Some(Doc::stub(tag.0, union.span));
        self.push(module, tag.1, tag_doc);
        for Wrapper { name, holds, object } in wrappers {
            // Two of one name with different types are both kept, so that the clash is reported.
            let doc = Some(Doc::stub(name.clone(), union.span));
            if self.wrappers.insert((name, holds)) {
                self.push(module, object, doc);
            }
        }
        self.push(module, union, doc);
    }

    fn include(&mut self, object: &Object<'a>) {
        self.free_doc();
        let Some(module) = self.open.last().map(|open| open.module) else { return };
        let Some(value) = self.only_value(object, "include", Code::InvalidInclude) else { return };
        let Value::String(name) = value else {
            let message = "the value of 'include' must be a string";
            self.report.error(Code::InvalidInclude, value.span(), message, "expected a file name");
            return;
        };
        let including = &self.loaded.files[module.index()];
        let join = |base: &Path| base.parent().map_or_else(|| PathBuf::from(&*name.text), |dir| dir.join(&*name.text));
        let (path, display) = (join(&including.path), join(Path::new(&including.display)));
        if path.as_os_str().len() > MAX_PATH {
            let message = format!("the path of the included file is longer than {MAX_PATH} bytes");
            self.report.error(Code::UnreadableFile, name.span, message, "included here");
            return;
        }
        let target = match self.known.get(&self.files.identity(&path)) {
            Some((_, true)) => return self.include_loop(name, &path),
            Some((target, false)) => Some(*target),
            None => self.read(path, display.display().to_string(), Some(name)),
        };
        if let Some(target) = target {
            let item = Item::Include { module: target, path: name.text.to_string(), span: object.span };
            self.loaded.files[module.index()].items.push(item);
        }
    }

    fn include_loop(&mut self, name: &Text<'_>, path: &Path) {
        let identity = self.files.identity(path);
        let message = format!("including '{}' again would never end", name.text);
        let error = self.report.error(Code::IncludeLoop, name.span, message, "this closes the loop");
        let steps = self.open.iter().skip_while(|open| open.identity != identity).skip(1);
        for open in steps.take(SHOWN_STEPS) {
            if let Some(span) = self.loaded.files[open.module.index()].included_at {
                error.also(span, "included from here");
            }
        }
    }

    /// The value of a directive. Another key is an error.
    fn only_value<'o>(&mut self, object: &'o Object<'a>, key: &str, code: Code) -> Option<&'o Value<'a>> {
        if let Some(other) = object.entries.iter().find(|entry| entry.key.text != key) {
            let message = format!("a directive '{key}' must not have other keys");
            self.report.error(code, other.key.span, message, "unexpected key");
            return None;
        }
        object.get(key)
    }

    /// Reads and parses a file; `None` if it cannot be read. `name` is the place that includes it.
    fn read(&mut self, path: PathBuf, display: String, name: Option<&Text<'_>>) -> Option<FileId> {
        let included_at = name.map(|name| name.span);
        let bytes = match self.files.read(&path) {
            Ok(bytes) if bytes.len() > MAX_LENGTH => {
                let message = format!("'{display}' is longer than 1 GiB");
                return self.unreadable(Code::FileTooLong, message, included_at);
            }
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read '{display}': {error}");
                return self.unreadable(Code::UnreadableFile, message, included_at);
            }
        };
        let module = FileId(self.loaded.files.len() as u32);
        let identity = self.files.identity(&path);
        self.known.insert(identity.clone(), (module, true));
        let text = self.text(module, bytes);
        let parsed = syntax::parse(module, text);
        let is_sound = parsed.diagnostics.is_empty();
        self.syntax_errors += parsed.diagnostics.len();
        self.report.extend(parsed.diagnostics);
        self.loaded.unread.extend(parsed.unread);
        let module_name = relative(&self.folder, &identity);
        let (items, pragmas) = (Vec::new(), Pragmas::default());
        self.loaded.files.push(File { module: module_name, display, path, included_at, items, pragmas });
        self.open.push(Open { module, identity, text, items: parsed.items.into_iter(), is_sound, doc: None });
        Some(module)
    }

    fn unreadable(&mut self, code: Code, message: String, span: Option<Span>) -> Option<FileId> {
        let primary = span.map(|span| Label { span, text: "included here".to_owned() });
        let severity = Severity::Error;
        self.report.push(Diagnostic { code, severity, message, primary, secondary: Vec::new(), notes: Vec::new() });
        None
    }

    /// The text of a file. If it is not text, what is wrong is reported, and nothing of it is parsed.
    fn text(&mut self, file: FileId, bytes: Vec<u8>) -> &'a str {
        let (text, fault) = match String::from_utf8(bytes) {
            Ok(text) => {
                let nul = text.find('\0').map(|at| (Code::NulByte, at, "the file has a NUL byte"));
                (text, nul)
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some((Code::InvalidUtf8, at, "the file is not UTF-8 text")))
            }
        };
        let text: &'a str = self.texts.alloc(text);
        let Some((code, at, message)) = fault else { return text };
        let length = text[at..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(file, at as u32, (at + length) as u32);
        self.report.error(code, span, message, "first here");
        ""
    }
}
