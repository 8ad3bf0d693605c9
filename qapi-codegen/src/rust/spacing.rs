//! The spaces that rustfmt puts between tokens.
//!
//! Everything here stays on one line. Breaking lines is up to the printer.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The text of tokens on one line.
pub fn line(tokens: TokenStream) -> String {
    line_of(&tokens.into_iter().collect::<Vec<_>>())
}

/// The same for tokens in a slice.
pub fn line_of(tokens: &[TokenTree]) -> String {
    let mut out = String::new();
    flat(tokens, &mut out);
    out
}

/// Splits tokens at the commas that separate arguments, those of generics apart.
pub fn commas(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut angles = 0_i32;
        let mut arrow = false;
        let end = rest.iter().position(|token| {
            let TokenTree::Punct(punct) = token else {
                arrow = false;
                return false;
            };
            match punct.as_char() {
                '<' => angles += 1,
                '>' if !arrow => angles -= 1,
                ',' if angles == 0 => return true,
                _ => {}
            }
            arrow = matches!(punct.as_char(), '-' | '=') && punct.spacing() == Spacing::Joint;
            false
        });
        let (entry, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.get(1..).unwrap_or_default();
        Some(entry)
    })
}

/// Appends tokens on one line with the spaces that rustfmt would put between them.
fn flat(tokens: &[TokenTree], out: &mut String) {
    use std::fmt::Write;
    let mut gap = Gap::None;
    for (at, token) in tokens.iter().enumerate() {
        if at > 0 && gap.before(token) {
            out.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace if inner.is_empty() => ("{", "}"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                flat(&inner, out);
                out.push_str(close);
            }
            // Writing to a String cannot fail.
            other => drop(write!(out, "{other}")),
        }
        gap = Gap::after(token, gap);
    }
}

/// What the last token wants to its right.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    /// Nothing: `(`, `&`, `::`, `<`, `.`, `!` in front of a value.
    None,
    /// A word: a space before another word.
    Word,
    /// A keyword that a path may follow: a space before `::` too.
    Keyword,
    /// A separator or operator: always a space.
    Space,
    /// A lifetime: a space before a type in brackets too.
    Lifetime,
    /// The first half of a two-character operator, or the quote of a lifetime.
    Joint(char),
}

impl Gap {
    fn before(self, token: &TokenTree) -> bool {
        match (self, token) {
            (Gap::None | Gap::Joint(_), _) => false,
            (Gap::Space, TokenTree::Punct(punct)) => !matches!(punct.as_char(), ',' | ';' | '>' | '?'),
            (Gap::Space, _) => true,
            (Gap::Keyword, TokenTree::Punct(punct)) => !matches!(punct.as_char(), ',' | '='),
            (Gap::Keyword, TokenTree::Group(group)) => group.delimiter() != Delimiter::Parenthesis,
            (Gap::Word | Gap::Keyword, TokenTree::Ident(_) | TokenTree::Literal(_)) => true,
            (Gap::Lifetime, TokenTree::Punct(punct)) => matches!(punct.as_char(), '=' | '+'),
            (Gap::Lifetime, _) => true,
            (Gap::Word, TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
            (Gap::Word, TokenTree::Punct(punct)) => match punct.as_char() {
                '=' | '+' | '|' | '#' => true,
                '-' => punct.spacing() == Spacing::Joint,
                '&' | '\'' => true,
                _ => false,
            },
        }
    }

    fn after(token: &TokenTree, before: Gap) -> Gap {
        let punct = match token {
            TokenTree::Punct(punct) => punct,
            TokenTree::Ident(word)
                if ["impl", "for", "as", "dyn", "use", "pub"].iter().any(|keyword| word == keyword) =>
            {
                return Gap::Keyword;
            }
            TokenTree::Ident(_) if before == Gap::Joint('\'') => return Gap::Lifetime,
            _ => return Gap::Word,
        };
        let joint = punct.spacing() == Spacing::Joint;
        match (before, punct.as_char()) {
            (Gap::Joint(':'), ':') => Gap::None,
            (Gap::Joint('-' | '='), '>') => Gap::Space,
            (Gap::Joint('.'), '.') => Gap::None,
            (_, '>') => Gap::Word,
            (_, character @ (':' | '-' | '=' | '.' | '\'')) if joint => Gap::Joint(character),
            (_, ',' | ';' | ':' | '=' | '+' | '|') => Gap::Space,
            (_, '!') => Gap::Word,
            _ => Gap::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaced(text: &str) -> String {
        let tokens: TokenStream = text.parse().expect("tokens");
        line(tokens)
    }

    #[test]
    fn types_paths_and_attributes_are_spaced_as_by_rustfmt() {
        for text in [
            "Option<Vec<String>>",
            "std::collections::BTreeMap<String, ::serde_json::Value>",
            "Result<(), Box<dyn std::error::Error + Send>>",
            "&'static [&'static str]",
            "Thing<'a, T>",
            "fn(u8, &str) -> bool",
            "[u8; 16]",
            "<T as other::Trait>::Output",
            "serde(rename = \"a\", default)",
            "all(target_os = \"linux\", not(windows))",
        ] {
            assert_eq!(spaced(text), text);
            assert_eq!(spaced(&text.replace(' ', "  ")), text);
        }
    }

    #[test]
    fn commas_of_generics_separate_no_arguments() {
        let tokens: TokenStream = "a, Map<b, c>, fn(d, e) -> f, g".parse().expect("tokens");
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let parts: Vec<String> = commas(&tokens).map(line_of).collect();
        assert_eq!(parts, ["a", "Map<b, c>", "fn(d, e) -> f", "g"]);
    }
}
