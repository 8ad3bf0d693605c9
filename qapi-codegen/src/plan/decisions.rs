//! Every decision about a schema, taken in order. What later rooms ask is answered here.

use super::cycles::{self, Boxed};
use super::naming::{self, Name};
use super::overrides::Overrides;
use super::parts::Part;
use super::presence::{Decisions, Presence};
use super::shape::{Shape, Shapes};
use super::{analysis, modules, selection, uses};
use crate::error::Error;
use crate::options::{Advice, Options, Role};
use crate::rust::{self, Code, Direction, Impls, Location, Path, Use};
use qapi_parser::schema::{DefId, Schema};
use std::collections::HashSet;

/// All decisions. Those about one definition stand at its [`DefId::index`].
pub struct Plan<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// What conditions and features mean.
    pub decisions: Decisions,
    /// What the user changes.
    pub overrides: Overrides,
    /// The path of the runtime crate.
    pub runtime: Code,
    /// Which side of the connection the code is for.
    pub role: Role,
    /// Whether what is deprecated gets no attribute.
    pub plain_deprecated: bool,
    /// Whether enums are `#[non_exhaustive]`.
    pub non_exhaustive_enums: bool,
    /// Where the manual is.
    pub manual: Option<&'a str>,
    /// The fields and variants of each definition.
    pub shapes: Vec<Shape<'a>>,
    /// When each definition exists; [`Presence::Never`] also for what was not selected.
    pub presence: Vec<Presence>,
    /// Which way each definition travels.
    pub directions: Vec<Direction>,
    /// Which references stand behind a `Box`.
    pub boxed: Boxed,
    /// What each definition is called.
    pub names: Vec<Name>,
    /// Which commands and events hold each definition.
    pub uses: Vec<Vec<Use>>,
    /// What other types have as their base.
    pub bases: HashSet<DefId>,
    /// Where the types of each schema file are.
    pub modules: Vec<Location>,
}

impl<'a> Plan<'a> {
    /// Takes every decision.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if an option does not fit the schema.
    pub fn new(schema: &'a Schema, options: &'a Options) -> Result<Self, Error> {
        let decisions = Decisions::new(options)?;
        let runtime = runtime(options)?;
        let modules = modules::locations(schema, options)?;
        selection::check_names(schema, options)?;
        let parts: Vec<Vec<Part<'a>>> = schema.definitions().map(|(id, _)| Part::all(schema, id)).collect();
        let overrides = Overrides::resolve(schema, &parts, options)?;
        let shapes = Shapes { schema, decisions: &decisions, overrides: &overrides };
        let shapes = schema.definitions().map(|(id, _)| shapes.of(id, &parts[id.index()])).collect::<Result<_, _>>()?;
        let mut plan = Plan {
            schema,
            runtime,
            role: options.role,
            plain_deprecated: options.plain_deprecated,
            non_exhaustive_enums: options.non_exhaustive_enums,
            manual: options.manual.as_deref(),
            shapes,
            presence: Vec::new(),
            directions: Vec::new(),
            boxed: Boxed::new(),
            names: naming::names(schema, &overrides, &modules)?,
            uses: Vec::new(),
            bases: schema.definitions().filter_map(|(id, _)| schema.base(id)).collect(),
            modules,
            decisions,
            overrides,
        };
        plan.select(options)?;
        Ok(plan)
    }

    /// Decides which definitions exist when, which way they travel, and where a `Box` stands.
    fn select(&mut self, options: &Options) -> Result<(), Error> {
        let all = self.schema.definitions();
        self.presence = all.map(|(_, of)| self.decisions.of(of.condition.as_ref(), &of.features)).collect();
        let graph: analysis::Graph = self.schema.definitions().map(|(id, _)| self.references(id)).collect();
        let selected = selection::selected(self.schema, options, &self.presence)?;
        let roots = selected.into_iter().filter(|id| self.presence[id.index()] != Presence::Never);
        let kept = analysis::reachable(self.schema, &graph, roots);
        for (presence, _) in self.presence.iter_mut().zip(&kept).filter(|(_, kept)| !**kept) {
            *presence = Presence::Never;
        }
        self.directions = analysis::directions(self.schema, &graph, &kept);
        self.boxed = cycles::boxed(&graph);
        self.uses = uses::uses(self.schema, &self.shapes, &self.presence);
        self.check_references(&graph, options.advice)
    }

    /// What a definition's Rust type refers to; nothing if the user has another type for it.
    fn references(&self, id: DefId) -> Vec<analysis::Reference> {
        match self.overrides.of(id).ty {
            Some(_) => Vec::new(),
            None => analysis::references(self.schema, id, &self.shapes[id.index()]),
        }
    }

    /// Makes sure that what is emitted refers only to what exists.
    fn check_references(&self, graph: &analysis::Graph, advice: Advice) -> Result<(), Error> {
        for (id, definition) in self.schema.definitions().filter(|(id, _)| self.emits(*id)) {
            let targets = graph[id.index()].iter().map(|reference| reference.target);
            let mut targets = targets.chain(analysis::returned(self.schema, id));
            if let Some(target) = targets.find(|target| self.presence[target.index()] == Presence::Never) {
                return Err(Error::Option(format!(
                    "`{}` is left out by its condition or its features, but `{}` uses it; decide the symbols of both \
                     alike, or use another type for it with `{}`",
                    self.schema.definition(target).name,
                    definition.name,
                    advice.name("replace")
                )));
            }
        }
        Ok(())
    }

    /// Whether a definition becomes a part of the model.
    pub fn emits(&self, id: DefId) -> bool {
        let here = matches!(self.path(id).location, Location::Module(_));
        here && self.presence[id.index()] != Presence::Never && self.overrides.of(id).ty.is_none()
    }

    /// The fields and variants of a definition.
    pub fn shape(&self, id: DefId) -> &Shape<'a> {
        &self.shapes[id.index()]
    }

    /// The path of a definition's item.
    pub fn path(&self, id: DefId) -> &Path {
        &self.names[id.index()].path
    }

    /// Which traits the types of a definition need.
    pub fn impls(&self, id: DefId) -> Impls {
        let Direction { sent, received } = self.directions[id.index()];
        match self.role {
            Role::Both => Impls { encode: true, decode: true },
            Role::Client => Impls { encode: sent, decode: received },
            Role::Server => Impls { encode: received, decode: sent },
        }
    }
}

fn runtime(options: &Options) -> Result<Code, Error> {
    let text = options.runtime.as_deref().unwrap_or("::qapi_runtime");
    match rust::parse::<syn::Path>(text) {
        Some((path, _)) => Ok(path),
        None => Err(Error::Option(format!(
            "`{text}` is not a path to the runtime, such as `::qapi_runtime` or `crate::runtime`"
        ))),
    }
}
