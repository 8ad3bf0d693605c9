//! The only file that knows pest's rules: what the grammar finds in a text, in terms of this crate.
//!
//! The parser is generated from `qapi.pest` ahead of time, so that building this crate does not run pest's generator.
//! Texts that come here must have a bounded depth.

use super::generated::{Grammar, Rule};
use pest::error::{ErrorVariant, InputLocation};
use pest::{Parser, Token};
use std::ops::Range;

/// What a token is, or a value, or the start or end of what has parts. They are in the order in which a message names
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    String,
    Boolean,
    Object,
    List,
    Doc,
    /// What follows the `#` of a comment or of a line of documentation.
    Comment,
    /// The first line of documentation.
    DocOpen,
    /// The last line of documentation.
    DocClose,
    OpenBrace,
    OpenBracket,
    Colon,
    Comma,
    CloseBrace,
    CloseBracket,
    /// A string up to an unknown escape sequence.
    Escape,
    /// A string that does not end on its line.
    Unclosed,
    /// Anything else.
    Word,
}

impl Kind {
    fn of(rule: Rule) -> Option<Self> {
        Some(match rule {
            Rule::string => Kind::String,
            Rule::boolean => Kind::Boolean,
            Rule::object => Kind::Object,
            Rule::list => Kind::List,
            Rule::doc => Kind::Doc,
            Rule::comment => Kind::Comment,
            Rule::doc_open => Kind::DocOpen,
            Rule::doc_close => Kind::DocClose,
            Rule::open_brace => Kind::OpenBrace,
            Rule::close_brace => Kind::CloseBrace,
            Rule::open_bracket => Kind::OpenBracket,
            Rule::close_bracket => Kind::CloseBracket,
            Rule::colon => Kind::Colon,
            Rule::comma => Kind::Comma,
            Rule::escape => Kind::Escape,
            Rule::unclosed => Kind::Unclosed,
            Rule::word => Kind::Word,
            _ => return None,
        })
    }
}

/// The start or end of something, at an offset.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Start(Kind, usize),
    End(Kind, usize),
}

/// Reads items from the start of a text, up to the first that is not right. Gives the events in the order of the text
/// to `take`, and returns where it stopped: at the start of an item, or at the end of the text.
pub(super) fn items(text: &str, take: impl FnMut(Event)) -> usize {
    // The rule matches any text, and be it the empty beginning.
    let Ok(mut pairs) = Grammar::parse(Rule::file, text) else { return 0 };
    let end = pairs.peek().map_or(0, |file| file.as_span().end());
    let events = pairs.next().into_iter().flat_map(|file| file.into_inner().tokens());
    events.filter_map(event).for_each(take);
    end
}

fn event(token: Token<'_, Rule>) -> Option<Event> {
    Some(match token {
        Token::Start { rule, pos } => Event::Start(Kind::of(rule)?, pos.pos()),
        Token::End { rule, pos } => Event::End(Kind::of(rule)?, pos.pos()),
    })
}

/// Where an item goes wrong, and what could have stood there.
pub(super) struct Expected {
    pub at: usize,
    pub kinds: Vec<Kind>,
}

/// Reads the item that begins a text; `None` if it is right.
pub(super) fn failure(text: &str) -> Option<Expected> {
    let error = Grammar::parse(Rule::item, text).err()?;
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let mut kinds: Vec<_> = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.into_iter().filter_map(Kind::of).collect(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    kinds.sort();
    Some(Expected { at, kinds })
}

/// The tokens of a text, whatever their order; comments are left out.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Kind, Range<usize>)> {
    let pairs = Grammar::parse(Rule::tokens, text).into_iter().flatten().flat_map(|tokens| tokens.into_inner());
    pairs.filter_map(|pair| {
        let span = pair.as_span();
        let kind = Kind::of(pair.as_rule()).filter(|kind| *kind != Kind::Comment)?;
        Some((kind, span.start()..span.end()))
    })
}

/// The token that begins a text.
pub(super) fn token(text: &str) -> Option<(Kind, usize)> {
    let pair = Grammar::parse(Rule::token, text).ok()?.next()?;
    Some((Kind::of(pair.as_rule())?, pair.as_span().end()))
}
