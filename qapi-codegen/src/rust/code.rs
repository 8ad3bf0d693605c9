//! Rust that the user gave: parsed where it comes in, kept in one spelling.

use super::spacing;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fmt;
use syn::parse::Parser;

/// A piece of Rust: a type, a path, a predicate, an argument. It has been parsed, and stands on one line with rustfmt's
/// spaces, so that two that differ only in their layout are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(String);

/// An attribute without its `#[` and `]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `doc = "…"`, as the text.
    Doc(String),
    /// `name(argument, …)`
    List {
        /// The name, such as `cfg_attr`.
        name: String,
        /// What stands in the parentheses.
        arguments: Vec<Code>,
    },
    /// Any other.
    Other(Code),
}

impl Code {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(tokens: &[TokenTree]) -> Self {
        Code(spacing::line_of(tokens))
    }

    /// An identifier of ours.
    pub(crate) fn word(name: &'static str) -> Self {
        Code(name.to_owned())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Parses text as a `T`. Returns the code, and what it was parsed to; `None` if it is something else.
pub(crate) fn parse<T: syn::parse::Parse>(text: &str) -> Option<(Code, T)> {
    let tokens: TokenStream = text.parse().ok()?;
    let parsed = syn::parse2(tokens.clone()).ok()?;
    Some((Code::of(&tokens.into_iter().collect::<Vec<_>>()), parsed))
}

/// Parses text as attributes, brackets included. `None` if it is something else.
pub(crate) fn parse_attributes(text: &str) -> Option<Vec<Attribute>> {
    let tokens: TokenStream = text.parse().ok()?;
    syn::Attribute::parse_outer.parse2(tokens.clone()).ok()?;
    // What parses as attributes is a sequence of `#` and brackets.
    let brackets = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream().into_iter().collect::<Vec<_>>()),
        _ => None,
    });
    Some(brackets.map(|inner| Attribute::of(&inner)).collect())
}

impl Attribute {
    fn of(tokens: &[TokenTree]) -> Self {
        match tokens {
            [TokenTree::Ident(name), _, TokenTree::Literal(text)] if name == "doc" => {
                let text = syn::parse_str::<syn::LitStr>(&text.to_string());
                text.map_or_else(|_| Attribute::Other(Code::of(tokens)), |text| Attribute::Doc(text.value()))
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                Attribute::List { name: name.to_string(), arguments: spacing::commas(&inner).map(Code::of).collect() }
            }
            _ => Attribute::Other(Code::of(tokens)),
        }
    }
}
