//! The intermediate representation: a schema in which every name is resolved.
//!
//! In a [`Schema`], every reference is an id that exists, every rule of the language holds, and every fact of the source
//! is kept (conditions, features, documentation, spans, modules), so that schemas can be dumped, compared, merged, or
//! turned into code.
//!
//! Everything is in definition order: files in the order in which their first `include` is met, definitions in
//! the order of their file, members in the order of their definition.

mod alternates;
pub(crate) mod build;
mod clash;
mod contain;
mod declare;
mod documentation;
mod features;
mod resolve;
mod symbols;
mod unions;
mod versions;

pub use versions::{DefinitionFacts, PartFacts, VersionSet, Versions};

#[cfg(feature = "tools")]
pub(crate) use documentation::own_names;

use crate::doc::Doc;
use crate::source::{FileId, SourceMap, Span};
use std::collections::HashMap;
use std::fmt;

/// A definition of a [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefId(pub(crate) u32);

impl DefId {
    /// Its place in definition order, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A checked schema: what a root file and all that it includes declare.
#[derive(Debug)]
pub struct Schema {
    pub(crate) sources: SourceMap,
    pub(crate) modules: Vec<Module>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) names: HashMap<String, DefId>,
    pub(crate) pragmas: Pragmas,
    pub(crate) origin: Origin,
}

/// What a schema was made of.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Schema files.
    Text,
    /// A saved reply to `query-qmp-schema`, in which types have no names that matter.
    Reply,
    /// Several schemas.
    Merged(Box<Versions>),
}

/// One schema file. Its [`FileId`] is the id of the module, too.
#[derive(Debug)]
pub struct Module {
    /// Path relative to the folder of the root file, with `/`: `migration.json`, `../qapi/common.json`.
    pub name: String,
    /// What it holds, in the order of its text.
    pub items: Vec<Item>,
    /// What the `pragma` directives in this file say; [`Schema::pragmas`] is the sum of all.
    pub pragmas: Pragmas,
}

/// One thing that a module holds.
#[derive(Debug)]
pub enum Item {
    /// A definition.
    Definition(DefId),
    /// An `include` directive; repeated ones are kept.
    Include {
        /// The module it names.
        module: FileId,
        /// The path as written in the directive.
        path: String,
        /// Where the directive stands.
        span: Span,
    },
    /// A documentation comment that belongs to no definition.
    FreeDoc(Doc),
}

/// What the `pragma` directives of the whole schema say (manual: "Pragma directives").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pragmas {
    /// Whether every definition must be documented.
    pub doc_required: bool,
    /// Commands whose names may contain `_`.
    pub command_name_exceptions: Vec<String>,
    /// Commands that may return something else than objects.
    pub command_returns_exceptions: Vec<String>,
    /// Definitions whose members need not be documented.
    pub documentation_exceptions: Vec<String>,
    /// Types whose member names may contain uppercase letters and `_`.
    pub member_name_exceptions: Vec<String>,
}

/// A definition with what all kinds have in common.
#[derive(Debug)]
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
    /// and of types that it names are not among them; [`Schema::members`] has those of bases.
    pub fn own_members(&self) -> &[Member] {
        match &self.kind {
            Kind::Struct(Struct { members, .. })
            | Kind::Union(Union { base: Base::Inline(members), .. })
            | Kind::Command(Command { arguments: Arguments::Inline(members), .. })
            | Kind::Event(Event { arguments: Arguments::Inline(members), .. }) => members,
            Kind::Enum(_) | Kind::Alternate(_) | Kind::Union(_) | Kind::Command(_) | Kind::Event(_) => &[],
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

/// The six kinds of definition.
#[derive(Debug)]
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

/// An enumeration type.
#[derive(Debug)]
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

/// A struct type. [`Schema::members`] gives its members with those of its bases.
#[derive(Debug)]
pub struct Struct {
    /// The struct whose members come first.
    pub base: Option<DefId>,
    /// Where the base is named.
    pub base_span: Option<Span>,
    /// Its own members.
    pub members: Vec<Member>,
}

/// A member of a struct, of an inline base, or of inline arguments.
#[derive(Debug)]
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

/// A union type. [`Schema::members`] gives its common members.
#[derive(Debug)]
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
#[derive(Debug)]
pub enum Base {
    /// Those of a struct type.
    Struct(DefId),
    /// Those listed in the union.
    Inline(Vec<Member>),
}

/// A branch of a union.
#[derive(Debug)]
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
#[derive(Debug)]
pub struct Alternate {
    /// The types to choose from; no two have the same form in JSON.
    pub branches: Vec<Alternative>,
}

/// A branch of an alternate.
#[derive(Debug)]
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
#[derive(Debug)]
pub struct Command {
    /// What it takes.
    pub arguments: Arguments,
    /// Where the type of the arguments is named; `None` if they are listed in place.
    pub arguments_span: Option<Span>,
    /// What its success response holds; `None` for an empty object.
    pub returns: Option<Type>,
    /// Where that type is named; in an array type, the element.
    pub returns_span: Option<Span>,
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

/// An event.
#[derive(Debug)]
pub struct Event {
    /// Its data.
    pub arguments: Arguments,
    /// Where the type of the data is named; `None` if its members are listed in place.
    pub arguments_span: Option<Span>,
    /// Whether the data is one value in C. Required for a union.
    pub boxed: bool,
}

/// What a command takes or an event carries.
#[derive(Debug)]
pub enum Arguments {
    /// Nothing was declared, or an empty object.
    None,
    /// Members listed in place.
    Inline(Vec<Member>),
    /// Those of a struct or union.
    Defined(DefId),
}

/// A type as a member, branch or return value names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A type or an array's element.
    Single(Simple),
    /// An array of it.
    Array(Simple),
}

/// A type that is not an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Simple {
    /// A predefined type.
    Builtin(Builtin),
    /// An enum, struct, union or alternate.
    Defined(DefId),
}

/// The predefined types (manual: "Built-in Types").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Builtin {
    Str,
    Number,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Size,
    Bool,
    Null,
    Any,
    QType,
    /// Any integer of 64 bits, with or without a sign. No schema can name it: it is what merging makes of integers of
    /// which one may be negative and another larger than an `int64` can hold, and all that a reply to
    /// `query-qmp-schema` says of an integer.
    Integer,
}

