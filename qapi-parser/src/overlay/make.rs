//! Making an overlay of two schemas: what the second has beyond the first.

use crate::restate::{definition_text, exceptions_text};
use crate::schema::{
    Alternate, Alternative, Arguments, Base, Branch, Command, CommandFlags, Condition, Definition, Enum, EnumValue,
    Event, Feature, Kind, Member, Schema, Simple, Struct, Type, Union,
};
use std::collections::HashMap;

/// An overlay that was made, and what it cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// The text of the overlay; definitions come in the order of the patched schema.
    pub text: String,
    /// Differences that are no additions: what is gone, and what changed. The schema with its overlay has these as the
    /// schema alone.
    pub left_out: Vec<String>,
}

/// Makes the overlay that turns one schema into another. `header` is its first line, a comment.
///
/// Modules, the order of definitions and members, and descriptions are not looked at.
pub fn make(base: &Schema, patched: &Schema, header: &str) -> Overlay {
    let known: HashMap<&str, &Definition> =
        base.definitions().map(|(_, definition)| (definition.name.as_str(), definition)).collect();
    let mut maker = Maker { base, patched, left_out: Vec::new() };
    let mut definitions: Vec<Definition> = Vec::new();
    for (_, definition) in patched.definitions() {
        match known.get(definition.name.as_str()) {
            None => definitions.push(definition.clone()),
            Some(old) => definitions.extend(maker.beyond(old, definition)),
        }
    }
    for (_, definition) in base.definitions().filter(|(_, definition)| patched.find(&definition.name).is_none()) {
        maker.left_out.push(format!("'{}' is gone", definition.name));
    }
    let mut text = format!("{header}\n{}", exceptions_text(patched, &definitions));
    for definition in &definitions {
        text.push('\n');
        text.push_str(&definition_text(patched, definition));
    }
    Overlay { text, left_out: maker.left_out }
}

struct Maker<'a> {
    base: &'a Schema,
    patched: &'a Schema,
    left_out: Vec<String>,
}

