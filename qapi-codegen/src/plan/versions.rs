//! Which versions of a merged schema have what.

use super::decisions::Plan;
use super::parts::PartKind;
use super::shape::Kept;
use crate::error::Error;
use crate::names;
use crate::rust::{self, Alias, Location};
use qapi_parser::schema::{DefId, PartFacts, VersionSet, Versions};

/// As many versions as static data has bits for.
const MOST: usize = 64;

/// Which versions have a definition: "versions 8.2 and later". `None` if all have it, if that it is there `since` a
/// version says as much, and for a schema of one version.
pub fn definition(plan: &Plan<'_>, id: DefId, since: Option<&str>) -> Option<String> {
    let versions = plan.schema.versions()?;
    presence(versions, &versions.of(id).present, &all(versions), since)
}

/// Which of the versions that have a definition have one of its parts, and in which a member is mandatory.
pub fn part(plan: &Plan<'_>, id: DefId, kept: &Kept<'_>, since: Option<&str>) -> (Option<String>, Option<String>) {
    let found = plan.schema.versions().and_then(|versions| Some((versions, facts(versions, id, kept)?)));
    let Some((versions, (facts, among))) = found else { return (None, None) };
    let mandatory = differs(kept, facts).then(|| versions.describe(&facts.mandatory, &facts.present)).flatten();
    (presence(versions, &facts.present, among, since), mandatory.map(phrase))
}

fn presence(versions: &Versions, present: &VersionSet, among: &VersionSet, since: Option<&str>) -> Option<String> {
    let text = versions.describe(present, among)?;
    (!is_implied(versions, present, among, since)).then(|| phrase(text))
}

/// Versions in a sentence.
fn phrase(text: String) -> String {
    let one = text.ends_with(" only") && !text.contains(',');
    format!("version{} {text}", if one { "" } else { "s" })
}

/// Whether `since` says which versions have something: those from the first that is not older.
fn is_implied(versions: &Versions, present: &VersionSet, among: &VersionSet, since: Option<&str>) -> bool {
    let names: Vec<(bool, &str)> =
        among.iter().map(|version| (present.contains(version), versions.names()[version].as_str())).collect();
    let older = names.iter().take_while(|(has, _)| !has).count();
    let Some(((_, before), (_, first))) = older.checked_sub(1).and_then(|last| names.get(last).zip(names.get(older)))
    else {
        return false;
    };
    let since = since.and_then(numbers);
    since.is_some()
        && names[older..].iter().all(|(has, _)| *has)
        && numbers(before).is_some_and(|before| Some(before) < since)
        && numbers(first).is_some_and(|first| since <= Some(first))
}

/// The numbers of a version such as `10.0`.
fn numbers(version: &str) -> Option<Vec<u32>> {
    version.trim().split('.').map(|number| number.parse().ok()).collect()
}

/// Whether the newest version has a definition.
pub fn is_current(plan: &Plan<'_>, id: DefId) -> bool {
    plan.schema.versions().is_none_or(|versions| match versions.names().len() {
        0 => true,
        count => versions.of(id).present.contains(count - 1),
    })
}

/// The facts of a part, and the versions that could have it.
fn facts<'a>(versions: &'a Versions, id: DefId, kept: &Kept<'_>) -> Option<(&'a PartFacts, &'a VersionSet)> {
    let part = &kept.part;
    let (facts, of) = match part.kind {
        PartKind::Branch => (&versions.of(id).branches, id),
        _ => (&versions.of(part.owner).parts, part.owner),
    };
    Some((facts.get(part.name)?, &versions.of(of).present))
}

/// Whether a part is a member that is mandatory in some of the versions that have it, and not in others.
fn differs(kept: &Kept<'_>, facts: &PartFacts) -> bool {
    kept.part.is_member() && !facts.mandatory.is_empty() && facts.mandatory != facts.present
}

fn all(versions: &Versions) -> VersionSet {
    (0..versions.names().len()).collect()
}

