//! Prints token streams as a person would have written them.
//!
//! In: the tokens of whole items, as the emitters build them with `quote!`. Out: text in rustfmt's default style, so
//! that rustfmt has nothing left to change. Afterwards: the text depends on the tokens alone.
//!
//! It prints tokens directly, without building a syntax tree: what is emitted has few shapes (types, tables, short
//! functions), and parsing them again would take longer than everything else the generator does.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// rustfmt's `max_width`.
const WIDTH: usize = 100;
/// rustfmt's `attr_fn_like_width`.
const ATTRIBUTE_WIDTH: usize = 70;
/// rustfmt's `struct_variant_width`.
const VARIANT_WIDTH: usize = 35;
/// rustfmt's `struct_lit_width`.
const LITERAL_WIDTH: usize = 18;

/// The text of whole items, indented by so many spaces and separated by blank lines; ends with a line end unless it
/// is empty.
pub fn items(tokens: TokenStream, indent: usize) -> String {
    let mut printer = Printer { out: String::new(), indent };
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    printer.items(&tokens);
    printer.out
}

/// The text of tokens on one line.
pub fn inline(tokens: TokenStream) -> String {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = String::new();
    flat(&tokens, &mut out);
    out
}

struct Printer {
    out: String,
    indent: usize,
}

impl Printer {
    fn items(&mut self, mut rest: &[TokenTree]) {
        let mut previous: Option<bool> = None;
        while !rest.is_empty() {
            let (attributes, after) = attributes(rest);
            let end = item_end(after);
            let (item, after) = after.split_at(end);
            // Short declarations that end with a semicolon stand together; whatever has a body or documentation
            // stands alone.
            let compact = attributes.is_empty() && is_semicolon(item.last());
            if previous.is_some_and(|previous| !(previous && compact)) {
                self.out.push('\n');
            }
            previous = Some(compact);
            self.attributes(attributes);
            self.item(item);
            rest = after;
        }
    }

    fn attributes(&mut self, mut attributes: &[TokenTree]) {
        while let [_, TokenTree::Group(group), rest @ ..] = attributes {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            match doc_text(&inner) {
                Some(text) => text.lines().for_each(|line| {
                    self.start();
                    self.out.push_str("///");
                    if !line.is_empty() {
                        self.out.push(' ');
                        self.out.push_str(line);
                    }
                    self.out.push('\n');
                }),
                None => self.attribute(&inner),
            }
            attributes = rest;
        }
    }

    fn attribute(&mut self, inner: &[TokenTree]) {
        let mut text = String::new();
        flat(inner, &mut text);
        self.start();
        match inner {
            [TokenTree::Ident(name), TokenTree::Group(arguments)] if text.len() > ATTRIBUTE_WIDTH => {
                self.out.push_str(&format!("#[{name}(\n"));
                self.indented(|printer| printer.entries(&arguments.stream().into_iter().collect::<Vec<_>>(), false));
                self.start();
                self.out.push_str(")]\n");
            }
            _ => self.out.push_str(&format!("#[{text}]\n")),
        }
    }

    /// An item without its attributes: a header, then nothing, `;`, or a body in braces.
    fn item(&mut self, item: &[TokenTree]) {
        let Some((TokenTree::Group(body), header)) = item.split_last().filter(|(last, _)| is_braces(last)) else {
            self.start();
            flat(item, &mut self.out);
            self.out.push('\n');
            return;
        };
        self.header(header);
        let inner: Vec<TokenTree> = body.stream().into_iter().collect();
        let holds = |word: &str| header.iter().any(|token| is_word(token, word));
        if inner.is_empty() {
            self.out.push_str(" {}\n");
            return;
        }
        self.out.push_str(" {\n");
        self.indented(|printer| {
            if header.iter().any(|token| is_punct(token, '!')) {
                printer.table(&inner);
            } else if holds("fn") {
                printer.statements(&inner);
            } else if holds("impl") || holds("mod") {
                printer.items(&inner);
            } else {
                printer.entries(&inner, true);
            }
        });
        self.start();
        self.out.push_str("}\n");
    }

