//! Source files, byte spans, and the line table.
//!
//! A [`SourceMap`] owns every text, and [`Span`]s point into it. A span is three integers; a line and a column are
//! computed only when something is shown to a person.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// Its place in the order of reading, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte; `start <= end`.
    pub end: u32,
}

impl Span {
    /// The span of the bytes `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Span { file, start, end }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The distance of the bytes for which characters are counted in advance.
const STEP: usize = 512;

/// How many characters start in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// One file: how it was reached, and its text.
#[derive(Clone)]
pub struct SourceFile {
    display: String,
    path: PathBuf,
    text: Arc<str>,
    line_starts: Vec<u32>,
    /// How many characters stand before each [`STEP`]th byte; made when a column in a long line is first asked for.
    characters: OnceLock<Vec<u32>>,
    included_at: Option<Span>,
}

impl fmt::Debug for SourceFile {
    /// Without the text, which may be long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SourceFile { display, path, text, included_at, .. } = self;
        let mut form = f.debug_struct("SourceFile");
        form.field("display", display).field("path", path).field("bytes", &text.len());
        form.field("included_at", included_at).finish_non_exhaustive()
    }
}

impl SourceFile {
    /// The path as a person would write it: as reached from the path given first.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The path to open.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the first `include` of this file stands; `None` for the file given first.
    pub fn included_at(&self) -> Option<Span> {
        self.included_at
    }

    /// The line and column of a byte offset. Offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line_starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = self.line_starts[line - 1] as usize;
        let column = match offset - start {
            short if short < 2 * STEP => count(&self.text.as_bytes()[start..offset]),
            _ => self.characters_before(offset) - self.characters_before(start),
        };
        Position { line, column: column + 1 }
    }

    /// How many characters start before a byte, in constant time: many faults may stand in one very long line.
    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let table = self.characters.get_or_init(|| {
            let mut counts = vec![0];
            let mut before = 0;
            for chunk in bytes.chunks(STEP) {
                before += count(chunk) as u32;
                counts.push(before);
            }
            counts
        });
        let step = offset / STEP;
        table.get(step).map_or(0, |&before| before as usize) + count(&bytes[(step * STEP).min(offset)..offset])
    }

    /// The text of a line (counted from 1) without its line end.
    pub fn line(&self, line: usize) -> &str {
        self.text.get(self.line_range(line)).unwrap_or_default()
    }

    /// Where a line (counted from 1) stands in the text, without its line end; empty for a line that is not there.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.line_starts.get(index)) else { return 0..0 };
        let start = start as usize;
        let end = self.line_starts.get(line).map_or(self.text.len(), |&next| next as usize);
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }
}

/// Every file read for one schema, in the order of reading.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file. `text` must be shorter than 4 GiB; the loader refuses longer files.
    pub fn add(&mut self, display: String, path: PathBuf, text: String, included_at: Option<Span>) -> FileId {
        let id = FileId(self.files.len() as u32);
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
        let text = text.into();
        self.files.push(SourceFile { display, path, text, line_starts, characters: OnceLock::new(), included_at });
        id
    }

    /// Adds a file of another map; `moved` gives the place here of a span there.
    pub(crate) fn adopt(&mut self, file: &SourceFile, moved: impl Fn(Span) -> Span) {
        self.files.push(SourceFile { included_at: file.included_at.map(moved), ..file.clone() });
    }

    /// Makes the names of files that are a version's end in `@version`.
    pub(crate) fn mark(&mut self, version: &str, is_versions: impl Fn(&Path) -> bool) {
        let files = self.files.iter_mut().filter(|file| is_versions(&file.path));
        files.for_each(|file| file.display.push_str(&format!("@{version}")));
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// All files with their ids, in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text().get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The line and column where a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).position(span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, STEP, SourceMap};

    #[test]
    fn columns_of_long_lines_count_characters_from_the_start_of_the_line() {
        for length in [STEP - 1, STEP, 3 * STEP, 5 * STEP + 7] {
            let text = format!("é\n{}ü\n", "xé".repeat(length / 3) + &"y".repeat(length % 3));
            let mut sources = SourceMap::default();
            let file = sources.add("a".into(), "a".into(), text.clone(), None);
            for (column, (offset, _)) in text[3..].char_indices().enumerate().filter(|(column, _)| column % 97 == 0) {
                let expected = Position { line: 2, column: column + 1 };
                assert_eq!(sources.file(file).position((3 + offset) as u32), expected);
            }
            let end = text.len() as u32 - 1;
            let column = text[3..text.len() - 1].chars().count() + 1;
            assert_eq!(sources.file(file).position(end), Position { line: 2, column });
            assert_eq!(sources.file(file).position(end + 1), Position { line: 3, column: 1 });
        }
    }
}