/// What differs between the versions, as static data; `None` for a schema of one version.
///
/// # Errors
///
/// [`Error::Option`] if there are too many versions.
pub fn data(plan: &Plan<'_>) -> Result<Option<rust::Versions>, Error> {
    let Some(versions) = plan.schema.versions() else { return Ok(None) };
    if versions.names().len() > MOST {
        return Err(Error::Option(format!(
            "bindings can be made from {MOST} versions at most; {} were merged",
            versions.names().len()
        )));
    }
    let mut found = Vec::new();
    for (id, definition) in plan.schema.definitions().filter(|(id, _)| plan.emits(*id)) {
        let present = &versions.of(id).present;
        if *present != all(versions) {
            found.push(fact(definition.name.clone(), present, &VersionSet::default()));
        }
        let shape = plan.shape(id);
        for kept in shape.fields.iter().chain(&shape.variants) {
            let Some((facts, among)) = facts(versions, id, kept) else { continue };
            if facts.present != *among || differs(kept, facts) {
                let name = format!("{}.{}", definition.name, kept.part.name);
                let none = VersionSet::default();
                found.push(fact(name, &facts.present, if kept.part.is_member() { &facts.mandatory } else { &none }));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    // A union may have a member and a branch of one name; the member came first.
    found.dedup_by(|later, earlier| later.name == earlier.name);
    Ok(Some(rust::Versions { names: versions.names().to_vec(), facts: found }))
}

fn fact(name: String, present: &VersionSet, mandatory: &VersionSet) -> rust::VersionFact {
    let bits = |set: &VersionSet| set.iter().fold(0, |bits, version| bits | 1 << version);
    rust::VersionFact { name, present: bits(present), mandatory: bits(mandatory) }
}

/// The older names of the types in a module. A name that another item has by now is none.
pub fn aliases(plan: &Plan<'_>, module: &rust::Module) -> Vec<Alias> {
    let Some(versions) = plan.schema.versions() else { return Vec::new() };
    let here = Location::Module(module.name.clone());
    let renamed = versions.aliases().iter().filter(|(_, id)| plan.emits(*id) && plan.path(*id).location == here);
    let aliases = renamed.map(|(older, id)| Alias {
        name: names::escape(&names::type_name(older)),
        definition: older.clone(),
        target: plan.path(*id).name.clone(),
        cfg: plan.presence[id.index()].cfg(),
    });
    aliases.filter(|alias| module.items.iter().all(|item| item.name != alias.name)).collect()
}

#[cfg(test)]
mod tests {
    use crate::options::Options;
    use crate::rust::{Body, Crate, VersionFact};
    use qapi_parser::merge::{Settlements, Version, merge};

    /// The model of schemas of versions 1, 2 and so on.
    fn model(name: &str, texts: &[&str]) -> Crate {
        let folder = std::env::temp_dir().join(format!("qapi-versions-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let version = |(number, text): (usize, &&str)| {
            let file = folder.join("schema.json");
            std::fs::write(&file, text).expect("a file");
            let schema = qapi_parser::load(&file, &qapi_parser::Options::default()).expect("a legal schema").schema;
            Version { name: (number + 1).to_string(), schema }
        };
        let versions = texts.iter().enumerate().map(version).collect();
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        let merged = merge(versions, &Settlements::default()).expect("a merged schema");
        crate::plan::model(&merged, &Options::default()).expect("a model")
    }

    const OLD: &str =
        "{ 'struct': 'Info', 'data': { 'a': 'int', 'gone': 'bool' } } { 'command': 'get', 'returns': 'Info' }";
    const NEW: &str =
        "{ 'struct': 'Info', 'data': { 'a': 'int', 'fresh': 'bool' } } { 'command': 'get', 'returns': 'Info' }
                       { 'command': 'more', 'data': { 'x': 'int' } }";

    /// Rule: what only some versions have says which, in the documentation and as static data; what all have says nothing.
    #[test]
    fn differences_are_documented_and_static_data() {
        let model = model("differences", &[OLD, NEW]);
        let versions = model.versions.as_ref().expect("versions");
        assert_eq!(versions.names, ["1", "2"]);
        let facts: Vec<(&str, u64)> = versions.facts.iter().map(|of| (of.name.as_str(), of.present)).collect();
        assert_eq!(facts, [("Info.fresh", 0b10), ("Info.gone", 0b01), ("more", 0b10)]);
        let (_, info) = model.definition("Info").next().expect("an item");
        let Body::Struct(body) = &info.body else { panic!("{info:?}") };
        let docs: Vec<&str> = body.fields.iter().map(|field| field.doc.as_str()).collect();
        assert!(docs.contains(&"`a`: `int`"), "{docs:?}");
        assert!(
            docs.contains(&"`gone`: `bool`, optional, versions up to 1")
                || docs.contains(&"`gone`: `bool`, versions up to 1"),
            "{docs:?}"
        );
        let (_, more) = model.definition("more").next().expect("an item");
        assert!(more.doc.starts_with("QAPI command `more`, version 2 only."), "{}", more.doc);
    }

    /// Rule: only a member is mandatory; a value or branch whose condition differs between versions is not.
    #[test]
    fn no_value_is_mandatory() {
        let text = |condition: &str| {
            format!(
                "{{ 'enum': 'Ee', 'data': [ 'a', {{ 'name': 'b'{condition} }} ] }} {{ 'struct': 'Ss', 'data': {{ 'x': 'int' }} }} \
                 {{ 'union': 'Uu', 'base': {{ 'e': 'Ee' }}, 'discriminator': 'e', \
                 'data': {{ 'b': {{ 'type': 'Ss'{condition} }} }} }} {{ 'command': 'put', 'data': 'Uu', 'boxed': true }}"
            )
        };
        let model = model("values", &[&text(""), &text(", 'if': 'X'")]);
        assert_eq!(model.versions.as_ref().expect("versions").facts, []);
        for (_, item) in model.items() {
            let Body::Enum(body) = &item.body else { continue };
            assert!(body.variants.iter().all(|variant| !variant.doc.contains("mandatory")), "{body:?}");
        }
    }

    /// Rule: which versions have something is not said where the schema's own words say it.
    #[test]
    fn what_since_says_is_not_said_again() {
        let doc = |since: &str| format!("##\n# @get:\n#\n# Get it.\n#\n# Since: {since}\n##\n");
        let schema = |since: &str| format!("{} {{ 'command': 'get' }}", doc(since));
        let other = "{ 'command': 'other' }";
        for (since, shown) in [
            ("2", "since 2."),
            ("1.5", "since 1.5."),
            ("1", "since 1, version 2 only."),
            ("3", "since 3, version 2 only."),
        ] {
            let model = model(&format!("since-{since}"), &[other, &format!("{other} {}", schema(since))]);
            let (_, get) = model.definition("get").next().expect("an item");
            assert!(get.doc.contains(&format!("QAPI command `get`, {shown}")), "{}", get.doc);
        }
        let model = model("since-gone", &[&format!("{other} {}", schema("0.9")), other]);
        let (_, get) = model.definition("get").next().expect("an item");
        assert!(get.doc.contains("QAPI command `get`, since 0.9, versions up to 1."), "{}", get.doc);
    }

    /// Rule: a member that is mandatory in some versions only says in which.
    #[test]
    fn when_a_member_is_mandatory_is_known() {
        let text = |star: &str| format!("{{ 'command': 'put', 'data': {{ '{star}x': 'int' }} }}");
        let model = model("mandatory", &[&text("*"), &text("")]);
        let facts = &model.versions.as_ref().expect("versions").facts;
        assert_eq!(facts, &[VersionFact { name: "put.x".to_owned(), present: 0b11, mandatory: 0b10 }]);
        let (_, put) = model.definition("put").next().expect("an item");
        let Body::Struct(body) = &put.body else { panic!("{put:?}") };
        assert!(
            body.fields[0].optional && body.fields[0].doc.contains("mandatory in version 2 only"),
            "{:?}",
            body.fields
        );
    }
}