    /// What stands before a body. A function's parameters go on lines of their own if they do not fit.
    fn header(&mut self, header: &[TokenTree]) {
        let mut text = String::new();
        flat(header, &mut text);
        self.start();
        let parameters = header
            .iter()
            .position(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis));
        match parameters {
            Some(at) if self.indent + text.len() + 2 > WIDTH => {
                let TokenTree::Group(group) = &header[at] else { return };
                flat(&header[..at], &mut self.out);
                self.out.push_str("(\n");
                self.indented(|printer| printer.entries(&group.stream().into_iter().collect::<Vec<_>>(), true));
                self.start();
                self.out.push(')');
                let mut result = String::new();
                flat(&header[at + 1..], &mut result);
                self.out.push_str(if result.is_empty() { "" } else { " " });
                self.out.push_str(&result);
            }
            _ => self.out.push_str(&text),
        }
    }

    /// The body of a macro call: `Name { entries }`, with whatever words come before the braces.
    fn table(&mut self, tokens: &[TokenTree]) {
        match tokens.split_last() {
            Some((TokenTree::Group(group), header)) if group.delimiter() == Delimiter::Brace => {
                self.start();
                flat(header, &mut self.out);
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                if inner.is_empty() {
                    self.out.push_str(" {}\n");
                    return;
                }
                self.out.push_str(" {\n");
                self.indented(|printer| printer.entries(&inner, true));
                self.start();
                self.out.push_str("}\n");
            }
            _ => self.entries(tokens, false),
        }
    }

    /// Entries separated by commas, each on its own line, behind its attributes.
    fn entries(&mut self, tokens: &[TokenTree], last_comma: bool) {
        let mut entries = split_commas(tokens).peekable();
        while let Some(entry) = entries.next() {
            let (attributes, entry) = attributes(entry);
            self.attributes(attributes);
            self.start();
            self.entry(entry);
            // A trailing `..rest` takes no comma, in a table as in a pattern.
            if entries.peek().is_some() || (last_comma && !is_punct(&entry[0], '.')) {
                self.out.push(',');
            }
            self.out.push('\n');
        }
    }

    fn entry(&mut self, entry: &[TokenTree]) {
        let mut text = String::new();
        flat(entry, &mut text);
        match entry {
            [TokenTree::Ident(_), TokenTree::Group(fields)]
                if fields.delimiter() == Delimiter::Brace && braces_width(fields) > VARIANT_WIDTH =>
            {
                flat(&entry[..1], &mut self.out);
                self.out.push_str(" {\n");
                self.indented(|printer| printer.entries(&fields.stream().into_iter().collect::<Vec<_>>(), true));
                self.start();
                self.out.push('}');
            }
            _ if self.indent + text.len() + 1 > WIDTH => self.long_field(entry, &text),
            _ => self.out.push_str(&text),
        }
    }

    /// A field too long for its line: the type moves to the next.
    fn long_field(&mut self, entry: &[TokenTree], text: &str) {
        let colon = entry.iter().position(
            |token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone),
        );
        let Some(colon) = colon else { return self.out.push_str(text) };
        flat(&entry[..=colon], &mut self.out);
        self.out.push('\n');
        self.indented(|printer| {
            printer.start();
            flat(&entry[colon + 1..], &mut printer.out);
        });
    }

    /// The body of a function: statements that end with `;`, then perhaps a value.
    fn statements(&mut self, mut rest: &[TokenTree]) {
        while !rest.is_empty() {
            let end = rest.iter().position(|token| is_semicolon(Some(token))).map_or(rest.len(), |at| at + 1);
            let (statement, after) = rest.split_at(end);
            self.start();
            match statement.split_last() {
                Some((TokenTree::Group(fields), path))
                    if fields.delimiter() == Delimiter::Brace
                        && (braces_width(fields) > LITERAL_WIDTH || holds_attribute(fields)) =>
                {
                    flat(path, &mut self.out);
                    self.out.push_str(" {\n");
                    self.indented(|printer| printer.entries(&fields.stream().into_iter().collect::<Vec<_>>(), true));
                    self.start();
                    self.out.push_str("}\n");
                }
                _ => {
                    flat(statement, &mut self.out);
                    self.out.push('\n');
                }
            }
            rest = after;
        }
    }

    fn start(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }

    fn indented(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += 4;
        print(self);
        self.indent -= 4;
    }
}

/// Splits off the leading `#[…]`.
fn attributes(tokens: &[TokenTree]) -> (&[TokenTree], &[TokenTree]) {
    let mut end = 0;
    while let [TokenTree::Punct(hash), TokenTree::Group(_), ..] = &tokens[end..] {
        if hash.as_char() != '#' {
            break;
        }
        end += 2;
    }
    tokens.split_at(end)
}

/// Just past the `;` or the braces that end the first item.
fn item_end(tokens: &[TokenTree]) -> usize {
    tokens.iter().position(|token| is_semicolon(Some(token)) || is_braces(token)).map_or(tokens.len(), |at| at + 1)
}

