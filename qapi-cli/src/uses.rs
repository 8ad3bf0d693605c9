//! Which definitions use a type.

use qapi_parser::schema::{Arguments, DefId, Kind, Schema, Simple, Type};

/// A reference from one definition to another.
pub struct Use {
    /// The definition that refers.
    pub by: DefId,
    /// The definition that is referred to.
    pub of: DefId,
    /// What it is to the definition that refers to it.
    pub role: Role,
}

/// What a definition is to another that refers to it.
#[derive(Clone, PartialEq, Eq)]
pub enum Role {
    /// The base of a struct or union.
    Base,
    /// The type of the member or argument of this name.
    Member(String),
    /// The type of the branch of this name.
    Branch(String),
    /// All arguments of a command, all data of an event.
    Arguments,
    /// What a command returns.
    Returns,
}

/// Every reference in a schema, in definition order.
pub fn uses(schema: &Schema) -> Vec<Use> {
    let mut uses = Vec::new();
    for (by, definition) in schema.definitions() {
        let mut add = |of: Option<DefId>, role: Role| uses.extend(of.map(|of| Use { by, of, role }));
        add(definition.base(), Role::Base);
        if let Some(Arguments::Defined(id)) = definition.arguments() {
            add(Some(*id), Role::Arguments);
        }
        for member in definition.own_members() {
            add(defined(member.ty), Role::Member(member.name.clone()));
        }
        match &definition.kind {
            Kind::Union(kind) => {
                kind.branches.iter().for_each(|branch| add(branch.ty, Role::Branch(branch.name.clone())));
            }
            Kind::Alternate(kind) => {
                kind.branches.iter().for_each(|branch| add(defined(branch.ty), Role::Branch(branch.name.clone())));
            }
            Kind::Command(kind) => add(kind.returns.and_then(defined), Role::Returns),
            Kind::Enum(_) | Kind::Struct(_) | Kind::Event(_) => {}
        }
    }
    uses
}

fn defined(ty: Type) -> Option<DefId> {
    match ty {
        Type::Single(Simple::Defined(id)) | Type::Array(Simple::Defined(id)) => Some(id),
        _ => None,
    }
}

/// The other definitions that use a type, directly or through others, the nearest first.
pub fn users(schema: &Schema, id: DefId) -> Vec<DefId> {
    let uses = uses(schema);
    let mut seen = vec![id];
    let mut next = 0;
    while let Some(&of) = seen.get(next) {
        next += 1;
        for found in uses.iter().filter(|found| found.of == of) {
            if !seen.contains(&found.by) {
                seen.push(found.by);
            }
        }
    }
    seen.remove(0);
    seen
}
