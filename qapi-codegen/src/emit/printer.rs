//! Lines, blocks, comments and attributes in rustfmt's default style.
//!
//! Code comes in as tokens, and how it is broken into lines is decided here.

use crate::rust::{Attribute, Cfg, Deprecated, ident, line};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// rustfmt's `max_width`.
const WIDTH: usize = 100;
/// rustfmt's `attr_fn_like_width`.
const ATTRIBUTE_WIDTH: usize = 70;
/// rustfmt's `struct_lit_width`.
const LITERAL_WIDTH: usize = 18;

/// Text in the making.
pub struct Printer {
    out: String,
    indent: usize,
    /// Whether an item stands before at this depth, so that the next one needs a blank line.
    follows: bool,
}

impl Printer {
    /// Nothing yet, to be indented by so many spaces.
    pub fn new(indent: usize) -> Self {
        Printer { out: String::new(), indent, follows: false }
    }

    /// What was printed.
    pub fn finish(self) -> String {
        self.out
    }

    /// Starts an item: a blank line, unless it is the first of its block.
    pub fn item(&mut self) {
        if std::mem::replace(&mut self.follows, true) {
            self.out.push('\n');
        }
    }

    /// Code on one line.
    pub fn line(&mut self, code: TokenStream) {
        self.text(&line(code));
    }

    /// `header {`, what `inner` prints, and `}`.
    pub fn block(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        self.delimited(&line(header), "}", inner);
    }

    /// The same as an entry of a list, which ends in a comma.
    pub fn entry(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        self.delimited(&line(header), "},", inner);
    }

    /// Code with an opening bracket behind it, what `inner` prints, and what closes the bracket.
    pub fn enclosed(&mut self, before: TokenStream, open: &str, close: &str, inner: impl FnOnce(&mut Self)) {
        self.text(&format!("{}{open}", line(before)));
        self.indented(inner);
        self.text(close);
    }

    /// A block, or `header {}` if `inner` prints nothing.
    pub fn braces(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        let mut body = Printer::new(self.indent + 4);
        inner(&mut body);
        if body.out.is_empty() {
            return self.line(quote!(#header {}));
        }
        self.text(&format!("{} {{", line(header)));
        self.out.push_str(&body.out);
        self.text("}");
    }

    /// Documentation.
    pub fn doc(&mut self, text: &str) {
        for line in text.lines() {
            self.text(if line.is_empty() { "///".to_owned() } else { format!("/// {line}") }.as_str());
        }
    }

    /// `#[cfg(..)]`, if there is a predicate.
    pub fn cfg(&mut self, cfg: Option<&Cfg>) {
        if let Some(cfg) = cfg {
            self.list_attribute("cfg", [cfg]);
        }
    }

    /// `#[deprecated(..)]`, if it is so.
    pub fn deprecated(&mut self, deprecated: Option<&Deprecated>) {
        let Some(Deprecated { cfg, note }) = deprecated else { return };
        match cfg {
            None => self.list_attribute("deprecated", [quote!(note = #note)]),
            Some(cfg) => self.list_attribute("cfg_attr", [quote!(#cfg), quote!(deprecated(note = #note))]),
        }
    }

    /// Attributes of the user.
    pub fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            match attribute {
                Attribute::Doc(text) => self.doc(text),
                Attribute::List { name, arguments } => self.list_attribute(name, arguments),
                Attribute::Other(_) => self.line(quote!(#attribute)),
            }
        }
    }

    /// `#[name(argument, …)]`, with each argument on a line of its own if that is too long.
    pub fn list_attribute(&mut self, name: &str, arguments: impl IntoIterator<Item = impl ToTokens>) {
        let arguments: Vec<TokenStream> = arguments.into_iter().map(ToTokens::into_token_stream).collect();
        let name = ident(name);
        let text = line(quote!(#name(#(#arguments),*)));
        if text.len() <= ATTRIBUTE_WIDTH {
            return self.text(&format!("#[{text}]"));
        }
        self.text(&format!("#[{name}("));
        let count = arguments.len();
        self.indented(|printer| {
            for (at, argument) in arguments.into_iter().enumerate() {
                printer.line(if at + 1 < count { quote!(#argument,) } else { argument });
            }
        });
        self.text(")]");
    }

    /// `name: value,`, with the value on a line of its own if that is too long.
    pub fn field(&mut self, name: TokenStream, value: TokenStream) {
        let (name, value) = (line(name), line(value));
        if self.indent + name.len() + value.len() + 3 <= WIDTH {
            return self.text(&format!("{name}: {value},"));
        }
        self.text(&format!("{name}:"));
        self.indented(|printer| printer.text(&format!("{value},")));
    }

    /// A function, with each parameter on a line of its own if the header is too long.
    pub fn function(
        &mut self,
        name: TokenStream,
        parameters: &[Parameter],
        result: TokenStream,
        body: impl FnOnce(&mut Self),
    ) {
        let header = line(quote!(#name(#(#parameters),*) -> #result));
        if self.indent + header.len() + 2 <= WIDTH {
            return self.delimited(&header, "}", body);
        }
        self.text(&format!("{}(", line(name)));
        self.indented(|printer| parameters.iter().for_each(|parameter| printer.parameter(parameter)));
        self.delimited(&format!(") -> {}", line(result)), "}", body);
    }

    /// `name { values }`, with each value on a line of its own if that is too long.
    pub fn literal(&mut self, name: TokenStream, values: &[Parameter]) {
        let text = line(quote!(#(#values),*));
        if text.len() <= LITERAL_WIDTH && values.iter().all(|value| value.cfg.is_none()) {
            return self.text(&format!("{} {{ {text} }}", line(name)));
        }
        self.block(name, |printer| values.iter().for_each(|value| printer.parameter(value)));
    }

    fn parameter(&mut self, Parameter { cfg, name, value }: &Parameter) {
        self.cfg(cfg.as_ref());
        match value {
            Some(value) => self.field(quote!(#name), value.clone()),
            None => self.line(quote!(#name,)),
        }
    }

    fn delimited(&mut self, header: &str, close: &str, inner: impl FnOnce(&mut Self)) {
        self.text(&format!("{header} {{"));
        let follows = std::mem::replace(&mut self.follows, false);
        self.indented(inner);
        self.follows = follows;
        self.text(close);
    }

    /// One line of text.
    fn text(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// What `print` prints, indented by one step more.
    fn indented(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += 4;
        print(self);
        self.indent -= 4;
    }
}

/// A parameter of a function, or a field of a struct literal, whose value may be left out if it is called the same.
pub struct Parameter {
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Its name.
    pub name: Ident,
    /// Its type or value.
    pub value: Option<TokenStream>,
}

impl ToTokens for Parameter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Parameter { cfg, name, value } = self;
        let cfg = cfg.as_ref().map(|cfg| quote!(#[cfg(#cfg)]));
        let value = value.as_ref().map(|value| quote!(: #value));
        tokens.extend(quote!(#cfg #name #value));
    }
}
