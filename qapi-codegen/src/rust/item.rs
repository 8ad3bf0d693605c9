//! Items, their fields and their variants.

use super::cfg::Cfg;
use super::code::{Attribute, Code};
use super::types::{Path, Type};

/// A struct or enum with its table and its impls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name as it is written in source.
    pub name: String,
    /// The QAPI name of the definition that it comes from.
    pub definition: String,
    /// Its documentation, as Markdown.
    pub doc: String,
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The traits that are derived.
    pub derives: Vec<Code>,
    /// The attributes that the user added.
    pub attributes: Vec<Attribute>,
    /// Whether it is `#[non_exhaustive]`.
    pub non_exhaustive: bool,
    /// Which way it travels.
    pub direction: Direction,
    /// The commands and events that hold it, the nearest first; empty for those themselves.
    pub uses: Vec<Use>,
    /// Which of the traits it has that encode and decode it.
    pub impls: Impls,
    /// Whether decoding fails on what the schema does not list.
    pub strict: bool,
    /// Its fields or variants.
    pub body: Body,
    /// What it is called on the wire, if it is a command or an event.
    pub message: Option<Message>,
}

/// How a type travels between client and server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// From client to server: it is part of a command's arguments.
    pub sent: bool,
    /// From server to client: it is part of what a command returns or of an event's data.
    pub received: bool,
}

/// Where a command or event holds a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The QAPI name of the command or event.
    pub definition: String,
    /// In which of its messages.
    pub place: Place,
    /// The path of members that leads there, for example `channels[].addr`; empty for the whole.
    pub path: String,
}

/// A part of what a command or event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The arguments of a command.
    Arguments,
    /// What a command returns.
    Returned,
    /// The data of an event.
    Data,
}

/// Which traits a table implements. At least one is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impls {
    /// `Encode` and `Serialize`.
    pub encode: bool,
    /// `Decode` and `Deserialize`.
    pub decode: bool,
}

/// That something is deprecated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecated {
    /// When it is; `None` for always.
    pub cfg: Option<Cfg>,
    /// What the compiler says about a use.
    pub note: String,
}

/// What an item holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A struct with named fields, or none.
    Struct(Struct),
    /// A tuple struct around the one type that holds a command's arguments or an event's data.
    Wrapper(Type),
    /// An enum.
    Enum(Enum),
}

/// The body of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    /// The fields, in the order of the schema, those of bases first.
    pub fields: Vec<Field>,
    /// The field for members that the schema does not list.
    pub extra: Option<Extra>,
    /// Whether it has a function `new`, which takes the fields that are required.
    pub constructor: bool,
}

/// The field that keeps what the schema does not list; its type is the runtime's `Map`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Its name as it is written in source.
    pub name: String,
    /// Its documentation, as Markdown.
    pub doc: String,
}

/// A member of the schema as a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name as it is written in source.
    pub name: String,
    /// The member's QAPI name, which is also the wire form.
    pub wire: String,
    /// Its documentation, as Markdown.
    pub doc: String,
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The attributes that the user added.
    pub attributes: Vec<Attribute>,
    /// Its type; an `Option` exactly if it is optional.
    pub ty: Type,
    /// Whether the member may be absent.
    pub optional: bool,
    /// How its value is encoded and decoded.
    pub conversion: Conversion,
}

/// How the value of a field is encoded and decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// By the traits of its type.
    None,
    /// It is the discriminator: its type is the enum of the union's branches, whose members stand beside it.
    Selects,
    /// By the functions of this serde module.
    With(Code),
    /// By the traits of its type, before the other members, because the type has no value that could be filled later.
    Early,
}

/// The body of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// What the variants are.
    pub kind: EnumKind,
    /// The variants, in the order of the schema.
    pub variants: Vec<Variant>,
    /// The name of the variant for what the schema does not list; `None` for an enum that is closed.
    pub unknown: Option<String>,
}

/// What the variants of an enum are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumKind {
    /// The values of an enumeration type.
    Values,
    /// The branches of a union, chosen by the value of this member.
    Branches(String),
    /// The branches of an alternate, chosen by the type of the JSON value.
    Alternatives,
}

/// A value or a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name as it is written in source.
    pub name: String,
    /// The QAPI name of the value or branch.
    pub wire: String,
    /// What selects it on the wire.
    pub selector: Selector,
    /// Its documentation, as Markdown.
    pub doc: String,
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The attributes that the user added.
    pub attributes: Vec<Attribute>,
    /// What it holds.
    pub payload: Option<Type>,
    /// Whether there is a `From` for what it holds.
    pub from: bool,
}

/// What selects a variant on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Its QAPI name, [`Variant::wire`].
    Name,
    /// The type of the JSON value.
    Json(JsonType),
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonType {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// What a command or event is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A command.
    Command(Command),
    /// An event.
    Event(Event),
}

/// The facts of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The type of what it returns.
    pub response: Type,
    /// Whether it may be executed out of band.
    pub allow_oob: bool,
    /// Whether it is available before the machine is built.
    pub allow_preconfig: bool,
    /// Whether there is a success response.
    pub success_response: bool,
    /// Its features.
    pub features: Vec<Feature>,
}

/// The facts of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its features.
    pub features: Vec<Feature>,
}

/// A feature of a command or event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its QAPI name.
    pub name: String,
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
}

impl Item {
    /// The path of the item in a module.
    pub fn path(&self, module: &str) -> Path {
        Path::new(module, &self.name)
    }
}

impl JsonType {
    /// The word for it, as in `null` or `object`.
    pub fn name(self) -> &'static str {
        match self {
            JsonType::Null => "null",
            JsonType::Bool => "bool",
            JsonType::Number => "number",
            JsonType::String => "string",
            JsonType::Array => "array",
            JsonType::Object => "object",
        }
    }
}
