//! The merged definitions as those of a schema: numbered, in modules, with bases where they still fit.
//!
//! Modules and definitions come in the order of the newest version, and what it lacks comes after.

use super::docs;
use super::graph::{Graph, NodeId};
use super::kept::{Kept, kept};
use super::made::{Made, MadePart, make};
use super::resolve::Target;
use super::{Inputs, Settlements};
use crate::schema::{
    Alternate, Alternative, Arguments, Base, Branch, Builtin, Command, CommandFlags, DefId, Definition,
    DefinitionFacts, Enum, EnumValue, Event, Item, Kind, Member, Module, Pragmas, Simple, Struct, Type, Union,
};
use crate::source::{FileId, Span};
use std::collections::{HashMap, HashSet};

/// A merged schema without its sources.
pub(super) struct Merged {
    pub modules: Vec<Module>,
    pub definitions: Vec<Definition>,
    pub facts: Vec<DefinitionFacts>,
    pub aliases: Vec<(String, DefId)>,
    pub pragmas: Pragmas,
}

/// Emits all nodes.
pub(super) fn emit(graph: &Graph<'_>, settle: &Settlements) -> Merged {
    let made: Vec<Made> = graph.ids().map(|id| make(graph, settle, id)).collect();
    let Kept { is_kept, now, aliases } = kept(graph, &made);
    let order = order(graph, &is_kept);
    let ids: HashMap<NodeId, DefId> = order.iter().zip(0..).map(|((_, node), id)| (*node, DefId(id))).collect();
    let emitter = Emitter { graph, made: &made, now: &now, ids: &ids };
    let mut taken = HashSet::new();
    let definitions: Vec<Definition> =
        order.iter().map(|(module, node)| emitter.definition(*node, *module, &mut taken)).collect();
    let pragmas = pragmas(graph.inputs);
    let facts = order.iter().map(|(_, node)| made[node.0 as usize].facts.clone()).collect();
    let aliases = aliases.into_iter().filter_map(|(name, node)| Some((name, *ids.get(&node)?))).collect();
    Merged { modules: modules(graph.inputs, &definitions), definitions, facts, aliases, pragmas }
}

/// The nodes that are kept, in definition order, each with its module.
fn order(graph: &Graph<'_>, is_kept: &[bool]) -> Vec<(FileId, NodeId)> {
    let inputs = graph.inputs;
    let module: HashMap<&str, u32> = inputs.modules.iter().map(String::as_str).zip(0..).collect();
    let mut rank = vec![0; inputs.inputs.len()];
    inputs.newest_first().into_iter().enumerate().for_each(|(place, input)| rank[input] = place);
    let mut order: Vec<_> = graph
        .ids()
        .filter(|id| is_kept[id.0 as usize])
        .map(|id| {
            let (input, definition) = graph.node(id).primary;
            let name = graph.schema(input).module(graph.primary(id).module).name.as_str();
            (FileId(module[name]), rank[input], definition, id)
        })
        .collect();
    order.sort();
    order.into_iter().map(|(module, _, _, id)| (module, id)).collect()
}

/// The modules: what the newest version has in each, and the rest after it.
fn modules(inputs: &Inputs, definitions: &[Definition]) -> Vec<Module> {
    let mut modules: Vec<Module> = Vec::new();
    for (name, file) in inputs.modules.iter().zip(0..) {
        let found = inputs.newest_first().into_iter().find_map(|input| {
            let schema = &inputs.inputs[input].schema;
            schema.modules.iter().find(|module| module.name == *name).map(|module| (input, module))
        });
        let mut items = Vec::new();
        let mut pragmas = Pragmas::default();
        if let Some((input, module)) = found {
            pragmas = module.pragmas.clone();
            items.extend(includes(inputs, input, module));
        }
        let own = definitions.iter().zip(0..).filter(|(definition, _)| definition.module == FileId(file));
        items.extend(own.map(|(_, id)| Item::Definition(DefId(id))));
        modules.push(Module { name: name.clone(), items, pragmas });
    }
    include_all(&mut modules);
    modules
}

/// Lets the root include the modules to which no chain of includes leads: those of older versions, and the roots of
/// schemas that have another one.
fn include_all(modules: &mut [Module]) {
    let mut reached: HashSet<FileId> = HashSet::new();
    for id in (0..modules.len() as u32).map(FileId) {
        if reached.contains(&id) {
            continue;
        }
        if id != FileId(0) {
            let path = modules[id.index()].name.clone();
            modules[0].items.push(Item::Include { module: id, path, span: Span::new(id, 0, 0) });
        }
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            if reached.insert(id) {
                pending.extend(modules[id.index()].items.iter().filter_map(|item| match item {
                    Item::Include { module, .. } => Some(*module),
                    Item::Definition(_) | Item::FreeDoc(_) => None,
                }));
            }
        }
    }
}

