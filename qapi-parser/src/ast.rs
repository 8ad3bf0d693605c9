//! Definitions as they are written, typed.
//!
//! [`lower`](crate::lower) makes them from values, with every key checked and every shorthand expanded. Types are still
//! names, which need not exist; `schema::resolve` turns them into ids and consumes these definitions.

use crate::doc::Doc;
use crate::schema::{CommandFlags, Condition, Enum, Feature};
use crate::source::{FileId, Span};
use crate::syntax::Text;
use std::borrow::Cow;

/// A definition.
#[derive(Debug)]
pub(crate) struct Definition<'a> {
    pub module: FileId,
    pub span: Span,
    pub name: Text<'a>,
    pub condition: Option<Condition>,
    pub features: Vec<Feature>,
    pub doc: Option<Doc>,
    pub body: Body<'a>,
}

/// What is particular to the kind of a definition. Enums hold no reference, so they are final here.
#[derive(Debug)]
pub(crate) enum Body<'a> {
    Enum(Enum),
    Struct { base: Option<Text<'a>>, members: Vec<Member<'a>> },
    Union { base: Data<'a>, discriminator: Text<'a>, branches: Vec<Branch<'a>> },
    Alternate { branches: Vec<Branch<'a>> },
    Command(Command<'a>),
    Event { data: Option<Data<'a>>, boxed: bool },
}

/// A command.
#[derive(Debug)]
pub(crate) struct Command<'a> {
    pub data: Option<Data<'a>>,
    pub returns: Option<TypeRef<'a>>,
    pub flags: CommandFlags,
}

/// Members in place, or the name of a type that has them.
#[derive(Debug)]
pub(crate) enum Data<'a> {
    Inline(Vec<Member<'a>>),
    Named(Text<'a>),
}

/// A member of a struct, of a base, or of arguments.
#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub name: Cow<'a, str>,
    pub span: Span,
    pub optional: bool,
    pub ty: TypeRef<'a>,
    pub condition: Option<Condition>,
    pub features: Vec<Feature>,
}

/// A branch of a union or alternate.
#[derive(Debug)]
pub(crate) struct Branch<'a> {
    pub name: Text<'a>,
    pub ty: TypeRef<'a>,
    pub condition: Option<Condition>,
}

/// A type by name, or an array of it.
#[derive(Clone, Debug)]
pub(crate) struct TypeRef<'a> {
    pub name: Text<'a>,
    pub array: bool,
}
