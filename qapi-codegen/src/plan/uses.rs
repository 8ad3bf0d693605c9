//! Where a type occurs in commands and events.

use super::analysis;
use super::parts::defined_arguments;
use super::presence::Presence;
use super::shape::Shape;
use crate::rust::{Place, Use};
use qapi_parser::schema::{DefId, Kind, Schema, Type};
use std::collections::VecDeque;

/// Where each definition occurs, by [`DefId::index`]: the nearest first, then by place and in the order of the schema.
/// Where a command or event holds a type more than once in one place, the shortest path counts.
pub fn uses(schema: &Schema, shapes: &[Shape<'_>], presence: &[Presence]) -> Vec<Vec<Use>> {
    let steps: Vec<Vec<Step>> = schema.definitions().map(|(id, _)| steps(schema, shapes, id)).collect();
    let count = steps.len();
    let mut search = Search { steps, seen: vec![0; count], round: 0, uses: vec![Vec::new(); count] };
    for (id, definition) in schema.definitions() {
        if presence[id.index()] == Presence::Never {
            continue;
        }
        match &definition.kind {
            Kind::Event(_) => search.run(id, &definition.name, Place::Data, ""),
            Kind::Command(command) => {
                search.run(id, &definition.name, Place::Arguments, "");
                if let Some(returned) = analysis::returned(schema, id) {
                    let path = if matches!(command.returns, Some(Type::Array(_))) { "[]" } else { "" };
                    search.record(returned, &definition.name, Place::Returned, path);
                    search.run(returned, &definition.name, Place::Returned, path);
                }
            }
            _ => {}
        }
    }
    let mut uses = search.uses;
    uses.iter_mut().for_each(|uses| uses.sort_by_key(|found| (found.path.matches('.').count(), found.place)));
    uses
}

/// A reference from a definition to another, and what it adds to the path.
struct Step {
    target: DefId,
    /// The member's name; `None` where the members of the other stand in the same object.
    member: Option<String>,
}

fn steps(schema: &Schema, shapes: &[Shape<'_>], id: DefId) -> Vec<Step> {
    let shape = &shapes[id.index()];
    let parts = shape.fields.iter().chain(&shape.variants).filter(|kept| !kept.replaced);
    let mut steps: Vec<Step> = parts
        .filter_map(|kept| {
            let ty = kept.part.ty?;
            let list = if matches!(ty, Type::Array(_)) { "[]" } else { "" };
            let member = kept.part.is_member().then(|| format!("{}{list}", kept.part.name));
            Some(Step { target: ty.definition()?, member })
        })
        .collect();
    if let Kind::Union(union) = &schema.definition(id).kind
        && shape.fields.is_empty()
    {
        steps.push(Step { target: union.tag, member: Some(union.discriminator.clone()) });
    }
    let arguments = defined_arguments(&schema.definition(id).kind);
    steps.extend(arguments.map(|target| Step { target, member: None }));
    steps
}

/// A search through all that a definition holds, breadth first.
struct Search {
    steps: Vec<Vec<Step>>,
    /// In which round each definition was last seen.
    seen: Vec<usize>,
    round: usize,
    /// What was found.
    uses: Vec<Vec<Use>>,
}

impl Search {
    /// Records all that `from` holds; `path` leads to it.
    fn run(&mut self, from: DefId, definition: &str, place: Place, path: &str) {
        self.round += 1;
        self.seen[from.index()] = self.round;
        let mut open = VecDeque::from([(from, path.to_owned())]);
        while let Some((id, path)) = open.pop_front() {
            for at in 0..self.steps[id.index()].len() {
                let Step { target, member } = &self.steps[id.index()][at];
                let target = *target;
                if std::mem::replace(&mut self.seen[target.index()], self.round) == self.round {
                    continue;
                }
                let path = match member {
                    Some(member) if path.is_empty() => member.clone(),
                    Some(member) => format!("{path}.{member}"),
                    None => path.clone(),
                };
                self.record(target, definition, place, &path);
                open.push_back((target, path));
            }
        }
    }

    fn record(&mut self, found: DefId, definition: &str, place: Place, path: &str) {
        self.uses[found.index()].push(Use { definition: definition.to_owned(), place, path: path.to_owned() });
    }
}
