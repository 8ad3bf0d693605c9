//! The text dump of a schema: what it resolves to, in the layout that the language's own test suite compares.
//!
//! The dump shows types that no definition names: the arguments written in place (`q_obj_NAME-arg`), the common
//! members of a union written in place (`q_obj_NAME-base`), and arrays (`NAMEList`). An array stands in the module of
//! its element type, after everything that was defined before the definition that first needs it.

use crate::doc::{Doc, PartKind};
use crate::schema::{
    Alternative, Arguments, Base, Branch, Command, Condition, DefId, Definition, Enum, Feature, Item, Kind, Member,
    OwnPart, Schema, Simple, Type, Union,
};
use crate::source::FileId;
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Display, Write};

/// Dumps a schema; with `docs`, its documentation follows.
pub fn dump(schema: &Schema, docs: bool) -> String {
    let order = Order::of(schema);
    let mut out = Dump { schema, out: String::new() };
    // Writing to a string cannot fail.
    _ = out.definitions(&order);
    if docs {
        _ = out.docs(&order);
    }
    out.out
}

/// What a module shows, in order.
enum Entry<'s> {
    Definition(&'s Definition),
    /// A definition's members that are written in place: its arguments (`arg`) or common members (`base`).
    Implicit(&'s Definition, &'static str, &'s [Member]),
    Array(Simple),
    Include(FileId),
}

/// The schema in the order in which a front end that follows every `include` at once meets it.
struct Order<'s> {
    schema: &'s Schema,
    /// The modules in the order of their first `include`.
    modules: Vec<FileId>,
    met: BTreeSet<FileId>,
    entries: HashMap<FileId, Vec<Entry<'s>>>,
    /// Arrays of `QType`, the only predefined type whose arrays are shown.
    builtin: Vec<Entry<'s>>,
    arrays: BTreeSet<DefId>,
    docs: Vec<(&'s Doc, Option<&'s Definition>)>,
}

impl<'s> Order<'s> {
    fn of(schema: &'s Schema) -> Self {
        let mut order = Order {
            schema,
            modules: Vec::new(),
            met: BTreeSet::new(),
            entries: HashMap::new(),
            builtin: Vec::new(),
            arrays: BTreeSet::new(),
            docs: Vec::new(),
        };
        if let Some((root, _)) = schema.modules().next() {
            order.walk(root);
        }
        order
    }

    /// Visits modules without recursion, since a chain of includes may be long.
    fn walk(&mut self, root: FileId) {
        let mut open = vec![(root, 0)];
        self.met.insert(root);
        self.modules.push(root);
        while let Some((module, next)) = open.last_mut() {
            let module = *module;
            let Some(item) = self.schema.module(module).items.get(*next) else {
                open.pop();
                continue;
            };
            *next += 1;
            match item {
                Item::Definition(id) => {
                    let definition = self.schema.definition(*id);
                    self.docs.extend(definition.doc.as_ref().map(|doc| (doc, Some(definition))));
                    self.define(module, definition);
                }
                Item::FreeDoc(doc) => self.docs.push((doc, None)),
                Item::Include { module: included, .. } => {
                    self.push(module, Entry::Include(*included));
                    if self.met.insert(*included) {
                        self.modules.push(*included);
                        open.push((*included, 0));
                    }
                }
            }
        }
    }

    fn push(&mut self, module: FileId, entry: Entry<'s>) {
        self.entries.entry(module).or_default().push(entry);
    }

    /// Adds a definition, after the types that it brings into being.
    fn define(&mut self, module: FileId, definition: &'s Definition) {
        let members = definition.own_members();
        members.iter().for_each(|member| self.array(member.ty));
        let role = match &definition.kind {
            Kind::Union(Union { base: Base::Inline(_), .. }) => Some("base"),
            Kind::Command(_) | Kind::Event(_) if !members.is_empty() => Some("arg"),
            _ => None,
        };
        if let Some(role) = role {
            self.push(module, Entry::Implicit(definition, role, members));
        }
        if let Kind::Alternate(kind) = &definition.kind {
            kind.branches.iter().for_each(|branch| self.array(branch.ty));
        }
        if let Kind::Command(command) = &definition.kind {
            command.returns.into_iter().for_each(|returns| self.array(returns));
        }
        self.push(module, Entry::Definition(definition));
    }