impl Builtin {
    /// Those that a schema can name.
    pub const ALL: [Builtin; 16] = [
        Builtin::Str,
        Builtin::Number,
        Builtin::Int,
        Builtin::Int8,
        Builtin::Int16,
        Builtin::Int32,
        Builtin::Int64,
        Builtin::Uint8,
        Builtin::Uint16,
        Builtin::Uint32,
        Builtin::Uint64,
        Builtin::Size,
        Builtin::Bool,
        Builtin::Null,
        Builtin::Any,
        Builtin::QType,
    ];

    /// The name in a schema.
    pub fn name(self) -> &'static str {
        match self {
            Builtin::Str => "str",
            Builtin::Number => "number",
            Builtin::Int => "int",
            Builtin::Int8 => "int8",
            Builtin::Int16 => "int16",
            Builtin::Int32 => "int32",
            Builtin::Int64 => "int64",
            Builtin::Uint8 => "uint8",
            Builtin::Uint16 => "uint16",
            Builtin::Uint32 => "uint32",
            Builtin::Uint64 => "uint64",
            Builtin::Size => "size",
            Builtin::Bool => "bool",
            Builtin::Null => "null",
            Builtin::Any => "any",
            Builtin::QType => "QType",
            Builtin::Integer => "integer",
        }
    }

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|builtin| builtin.name() == name)
    }
}

/// An `if` condition (manual: "Configuring the schema").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// The symbol is defined.
    Symbol(String),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// How many symbols and operators it has. Its depth is bounded, and so is the recursion.
    pub(crate) fn size(&self) -> usize {
        match self {
            Condition::Symbol(_) => 1,
            Condition::Not(operand) => 1 + operand.size(),
            Condition::All(operands) | Condition::Any(operands) => {
                1 + operands.iter().map(Condition::size).sum::<usize>()
            }
        }
    }
}

/// As in a schema, on one line: `'A'`, `{'all': ['A', {'not': 'B'}]}`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, operands) = match self {
            Condition::Symbol(symbol) => return write!(f, "'{symbol}'"),
            Condition::Not(operand) => return write!(f, "{{'not': {operand}}}"),
            Condition::All(operands) => ("all", operands),
            Condition::Any(operands) => ("any", operands),
        };
        write!(f, "{{'{key}': [")?;
        for (index, operand) in operands.iter().enumerate() {
            write!(f, "{}{operand}", if index > 0 { ", " } else { "" })?;
        }
        f.write_str("]}")
    }
}

/// A feature (manual: "Features").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name; `deprecated` and `unstable` are special.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// When it exists.
    pub condition: Option<Condition>,
}

impl Schema {
    /// Which versions have what, if several were merged.
    pub fn versions(&self) -> Option<&Versions> {
        match &self.origin {
            Origin::Merged(versions) => Some(versions),
            Origin::Text | Origin::Reply => None,
        }
    }

    /// The files it came from.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// The modules, the root's first, then in the order of their first `include`.
    pub fn modules(&self) -> impl Iterator<Item = (FileId, &Module)> {
        self.modules.iter().enumerate().map(|(index, module)| (FileId(index as u32), module))
    }

    /// The module with this id.
    pub fn module(&self, id: FileId) -> &Module {
        &self.modules[id.index()]
    }

    /// All definitions in definition order.
    pub fn definitions(&self) -> impl Iterator<Item = (DefId, &Definition)> {
        self.definitions.iter().enumerate().map(|(index, definition)| (DefId(index as u32), definition))
    }

    /// The definition with this id.
    pub fn definition(&self, id: DefId) -> &Definition {
        &self.definitions[id.index()]
    }

    /// The definition of this name: types, commands and events share one name space.
    pub fn find(&self, name: &str) -> Option<DefId> {
        self.names.get(name).copied()
    }

    /// What the pragmas say.
    pub fn pragmas(&self) -> &Pragmas {
        &self.pragmas
    }

    /// The members of an object type (struct or union) that do not depend on a branch: those of its bases first,
    /// each with the definition that declares it. Empty for other kinds.
    pub fn members(&self, id: DefId) -> Vec<(DefId, &Member)> {
        let mut members = Vec::new();
        let mut chain = vec![id];
        // A struct's bases are a chain without cycles: `contain` checked that.
        while let Some(base) = self.base(chain[chain.len() - 1]) {
            chain.push(base);
        }
        for &owner in chain.iter().rev() {
            members.extend(self.definition(owner).own_members().iter().map(|member| (owner, member)));
        }
        members
    }

    /// The struct that a struct or union names as its base.
    pub fn base(&self, id: DefId) -> Option<DefId> {
        self.definition(id).base()
    }
}
