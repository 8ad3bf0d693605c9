//! Definitions of every kind, with all that the source says of them.

use super::condition::{Condition, Feature};
use super::types::{DefId, Type};
use crate::doc::Doc;
use crate::source::{FileId, Span};

/// A definition with what all kinds have in common.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The QAPI name.
    pub name: String,
    /// Where the name stands in the definition.
    pub name_span: Span,
    /// The whole definition, from `{` to `}`.
    pub span: Span,
    /// The module that holds it.
    pub module: FileId,
    /// When it exists; `None` for always.
    pub condition: Option<Condition>,
    /// Its features, in order.
    pub features: Vec<Feature>,
    /// Its documentation comment.
    pub doc: Option<Doc>,
    /// What it is.
    pub kind: Kind,
}

impl Definition {
    /// The members that it declares in place: those of a struct, of a union's base, or of arguments. Members of bases
    /// and of types that it names are not among them; [`Schema::members`](super::Schema::members) has those of bases.
    pub fn own_members(&self) -> &[Member] {
        match &self.kind {
            Kind::Struct(Struct { members, .. })
            | Kind::Union(Union { base: Base::Inline(members), .. })
            | Kind::Command(Command { arguments: Arguments::Inline(members), .. })
            | Kind::Event(Event { arguments: Arguments::Inline(members), .. }) => members,
            Kind::Enum(_) | Kind::Alternate(_) | Kind::Union(_) | Kind::Command(_) | Kind::Event(_) => &[],
        }
    }

    /// What it declares itself and its documentation describes: values, branches or members, in the order of the
    /// schema. Members of a named base, of branches and of a named argument type are documented where they are
    /// declared.
    pub(crate) fn own_parts(&self) -> Vec<OwnPart<'_>> {
        fn part<'d>(name: &'d str, span: Span, features: &'d [Feature]) -> OwnPart<'d> {
            OwnPart { name, span, features }
        }
        match &self.kind {
            Kind::Enum(kind) => {
                kind.values.iter().map(|value| part(&value.name, value.span, &value.features)).collect()
            }
            Kind::Alternate(kind) => kind.branches.iter().map(|branch| part(&branch.name, branch.span, &[])).collect(),
            _ => {
                let members = self.own_members().iter();
                members.map(|member| part(&member.name, member.span, &member.features)).collect()
            }
        }
    }

    /// The struct that a struct or union names as its base.
    pub fn base(&self) -> Option<DefId> {
        match &self.kind {
            Kind::Struct(Struct { base, .. }) => *base,
            Kind::Union(Union { base: Base::Struct(base), .. }) => Some(*base),
            _ => None,
        }
    }

    /// What a command takes or an event carries; `None` for types.
    pub fn arguments(&self) -> Option<&Arguments> {
        match &self.kind {
            Kind::Command(command) => Some(&command.arguments),
            Kind::Event(event) => Some(&event.arguments),
            _ => None,
        }
    }
}

/// A value, branch or member that a definition declares itself.
pub(crate) struct OwnPart<'d> {
    pub name: &'d str,
    pub span: Span,
    pub features: &'d [Feature],
}

/// The six kinds of definition.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Manual: "Enumeration types".
    Enum(Enum),
    /// Manual: "Struct types".
    Struct(Struct),
    /// Manual: "Union types".
    Union(Union),
    /// Manual: "Alternate types".
    Alternate(Alternate),
    /// Manual: "Commands".
    Command(Command),
    /// Manual: "Events".
    Event(Event),
}

impl Kind {
    /// The key that introduces such a definition in a schema.
    pub fn key(&self) -> &'static str {
        match self {
            Kind::Enum(_) => "enum",
            Kind::Struct(_) => "struct",
            Kind::Union(_) => "union",
            Kind::Alternate(_) => "alternate",
            Kind::Command(_) => "command",
            Kind::Event(_) => "event",
        }
    }
}

/// An enumeration type.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Prefix of the C constants, when it is not derived from the name.
    pub prefix: Option<String>,
    /// The values.
    pub values: Vec<EnumValue>,
}

/// A value of an enumeration type.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The QAPI name, which is also the wire form.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// When it exists.
    pub condition: Option<Condition>,
    /// Its features.
    pub features: Vec<Feature>,
}

/// A struct type. [`Schema::members`](super::Schema::members) gives its members with those of its bases.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The struct whose members come first.
    pub base: Option<DefId>,
    /// Where the base is named.
    pub base_span: Option<Span>,
    /// Its own members.
    pub members: Vec<Member>,
}