/// The includes of a module, as those of the merged schema.
fn includes<'a>(inputs: &'a Inputs, input: usize, module: &'a Module) -> impl Iterator<Item = Item> + 'a {
    let schema = &inputs.inputs[input].schema;
    module.items.iter().filter_map(move |item| {
        let Item::Include { module, path, span } = item else { return None };
        let name = &schema.module(*module).name;
        let file = inputs.modules.iter().position(|known| known == name)?;
        let span = inputs.moved(input, *span);
        Some(Item::Include { module: FileId(file as u32), path: path.clone(), span })
    })
}

/// The sum of all pragmas.
fn pragmas(inputs: &Inputs) -> Pragmas {
    let mut sum = Pragmas::default();
    for input in inputs.newest_first() {
        let pragmas = inputs.inputs[input].schema.pragmas();
        let lists = [
            (&mut sum.command_name_exceptions, &pragmas.command_name_exceptions),
            (&mut sum.command_returns_exceptions, &pragmas.command_returns_exceptions),
            (&mut sum.documentation_exceptions, &pragmas.documentation_exceptions),
            (&mut sum.member_name_exceptions, &pragmas.member_name_exceptions),
        ];
        for (sum, list) in lists {
            let new: Vec<_> = list.iter().filter(|name| !sum.contains(name)).cloned().collect();
            sum.extend(new);
        }
    }
    sum
}

struct Emitter<'g, 'a> {
    graph: &'g Graph<'a>,
    made: &'g [Made],
    /// The node that stands for each.
    now: &'g [NodeId],
    ids: &'g HashMap<NodeId, DefId>,
}

impl Emitter<'_, '_> {
    fn definition(&self, node: NodeId, module: FileId, taken: &mut HashSet<String>) -> Definition {
        let primary = self.graph.primary(node);
        let (input, _) = self.graph.node(node).primary;
        let inputs = self.graph.inputs;
        let made = &self.made[node.0 as usize];
        let kind = match &primary.kind {
            Kind::Enum(kind) => Kind::Enum(Enum { prefix: kind.prefix.clone(), values: values(made) }),
            Kind::Alternate(_) => {
                Kind::Alternate(Alternate { branches: made.parts.iter().map(|part| self.alternative(part)).collect() })
            }
            Kind::Struct(_) | Kind::Union(_) => self.object(node, &primary.kind),
            Kind::Command(command) => Kind::Command(self.command(made, command, node)),
            Kind::Event(event) => {
                let arguments = self.arguments(made);
                let boxed = event.boxed || self.is_union(&arguments);
                let arguments_span = Some(inputs.moved(input, event.arguments_span.unwrap_or(primary.name_span)));
                Kind::Event(Event { arguments, arguments_span, boxed })
            }
        };
        // A name that a reply gave may be that of a type in a schema.
        let mut name = self.graph.node(node).name.clone();
        while !taken.insert(name.clone()) {
            name.push_str("Reply");
        }
        Definition {
            name,
            name_span: inputs.moved(input, primary.name_span),
            span: inputs.moved(input, primary.span),
            module,
            condition: made.condition.clone(),
            features: made.features.clone(),
            doc: docs::doc(self.graph, node, made),
            kind,
        }
    }

    fn object(&self, node: NodeId, primary: &Kind) -> Kind {
        let made = &self.made[node.0 as usize];
        let (input, id) = self.graph.node(node).primary;
        let base = self.graph.schema(input).base(id).and_then(|base| self.graph.find(input, base));
        let base = base.filter(|base| self.has_base(made, *base));
        let own = |part: &&MadePart| base.is_none_or(|base| !self.part_names(base).contains(part.name.as_str()));
        let members: Vec<Member> = made.parts.iter().filter(own).map(|part| self.member(part)).collect();
        let named = match primary {
            Kind::Struct(kind) => kind.base_span,
            Kind::Union(kind) => kind.base_span,
            _ => None,
        };
        let base_span = base.and_then(|_| Some(self.graph.inputs.moved(input, named?)));
        let base = base.map(|base| self.ids[&base]);
        let (Some(tag), Kind::Union(union)) = (&made.tag, primary) else {
            return Kind::Struct(Struct { base, base_span, members });
        };
        let tag_part = made.parts.iter().find(|part| part.name == *tag);
        let values = tag_part.and_then(|part| self.node(part.target));
        // A union has a base or members in place, not both.
        let base = base.filter(|_| members.is_empty());
        let inline = || made.parts.iter().map(|part| self.member(part)).collect();
        Kind::Union(Union {
            base: base.map_or_else(|| Base::Inline(inline()), Base::Struct),
            base_span: base_span.filter(|_| base.is_some()),
            discriminator: tag.clone(),
            discriminator_span: self.graph.inputs.moved(input, union.discriminator_span),
            tag: values.map_or(DefId(0), |values| self.ids[&values]),
            branches: self.branches(made, values),
        })
    }

    /// Whether the members of a base are all among these, and the same.
    fn has_base(&self, made: &Made, base: NodeId) -> bool {
        let base_made = &self.made[base.0 as usize];
        let has = |part: &MadePart| made.parts.iter().any(|own| own.name == part.name && self.is_same(own, part));
        self.ids.contains_key(&base) && base_made.tag.is_none() && base_made.parts.iter().all(has)
    }

