//! Upstream's schema trees, judged by what real servers say of themselves in reply to `query-qmp-schema`.
//!
//! Reads `../shared` beside the workspace, and says so if it is absent.

use qapi_gate::needs;
use qapi_parser::diagnostic::{Format, render};
use qapi_parser::schema::{Arguments, Builtin, DefId, Feature, Kind, Member, Schema, Simple, Type, Union};
use qapi_parser::{DocLevel, Options, dump::dump, load};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Members that 10.0.13, our tree, has and 10.0.2, the servers, lack.
const NEWER: &[&str] = &["delay-ns"];

fn shared(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path)
}

fn tree(path: &str, docs: DocLevel) -> Schema {
    let root = shared(&format!("upstream/{path}/qapi-schema.json"));
    match load(&root, &Options { docs, ..Default::default() }) {
        Ok(loaded) => loaded.schema,
        Err(failure) => panic!("{path}:\n{}", render(&failure.diagnostics, &failure.sources, Format::Short)),
    }
}

#[needs(shared = "upstream")]
#[test]
fn older_trees_are_accepted_and_the_documentation_of_the_newest_breaks_no_rule() {
    for part in ["qapi", "qga", "storage-daemon/qapi"] {
        for version in ["qemu-7.2", "qemu-10.0.13"] {
            _ = tree(&format!("{version}/{part}"), DocLevel::Warn);
        }
        _ = tree(&format!("qemu-10.2.2/{part}"), DocLevel::Deny);
    }
}

#[needs(shared = "upstream")]
#[test]
fn servers_resolve_their_schema_as_we_do() {
    for (reply, part) in [("x86", "qapi"), ("s390x", "qapi"), ("qsd", "storage-daemon/qapi")] {
        let schema = tree(&format!("qemu-10.0.13/{part}"), DocLevel::Allow);
        let path = shared(&format!("replies/{reply}.json"));
        let text = fs::read_to_string(path).expect("a readable capture");
        let capture: Value = serde_json::from_str(&text).expect("JSON");
        let entities = capture["replies"]["query-qmp-schema"].as_array().expect("a reply");
        assert!(entities.len() > 200, "{reply}: the reply is too short to tell anything");
        Judge::new(&schema, entities).run();
        assert_order(&dump(&schema, false), entities);
    }
}

