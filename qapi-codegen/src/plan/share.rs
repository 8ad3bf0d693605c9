//! One set of items for two schemas, where one has all that the other has.

use crate::rust::{Body, Cfg, Crate, Direction, Facade, Impls, Item, Module};
use std::collections::{BTreeSet, HashMap};

/// Lets a smaller schema share the items: what it does not have is compiled only with the cargo feature `rest`, and
/// a module called `name`, compiled with the feature of that name, re-exports what it has. The enum of events is one
/// for both; without the feature `rest` it has the events of the smaller schema.
///
/// # Errors
///
/// The QAPI name of the first definition of the smaller schema that this one does not have in the same form.
pub fn share(mut krate: Crate, smaller: &Crate, name: &str, rest: &str) -> Result<Crate, String> {
    let theirs: HashMap<(&str, &str), &Item> =
        smaller.items().map(|(module, item)| ((module.name.as_str(), item.name.as_str()), item)).collect();
    let ours: HashMap<(&str, &str), &Item> =
        krate.items().map(|(module, item)| ((module.name.as_str(), item.name.as_str()), item)).collect();
    let differs = smaller.items().find(|(module, item)| {
        let other = ours.get(&(module.name.as_str(), item.name.as_str()));
        !other.is_some_and(|other| form(item) == form(other))
    });
    if let Some((_, item)) = differs {
        return Err(item.definition.clone());
    }
    let feature = Cfg::Feature(rest.to_owned());
    let mut modules = Vec::new();
    for module in &mut krate.modules {
        let shared = |item: &Item| theirs.contains_key(&(module.name.as_str(), item.name.as_str()));
        let names: BTreeSet<String> =
            module.items.iter().filter(|item| shared(item)).map(|item| item.name.clone()).collect();
        guard(module, &names, &feature);
        if !names.is_empty() {
            modules.push((module.name.clone(), names));
        }
    }
    let known: BTreeSet<&str> = smaller.events.variants.iter().map(|variant| variant.wire.as_str()).collect();
    for variant in krate.events.variants.iter_mut().filter(|variant| !known.contains(variant.wire.as_str())) {
        variant.cfg = both(variant.cfg.take(), &feature);
    }
    krate.facade = Some(Facade { name: name.to_owned(), modules, root: smaller.root.clone() });
    Ok(krate)
}

/// Puts what is not shared behind the feature: the whole module, if nothing in it is shared.
fn guard(module: &mut Module, shared: &BTreeSet<String>, feature: &Cfg) {
    if shared.is_empty() {
        module.cfg = Some(feature.clone());
        return;
    }
    for item in module.items.iter_mut().filter(|item| !shared.contains(&item.name)) {
        item.cfg = both(item.cfg.take(), feature);
    }
    for alias in module.aliases.iter_mut().filter(|alias| !shared.contains(&alias.target)) {
        alias.cfg = both(alias.cfg.take(), feature);
    }
}

fn both(cfg: Option<Cfg>, feature: &Cfg) -> Option<Cfg> {
    Some(match cfg {
        Some(cfg) => cfg.and(feature.clone()),
        None => feature.clone(),
    })
}

/// An item without what depends on the rest of its schema, and without documentation.
fn form(item: &Item) -> Item {
    let mut item = item.clone();
    item.doc.clear();
    item.uses.clear();
    item.direction = Direction::default();
    item.impls = Impls { encode: true, decode: true };
    match &mut item.body {
        Body::Struct(body) => {
            body.constructor = false;
            body.fields.iter_mut().for_each(|field| field.doc.clear());
        }
        Body::Enum(body) => body.variants.iter_mut().for_each(|variant| variant.doc.clear()),
        Body::Wrapper(_) => {}
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust::{Path, Type};

    /// The model of a schema.
    fn model(name: &str, text: &str) -> Crate {
        let folder = std::env::temp_dir().join(format!("qapi-share-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("schema.json");
        std::fs::write(&file, text).expect("a file");
        let schema = qapi_parser::load(&file, &qapi_parser::Options::default()).expect("a legal schema").schema;
        std::fs::remove_dir_all(folder).expect("the folder goes");
        crate::plan::model(&schema, &crate::options::Options::default()).expect("a model")
    }

    const SMALL: &str =
        "{ 'struct': 'Aa', 'data': { 'x': 'int' } } { 'command': 'get', 'returns': 'Aa' } { 'event': 'E' }";
    const MORE: &str = " { 'struct': 'Bb', 'data': { 'a': 'Aa' } } { 'command': 'put', 'data': 'Bb' } { 'event': 'F' }";

    #[test]
    fn what_is_not_shared_is_behind_the_feature() {
        let (small, large) = (model("small", SMALL), model("large", &format!("{SMALL}{MORE}")));
        let shared = share(large, &small, "small", "large").expect("the same forms");
        let feature = Some(Cfg::Feature("large".to_owned()));
        let guarded: Vec<&str> =
            shared.items().filter(|(_, item)| item.cfg == feature).map(|(_, item)| item.definition.as_str()).collect();
        assert_eq!(guarded, ["put", "F", "Bb"]);
        assert_eq!(shared.items().filter(|(_, item)| item.cfg.is_none()).count(), 3);
        let events: Vec<bool> = shared.events.variants.iter().map(|variant| variant.cfg == feature).collect();
        assert_eq!(events, [false, true]);
        let facade = shared.facade.expect("a facade");
        let names: Vec<(&str, Vec<&str>)> = facade
            .modules
            .iter()
            .map(|(module, names)| (module.as_str(), names.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(names, [("commands", vec!["Get"]), ("events", vec!["E"]), ("schema", vec!["Aa"])]);
    }

    /// Rule: what differs in any way that the wire or users' code could see is not shared.
    #[test]
    fn what_differs_is_named() {
        let (small, large) = (model("small2", SMALL), model("large2", &SMALL.replace("'x': 'int'", "'*x': 'int'")));
        assert_eq!(share(large, &small, "small", "large"), Err("Aa".to_owned()));
        let (small, large) = (model("small3", &format!("{SMALL}{MORE}")), model("large3", SMALL));
        assert_eq!(share(large, &small, "small", "large"), Err("put".to_owned()));
    }

    #[test]
    fn a_module_of_which_nothing_is_shared_is_guarded_as_a_whole() {
        let small = model("small4", "{ 'event': 'E' }");
        let large = model("large4", &format!("{SMALL}{MORE}"));
        let shared = share(large, &small, "small", "large").expect("the same forms");
        let feature = Some(Cfg::Feature("large".to_owned()));
        let types = shared.module("schema").expect("a module");
        assert_eq!((&types.cfg, &types.items[0].cfg), (&feature, &None));
        let Body::Struct(body) = &types.items[1].body else { panic!("{:?}", types.items[1]) };
        assert_eq!(body.fields[0].ty, Type::Path(Path::new("schema", "Aa")));
    }
}
