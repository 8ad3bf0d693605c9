//! One line of a documentation comment.

/// A line between the two `##` lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// What follows `# `, without white space at its end.
    pub text: &'a str,
    /// Where `text` starts in the file.
    pub start: usize,
    /// Where the line's `#` stands in the file.
    pub hash: usize,
}

impl Line<'_> {
    /// Where `text` ends in the file.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// How many bytes of indentation the text has.
    pub fn indent(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut indent = 0;
        while indent < bytes.len() && matches!(bytes[indent], b' ' | b'\t') {
            indent += 1;
        }
        indent
    }
}