    /// Whether both are the same member.
    fn is_same(&self, a: &MadePart, b: &MadePart) -> bool {
        let features = a.features.iter().map(|feature| &feature.name);
        self.ty(a.target) == self.ty(b.target)
            && a.optional == b.optional
            && a.condition == b.condition
            && features.eq(b.features.iter().map(|feature| &feature.name))
    }

    fn part_names(&self, node: NodeId) -> HashSet<&str> {
        self.made[node.0 as usize].parts.iter().map(|part| part.name.as_str()).collect()
    }

    fn branches(&self, made: &Made, values: Option<NodeId>) -> Vec<Branch> {
        let typed = made.branches.iter().filter_map(|part| {
            let ty = Some(self.id(part.target)?);
            Some(Branch {
                name: part.name.clone(),
                span: part.span,
                ty,
                ty_span: part.ty_span,
                condition: part.condition.clone(),
            })
        });
        let mut branches: Vec<Branch> = typed.collect();
        let listed: HashSet<String> = branches.iter().map(|branch| branch.name.clone()).collect();
        let values = values.map_or(&[][..], |values| &self.made[values.0 as usize].parts);
        branches.extend(values.iter().filter(|value| !listed.contains(&value.name)).map(|value| Branch {
            name: value.name.clone(),
            span: value.span,
            ty: None,
            ty_span: value.span,
            condition: value.condition.clone(),
        }));
        branches
    }

    fn command(&self, made: &Made, primary: &Command, node: NodeId) -> Command {
        let (input, _) = self.graph.node(node).primary;
        let inputs = self.graph.inputs;
        let span = self.graph.primary(node).name_span;
        let all: Vec<&Command> = super::made::definitions(self.graph, node)
            .into_iter()
            .filter_map(|(_, definition)| match &definition.kind {
                Kind::Command(command) => Some(command),
                _ => None,
            })
            .collect();
        let any = |flag: fn(&CommandFlags) -> bool| all.iter().any(|command| flag(&command.flags));
        let arguments = self.arguments(made);
        Command {
            flags: CommandFlags {
                gen_marshal: !any(|flags| !flags.gen_marshal),
                success_response: any(|flags| flags.success_response),
                boxed: primary.flags.boxed || self.is_union(&arguments),
                allow_oob: any(|flags| flags.allow_oob),
                allow_preconfig: any(|flags| flags.allow_preconfig),
                coroutine: primary.flags.coroutine,
            },
            arguments,
            arguments_span: Some(inputs.moved(input, primary.arguments_span.unwrap_or(span))),
            returns: self.ty(made.returns),
            returns_span: Some(inputs.moved(input, primary.returns_span.unwrap_or(span))),
        }
    }

    fn arguments(&self, made: &Made) -> Arguments {
        match made.arguments {
            Target::Inline => Arguments::Inline(made.parts.iter().map(|part| self.member(part)).collect()),
            target => self.id(target).map_or(Arguments::None, Arguments::Defined),
        }
    }

    fn is_union(&self, arguments: &Arguments) -> bool {
        let Arguments::Defined(id) = arguments else { return false };
        let node = self.ids.iter().find(|(_, known)| *known == id).map(|(node, _)| *node);
        node.is_some_and(|node| self.made[node.0 as usize].tag.is_some())
    }

    fn member(&self, part: &MadePart) -> Member {
        Member {
            name: part.name.clone(),
            span: part.span,
            optional: part.optional,
            ty: self.ty(part.target).unwrap_or(Type::Single(Simple::Builtin(Builtin::Any))),
            ty_span: part.ty_span,
            condition: part.condition.clone(),
            features: part.features.clone(),
        }
    }

    fn alternative(&self, part: &MadePart) -> Alternative {
        let Member { name, span, ty, ty_span, condition, .. } = self.member(part);
        Alternative { name, span, ty, ty_span, condition }
    }

    fn node(&self, target: Target) -> Option<NodeId> {
        match target {
            Target::Defined(input, id) | Target::ArrayOf(input, id) => {
                self.graph.find(input, id).map(|node| self.now[node.0 as usize])
            }
            _ => None,
        }
    }

    fn id(&self, target: Target) -> Option<DefId> {
        self.ids.get(&self.node(target)?).copied()
    }

    fn ty(&self, target: Target) -> Option<Type> {
        Some(match target {
            Target::Nothing | Target::Inline => return None,
            Target::Builtin(builtin) => Type::Single(Simple::Builtin(builtin)),
            Target::ArrayOfBuiltin(builtin) => Type::Array(Simple::Builtin(builtin)),
            Target::Defined(..) => Type::Single(Simple::Defined(self.id(target)?)),
            Target::ArrayOf(..) => Type::Array(Simple::Defined(self.id(target)?)),
        })
    }
}

fn values(made: &Made) -> Vec<EnumValue> {
    let value = |part: &MadePart| EnumValue {
        name: part.name.clone(),
        span: part.span,
        condition: part.condition.clone(),
        features: part.features.clone(),
    };
    made.parts.iter().map(value).collect()
}
