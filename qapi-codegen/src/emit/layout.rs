//! Where rustfmt breaks code that does not fit on a line.
//!
//! Each function takes code as a [`Tree`] and the place where it starts, and gives its text. Of that text this must stay
//! true: rustfmt, with its default options, has nothing to change about it. What rustfmt cannot lay out within its width
//! it leaves alone, and so these functions leave it on one line.

use crate::rust::{commas, line_of};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// rustfmt's `max_width`.
pub const WIDTH: usize = 100;
/// rustfmt's `attr_fn_like_width`: columns for several arguments on one line.
const ATTRIBUTE_WIDTH: usize = 70;
/// rustfmt's `fn_call_width`, which counts for tuples too: columns for several parts on one line.
const TUPLE_WIDTH: usize = 60;
/// rustfmt's `array_width`: columns for several elements on one line.
const ARRAY_WIDTH: usize = 60;
/// rustfmt's `short_array_element_width_threshold`: elements no wider than this share lines.
const SHORT_ELEMENT: usize = 10;
/// Columns that rustfmt leaves free after a list of derives.
const AFTER_DERIVES: usize = 4;
/// Columns of one step of indentation.
pub const STEP: usize = 4;

/// Code, as far as its layout is concerned.
pub enum Tree {
    /// What stays on one line.
    Leaf(String),
    /// A list in brackets, of which each part may have a line of its own.
    List {
        /// What stands before the bracket.
        head: String,
        /// The brackets.
        brackets: (&'static str, &'static str),
        /// What stands between the commas; at least one.
        parts: Vec<Tree>,
    },
}

impl Tree {
    /// A call or the content of an attribute: `head(part, part)`.
    pub fn call(code: TokenStream) -> Self {
        Self::of_call(&code.into_iter().collect::<Vec<_>>())
    }

    /// A type: `Head<part, part>` or `(part, part)`.
    pub fn ty(code: TokenStream) -> Self {
        Self::of_type(&code.into_iter().collect::<Vec<_>>())
    }

    fn of_call(tokens: &[TokenTree]) -> Self {
        match tokens.split_last() {
            Some((TokenTree::Group(group), head))
                if group.delimiter() == Delimiter::Parenthesis && !group.stream().is_empty() && is_path(head) =>
            {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let parts = commas(&inner).map(Self::of_call).collect();
                Tree::List { head: line_of(head), brackets: ("(", ")"), parts }
            }
            _ => Tree::Leaf(line_of(tokens)),
        }
    }

    fn of_type(tokens: &[TokenTree]) -> Self {
        if let [TokenTree::Group(group)] = tokens
            && group.delimiter() == Delimiter::Parenthesis
            && !group.stream().is_empty()
        {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            return Tree::List { head: String::new(), brackets: ("(", ")"), parts: types(&inner) };
        }
        let is =
            |token: &TokenTree, character| matches!(token, TokenTree::Punct(punct) if punct.as_char() == character);
        match (tokens.iter().position(|token| is(token, '<')), tokens.split_last()) {
            (Some(open), Some((last, rest))) if is(last, '>') && open > 0 && is_path(&tokens[..open]) => {
                let parts = types(&rest[open + 1..]);
                Tree::List { head: line_of(&tokens[..open]), brackets: ("<", ">"), parts }
            }
            _ => Tree::Leaf(line_of(tokens)),
        }
    }

    fn is_tuple(&self) -> bool {
        matches!(self, Tree::List { head, brackets: ("(", _), .. } if head.is_empty())
    }

    /// Whether no tuple in a type is too wide for one line.
    pub fn is_narrow(&self) -> bool {
        let Tree::List { parts, .. } = self else { return true };
        let fits = !self.is_tuple() || parts.len() == 1 || width(&flat(parts)) <= TUPLE_WIDTH;
        fits && parts.iter().all(Tree::is_narrow)
    }

    /// All on one line.
    pub fn flat(&self) -> String {
        match self {
            Tree::Leaf(text) => text.clone(),
            Tree::List { head, brackets: (open, close), parts } => format!("{head}{open}{}{close}", flat(parts)),
        }
    }
}

fn types(tokens: &[TokenTree]) -> Vec<Tree> {
    commas(tokens).map(Tree::of_type).collect()
}

/// Whether tokens are the words of a path, such as `impl Into` or `::std::vec::Vec`.
fn is_path(tokens: &[TokenTree]) -> bool {
    tokens.iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    })
}

fn flat(parts: &[Tree]) -> String {
    parts.iter().map(Tree::flat).collect::<Vec<_>>().join(", ")
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.chars().count()
}

/// A line break and an indentation.
fn newline(indent: usize) -> String {
    format!("\n{}", " ".repeat(indent))
}

/// What an attribute stands before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An item or a variant.
    Item,
    /// What a comma follows: a field, a parameter, an element.
    Member,
}

/// An attribute, whose content this is.
pub fn attribute(tree: &Tree, target: Target, indent: usize) -> String {
    let limit = if target == Target::Item { WIDTH } else { WIDTH - 1 };
    format!("#[{}]", meta(tree, indent, indent + 2, limit).unwrap_or_else(|| tree.flat()))
}