impl Maker<'_> {
    /// What a definition has beyond the other of the same name; `None` if nothing.
    fn beyond(&mut self, old: &Definition, new: &Definition) -> Option<Definition> {
        let name = new.name.as_str();
        self.condition(name, &old.condition, &new.condition);
        let features = self.features(name, &old.features, &new.features);
        let kind = self.kind(name, &old.kind, &new.kind);
        if kind.is_none() && features.is_empty() {
            return None;
        }
        let kind = kind.unwrap_or_else(|| bare(&new.kind));
        // What is repeated has the same condition, so it need not be said.
        Some(Definition { condition: None, features, kind, ..new.clone() })
    }

    fn changed(&mut self, what: impl Into<String>) {
        self.left_out.push(what.into());
    }

    fn condition(&mut self, what: &str, old: &Option<Condition>, new: &Option<Condition>) {
        if old != new {
            let shown = |condition: &Option<Condition>| match condition {
                Some(condition) => format!("the condition {condition}"),
                None => "no condition".to_owned(),
            };
            self.changed(format!("'{what}' has {} instead of {}", shown(new), shown(old)));
        }
    }

    /// The features that are new.
    fn features(&mut self, what: &str, old: &[Feature], new: &[Feature]) -> Vec<Feature> {
        for feature in old {
            match new.iter().find(|other| other.name == feature.name) {
                Some(now) => {
                    self.condition(&format!("{what} (feature {})", feature.name), &feature.condition, &now.condition);
                }
                None => self.changed(format!("'{what}' lost the feature '{}'", feature.name)),
            }
        }
        new.iter().filter(|feature| !old.iter().any(|known| known.name == feature.name)).cloned().collect()
    }

    fn kind(&mut self, name: &str, old: &Kind, new: &Kind) -> Option<Kind> {
        match (old, new) {
            (Kind::Enum(old), Kind::Enum(new)) => self.enumeration(name, old, new).map(Kind::Enum),
            (Kind::Struct(old), Kind::Struct(new)) => self.structure(name, old, new).map(Kind::Struct),
            (Kind::Union(old), Kind::Union(new)) => self.union(name, old, new).map(Kind::Union),
            (Kind::Alternate(old), Kind::Alternate(new)) => self.alternate(name, old, new).map(Kind::Alternate),
            (Kind::Command(old), Kind::Command(new)) => self.command(name, old, new).map(Kind::Command),
            (Kind::Event(old), Kind::Event(new)) => self.event(name, old, new).map(Kind::Event),
            _ => {
                self.changed(format!("'{name}' is another kind of definition"));
                None
            }
        }
    }

    fn enumeration(&mut self, name: &str, old: &Enum, new: &Enum) -> Option<Enum> {
        if old.prefix.is_some() && old.prefix != new.prefix {
            self.changed(format!("'{name}' has another prefix"));
        }
        let prefix = new.prefix.clone().filter(|_| old.prefix.is_none());
        let mut values: Vec<EnumValue> = Vec::new();
        for value in &new.values {
            let Some(known) = old.values.iter().find(|known| known.name == value.name) else {
                values.push(value.clone());
                continue;
            };
            let what = format!("{name}.{}", value.name);
            self.condition(&what, &known.condition, &value.condition);
            let features = self.features(&what, &known.features, &value.features);
            if !features.is_empty() {
                values.push(EnumValue { condition: None, features, ..value.clone() });
            }
        }
        self.gone(name, old.values.iter().map(|value| &value.name), |gone| new.values.iter().any(|v| v.name == gone));
        (prefix.is_some() || !values.is_empty()).then_some(Enum { prefix, values })
    }

    fn gone<'s>(&mut self, name: &str, old: impl Iterator<Item = &'s String>, is_there: impl Fn(&str) -> bool) {
        for part in old.filter(|part| !is_there(part)) {
            self.changed(format!("'{name}.{part}' is gone"));
        }
    }

    fn members(&mut self, name: &str, old: &[Member], new: &[Member]) -> Vec<Member> {
        let mut members = Vec::new();
        for member in new {
            let Some(known) = old.iter().find(|known| known.name == member.name) else {
                members.push(member.clone());
                continue;
            };
            let what = format!("{name}.{}", member.name);
            let same = self.ty(&what, known.ty, member.ty);
            if known.optional != member.optional {
                self.changed(format!("'{what}' became {}", if member.optional { "optional" } else { "mandatory" }));
            }
            self.condition(&what, &known.condition, &member.condition);
            let features = self.features(&what, &known.features, &member.features);
            if !features.is_empty() && same && known.optional == member.optional {
                members.push(Member { condition: None, features, ..member.clone() });
            }
        }
        self.gone(name, old.iter().map(|member| &member.name), |gone| new.iter().any(|member| member.name == gone));
        members
    }

    /// Whether a type is the same; it is told if not.
    fn ty(&mut self, what: &str, old: Type, new: Type) -> bool {
        let (was, is) = (type_text(self.base, old), type_text(self.patched, new));
        if was != is {
            self.changed(format!("'{what}' is {is} instead of {was}"));
        }
        was == is
    }

    fn structure(&mut self, name: &str, old: &Struct, new: &Struct) -> Option<Struct> {
        let members = self.members(name, &old.members, &new.members);
        let base_name =
            |schema: &Schema, base: Option<crate::schema::DefId>| base.map(|base| schema.definition(base).name.clone());
        let (was, is) = (base_name(self.base, old.base), base_name(self.patched, new.base));
        let base = new.base.filter(|_| was.is_none());
        if was.is_some() && was != is {
            self.changed(format!("'{name}' has another base"));
        }
        let base_span = new.base_span.filter(|_| base.is_some());
        (base.is_some() || !members.is_empty()).then_some(Struct { base, base_span, members })
    }

    fn union(&mut self, name: &str, old: &Union, new: &Union) -> Option<Union> {
        if old.discriminator != new.discriminator {
            self.changed(format!("'{name}' has another discriminator"));
            return None;
        }
        let (base, has_more) = match (&old.base, &new.base) {
            (Base::Inline(old), Base::Inline(new)) => {
                let members = self.members(name, old, new);
                let has_more = !members.is_empty();
                (Base::Inline(members), has_more)
            }
            (Base::Struct(was), Base::Struct(is))
                if self.base.definition(*was).name == self.patched.definition(*is).name =>
            {
                (Base::Struct(*is), false)
            }
            _ => {
                self.changed(format!("'{name}' has another base"));
                (Base::Inline(Vec::new()), false)
            }
        };
        let mut branches: Vec<Branch> = Vec::new();
        for branch in new.branches.iter().filter(|branch| branch.ty.is_some()) {
            let typed = |other: &&Branch| other.name == branch.name && other.ty.is_some();
            match old.branches.iter().find(typed) {
                None => branches.push(branch.clone()),
                Some(known) => {
                    let what = format!("{name}.{}", branch.name);
                    let ty = |branch: &Branch| branch.ty.map(|id| Type::Single(Simple::Defined(id)));
                    if let (Some(was), Some(is)) = (ty(known), ty(branch)) {
                        self.ty(&what, was, is);
                    }
                    self.condition(&what, &known.condition, &branch.condition);
                }
            }
        }
        let typed = |branch: &&Branch| branch.ty.is_some();
        self.gone(name, old.branches.iter().filter(typed).map(|branch| &branch.name), |gone| {
            new.branches.iter().filter(typed).any(|branch| branch.name == gone)
        });
        let has_more = has_more || !branches.is_empty();
        has_more.then(|| Union { base, branches, discriminator: new.discriminator.clone(), ..new.clone() })
    }

    fn alternate(&mut self, name: &str, old: &Alternate, new: &Alternate) -> Option<Alternate> {
        let mut branches: Vec<Alternative> = Vec::new();
        for branch in &new.branches {
            match old.branches.iter().find(|known| known.name == branch.name) {
                None => branches.push(branch.clone()),
                Some(known) => {
                    let what = format!("{name}.{}", branch.name);
                    self.ty(&what, known.ty, branch.ty);
                    self.condition(&what, &known.condition, &branch.condition);
                }
            }
        }
        self.gone(name, old.branches.iter().map(|branch| &branch.name), |gone| {
            new.branches.iter().any(|branch| branch.name == gone)
        });
        (!branches.is_empty()).then_some(Alternate { branches })
    }

    fn command(&mut self, name: &str, old: &Command, new: &Command) -> Option<Command> {
        let arguments = self.arguments(name, &old.arguments, &new.arguments);
        let returns = match (old.returns, new.returns) {
            (None, Some(ty)) => Some(ty),
            (Some(was), Some(is)) => {
                self.ty(name, was, is);
                None
            }
            (Some(_), None) => {
                self.changed(format!("'{name}' returns nothing"));
                None
            }
            (None, None) => None,
        };
        // The defaults say nothing.
        let mut more = Command { returns, flags: CommandFlags::default(), ..new.clone() };
        let (old, new_flags) = (old.flags, new.flags);
        let flags = &mut more.flags;
        let mut has_more = arguments.is_some() || returns.is_some();
        more.arguments = arguments.unwrap_or(Arguments::None);
        flags.gen_marshal = !self.flag(name, "gen", !old.gen_marshal, !new_flags.gen_marshal);
        flags.success_response =
            !self.flag(name, "success-response", !old.success_response, !new_flags.success_response);
        flags.allow_oob = self.flag(name, "allow-oob", old.allow_oob, new_flags.allow_oob);
        flags.allow_preconfig = self.flag(name, "allow-preconfig", old.allow_preconfig, new_flags.allow_preconfig);
        flags.coroutine = self.flag(name, "coroutine", old.coroutine, new_flags.coroutine);
        let boxed = (old.boxed, new_flags.boxed);
        has_more |= self.boxed(name, boxed, &new.arguments, &mut more.arguments, &mut more.flags.boxed);
        has_more |= CommandFlags { boxed: false, ..more.flags } != CommandFlags::default();
        has_more.then_some(more)
    }

    fn event(&mut self, name: &str, old: &Event, new: &Event) -> Option<Event> {
        let arguments = self.arguments(name, &old.arguments, &new.arguments);
        let mut has_more = arguments.is_some();
        let arguments = arguments.unwrap_or(Arguments::None);
        let mut more = Event { arguments, boxed: false, ..new.clone() };
        has_more |= self.boxed(name, (old.boxed, new.boxed), &new.arguments, &mut more.arguments, &mut more.boxed);
        has_more.then_some(more)
    }

    /// Whether a flag differs from its default only now. One that went back to it cannot be said.
    fn flag(&mut self, name: &str, flag: &str, old: bool, new: bool) -> bool {
        if old && !new {
            self.changed(format!("'{name}' has flag '{flag}' no longer"));
        }
        new && !old
    }

    /// A flag that stands only beside the name of a type.
    fn boxed(
        &mut self,
        name: &str,
        (old, new): (bool, bool),
        whole: &Arguments,
        arguments: &mut Arguments,
        boxed: &mut bool,
    ) -> bool {
        let is_named = matches!(whole, Arguments::Defined(_));
        let is_new = matches!(arguments, Arguments::Defined(_));
        if is_new {
            *boxed = new;
        }
        let is_more = self.flag(name, "boxed", old, new && is_named);
        if is_more {
            *arguments = whole.clone();
            *boxed = true;
        }
        is_more
    }

    fn arguments(&mut self, name: &str, old: &Arguments, new: &Arguments) -> Option<Arguments> {
        match (old, new) {
            (Arguments::None, Arguments::None) => None,
            (Arguments::None, new) => Some(new.clone()),
            (Arguments::Inline(old), Arguments::Inline(new)) => {
                let members = self.members(name, old, new);
                (!members.is_empty()).then_some(Arguments::Inline(members))
            }
            (Arguments::Defined(was), Arguments::Defined(is))
                if self.base.definition(*was).name == self.patched.definition(*is).name =>
            {
                None
            }
            _ => {
                self.changed(format!("'{name}' has other arguments, by name or in place"));
                None
            }
        }
    }
}