/// The text of a `doc = "…"` attribute.
fn doc_text(attribute: &[TokenTree]) -> Option<String> {
    match attribute {
        [TokenTree::Ident(name), _, TokenTree::Literal(text)] if name == "doc" => unquote(&text.to_string()),
        _ => None,
    }
}

/// The value of a string literal as `Literal::string` writes it.
fn unquote(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(next) = chars.next() {
        if next != '\\' {
            out.push(next);
            continue;
        }
        match chars.next()? {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '0' => out.push('\0'),
            'u' => {
                let code: String = chars.by_ref().skip(1).take_while(|&c| c != '}').collect();
                out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            other => out.push(other),
        }
    }
    Some(out)
}

fn split_commas(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
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

fn braces_width(group: &Group) -> usize {
    let mut text = String::new();
    flat(&group.stream().into_iter().collect::<Vec<_>>(), &mut text);
    text.len()
}

fn holds_attribute(group: &Group) -> bool {
    group.stream().into_iter().any(|token| is_punct(&token, '#'))
}

fn is_semicolon(token: Option<&TokenTree>) -> bool {
    token.is_some_and(|token| is_punct(token, ';'))
}

fn is_punct(token: &TokenTree, what: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == what)
}

fn is_word(token: &TokenTree, what: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == what)
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
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
    use quote::quote;

    #[test]
    fn types_tables_and_functions_look_hand_written() {
        let text = items(
            quote! {
                #[doc = "A thing.\n\nMore."]
                #[derive(Debug, Clone)]
                pub struct Thing<'a> { #[doc = "Why"] pub a: Option<Vec<String>>, pub r#type: super::net::Kind, }
                ::qapi_runtime::object! { Thing { a: "*a", r#type: "type", ..extra } }
                impl Thing {
                    pub fn new(a: impl Into<String>) -> Self { Self { a: a.into(), other: None } }
                    pub fn two(&self, b: &'static str) -> &str { &self.a }
                }
                impl ::qapi_runtime::Command for Thing {
                    type Response = Vec<u8>;
                    const NAME: &'static str = "thing";
                    const FEATURES: &'static [&'static str] = &["a", "b"];
                }
                pub enum Kind { A, B(Box<Thing>), Shutdown { data: events::Shutdown, timestamp: ::qapi_runtime::Timestamp }, C { a: u8 } }
                pub struct Unit;
                pub struct Wrapper(pub Thing);
            },
            0,
        );
        let expected = r#"/// A thing.
///
/// More.
#[derive(Debug, Clone)]
pub struct Thing<'a> {
    /// Why
    pub a: Option<Vec<String>>,
    pub r#type: super::net::Kind,
}

::qapi_runtime::object! {
    Thing {
        a: "*a",
        r#type: "type",
        ..extra
    }
}

impl Thing {
    pub fn new(a: impl Into<String>) -> Self {
        Self {
            a: a.into(),
            other: None,
        }
    }

    pub fn two(&self, b: &'static str) -> &str {
        &self.a
    }
}

impl ::qapi_runtime::Command for Thing {
    type Response = Vec<u8>;
    const NAME: &'static str = "thing";
    const FEATURES: &'static [&'static str] = &["a", "b"];
}

pub enum Kind {
    A,
    B(Box<Thing>),
    Shutdown {
        data: events::Shutdown,
        timestamp: ::qapi_runtime::Timestamp,
    },
    C { a: u8 },
}

pub struct Unit;
pub struct Wrapper(pub Thing);
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn what_does_not_fit_a_line_is_broken() {
        let text = items(
            quote! {
                impl Thing {
                    pub fn new(first_argument: impl Into<String>, second_argument: impl Into<String>, third: u64) -> Self { Self { a } }
                }
                #[deprecated(note = "a note that is so long that together with its name it does not fit in the width")]
                pub struct Old { pub a_member_with_a_name_of_some_length: Option<super::a_module_of_some_length::ATypeOfSomeLength> }
            },
            0,
        );
        let expected = r#"impl Thing {
    pub fn new(
        first_argument: impl Into<String>,
        second_argument: impl Into<String>,
        third: u64,
    ) -> Self {
        Self { a }
    }
}

#[deprecated(
    note = "a note that is so long that together with its name it does not fit in the width"
)]
pub struct Old {
    pub a_member_with_a_name_of_some_length:
        Option<super::a_module_of_some_length::ATypeOfSomeLength>,
}
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn documentation_keeps_its_characters() {
        let doc = "a \"quote\", a \\ and a\u{7f} é\n  indented";
        assert_eq!(
            items(quote! { #[doc = #doc] pub struct X; }, 0),
            "/// a \"quote\", a \\ and a\u{7f} é\n///   indented\npub struct X;\n"
        );
    }
}