/// The content of an attribute, or an argument in it. Nothing that can be broken reaches column `limit`.
fn meta(tree: &Tree, indent: usize, column: usize, limit: usize) -> Option<String> {
    let (head, parts) = match tree {
        // A literal is never too long.
        Tree::Leaf(text) => return (text.ends_with('"') || column + width(text) <= limit).then(|| text.clone()),
        Tree::List { head, parts, .. } => (head, parts),
    };
    if fits(tree, column, limit) {
        return Some(tree.flat());
    }
    if let [inner @ Tree::List { .. }] = parts.as_slice() {
        return Some(format!("{head}({})", meta(inner, indent, column + width(head) + 1, limit - 2)?));
    }
    // A comma follows each part, or could.
    let inner = indent + STEP;
    let parts: Option<Vec<String>> = parts.iter().map(|part| meta(part, inner, inner, WIDTH - 1)).collect();
    Some(format!("{head}({}{}{})", newline(inner), parts?.join(&format!(",{}", newline(inner))), newline(indent)))
}

/// Whether an argument of an attribute stays on one line.
fn fits(tree: &Tree, column: usize, limit: usize) -> bool {
    let Tree::List { head, parts, .. } = tree else { return true };
    if column + width(&tree.flat()) >= limit {
        return false;
    }
    match parts.as_slice() {
        [only] => fits(only, column + width(head) + 1, limit - 2),
        parts => width(&flat(parts)) <= ATTRIBUTE_WIDTH && parts.iter().all(|part| fits(part, 0, WIDTH)),
    }
}

/// The attribute `derive`, all of it.
pub fn derive(traits: &[String], indent: usize) -> String {
    let text = traits.join(", ");
    let line = format!("#[derive({text})]");
    let inner = indent + STEP;
    if indent + width(&line) <= WIDTH - AFTER_DERIVES {
        line
    } else if inner + width(&text) <= WIDTH {
        format!("#[derive({}{text},{})]", newline(inner), newline(indent))
    } else {
        let traits: String = traits.iter().map(|path| format!("{}{path},", newline(inner))).collect();
        format!("#[derive({traits}{})]", newline(indent))
    }
}

/// A type that starts in this column; `after` is what follows on its last line. `None` if no line break makes it fit.
fn ty(tree: &Tree, indent: usize, column: usize, after: usize) -> Option<String> {
    let text = tree.flat();
    // rustfmt does not count the word.
    let column = if text.starts_with("impl ") { column - 5 } else { column };
    if column + width(&text) + after <= WIDTH && tree.is_narrow() {
        return Some(text);
    }
    let Tree::List { head, brackets: (open, close), parts } = tree else { return None };
    let first = column + width(head) + 1;
    if first > WIDTH {
        return None;
    }
    // A tuple that is all that stands in the brackets shares their lines.
    if let [only] = parts.as_slice()
        && only.is_tuple()
    {
        return Some(format!("{head}{open}{}{close}", ty(only, indent, first, after + 1)?));
    }
    let inner = indent + STEP;
    let parts: Option<Vec<String>> = parts.iter().map(|part| ty(part, inner, inner, 1)).collect();
    let parts: String = parts?.into_iter().map(|part| format!("{}{part},", newline(inner))).collect();
    Some(format!("{head}{open}{parts}{}{close}", newline(indent)))
}

/// `left` and what it is or has: on the same line, or on the next one where that takes fewer lines. One more character
/// follows.
pub fn assignment(left: &str, right: &Tree, indent: usize) -> String {
    let lines = |text: &String| text.matches('\n').count();
    let next = format!("{left}{}", newline(indent + STEP));
    match (ty(right, indent, indent + width(left) + 1, 1), ty(right, indent + STEP, indent + STEP, 1)) {
        (Some(here), _) if lines(&here) == 0 => format!("{left} {here}"),
        (Some(here), Some(below)) if lines(&below) > 0 && lines(&here) <= lines(&below) + 1 => format!("{left} {here}"),
        (_, Some(below)) => next + &below,
        (Some(here), None) => format!("{left} {here}"),
        (None, None) => format!("{left} {}", right.flat()),
    }
}

/// A parameter of a function, behind its attribute if it has one and both fit. One more character follows.
pub fn parameter(attribute: Option<&Tree>, name: &str, right: &Tree, indent: usize) -> String {
    let behind = |start: &str, more: usize| {
        let column = indent + width(start) + width(name) + 2;
        Some(format!("{start}{name}: {}", ty(right, indent, column + more, 1)?))
    };
    // Below an attribute, rustfmt counts the indentation twice.
    let more = if attribute.is_some() { indent } else { 0 };
    let alone = || behind("", more).unwrap_or_else(|| format!("{name}: {}", right.flat()));
    let Some(attribute) = attribute.map(|tree| self::attribute(tree, Target::Member, indent)) else { return alone() };
    let joined = if attribute.contains('\n') { None } else { behind(&format!("{attribute} "), 0) };
    joined.unwrap_or_else(|| format!("{attribute}{}{}", newline(indent), alone()))
}

