//! What refers to what.
//!
//! Only what a definition declares itself counts: a member of a base is a reference of the base. That a union needs the
//! enum of its discriminator is one of the member that has it.

use super::{Arguments, DefId, Definition, Kind, Schema, Type};

/// A reference from a definition to a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The type.
    pub target: DefId,
    /// What it is to the definition.
    pub role: Role<'a>,
}

/// What a type is to a definition that refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// The base of a struct or union.
    Base,
    /// The type of the member or argument of this name, or of its elements.
    Member(&'a str),
    /// The type of the branch of this name, or of its elements.
    Branch(&'a str),
    /// All arguments of a command, or all data of an event.
    Arguments,
    /// What a command returns, or the elements of it.
    Returns,
}

impl Definition {
    /// The types that it names itself: its base, then its arguments, members and branches, then what it returns.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = std::env::temp_dir().join(format!("qapi-references-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let file = folder.join("schema.json");
    /// # std::fs::write(&file, "
    /// #     { 'struct': 'Lamp', 'data': { 'on': 'bool' } }
    /// #     { 'command': 'query-lamps', 'returns': [ 'Lamp' ] }
    /// # ")?;
    /// use qapi_parser::schema::Role;
    ///
    /// // { 'command': 'query-lamps', 'returns': [ 'Lamp' ] }
    /// let schema = qapi_parser::load(&file, &qapi_parser::Options::default())?.schema;
    /// let command = schema.find("query-lamps").expect("the command");
    /// let references = schema.definition(command).references();
    /// assert_eq!(references[0].role, Role::Returns);
    /// assert_eq!(schema.definition(references[0].target).name, "Lamp");
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn references(&self) -> Vec<Reference<'_>> {
        let mut found = Vec::new();
        let mut add = |target: Option<DefId>, role| found.extend(target.map(|target| Reference { target, role }));
        add(self.base(), Role::Base);
        if let Some(Arguments::Defined(id)) = self.arguments() {
            add(Some(*id), Role::Arguments);
        }
        for member in self.own_members() {
            add(member.ty.definition(), Role::Member(&member.name));
        }
        match &self.kind {
            Kind::Union(kind) => kind.branches.iter().for_each(|branch| add(branch.ty, Role::Branch(&branch.name))),
            Kind::Alternate(kind) => {
                kind.branches.iter().for_each(|branch| add(branch.ty.definition(), Role::Branch(&branch.name)));
            }
            Kind::Command(kind) => add(kind.returns.and_then(Type::definition), Role::Returns),
            Kind::Enum(_) | Kind::Struct(_) | Kind::Event(_) => {}
        }
        found
    }
}

impl Schema {
    /// The other definitions that refer to a type, directly or through others, in the order of the schema.
    pub fn users(&self, id: DefId) -> Vec<DefId> {
        let mut direct: Vec<Vec<DefId>> = vec![Vec::new(); self.definitions.len()];
        for (user, definition) in self.definitions() {
            for reference in definition.references() {
                direct[reference.target.index()].push(user);
            }
        }
        let mut reached = vec![false; direct.len()];
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut reached[next.index()], true) {
                open.extend(&direct[next.index()]);
            }
        }
        self.definitions().map(|(user, _)| user).filter(|user| *user != id && reached[user.index()]).collect()
    }
}
