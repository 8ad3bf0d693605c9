//! Lines of the text, and the Markdown that is made of them.

/// A name that documentation refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `@name`: a member, argument, branch, value or feature of the same definition; in older schemas also a definition.
    Member(&'a str),
    /// A name in single backticks or with a role other than `:doc:`; usually a definition.
    Definition(&'a str),
    /// The target of the role `:doc:`, for example `/interop/qmp-spec`.
    Document(&'a str),
}

/// One line: the column where it starts, and the rest without white space around it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub indent: usize,
    pub text: &'a str,
}

impl<'a> Line<'a> {
    /// The line without the white space around it.
    pub fn new(raw: &'a str) -> Self {
        let text = raw.trim_ascii();
        let mut indent = 0;
        for byte in raw.bytes() {
            match byte {
                b' ' => indent += 1,
                b'\t' => indent += 8 - indent % 8,
                _ => break,
            }
        }
        Self { indent, text }
    }

    /// Whether nothing stands on it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The Markdown so far, and where in it the next block goes.
pub struct Writer<'r> {
    pub out: String,
    /// What each line starts with: the indentation of list items, and the marks of quotations.
    pub prefix: String,
    /// Whether the next block continues the line on which its container's marker or label stands.
    pub fresh: bool,
    pub resolve: &'r dyn Fn(Reference<'_>) -> Option<String>,
}

impl Writer<'_> {
    /// Starts a block, after an empty line where `apart`.
    pub fn begin(&mut self, apart: bool) {
        if std::mem::take(&mut self.fresh) {
            return;
        }
        if apart {
            self.blank();
        }
        self.newline();
    }

    /// Ends the line and starts the next.
    pub fn newline(&mut self) {
        self.trim();
        self.out.push('\n');
        self.out.push_str(&self.prefix);
    }

    /// Ends the line and adds an empty one, without its end.
    pub fn blank(&mut self) {
        self.trim();
        self.out.push('\n');
        self.out.push_str(self.prefix.trim_end());
    }

    /// Removes white space at the end of what is written.
    pub fn trim(&mut self) {
        while let Some(b' ' | b'\t') = self.out.as_bytes().last() {
            self.out.pop();
        }
    }

    /// Runs `inner` with more in front of each line.
    pub fn nested(&mut self, prefix: &str, inner: impl FnOnce(&mut Self)) {
        let outer = self.prefix.len();
        self.prefix.push_str(prefix);
        inner(self);
        self.prefix.truncate(outer);
    }
}