    fn array(&mut self, ty: Type) {
        match ty {
            Type::Array(element @ Simple::Defined(id)) => {
                if self.arrays.insert(id) {
                    self.push(self.schema.definition(id).module, Entry::Array(element));
                }
            }
            Type::Array(element @ Simple::Builtin(crate::schema::Builtin::QType)) if self.builtin.is_empty() => {
                self.builtin.push(Entry::Array(element));
            }
            Type::Array(Simple::Builtin(_)) | Type::Single(_) => {}
        }
    }
}

struct Dump<'s> {
    schema: &'s Schema,
    out: String,
}

impl<'s> Dump<'s> {
    fn definitions(&mut self, order: &Order<'s>) -> fmt::Result {
        self.out.push_str("module ./builtin\nobject q_empty\nenum QType\n");
        for value in ["none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool"] {
            writeln!(self.out, "    member {value}")?;
        }
        order.builtin.iter().try_for_each(|entry| self.entry(entry))?;
        for module in &order.modules {
            writeln!(self.out, "module {}", self.schema.module(*module).name)?;
            order.entries.get(module).into_iter().flatten().try_for_each(|entry| self.entry(entry))?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'s>) -> fmt::Result {
        match entry {
            Entry::Definition(definition) => self.definition(definition),
            Entry::Include(module) => writeln!(self.out, "include {}", self.schema.module(*module).name),
            Entry::Array(element) => {
                let name = self.schema.simple_name(*element);
                writeln!(self.out, "array {name}List {name}")?;
                match element {
                    Simple::Defined(id) => self.condition(4, &self.schema.definition(*id).condition),
                    Simple::Builtin(_) => Ok(()),
                }
            }
            Entry::Implicit(definition, role, members) => {
                writeln!(self.out, "object q_obj_{}-{role}", definition.name)?;
                self.members(members)?;
                self.condition(4, &definition.condition)
            }
        }
    }

    fn definition(&mut self, definition: &Definition) -> fmt::Result {
        let name = &definition.name;
        match &definition.kind {
            Kind::Enum(kind) => self.enumeration(name, kind)?,
            Kind::Struct(kind) => {
                writeln!(self.out, "object {name}")?;
                if let Some(base) = kind.base {
                    writeln!(self.out, "    base {}", self.schema.definition(base).name)?;
                }
                self.members(&kind.members)?;
            }
            Kind::Union(kind) => self.union(name, kind)?,
            Kind::Alternate(kind) => {
                writeln!(self.out, "alternate {name}\n    tag type")?;
                kind.branches.iter().try_for_each(|branch| self.alternative(branch))?;
            }
            Kind::Command(command) => self.command(name, command)?,
            Kind::Event(event) => {
                writeln!(self.out, "event {name} {}", self.arguments(name, &event.arguments))?;
                writeln!(self.out, "    boxed={}", Flag(event.boxed))?;
            }
        }
        self.condition(4, &definition.condition)?;
        self.features(4, &definition.features)
    }

    fn enumeration(&mut self, name: &str, kind: &Enum) -> fmt::Result {
        writeln!(self.out, "enum {name}")?;
        if let Some(prefix) = &kind.prefix {
            writeln!(self.out, "    prefix {prefix}")?;
        }
        for value in &kind.values {
            writeln!(self.out, "    member {}", value.name)?;
            self.condition(8, &value.condition)?;
            self.features(8, &value.features)?;
        }
        Ok(())
    }

    fn union(&mut self, name: &str, kind: &Union) -> fmt::Result {
        writeln!(self.out, "object {name}")?;
        match &kind.base {
            Base::Struct(base) => writeln!(self.out, "    base {}", self.schema.definition(*base).name)?,
            Base::Inline(_) => writeln!(self.out, "    base q_obj_{name}-base")?,
        }
        writeln!(self.out, "    tag {}", kind.discriminator)?;
        kind.branches.iter().try_for_each(|branch| self.branch(branch))
    }

    fn command(&mut self, name: &str, command: &Command) -> fmt::Result {
        let Command { arguments, returns, flags, .. } = command;
        let returns = returns.map_or("None".into(), |ty| self.type_name(ty));
        writeln!(self.out, "command {name} {} -> {returns}", self.arguments(name, arguments))?;
        writeln!(
            self.out,
            "    gen={} success_response={} boxed={} oob={} preconfig={}{}",
            Flag(flags.gen_marshal),
            Flag(flags.success_response),
            Flag(flags.boxed),
            Flag(flags.allow_oob),
            Flag(flags.allow_preconfig),
            if flags.coroutine { " coroutine=True" } else { "" },
        )
    }

    fn members(&mut self, members: &[Member]) -> fmt::Result {
        for member in members {
            let ty = self.type_name(member.ty);
            writeln!(self.out, "    member {}: {ty} optional={}", member.name, Flag(member.optional))?;
            self.condition(8, &member.condition)?;
            self.features(8, &member.features)?;
        }
        Ok(())
    }

    fn branch(&mut self, branch: &Branch) -> fmt::Result {
        let ty = branch.ty.map_or("q_empty", |id| &self.schema.definition(id).name);
        writeln!(self.out, "    case {}: {ty}", branch.name)?;
        self.condition(8, &branch.condition)
    }

    fn alternative(&mut self, branch: &Alternative) -> fmt::Result {
        let ty = self.type_name(branch.ty);
        writeln!(self.out, "    case {}: {ty}", branch.name)?;
        self.condition(8, &branch.condition)
    }

    fn arguments(&self, name: &str, arguments: &Arguments) -> String {
        match arguments {
            Arguments::None => "None".to_owned(),
            Arguments::Inline(_) => format!("q_obj_{name}-arg"),
            Arguments::Defined(id) => self.schema.definition(*id).name.clone(),
        }
    }

    fn type_name(&self, ty: Type) -> String {
        match ty {
            Type::Single(simple) => self.schema.simple_name(simple).to_owned(),
            Type::Array(simple) => format!("{}List", self.schema.simple_name(simple)),
        }
    }

    fn condition(&mut self, indent: usize, condition: &Option<Condition>) -> fmt::Result {
        match condition {
            None => Ok(()),
            Some(Condition::Symbol(symbol)) => writeln!(self.out, "{:indent$}if {symbol}", ""),
            Some(condition) => writeln!(self.out, "{:indent$}if {condition}", ""),
        }
    }

    fn features(&mut self, indent: usize, features: &[Feature]) -> fmt::Result {
        for feature in features {
            writeln!(self.out, "{:indent$}feature {}", "", feature.name)?;
            self.condition(indent + 4, &feature.condition)?;
        }
        Ok(())
    }

    fn docs(&mut self, order: &Order<'s>) -> fmt::Result {
        order.docs.iter().try_for_each(|(doc, definition)| self.doc(doc, *definition))
    }

    /// Members first, then features, then sections, each in the order of the text. Members that the text leaves out
    /// follow the others with empty text.
    fn doc(&mut self, doc: &Doc, definition: Option<&Definition>) -> fmt::Result {
        let definition = definition.filter(|_| doc.symbol.is_some());
        match &doc.symbol {
            Some(symbol) => writeln!(self.out, "doc symbol={}", symbol.name)?,
            None => writeln!(self.out, "doc freeform")?,
        }
        writeln!(self.out, "    body=\n{}", doc.body())?;
        let mut described = BTreeSet::new();
        for part in &doc.parts {
            if let PartKind::Member(name) = &part.kind {
                described.insert(name.as_str());
                writeln!(self.out, "    arg={name}\n{}", part.indented_text())?;
            }
        }
        for OwnPart { name, .. } in definition.map(Definition::own_parts).unwrap_or_default() {
            if !described.contains(name) {
                writeln!(self.out, "    arg={name}\n")?;
            }
        }
        for part in &doc.parts {
            if let PartKind::Feature(name) = &part.kind {
                writeln!(self.out, "    feature={name}\n{}", part.indented_text())?;
            }
        }
        for part in &doc.parts {
            let kind = match &part.kind {
                PartKind::Body | PartKind::Member(_) | PartKind::Feature(_) => continue,
                PartKind::Plain => "Plain",
                PartKind::Returns => "Returns",
                PartKind::Errors => "Errors",
                PartKind::Since => "Since",
                PartKind::Todo => "Todo",
            };
            writeln!(self.out, "    section={kind}\n{}", part.indented_text())?;
        }
        Ok(())
    }
}

/// `True` or `False`.
struct Flag(bool);

impl Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "True" } else { "False" })
    }
}
