//! Lines, blocks, comments and attributes in rustfmt's default style.
//!
//! Code comes in as tokens. A method stands for a construct; where its lines break is decided in [`layout`].

use super::layout::{self, Target, Tree, WIDTH};
use crate::rust::{Attribute, Cfg, Deprecated, line};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// rustfmt's `struct_lit_width`.
const LITERAL_WIDTH: usize = 18;

/// Text in the making.
pub struct Printer {
    out: String,
    indent: usize,
    /// Whether an item stands before at this depth, so that the next one needs a blank line.
    follows: bool,
    /// What attributes stand before.
    target: Target,
}

impl Printer {
    /// Nothing yet, to be indented by so many spaces.
    pub fn new(indent: usize) -> Self {
        Printer { out: String::new(), indent, follows: false, target: Target::Item }
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

    /// Text that was printed before, with its indentation.
    pub fn printed(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// `header {`, what `inner` prints, and `}`.
    pub fn block(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        self.delimited(&layout::header(&line(header), "{", self.indent), "}", inner);
    }

    /// A block of members: the fields of a struct, or their values.
    pub fn members(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        let target = std::mem::replace(&mut self.target, Target::Member);
        self.block(header, inner);
        self.target = target;
    }

    /// The same as an entry of a list, which ends in a comma.
    pub fn entry(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        self.delimited(&format!("{} {{", line(header)), "},", inner);
    }

    /// A block that implements a trait for a type, or the type itself.
    pub fn implementation(&mut self, of: Option<TokenStream>, name: &Ident, inner: impl FnOnce(&mut Self)) {
        let header = layout::implementation(of.map(Tree::ty).as_ref(), &name.to_string(), self.indent);
        self.delimited(&header, "}", inner);
    }

    /// Code with an opening bracket behind it, what `inner` prints, and what closes the bracket.
    pub fn enclosed(&mut self, before: TokenStream, open: &str, close: &str, inner: impl FnOnce(&mut Self)) {
        self.text(&format!("{}{open}", line(before)));
        self.indented(inner);
        self.text(close);
    }

    /// A block, or `header {}` if `inner` prints nothing.
    pub fn braces(&mut self, header: TokenStream, inner: impl FnOnce(&mut Self)) {
        let mut body = Printer::new(self.indent + layout::STEP);
        inner(&mut body);
        if body.out.is_empty() {
            return self.text(&layout::header(&line(header), "{}", self.indent));
        }
        self.text(&layout::header(&line(header), "{", self.indent));
        self.printed(&body.out);
        self.text("}");
    }

    /// Documentation.
    pub fn doc(&mut self, text: &str) {
        for line in text.lines() {
            self.text(format!("/// {line}").trim_end());
        }
    }

    /// `#[cfg(..)]`, if there is a predicate.
    pub fn cfg(&mut self, cfg: Option<&Cfg>) {
        if let Some(cfg) = cfg {
            self.attribute(quote!(cfg(#cfg)));
        }
    }

    /// `#[deprecated(..)]`, if it is so.
    pub fn deprecated(&mut self, deprecated: Option<&Deprecated>) {
        let Some(Deprecated { cfg, note }) = deprecated else { return };
        self.attribute(match cfg {
            None => quote!(deprecated(note = #note)),
            Some(cfg) => quote!(cfg_attr(#cfg, deprecated(note = #note))),
        });
    }

    /// `#[derive(..)]`
    pub fn derive(&mut self, traits: &[impl ToString]) {
        let traits: Vec<String> = traits.iter().map(ToString::to_string).collect();
        self.text(&layout::derive(&traits, self.indent));
    }

    /// Attributes of the user.
    pub fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            match attribute {
                Attribute::Doc(text) => self.doc(text),
                other => self.attribute(other.content()),
            }
        }
    }

    /// An attribute with this between its brackets.
    pub fn attribute(&mut self, content: TokenStream) {
        self.text(&layout::attribute(&Tree::call(content), self.target, self.indent));
    }

    /// `name: type,`
    pub fn field(&mut self, name: TokenStream, ty: TokenStream) {
        let text = layout::assignment(&format!("{}:", line(name)), &Tree::ty(ty), self.indent);
        self.text(&format!("{text},"));
    }

    /// `name: value,` in a table, where no line is broken.
    pub fn row(&mut self, name: TokenStream, value: TokenStream) {
        self.text(&format!("{}: {},", line(name), line(value)));
    }

    /// `left = right;`, in which the right side is a type or a literal.
    pub fn statement(&mut self, left: TokenStream, right: TokenStream) {
        let text = layout::assignment(&format!("{} =", line(left)), &Tree::ty(right), self.indent);
        self.text(&format!("{text};"));
    }

    /// `name(type),` of an enum; without a type `name,`.
    pub fn variant(&mut self, name: &Ident, payload: Option<TokenStream>) {
        match payload {
            None => self.line(quote!(#name,)),
            Some(ty) => {
                self.text(&layout::parenthesized(&name.to_string(), "", &Tree::ty(ty), ",", self.indent));
            }
        }
    }

    /// A struct around a type.
    pub fn tuple_struct(&mut self, name: &Ident, ty: TokenStream) {
        self.text(&layout::parenthesized(&format!("pub struct {name}"), "pub ", &Tree::ty(ty), ";", self.indent));
    }

    /// A constant that is a slice of strings, each with its condition.
    pub fn strings<'a>(&mut self, left: TokenStream, elements: impl Iterator<Item = (Option<&'a Cfg>, &'a str)>) {
        let attribute = |cfg: &Cfg| Tree::call(quote!(cfg(#cfg)));
        let elements: Vec<(Option<Tree>, String)> =
            elements.map(|(cfg, text)| (cfg.map(attribute), line(quote!(#text)))).collect();
        self.text(&layout::slice(&format!("{} =", line(left)), &elements, self.indent));
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
        let types: Vec<Tree> = parameters.iter().map(|parameter| Tree::ty(parameter.ty.clone())).collect();
        if self.indent + layout::width(&header) + 2 <= WIDTH && types.iter().all(Tree::is_narrow) {
            return self.delimited(&format!("{header} {{"), "}", body);
        }
        self.text(&format!("{}(", line(name)));
        self.indented(|printer| {
            for (Parameter { cfg, name, .. }, ty) in parameters.iter().zip(&types) {
                let cfg = cfg.as_ref().map(|cfg| Tree::call(quote!(cfg(#cfg))));
                let text = layout::parameter(cfg.as_ref(), &name.to_string(), ty, printer.indent);
                printer.text(&format!("{text},"));
            }
        });
        self.delimited(&format!(") -> {} {{", line(result)), "}", body);
    }

    /// A call that ends a function.
    pub fn call(&mut self, code: TokenStream) {
        self.text(&layout::call(&Tree::call(code), self.indent));
    }

    /// `name { members }`, with each member on a line of its own if that is too long.
    pub fn literal(&mut self, name: TokenStream, members: &[Member]) {
        let text = line(quote!(#(#members),*));
        if layout::width(&text) <= LITERAL_WIDTH && members.iter().all(|member| member.cfg.is_none()) {
            return self.text(&format!("{} {{ {text} }}", line(name)));
        }
        self.members(name, |printer| members.iter().for_each(|member| printer.member(member)));
    }

    fn member(&mut self, Member { cfg, name, value, method }: &Member) {
        self.cfg(cfg.as_ref());
        let name = name.to_string();
        let text = match value {
            Some(value) => layout::member(&name, &line(value.clone()), &line(method.clone()), self.indent),
            None => name,
        };
        self.text(&format!("{text},"));
    }

    fn delimited(&mut self, header: &str, close: &str, inner: impl FnOnce(&mut Self)) {
        self.text(header);
        let follows = std::mem::replace(&mut self.follows, false);
        self.indented(inner);
        self.follows = follows;
        self.text(close);
    }

    /// Lines of text, the first of them indented.
    fn text(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// What `print` prints, indented by one step more.
    fn indented(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += layout::STEP;
        print(self);
        self.indent -= layout::STEP;
    }
}

/// A parameter of a function.
pub struct Parameter {
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TokenStream,
}

impl ToTokens for Parameter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Parameter { cfg, name, ty } = self;
        let cfg = cfg.as_ref().map(|cfg| quote!(#[cfg(#cfg)]));
        tokens.extend(quote!(#cfg #name: #ty));
    }
}

/// A member of a struct literal.
pub struct Member {
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Its name.
    pub name: Ident,
    /// Its value; `None` for a variable of the same name.
    pub value: Option<TokenStream>,
    /// A method that is called on the value, with its dot; empty if there is none.
    pub method: TokenStream,
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Member { name, value, method, .. } = self;
        let value = value.as_ref().map(|value| quote!(: #value #method));
        tokens.extend(quote!(#name #value));
    }
}
