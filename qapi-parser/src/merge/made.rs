//! Merged definitions with everything decided, before they get their numbers.

use super::Settlements;
use super::conditions::{self, Item};
use super::content::{Content, Occurrence, Part, content};
use super::graph::{Graph, NodeId, SourceKind};
use super::grow::{inline, is_inline};
use super::resolve::{Target, resolve};
use crate::schema::{Condition, Definition, DefinitionFacts, Feature, PartFacts, VersionSet};

/// A member, value or branch.
#[derive(Clone, Debug)]
pub(super) struct MadePart {
    pub name: String,
    pub target: Target,
    pub optional: bool,
    pub condition: Option<Condition>,
    pub features: Vec<Feature>,
    /// Where the newest version declares it, and where its type is named there.
    pub span: crate::source::Span,
    pub ty_span: crate::source::Span,
    pub facts: PartFacts,
}

/// A merged definition.
pub(super) struct Made {
    /// Members, values, branches of an alternate, or members of arguments that are listed in place.
    pub parts: Vec<MadePart>,
    pub tag: Option<String>,
    pub branches: Vec<MadePart>,
    pub arguments: Target,
    pub returns: Target,
    pub condition: Option<Condition>,
    pub features: Vec<Feature>,
    pub facts: DefinitionFacts,
}

impl Made {
    /// The types that it uses.
    pub fn targets(&self) -> impl Iterator<Item = Target> {
        let parts = self.parts.iter().chain(&self.branches).map(|part| part.target);
        parts.chain([self.arguments, self.returns])
    }
}

/// Decides what a node is. Nothing has a conflict any more.
pub(super) fn make(graph: &Graph<'_>, settle: &Settlements, id: NodeId) -> Made {
    let Content { mut parts, tag, branches, arguments, returns } = content(graph, id);
    let name = graph.node(id).name.as_str();
    let maker = Maker { graph, settle, name };
    let target =
        |part: &Option<Part<'_>>, path: &str| part.as_ref().map_or(Target::Nothing, |part| maker.target(part, path));
    let taken = target(&arguments, &format!("{name}.data"));
    if let Some(arguments) = arguments.as_ref().filter(|arguments| is_inline(graph, arguments)) {
        parts = inline(graph, arguments);
    }
    let definitions = definitions(graph, id);
    let items: Vec<_> = definitions.iter().map(|(input, definition)| item(*input, definition)).collect();
    let mut made = Made {
        parts: parts.iter().map(|part| maker.part(part)).collect(),
        tag: tag.map(str::to_owned),
        branches: branches.iter().map(|part| maker.part(part)).collect(),
        arguments: taken,
        returns: target(&returns, name),
        condition: conditions::condition(items.iter().map(|item| item.condition)),
        features: conditions::features(graph.inputs, &items),
        facts: DefinitionFacts::default(),
    };
    let facts = |parts: &[MadePart]| parts.iter().map(|part| (part.name.clone(), part.facts.clone())).collect();
    made.facts = DefinitionFacts {
        present: graph.node(id).sources.iter().map(|source| graph.input(source.input).version).collect(),
        features: conditions::feature_facts(graph.inputs, &items),
        parts: facts(&made.parts),
        branches: facts(&made.branches),
    };
    made
}

fn item<'a>(input: usize, definition: &'a Definition) -> Item<'a> {
    Item { input, condition: &definition.condition, features: &definition.features }
}

/// The definitions that a node holds, newest first.
pub(super) fn definitions<'a>(graph: &Graph<'a>, id: NodeId) -> Vec<(usize, &'a Definition)> {
    let sources = graph.node(id).sources.iter().rev();
    sources
        .filter_map(|source| match source.kind {
            SourceKind::Definition(id) => Some((source.input, graph.definition(source.input, id))),
            _ => None,
        })
        .collect()
}

struct Maker<'g, 'a> {
    graph: &'g Graph<'a>,
    settle: &'g Settlements,
    name: &'g str,
}

impl Maker<'_, '_> {
    fn target(&self, part: &Part<'_>, path: &str) -> Target {
        let resolved = resolve(self.graph, self.settle, || path.to_owned(), part);
        resolved.map_or(Target::Builtin(crate::schema::Builtin::Any), |resolved| resolved.target)
    }

    fn part(&self, part: &Part<'_>) -> MadePart {
        let Part { name, occurrences, always, .. } = part;
        let inputs = self.graph.inputs;
        let items: Vec<_> = occurrences
            .iter()
            .map(|place| Item { input: place.input, condition: place.condition, features: place.features })
            .collect();
        let condition = conditions::condition(items.iter().map(|item| item.condition));
        let features = conditions::features(inputs, &items);
        // Where everything has it under a condition, the condition tells that it may be absent.
        let optional = occurrences.iter().any(|place| place.optional) || is_missing(part, &condition, *always);
        let newest = &occurrences[0];
        MadePart {
            name: (*name).to_owned(),
            target: self.target(part, &format!("{}.{name}", self.name)),
            optional: optional || was_deprecated(&features, occurrences),
            condition,
            features,
            span: inputs.moved(newest.input, newest.span),
            ty_span: inputs.moved(newest.input, newest.ty_span),
            facts: self.facts(occurrences, &items),
        }
    }

    fn facts(&self, occurrences: &[Occurrence<'_>], items: &[Item<'_>]) -> PartFacts {
        let inputs = self.graph.inputs;
        let version = |place: &Occurrence<'_>| inputs.inputs[place.input].version;
        let present: VersionSet = occurrences.iter().map(version).collect();
        let sometimes: VersionSet = occurrences.iter().filter(|place| !place.always).map(version).collect();
        PartFacts {
            mandatory: present.iter().filter(|version| !sometimes.contains(*version)).collect(),
            present,
            features: conditions::feature_facts(inputs, items),
        }
    }
}

/// Whether some declaration lacks the part, or has it only sometimes where the merged one has it always.
fn is_missing(part: &Part<'_>, condition: &Option<Condition>, always: bool) -> bool {
    match condition {
        None => !always,
        Some(_) => !part.everywhere,
    }
}

/// Whether a version may have been told to hide it, as what is deprecated, although the newest does not say so.
fn was_deprecated(features: &[Feature], occurrences: &[Occurrence<'_>]) -> bool {
    let has = |features: &[Feature]| features.iter().any(|feature| feature.name == "deprecated");
    !has(features) && occurrences.iter().any(|place| has(place.features))
}