/// A type in parentheses, as in a variant or a tuple struct.
pub fn parenthesized(head: &str, visibility: &str, inner: &Tree, end: &str, indent: usize) -> String {
    let line = format!("{head}({visibility}{}){end}", inner.flat());
    let column = indent + STEP;
    // rustfmt does not count the comma behind a path in a tuple struct.
    let comma = usize::from(visibility.is_empty() || matches!(inner, Tree::List { .. }));
    match ty(inner, column, column + width(visibility), comma) {
        Some(inner) if indent + width(&line) > WIDTH || inner.contains('\n') => {
            format!("{head}({}{visibility}{inner},{}){end}", newline(column), newline(indent))
        }
        _ => line,
    }
}

/// The start of a block, with the braces that follow. rustfmt does not count the indentation here.
pub fn header(text: &str, braces: &str, indent: usize) -> String {
    let fits = width(text) + 1 + braces.len() <= WIDTH;
    if fits { format!("{text} {braces}") } else { format!("{text}{}{braces}", newline(indent)) }
}

/// The start of an `impl` of a trait for a type, or of the type itself.
pub fn implementation(of: Option<&Tree>, name: &str, indent: usize) -> String {
    let inner = indent + STEP;
    let (line, broken) = match of {
        None => (format!("impl {name}"), format!("impl{}{name}", newline(inner))),
        Some(of) => (format!("impl {} for {name}", of.flat()), implementation_of(of, name, indent)),
    };
    let before = if of.is_some() { width("for ") } else { 0 };
    if width(&line) + 2 <= WIDTH || inner + before + width(name) > WIDTH {
        return format!("{line} {{");
    }
    format!("{broken}{}{{", newline(indent))
}

/// A trait and a type that do not stand on one line.
fn implementation_of(of: &Tree, name: &str, indent: usize) -> String {
    let inner = indent + STEP;
    let line = format!("impl {}", of.flat());
    if indent + width(&line) <= WIDTH {
        return format!("{line}{}for {name}", newline(inner));
    }
    let of = ty(of, inner, inner, 0).unwrap_or_else(|| of.flat());
    let fits = of.contains('\n') && inner + width("> for  {") + width(name) <= WIDTH;
    let space = if fits { " ".to_owned() } else { newline(inner) };
    format!("impl{}{of}{space}for {name}", newline(inner))
}

/// A call that ends a function.
pub fn call(tree: &Tree, indent: usize) -> String {
    let (line, inner) = (tree.flat(), indent + STEP);
    match tree {
        Tree::List { head, parts, .. } if indent + width(&line) > WIDTH && indent + width(head) <= WIDTH => {
            if let [Tree::List { head: second, parts, .. }] = parts.as_slice()
                && indent + width(head) + width(second) + 2 < WIDTH
            {
                return format!("{head}({second}({}{},{}))", newline(inner), flat(parts), newline(indent));
            }
            format!("{head}({}{},{})", newline(inner), flat(parts), newline(indent))
        }
        _ => line,
    }
}

/// A member of a struct literal: its name, the start of its value, and a method that is called on that.
pub fn member(name: &str, value: &str, method: &str, indent: usize) -> String {
    let (line, inner) = (format!("{name}: {value}{method}"), indent + STEP);
    if indent + width(&line) < WIDTH {
        return line;
    }
    if !method.is_empty() && indent + width(name) + 2 + width(value) < WIDTH {
        return format!("{name}: {value}{}{method}", newline(inner));
    }
    match value.strip_suffix(')') {
        Some(call) if call.ends_with('(') && indent + width(name) + 2 + width(call) <= WIDTH => {
            format!("{name}: {call}{})", newline(indent))
        }
        _ => format!("{name}:{}{value}{method}", newline(inner)),
    }
}

/// A constant that is a slice of strings. Each stands with the attribute before it, if it has one.
pub fn slice(left: &str, elements: &[(Option<Tree>, String)], indent: usize) -> String {
    let inner = indent + STEP;
    let plain = elements.iter().all(|(attribute, _)| attribute.is_none());
    let text = elements.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(", ");
    if plain && (elements.len() == 1 || width(&text) <= ARRAY_WIDTH) {
        if indent + width(left) + width(&text) + 5 <= WIDTH {
            return format!("{left} &[{text}];");
        }
        if inner + width(&text) + 4 <= WIDTH {
            return format!("{left}{}&[{text}];", newline(inner));
        }
    }
    let mut out = format!("{left} &[");
    let mut column = WIDTH;
    let share = plain && elements.iter().all(|(_, text)| width(text) <= SHORT_ELEMENT);
    for (attribute, text) in elements {
        if let Some(tree) = attribute {
            out.push_str(&(newline(inner) + &self::attribute(tree, Target::Member, inner)));
        }
        if share && column + width(text) + 2 < WIDTH {
            out.push(' ');
            column += 1;
        } else {
            out.push_str(&newline(inner));
            column = inner;
        }
        out.push_str(&format!("{text},"));
        column += width(text) + 1;
    }
    out + &newline(indent) + "];"
}
