//! Lines, blocks, comments and attributes in rustfmt's default style.

use crate::rust::{Attribute, Cfg, Deprecated};

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

    /// One line.
    pub fn line(&mut self, text: &str) {
        self.start();
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// `header {`, what `inner` prints, and `}`.
    pub fn block(&mut self, header: &str, inner: impl FnOnce(&mut Self)) {
        self.line(&format!("{header} {{"));
        let follows = std::mem::replace(&mut self.follows, false);
        self.indented(inner);
        self.follows = follows;
        self.line("}");
    }

    /// A block, or `header {}` if `inner` prints nothing.
    pub fn braces(&mut self, header: &str, inner: impl FnOnce(&mut Self)) {
        let mut body = Printer::new(self.indent + 4);
        inner(&mut body);
        if body.out.is_empty() {
            return self.line(&format!("{header} {{}}"));
        }
        self.line(&format!("{header} {{"));
        self.out.push_str(&body.out);
        self.line("}");
    }

    /// Documentation.
    pub fn doc(&mut self, text: &str) {
        for line in text.lines() {
            self.line(if line.is_empty() { "///".to_owned() } else { format!("/// {line}") }.as_str());
        }
    }

    /// `#[cfg(..)]`, if there is a predicate.
    pub fn cfg(&mut self, cfg: Option<&Cfg>) {
        if let Some(cfg) = cfg {
            self.list_attribute("cfg", &[cfg.to_string()]);
        }
    }

    /// `#[deprecated(..)]`, if it is so.
    pub fn deprecated(&mut self, deprecated: Option<&Deprecated>) {
        let Some(Deprecated { cfg, note }) = deprecated else { return };
        let note = format!("note = {note:?}");
        match cfg {
            None => self.list_attribute("deprecated", &[note]),
            Some(cfg) => self.list_attribute("cfg_attr", &[cfg.to_string(), format!("deprecated({note})")]),
        }
    }

    /// Attributes of the user.
    pub fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            match attribute {
                Attribute::Doc(text) => self.doc(text),
                Attribute::List { name, arguments } => self.list_attribute(name, arguments),
                Attribute::Other(code) => self.line(&format!("#[{code}]")),
            }
        }
    }

    /// `#[name(argument, …)]`, with each argument on a line of its own if that is too long.
    pub fn list_attribute(&mut self, name: &str, arguments: &[impl ToString]) {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let text = format!("{name}({})", arguments.join(", "));
        if text.len() <= ATTRIBUTE_WIDTH {
            return self.line(&format!("#[{text}]"));
        }
        self.line(&format!("#[{name}("));
        self.indented(|printer| {
            for (at, argument) in arguments.iter().enumerate() {
                let comma = if at + 1 < arguments.len() { "," } else { "" };
                printer.line(&format!("{argument}{comma}"));
            }
        });
        self.line(")]");
    }

    /// `name: value,`, with the value on a line of its own if that is too long.
    pub fn field(&mut self, name: &str, value: &str) {
        if self.indent + name.len() + value.len() + 3 <= WIDTH {
            return self.line(&format!("{name}: {value},"));
        }
        self.line(&format!("{name}:"));
        self.indented(|printer| printer.line(&format!("{value},")));
    }

    /// A function, with each parameter on a line of its own if the header is too long.
    pub fn function(&mut self, name: &str, parameters: &[Parameter], result: &str, body: impl FnOnce(&mut Self)) {
        let all: Vec<String> = parameters.iter().map(Parameter::to_string).collect();
        let header = format!("{name}({}) -> {result}", all.join(", "));
        if self.indent + header.len() + 2 <= WIDTH {
            return self.block(&header, body);
        }
        self.line(&format!("{name}("));
        self.indented(|printer| parameters.iter().for_each(|parameter| printer.parameter(parameter)));
        self.block(&format!(") -> {result}"), body);
    }

    /// `name { values }`, with each value on a line of its own if that is too long.
    pub fn literal(&mut self, name: &str, values: &[Parameter]) {
        let all: Vec<String> = values.iter().map(Parameter::to_string).collect();
        let text = all.join(", ");
        if text.len() <= LITERAL_WIDTH && values.iter().all(|value| value.cfg.is_none()) {
            return self.line(&format!("{name} {{ {text} }}"));
        }
        self.block(name, |printer| values.iter().for_each(|value| printer.parameter(value)));
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.cfg(parameter.cfg.as_ref());
        match &parameter.value {
            Some(value) => self.field(&parameter.name, value),
            None => self.line(&format!("{},", parameter.name)),
        }
    }

    fn start(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }

    /// What `print` prints, indented by one step more.
    pub fn indented(&mut self, print: impl FnOnce(&mut Self)) {
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
    pub name: String,
    /// Its type or value.
    pub value: Option<String>,
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(cfg) = &self.cfg {
            write!(f, "#[cfg({cfg})] ")?;
        }
        f.write_str(&self.name)?;
        self.value.iter().try_for_each(|value| write!(f, ": {value}"))
    }
}