/// Commands and events come in the order of the dump; the server lacks those that it was built without.
fn assert_order(dump: &str, entities: &[Value]) {
    let mut lines = dump.lines().filter_map(|line| {
        let mut words = line.split(' ');
        matches!(words.next(), Some("command" | "event")).then(|| words.next().expect("a name"))
    });
    for entity in entities.iter().filter(|entity| matches!(text(entity, "meta-type"), "command" | "event")) {
        let name = text(entity, "name");
        assert!(lines.any(|line| line == name), "'{name}' is not in the order of the dump");
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Compares each entity that a server names with the definition of ours.
struct Judge<'s> {
    schema: &'s Schema,
    entities: HashMap<&'s str, &'s Value>,
    seen: HashSet<(DefId, &'s str)>,
}

impl<'s> Judge<'s> {
    fn new(schema: &'s Schema, entities: &'s [Value]) -> Self {
        let entities = entities.iter().map(|entity| (text(entity, "name"), entity)).collect();
        Judge { schema, entities, seen: HashSet::new() }
    }

    fn run(&mut self) {
        let roots: Vec<_> = self.entities.values().copied().collect();
        for entity in roots.into_iter().filter(|entity| matches!(text(entity, "meta-type"), "command" | "event")) {
            let name = text(entity, "name");
            let id = self.schema.find(name).unwrap_or_else(|| panic!("the server has '{name}'"));
            let definition = self.schema.definition(id);
            self.features(entity, &definition.features, name);
            match &definition.kind {
                Kind::Command(command) => {
                    assert_eq!(entity["allow-oob"].as_bool().unwrap_or(false), command.flags.allow_oob, "{name}");
                    self.arguments(text(entity, "arg-type"), &command.arguments, name);
                    match command.returns {
                        Some(returns) => self.ty(text(entity, "ret-type"), returns, name),
                        None => self.members(text(entity, "ret-type"), &[], name),
                    }
                }
                Kind::Event(event) => self.arguments(text(entity, "arg-type"), &event.arguments, name),
                _ => panic!("'{name}' is no type"),
            }
        }
        assert!(self.seen.len() > 50);
    }

    fn arguments(&mut self, entity: &'s str, arguments: &'s Arguments, at: &str) {
        match arguments {
            Arguments::None => self.members(entity, &[], at),
            Arguments::Inline(members) => self.members(entity, &members.iter().collect::<Vec<_>>(), at),
            Arguments::Defined(id) => self.definition(entity, *id, at),
        }
    }

    /// Features are those that we know, in the same order.
    fn features(&self, entity: &Value, features: &[Feature], at: &str) {
        let mut known = features.iter().map(|feature| feature.name.as_str());
        for feature in list(entity, "features") {
            assert!(known.any(|name| Some(name) == feature.as_str()), "{at}: feature {feature}");
        }
    }

    /// Unconditional members are all there; others are members that we know.
    fn members(&mut self, entity: &'s str, members: &[&'s Member], at: &str) {
        let entity = self.entities[entity];
        assert_eq!(text(entity, "meta-type"), "object", "{at}");
        let theirs = list(entity, "members");
        let mut found = 0;
        for member in members {
            let at = format!("{at}.{}", member.name);
            let Some(their) = theirs.iter().find(|their| text(their, "name") == member.name) else {
                let excused = member.condition.is_some() || NEWER.contains(&member.name.as_str());
                assert!(excused, "{at}: the server does not have it");
                continue;
            };
            found += 1;
            assert_eq!(their.get("default").is_some(), member.optional, "{at}");
            self.features(their, &member.features, &at);
            self.ty(text(their, "type"), member.ty, &at);
        }
        assert_eq!(found, theirs.len(), "{at}: the server has members that we lack");
    }

    fn ty(&mut self, entity: &'s str, ty: Type, at: &str) {
        match ty {
            Type::Single(Simple::Defined(id)) => self.definition(entity, id, at),
            Type::Single(Simple::Builtin(builtin)) => {
                let expected = match builtin {
                    Builtin::Str => "string",
                    Builtin::Number => "number",
                    Builtin::Bool => "boolean",
                    Builtin::Null => "null",
                    Builtin::Any => "value",
                    Builtin::QType => return,
                    _ => "int",
                };
                assert_eq!(text(self.entities[entity], "json-type"), expected, "{at}");
            }
            Type::Array(element) => {
                assert_eq!(text(self.entities[entity], "meta-type"), "array", "{at}");
                self.ty(text(self.entities[entity], "element-type"), Type::Single(element), &format!("{at}[]"));
            }
        }
    }

    fn definition(&mut self, name: &'s str, id: DefId, at: &str) {
        if !self.seen.insert((id, name)) {
            return;
        }
        let (definition, entity) = (self.schema.definition(id), self.entities[name]);
        self.features(entity, &definition.features, at);
        match &definition.kind {
            Kind::Enum(kind) => {
                let mut values = kind.values.iter();
                for their in list(entity, "members") {
                    let value = values.find(|value| value.name == text(their, "name"));
                    self.features(their, &value.unwrap_or_else(|| panic!("{at}: {their}")).features, at);
                }
                let unconditional = kind.values.iter().filter(|value| value.condition.is_none()).count();
                assert!(list(entity, "members").len() >= unconditional, "{at}");
            }
            Kind::Struct(_) => {
                self.members(name, &self.all_members(id), at);
                assert!(list(entity, "variants").is_empty(), "{at}");
            }
            Kind::Union(union) => {
                self.members(name, &self.all_members(id), at);
                self.branches(entity, union, at);
            }
            Kind::Alternate(alternate) => {
                let theirs = list(entity, "members");
                assert_eq!(theirs.len(), alternate.branches.len(), "{at}");
                for (their, branch) in theirs.iter().zip(&alternate.branches) {
                    self.ty(text(their, "type"), branch.ty, &format!("{at}|{}", branch.name));
                }
            }
            Kind::Command(_) | Kind::Event(_) => panic!("{at}: no type"),
        }
    }

    fn all_members(&self, id: DefId) -> Vec<&'s Member> {
        self.schema.members(id).into_iter().map(|(_, member)| member).collect()
    }

    fn branches(&mut self, entity: &'s Value, union: &'s Union, at: &str) {
        assert_eq!(text(entity, "tag"), union.discriminator, "{at}");
        let mut branches = union.branches.iter();
        for variant in list(entity, "variants") {
            // In the order of the branches; those that the server was built without are not there.
            let branch = branches.find(|branch| branch.name == text(variant, "case"));
            let branch = branch.unwrap_or_else(|| panic!("{at}: {variant} is not in the order of our branches"));
            let at = format!("{at}/{}", branch.name);
            match branch.ty {
                Some(ty) => self.definition(text(variant, "type"), ty, &at),
                None => self.members(text(variant, "type"), &[], &at),
            }
        }
    }
}
