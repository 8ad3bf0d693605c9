//! Conditions of the old language: expressions of the C preprocessor, in a list if several must hold.

use crate::schema::Condition;

/// How many `(` and `!` an expression may have, apart from those of `defined`. This bounds the recursion; QEMU's have
/// none.
const MAX_OPEN: usize = 32;

/// Reads one expression: symbols, `defined(SYMBOL)`, `!`, `&&`, `||` and parentheses. `None` if it has anything else.
pub(crate) fn read(text: &str) -> Option<Condition> {
    if text.bytes().filter(|byte| matches!(byte, b'(' | b'!')).count() > MAX_OPEN + text.matches("defined").count() {
        return None;
    }
    let mut reader = Reader { rest: text };
    let condition = reader.any()?;
    reader.rest.trim_ascii_start().is_empty().then_some(condition)
}

/// Reads expressions that must all hold.
pub(crate) fn read_all<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Condition> {
    let conditions = texts.into_iter().map(read).collect::<Option<Vec<_>>>()?;
    joined(conditions, Condition::All)
}

/// Whether a text is a symbol that a condition can name.
pub(crate) fn is_symbol(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|c| c.is_ascii_uppercase())
        && bytes.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
}

fn joined(mut conditions: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    match conditions.len() {
        0 => None,
        1 => conditions.pop(),
        _ => Some(join(conditions)),
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn take(&mut self, sign: &str) -> Option<()> {
        self.rest = self.rest.trim_ascii_start().strip_prefix(sign)?;
        Some(())
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest;
        let found = self.take(sign).is_some();
        if !found {
            self.rest = rest;
        }
        found
    }

    fn any(&mut self) -> Option<Condition> {
        let mut parts = vec![self.all()?];
        while self.takes("||") {
            parts.push(self.all()?);
        }
        joined(parts, Condition::Any)
    }

    fn all(&mut self) -> Option<Condition> {
        let mut parts = vec![self.one()?];
        while self.takes("&&") {
            parts.push(self.one()?);
        }
        joined(parts, Condition::All)
    }

    fn one(&mut self) -> Option<Condition> {
        if self.takes("!") {
            return Some(Condition::Not(Box::new(self.one()?)));
        }
        if self.takes("(") {
            let inner = self.any()?;
            self.take(")")?;
            return Some(inner);
        }
        match self.word()? {
            "defined" if self.takes("(") => {
                let symbol = self.symbol()?;
                self.take(")")?;
                Some(symbol)
            }
            "defined" => self.symbol(),
            word => is_symbol(word).then(|| Condition::Symbol(word.to_owned())),
        }
    }

    fn symbol(&mut self) -> Option<Condition> {
        let word = self.word()?;
        is_symbol(word).then(|| Condition::Symbol(word.to_owned()))
    }

    fn word(&mut self) -> Option<&'t str> {
        let rest = self.rest.trim_ascii_start();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::{read, read_all};

    /// Rule: an expression of the preprocessor becomes the condition that it states, with C's precedence.
    #[test]
    fn expressions_become_conditions() {
        for (old, new) in [
            ("defined(A)", "'A'"),
            (" defined ( A ) ", "'A'"),
            ("defined A", "'A'"),
            ("CONFIG_1", "'CONFIG_1'"),
            ("!defined(A)", "{'not': 'A'}"),
            ("!!A", "{'not': {'not': 'A'}}"),
            ("defined(A) && defined(B)&&C", "{'all': ['A', 'B', 'C']}"),
            ("defined(A) || !B && C", "{'any': ['A', {'all': [{'not': 'B'}, 'C']}]}"),
            ("(defined(A) || B) && C", "{'all': [{'any': ['A', 'B']}, 'C']}"),
        ] {
            assert_eq!(read(old).map(|condition| condition.to_string()).as_deref(), Some(new), "{old}");
        }
        assert_eq!(
            read_all(["defined(A)", "!B"]).map(|c| c.to_string()).as_deref(),
            Some("{'all': ['A', {'not': 'B'}]}")
        );
        assert_eq!(read_all(["defined(A)"]).map(|c| c.to_string()).as_deref(), Some("'A'"));
    }

    /// Rule: what is no such expression is left alone, whatever it is.
    #[test]
    fn other_texts_are_no_expressions() {
        let deep = "(".repeat(100_000) + "A" + &")".repeat(100_000);
        let many = "!".repeat(100_000) + "A";
        for text in [
            "",
            " ",
            "a",
            "A B",
            "defined()",
            "defined(A",
            "A &&",
            "&& A",
            "A > 3",
            "A & B",
            "defined(a)",
            "A)",
            &deep,
            &many,
        ] {
            assert_eq!(read(text), None, "{}", &text[..text.len().min(20)]);
        }
        assert_eq!(read_all([]), None);
        assert_eq!(read_all(["A", ""]), None);
    }
}