fn type_text(schema: &Schema, ty: Type) -> String {
    let name = |simple: Simple| match simple {
        Simple::Builtin(builtin) => builtin.name().to_owned(),
        Simple::Defined(id) => schema.definition(id).name.clone(),
    };
    match ty {
        Type::Single(simple) => format!("'{}'", name(simple)),
        Type::Array(simple) => format!("['{}']", name(simple)),
    }
}

/// A kind that says nothing new; features stand beside it.
fn bare(kind: &Kind) -> Kind {
    match kind {
        Kind::Enum(_) => Kind::Enum(Enum { prefix: None, values: Vec::new() }),
        Kind::Struct(_) => Kind::Struct(Struct { base: None, base_span: None, members: Vec::new() }),
        Kind::Union(kind) => {
            // A named base is repeated, since a union must have one.
            let base = match &kind.base {
                Base::Struct(base) => Base::Struct(*base),
                Base::Inline(_) => Base::Inline(Vec::new()),
            };
            Kind::Union(Union { base, branches: Vec::new(), ..kind.clone() })
        }
        // An alternate has at least one branch.
        Kind::Alternate(kind) => {
            Kind::Alternate(Alternate { branches: kind.branches.iter().take(1).cloned().collect() })
        }
        Kind::Command(kind) => Kind::Command(Command {
            arguments: Arguments::None,
            returns: None,
            flags: CommandFlags::default(),
            ..kind.clone()
        }),
        Kind::Event(kind) => Kind::Event(Event { arguments: Arguments::None, boxed: false, ..kind.clone() }),
    }
}
