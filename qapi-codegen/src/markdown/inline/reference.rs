//! References, links and code: what stands between backticks, once it is found.

use super::{Scanner, longest_run};
use crate::markdown::writer::Reference;

impl Scanner<'_, '_, '_> {
    /// `` `text <url>`_ ``; a link to a heading becomes its text.
    pub(super) fn hyperlink(&mut self, content: &str) {
        match titled(content) {
            (title, Some(url)) if url.contains("://") && !url.contains([' ', '\n', '>']) => self.link(title, url),
            (title, _) => self.plain(title),
        }
    }

    /// `` :role:`name` `` or `` :role:`title <name>` ``
    pub(super) fn role(&mut self, role: &str, content: &str) {
        let (title, target) = titled(content);
        let name = target.unwrap_or(title);
        match role {
            "doc" => match (self.writer.resolve)(Reference::Document(name)) {
                Some(url) => self.link(title, &url),
                None if target.is_some() => self.plain(title),
                None => self.code(title),
            },
            "" | "any" | "ref" => self.reference(Reference::Definition(name), title),
            _ if role.starts_with("qapi:") => {
                let bare = name.trim_start_matches(['!', '~']);
                let title = if target.is_some() { title } else { bare };
                if name.starts_with('!') {
                    self.code(title);
                } else {
                    self.reference(Reference::Definition(bare), title);
                }
            }
            _ => self.code(content),
        }
    }

    /// Writes a reference: a link where it is known what it leads to, else code.
    pub(super) fn reference(&mut self, reference: Reference<'_>, title: &str) {
        let Some(target) = (self.writer.resolve)(reference) else {
            return self.code(title);
        };
        self.bracket();
        self.code(title);
        self.writer.out.push(']');
        if target != title {
            self.target(&target);
        } else if matches!(self.next(0), Some(b':' | b'(')) {
            // Unescaped, this would make another kind of link of it, or the definition of one.
            self.escape();
        }
    }

    /// Writes a link whose text is prose.
    fn link(&mut self, title: &str, target: &str) {
        self.bracket();
        self.plain(title);
        self.writer.out.push(']');
        self.target(target);
    }

    /// Opens the text of a link. A `!` before it would make an image of it.
    fn bracket(&mut self) {
        let out = &mut self.writer.out;
        if out.ends_with('!') {
            out.pop();
            out.push_str("\\!");
        }
        out.push('[');
    }

    fn target(&mut self, target: &str) {
        let out = &mut self.writer.out;
        let quoted = target.contains(['(', ')', ' ']);
        out.push_str(if quoted { "(<" } else { "(" });
        out.push_str(target);
        out.push_str(if quoted { ">)" } else { ")" });
    }

    /// Writes characters that have no markup among them, on one line.
    fn plain(&mut self, text: &str) {
        let mut number = true;
        for (i, c) in text.char_indices() {
            match c {
                '\n' => self.writer.out.push(' '),
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' => self.writer.out.extend(['\\', c]),
                // These matter where a line starts.
                '-' | '+' | '#' | '=' | ':' if i == 0 => self.writer.out.extend(['\\', c]),
                '.' | ')' if number => self.writer.out.extend(['\\', c]),
                _ => self.writer.out.push(c),
            }
            number &= c.is_ascii_digit();
        }
    }

    /// Writes a code span, on one line.
    pub(super) fn code(&mut self, text: &str) {
        let out = &mut self.writer.out;
        if out.ends_with('`') {
            out.push(' ');
        }
        let fence = if text.contains('`') { "`".repeat(longest_run(text, b'`') + 1) } else { String::new() };
        let (open, close) = match fence.as_str() {
            "" => ("`", "`"),
            fence => (fence, fence),
        };
        let padding = if fence.is_empty() { "" } else { " " };
        out.extend([open, padding]);
        let start = out.len();
        out.push_str(text);
        if text.contains('\n') {
            let joined = out.split_off(start).replace('\n', " ");
            out.push_str(&joined);
        }
        if self.context.cell && text.contains('|') {
            let escaped = out.split_off(start).replace('|', "\\|");
            out.push_str(&escaped);
        }
        out.extend([padding, close]);
    }
}

/// Splits `title <target>`.
fn titled(content: &str) -> (&str, Option<&str>) {
    match content.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((title, target)) if !title.trim().is_empty() && !target.trim().is_empty() => {
            (title.trim(), Some(target.trim()))
        }
        _ => (content, None),
    }
}
