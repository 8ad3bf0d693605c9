//! The intermediate representation: a schema in which every name is resolved.
//!
//! In a [`Schema`], every reference is an id that exists, every rule of the language holds, and every fact of the
//! source is kept (conditions, features, documentation, spans, modules), so that schemas can be dumped, compared,
//! merged, or turned into code.
//!
//! Everything is in definition order: files in the order in which their first `include` is met, definitions in
//! the order of their file, members in the order of their definition.

mod condition;
mod definition;
#[cfg(feature = "tools")]
mod references;
mod symbols;
mod types;
mod versions;

pub use condition::{Condition, Feature};
pub(crate) use definition::OwnPart;
pub use definition::{
    Alternate, Alternative, Arguments, Base, Branch, Command, CommandFlags, Definition, Enum, EnumValue, Event, Kind,
    Member, Struct, Union,
};
#[cfg(feature = "tools")]
pub use references::{Reference, Role};
pub use types::{Builtin, DefId, Simple, Type};
pub use versions::{DefinitionFacts, PartFacts, Settle, VersionSet, Versions};

use crate::doc::Doc;
use crate::source::{FileId, SourceMap, Span};
use std::collections::HashMap;

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

/// A schema without its sources.
pub(crate) struct Parts {
    pub modules: Vec<Module>,
    pub definitions: Vec<Definition>,
    pub names: HashMap<String, DefId>,
    pub pragmas: Pragmas,
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

    /// A type as people read it: its QAPI name, in brackets for an array.
    pub fn type_name(&self, ty: Type) -> String {
        match ty {
            Type::Single(ty) => self.simple_name(ty).to_owned(),
            Type::Array(ty) => format!("[{}]", self.simple_name(ty)),
        }
    }

    /// The QAPI name of a type that is not an array.
    pub fn simple_name(&self, ty: Simple) -> &str {
        match ty {
            Simple::Builtin(builtin) => builtin.name(),
            Simple::Defined(id) => &self.definition(id).name,
        }
    }

    /// The struct that a struct or union names as its base.
    pub fn base(&self, id: DefId) -> Option<DefId> {
        self.definition(id).base()
    }
}