/// A member of a struct, of an inline base, or of inline arguments.
#[derive(Clone, Debug)]
pub struct Member {
    /// The QAPI name without the `*`, which is also the wire form.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Whether it may be absent.
    pub optional: bool,
    /// Its type.
    pub ty: Type,
    /// Where the type is named; in an array type, the element.
    pub ty_span: Span,
    /// When it exists.
    pub condition: Option<Condition>,
    /// Its features.
    pub features: Vec<Feature>,
}

/// A union type. [`Schema::members`](super::Schema::members) gives its common members.
#[derive(Clone, Debug)]
pub struct Union {
    /// The common members.
    pub base: Base,
    /// Where the base is named; `None` if it is listed in place.
    pub base_span: Option<Span>,
    /// Name of the common member whose value selects the branch; its type is the enum [`Union::tag`].
    pub discriminator: String,
    /// Where the discriminator's name stands.
    pub discriminator_span: Span,
    /// The enum type of the discriminator.
    pub tag: DefId,
    /// The branches that the schema lists, in its order, then one without a type for each value of the enum that it
    /// does not list, in the enum's order and with the value's condition.
    pub branches: Vec<Branch>,
}

/// The common members of a union.
#[derive(Clone, Debug)]
pub enum Base {
    /// Those of a struct type.
    Struct(DefId),
    /// Those listed in the union.
    Inline(Vec<Member>),
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The value of the discriminator that selects it.
    pub name: String,
    /// Where the branch stands, or the enum's value if the union does not list it.
    pub span: Span,
    /// The struct or union whose members it adds; `None` for a branch that the schema does not list.
    pub ty: Option<DefId>,
    /// Where the type is named; [`Branch::span`] for a branch that the schema does not list.
    pub ty_span: Span,
    /// When it exists.
    pub condition: Option<Condition>,
}

/// An alternate type.
#[derive(Clone, Debug)]
pub struct Alternate {
    /// The types to choose from; no two have the same form in JSON.
    pub branches: Vec<Alternative>,
}

/// A branch of an alternate.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The name, which never reaches the wire.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Where the type is named; in an array type, the element.
    pub ty_span: Span,
    /// When it exists.
    pub condition: Option<Condition>,
}

/// A command.
#[derive(Clone, Debug)]
pub struct Command {
    /// What it takes.
    pub arguments: Arguments,
    /// Where the type of the arguments is named; `None` if they are listed in place.
    pub arguments_span: Option<Span>,
    /// What its success response holds; `None` for an empty object.
    pub returns: Option<Type>,
    /// Where that type is named; in an array type, the element.
    pub returns_span: Option<Span>,
    /// Its flags.
    pub flags: CommandFlags,
}

/// The flags of a command, each with its default if the schema does not give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandFlags {
    /// Whether QEMU generates a marshalling function; a command without one accepts arguments beyond the declared.
    pub gen_marshal: bool,
    /// Whether there is a success response.
    pub success_response: bool,
    /// Whether the arguments are one value in C. Required for a union.
    pub boxed: bool,
    /// Whether it may be executed out of band.
    pub allow_oob: bool,
    /// Whether it is available before the machine is built.
    pub allow_preconfig: bool,
    /// Whether its handler may run in a coroutine.
    pub coroutine: bool,
}

impl Default for CommandFlags {
    fn default() -> Self {
        CommandFlags {
            gen_marshal: true,
            success_response: true,
            boxed: false,
            allow_oob: false,
            allow_preconfig: false,
            coroutine: false,
        }
    }
}

impl CommandFlags {
    /// Each flag: its key in a schema, its value, and its default.
    pub fn by_key(&self) -> [(&'static str, bool, bool); 6] {
        [
            ("boxed", self.boxed, false),
            ("gen", self.gen_marshal, true),
            ("success-response", self.success_response, true),
            ("allow-oob", self.allow_oob, false),
            ("allow-preconfig", self.allow_preconfig, false),
            ("coroutine", self.coroutine, false),
        ]
    }
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its data.
    pub arguments: Arguments,
    /// Where the type of the data is named; `None` if its members are listed in place.
    pub arguments_span: Option<Span>,
    /// Whether the data is one value in C. Required for a union.
    pub boxed: bool,
}

/// What a command takes or an event carries.
#[derive(Clone, Debug)]
pub enum Arguments {
    /// Nothing was declared, or an empty object.
    None,
    /// Members listed in place.
    Inline(Vec<Member>),
    /// Those of a struct or union.
    Defined(DefId),
}
