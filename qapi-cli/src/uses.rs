//! Who uses a type, and which way it travels.
//!
//! In: a schema. Out: every reference from one definition to another, and the types that a client sends and receives.

use qapi_parser::schema::{Arguments, DefId, Kind, Schema, Simple, Type};

/// A reference from one definition to another.
pub struct Use {
    /// The definition that refers.
    pub by: DefId,
    /// The definition that is referred to.
    pub of: DefId,
    /// As what: a member's or branch's name, or the role.
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

/// Whether a client sends a type, and whether it receives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// Some command takes it.
    pub sent: bool,
    /// Some command returns it, or some event carries it.
    pub received: bool,
}

/// Which way a type travels, also inside others.
pub fn direction(schema: &Schema, uses: &[Use], id: DefId) -> Direction {
    let mut direction = Direction::default();
    let mut seen = vec![id];
    let mut next = 0;
    while let Some(&of) = seen.get(next) {
        next += 1;
        for found in uses.iter().filter(|found| found.of == of) {
            match schema.definition(found.by).kind {
                Kind::Command(_) if found.role != Role::Returns => direction.sent = true,
                Kind::Command(_) | Kind::Event(_) => direction.received = true,
                _ if !seen.contains(&found.by) => seen.push(found.by),
                _ => {}
            }
        }
    }
    direction
}
