//! Merging: what the result holds, and that neither order nor steps matter.

use proptest::prelude::*;
use qapi_parser::dump::dump;
use qapi_parser::merge::{Settle, Settlements, Spelling, Version, merge};
use qapi_parser::restate::{restate, restate_as_file, restate_as_tree, widest_integers};
use qapi_parser::schema::Schema;
use qapi_parser::{DocLevel, Failure, Memory, Options, load as load_path, load_str, load_with};
use std::path::Path;

fn schema(name: &str, text: &str) -> Schema {
    let options = Options { docs: DocLevel::Allow, ..Default::default() };
    load_str(&format!("{name}.json"), text, &options).unwrap_or_else(|failure| panic!("{text}\n{failure}")).schema
}

fn named(versions: &[(&str, &str)]) -> Vec<Version> {
    let version = |(name, text): &(&str, &str)| Version { name: (*name).to_owned(), schema: schema("s", text) };
    versions.iter().map(version).collect()
}

fn try_merged(versions: &[(&str, &str)]) -> Result<Schema, Failure> {
    merge(named(versions), &Settlements::new())
}

fn merged(versions: &[(&str, &str)]) -> Schema {
    try_merged(versions).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The definitions of a schema as text, without the header.
fn text(schema: &Schema) -> String {
    let texts = restate(schema).into_iter().map(|module| module.text);
    texts.map(|text| text.lines().skip(2).collect::<Vec<_>>().join("\n")).collect::<Vec<_>>().join("\n")
}

/// Merges, and compares the definitions with those expected, written on one line each.
#[track_caller]
fn check(versions: &[&str], expected: &[&str]) {
    let names = ["1.0", "2.0", "3.0", "4.0"];
    let versions: Vec<_> = names.into_iter().zip(versions.iter().copied()).collect();
    let merged = text(&merged(&versions));
    let lines = merged.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

/// Rule: whatever any version has is there; a member is mandatory only if every version has it so, and was never
/// deprecated without being so now.
#[test]
fn members_of_any_version_are_there() {
    check(
        &[
            "{ 'struct': 'Aa', 'data': { 'all': 'int', 'old': 'str', 'was-optional': 'int', '*now': 'int' } }",
            "{ 'struct': 'Aa', 'data': { 'all': 'int', 'new': 'str', '*was-optional': 'int', 'now': 'int' } }",
        ],
        &[
            "{ 'struct': 'Aa', 'data': { 'all': 'int', '*new': 'str', '*was-optional': 'int', '*now': 'int', '*old': 'str' } }",
        ],
    );
    check(
        &[
            "{ 'struct': 'Aa', 'data': { 'a': { 'type': 'int', 'features': [ 'deprecated' ] } } }",
            "{ 'struct': 'Aa', 'data': { 'a': 'int' } }",
        ],
        &["{ 'struct': 'Aa', 'data': { '*a': 'int' } }"],
    );
}

/// Rule: values, commands and events of any version are there.
#[test]
fn values_and_messages_of_any_version_are_there() {
    check(
        &[
            "{ 'enum': 'Ee', 'data': [ 'a', 'b' ] } { 'command': 'old' }",
            "{ 'enum': 'Ee', 'data': [ 'a', 'c' ] } { 'event': 'NEW' }",
        ],
        &["{ 'enum': 'Ee', 'data': [ 'a', 'c', 'b' ] }", "{ 'event': 'NEW' }", "{ 'command': 'old' }"],
    );
}

/// Rule: integers become as wide as needed, an integer and a number a number.
#[test]
fn integers_are_widened() {
    check(
        &[
            "{ 'struct': 'Aa', 'data': { 'a': 'uint8', 'b': 'int', 'c': ['int16'], 'd': 'int' } }",
            "{ 'struct': 'Aa', 'data': { 'a': 'int8', 'b': 'uint32', 'c': ['uint32'], 'd': 'number' } }",
        ],
        &["{ 'struct': 'Aa', 'data': { 'a': 'int16', 'b': 'int', 'c': [ 'int64' ], 'd': 'number' } }"],
    );
}

/// Rule: a type that became a branch of an alternate is taken as the alternate, whichever version has it.
#[test]
fn a_plain_type_joins_its_alternate() {
    let plain = "{ 'command': 'c', 'data': { 'a': 'str', 'l': ['str'] } }";
    let alternate = "{ 'command': 'c', 'data': { 'a': 'Mm', 'l': ['Mm'] } } \
        { 'alternate': 'Mm', 'data': { 's': 'str', 'n': 'null' } }";
    let expected = [
        "{ 'command': 'c', 'data': { 'a': 'Mm', 'l': [ 'Mm' ] } }",
        "{ 'alternate': 'Mm', 'data': { 's': 'str', 'n': 'null' } }",
    ];
    check(&[plain, alternate], &expected);
    let text = text(&merged(&[("1", alternate), ("2", plain)]));
    assert!(text.contains("'a': 'Mm', 'l': [ 'Mm' ]"), "{text}");
    // A branch that the alternate lacks is added.
    let text =
        self::text(&merged(&[("1", "{ 'command': 'c', 'data': { 'a': 'int', 'l': ['str'] } }"), ("2", alternate)]));
    assert!(text.contains("{ 'alternate': 'Mm', 'data': { 's': 'str', 'n': 'null', 'number': 'int' } }"), "{text}");
}

/// Rule: a struct that became a union stays a union if the tag was always there, and else is a struct of all members.
#[test]
fn a_struct_that_became_a_union() {
    let union = "{ 'union': 'Uu', 'base': { 't': 'Tt', 'x': 'int' }, 'discriminator': 't', 'data': { 'a': 'Aa' } } \
        { 'enum': 'Tt', 'data': [ 'a', 'b' ] } { 'struct': 'Aa', 'data': { 'y': 'int' } }";
    let with_tag = "{ 'struct': 'Uu', 'data': { 't': 'str', 'x': 'int', 'z': 'int' } }";
    let rest = ["{ 'enum': 'Tt', 'data': [ 'a', 'b' ] }", "{ 'struct': 'Aa', 'data': { '*y': 'int' } }"];
    let base = "{ 'union': 'Uu', 'base': { 't': 'Tt', 'x': 'int', '*z': 'int' }, 'discriminator': 't', 'data': { 'a': 'Aa' } }";
    check(&[with_tag, union], &[base, rest[0], rest[1]]);
    let without = "{ 'struct': 'Uu', 'data': { 'x': 'int', 'y': 'int' } }";
    let flat = "{ 'struct': 'Uu', 'data': { '*t': 'Tt', 'x': 'int', '*y': 'int' } }";
    check(&[without, union], &[flat, rest[0], "{ 'struct': 'Aa', 'data': { 'y': 'int' } }"]);
    // A member that would be there twice makes it a struct, too.
    let clash = "{ 'struct': 'Uu', 'data': { 't': 'Tt', 'y': 'str' } } { 'enum': 'Tt', 'data': [ 'a' ] }";
    assert!(try_merged(&[("1", clash), ("2", union)]).is_err());
}

/// Rule: a branch whose type changed holds the members of both, and what had none makes them optional.
#[test]
fn branches_that_changed() {
    let union = |data: &str, rest: &str| {
        format!(
            "{{ 'union': 'Uu', 'base': {{ 't': 'Tt' }}, 'discriminator': 't', 'data': {data} }} \
             {{ 'enum': 'Tt', 'data': [ 'a', 'b' ] }} {rest}"
        )
    };
    let old = union("{ 'a': 'Common' }", "{ 'struct': 'Common', 'data': { '*log': 'str' } }");
    let new = union(
        "{ 'a': 'Pty', 'b': 'Common' }",
        "{ 'struct': 'Pty', 'base': 'Common', 'data': { 'path': 'str' } } { 'struct': 'Common', 'data': { '*log': 'str' } }",
    );
    let merged = text(&merged(&[("1", &old), ("2", &new)]));
    assert!(merged.contains("'data': { 'a': 'Pty', 'b': 'Common' }"), "{merged}");
    assert!(merged.contains("{ 'struct': 'Pty', 'base': 'Common', 'data': { '*path': 'str' } }"), "{merged}");
}

/// Rule: a type that was renamed is one type under its newest name, also where it was used only before; the older name
/// finds it.
#[test]
fn renamed_types_are_one() {
    let versions = [
        (
            "6.2",
            "{ 'struct': 'Info', 'data': { 'ram': 'Stats', 'disk': 'Stats' } } { 'struct': 'Stats', 'data': { 'n': 'int' } }",
        ),
        ("9.2", "{ 'struct': 'Info', 'data': { 'ram': 'Stats' } } { 'struct': 'Stats', 'data': { 'n': 'int' } }"),
        (
            "10.0",
            "{ 'struct': 'Info', 'data': { 'ram': 'RamStats' } } { 'struct': 'RamStats', 'data': { 'n': 'int', 'm': 'int' } }",
        ),
    ];
    let schema = merged(&versions);
    let expected = "{ 'struct': 'Info', 'data': { 'ram': 'RamStats', '*disk': 'RamStats' } }\n\n\
        { 'struct': 'RamStats', 'data': { 'n': 'int', '*m': 'int' } }";
    assert_eq!(text(&schema), expected);
    let facts = schema.versions().expect("it was merged");
    let id = schema.find("RamStats").expect("the newest name");
    assert_eq!(facts.aliases(), [("Stats".to_owned(), id)]);
    assert_eq!(schema.find("Stats"), Some(id));
    let all = &facts.of(id).present;
    let describe = |part: &str| facts.describe(&facts.of(id).parts[part].present, all);
    assert_eq!((describe("n"), describe("m")), (None, Some("10.0 only".to_owned())));
    let info = facts.of(schema.find("Info").expect("Info"));
    assert_eq!(facts.describe(&info.parts["disk"].present, &info.present), Some("up to 6.2".to_owned()));
}

/// Rule: a name of two types that one was split into stays the name of the old type.
#[test]
fn a_type_that_was_split_keeps_its_name() {
    let old = "{ 'struct': 'Ss', 'data': { 'a': 'Xx', 'b': 'Xx' } } { 'struct': 'Xx', 'data': { 'n': 'int' } }";
    let new = "{ 'struct': 'Ss', 'data': { 'a': 'Yy', 'b': 'Zz' } } { 'struct': 'Yy', 'data': { 'n': 'int' } } \
        { 'struct': 'Zz', 'data': { 'n': 'int', '*m': 'int' } }";
    let schema = merged(&[("1", old), ("2", new)]);
    assert!(schema.find("Xx").is_some() && schema.versions().expect("merged").aliases().is_empty());
}

/// Rule: arguments may be listed in one version and named in another, or be none.
#[test]
fn arguments_in_place_and_by_name() {
    check(
        &[
            "{ 'command': 'c', 'data': { 'a': 'str' } }",
            "{ 'command': 'c', 'data': 'Args' } { 'struct': 'Args', 'data': { 'a': 'str', 'b': 'int' } }",
        ],
        &["{ 'command': 'c', 'data': 'Args' }", "{ 'struct': 'Args', 'data': { 'a': 'str', '*b': 'int' } }"],
    );
    check(
        &["{ 'command': 'c' }", "{ 'command': 'c', 'data': { 'a': 'str' } }", "{ 'command': 'c' }"],
        &["{ 'command': 'c', 'data': { '*a': 'str' } }"],
    );
}

/// Rule: what one version has unconditionally is unconditional, and then may be absent; features follow the newest.
#[test]
fn conditions_and_features() {
    check(
        &[
            "{ 'struct': 'Aa', 'data': { 'a': 'int', 'b': { 'type': 'int', 'if': 'X' } } } { 'command': 'c', 'features': [ 'unstable' ] }",
            "{ 'struct': 'Aa', 'data': { 'a': { 'type': 'int', 'if': 'X' }, 'b': { 'type': 'int', 'if': 'Y' } }, 'if': 'Z' } \
             { 'command': 'c', 'features': [ 'new', 'deprecated' ] }",
        ],
        &[
            "{ 'struct': 'Aa', 'data': { '*a': 'int', 'b': { 'type': 'int', 'if': { 'any': [ 'Y', 'X' ] } } } }",
            "{ 'command': 'c', 'features': [ 'new', 'deprecated' ] }",
        ],
    );
}

/// Rule: what has no common type is an error with both places, which says how to settle it.
#[test]
fn conflicts_are_told_and_settled() {
    let versions = || {
        vec![
            ("1.0", "{ 'struct': 'Disk', 'data': { 'size': 'int' } }"),
            ("2.0", "{ 'struct': 'Disk', 'data': { 'size': 'str' } }"),
        ]
    };
    let error = try_merged(&versions()).expect_err("a conflict").to_string();
    for part in [
        "error[merge-conflict]",
        "'Disk.size'",
        "in 1.0",
        "in 2.0",
        "for 'Disk.size', `Settle::Any`",
        "or change one of the schemas",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    for (settle, expected) in [(Settle::Any, "'any'"), (Settle::Newest, "'str'")] {
        let versions =
            versions().into_iter().map(|(name, text)| Version { name: name.into(), schema: schema(name, text) });
        let settle = Settlements::from([("Disk.size".to_owned(), settle)]);
        let schema = merge(versions.collect(), &settle).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(text(&schema).contains(expected), "{}", text(&schema));
    }
}

/// Rule: a settlement holds when what was merged is merged again, and one that settles nothing is an error.
#[test]
fn settlements_are_remembered_and_checked() {
    let sizes = [("1.0", "int"), ("2.0", "str"), ("3.0", "bool")];
    let version = |(name, ty): (&str, &str)| Version {
        name: name.to_owned(),
        schema: schema(name, &format!("{{ 'struct': 'Disk', 'data': {{ 'size': '{ty}' }} }}")),
    };
    let settle = Settlements::from([("Disk.size", Settle::Newest)]);
    let at_once = merge(sizes.map(version).into(), &settle).unwrap_or_else(|failure| panic!("{failure}"));
    let two = merge(sizes[..2].iter().copied().map(version).collect(), &settle).expect("settled");
    let steps = [version(sizes[2]), Version { name: "two".to_owned(), schema: two }];
    let steps = merge(steps.into(), &Settlements::new()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(shown(&steps), shown(&at_once));
    let slip = Settlements::from([("Disk.siez", Settle::Any), ("Disk.size", Settle::Any)]);
    let error = merge(sizes.map(version).into(), &slip).expect_err("a slip").to_string();
    assert!(error.contains("there is nothing to settle for 'Disk.siez'"), "{error}");
}

/// Rule: an error names the option as it is written where the error is met.
#[test]
fn advice_is_written_as_where_it_is_met() {
    let versions =
        [("1.0", "{ 'command': 'c', 'data': { 'a': 'int' } }"), ("2.0", "{ 'command': 'c', 'data': { 'a': 'str' } }")];
    let forms = [
        (Spelling::Library, "for 'c.a', `Settle::Any`"),
        (Spelling::Builder, "`settle(\"c.a\", Settle::Any)` makes it `any`; `Settle::Newest` instead"),
        (Spelling::Flag, "`--settle c.a=any` makes it `any`; `newest` instead"),
        (Spelling::Key, "`settle = { \"c.a\" = \"any\" }` makes it `any`"),
    ];
    for (spelling, expected) in forms {
        let mut settle = Settlements::new();
        settle.spelling = spelling;
        let error = merge(named(&versions), &settle).expect_err("a conflict").to_string();
        assert!(error.contains(expected), "{error}");
    }
}

/// Rule: a merged schema can be written out, as one file or as a tree, and read again: it is the same.
#[track_caller]
fn check_written(schema: &Schema) {
    let lines = |schema: &Schema| {
        // No type of the language is an integer of any width.
        let text = dump(schema, false).replace(": integer", ": int");
        let keeps = |line: &&str| !line.starts_with("module ") && !line.starts_with("include ");
        let mut definitions: Vec<String> = Vec::new();
        for line in text.lines().filter(keeps) {
            match definitions.last_mut() {
                Some(last) if line.starts_with(' ') => last.push_str(line),
                _ => definitions.push(line.to_owned()),
            }
        }
        definitions.sort();
        definitions
    };
    let options = Options { docs: DocLevel::Deny, ..Default::default() };
    let file = restate_as_file(schema, "# A test.");
    let again = load_str("merged.json", &file, &options).unwrap_or_else(|failure| panic!("{file}\n{failure}")).schema;
    assert_eq!(lines(&again), lines(schema));
    assert_eq!(restate_as_file(&again, "# A test."), file, "a file that is restated is the same");
    let tree = restate_as_tree(schema, "# A test.");
    let root = tree[0].module.clone();
    let files = Memory::from_iter(tree.into_iter().map(|module| (module.module, module.text)));
    let again = load_with(&files, Path::new(&root), &options).unwrap_or_else(|failure| panic!("{failure}")).schema;
    assert_eq!(lines(&again), lines(schema));
    assert_eq!(again.modules().count(), schema.modules().count());
}

#[test]
fn merged_schemas_can_be_written_and_read() {
    // Modules that only an older version has, above the root's folder, and names that need a pragma.
    let load = |files: [(&str, &str); 3]| {
        let loaded = load_with(&Memory::from_iter(files), Path::new("a/root.json"), &Options::default());
        loaded.unwrap_or_else(|failure| panic!("{failure}")).schema
    };
    let pragmas = "{ 'pragma': { 'command-name-exceptions': [ 'old_name' ], \
        'command-returns-exceptions': [ 'old_name', 'c' ], 'member-name-exceptions': [ 'Odd', 'OddEnum' ] } }";
    let old = load([
        ("a/root.json", &format!("{pragmas} {{ 'include': '../b/gone.json' }} {{ 'include': 'x.json' }}")),
        ("b/gone.json", "{ 'command': 'old_name', 'returns': 'int' } { 'struct': 'Odd', 'data': { 'X': 'int' } }"),
        ("a/x.json", "{ 'enum': 'OddEnum', 'data': [ 'A_B' ] }"),
    ]);
    let new = load([
        ("a/root.json", &format!("{pragmas} {{ 'include': 'x.json' }} {{ 'include': '../x.json' }}")),
        ("x.json", "{ 'command': 'c', 'returns': 'str' }"),
        ("a/x.json", "{ 'enum': 'OddEnum', 'data': [ 'A_B', 'c' ] }"),
    ]);
    let versions = [("1", old), ("2", new)].map(|(name, schema)| Version { name: name.to_owned(), schema });
    let merged = merge(versions.into(), &Settlements::new()).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(dump(&merged, false).contains("command old_name"), "every module is reached from the root");
    check_written(&merged);
    for root in ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/qemu").join(format!("{root}@6.2..9.2"));
        check_written(&load_path(&path, &Options::default()).unwrap_or_else(|failure| panic!("{failure}")).schema);
    }
}

/// Rule: what no type of the language holds is told.
#[test]
fn integers_of_any_width_are_told() {
    let schema = merged(&[
        ("1", "{ 'struct': 'Aa', 'data': { 'a': 'int', 'b': 'int' } }"),
        ("2", "{ 'struct': 'Aa', 'data': { 'a': 'uint64', 'b': 'int' } }"),
    ]);
    assert_eq!(widest_integers(&schema), ["Aa.a"]);
    assert!(text(&schema).contains("{ 'a': 'int', 'b': 'int' }"), "{}", text(&schema));
}

/// A schema in one of several shapes that can all be merged, told by numbers.
fn sample(choices: &[usize]) -> String {
    let pick = |at: usize, options: &[&'static str]| options[choices[at % choices.len()] % options.len()];
    let member = pick(0, &["'a': 'int'", "'*a': 'uint8'", "'a': 'int', 'n': 'str'", "'*a': 'uint64', '*o': 'str'"]);
    let text = pick(1, &["'str'", "'Mode'", "'ModeOrNull'"]);
    let branch = pick(2, &["{ 'x': 'One' }", "{ 'x': 'One', 'y': 'Two' }", "{ 'y': 'One' }"]);
    let arguments = pick(3, &["{ 'in': 'Thing' }", "{ 'in': 'Thing', '*more': ['One'] }", "'Arguments'"]);
    let extra =
        pick(4, &["", "{ 'command': 'extra', 'returns': 'Thing' }", "{ 'event': 'E', 'data': { 't': 'Mode' } }"]);
    let values = pick(5, &["'x', 'y'", "'x', 'y', 'z'", "'y', 'x', { 'name': 'w', 'if': 'W' }"]);
    format!(
        "{{ 'command': 'go', 'data': {arguments}, 'returns': 'Box' }} {extra} \
         {{ 'struct': 'Arguments', 'data': {{ 'in': 'Thing', '*flag': 'bool' }} }} \
         {{ 'struct': 'Box', 'data': {{ {member}, 't': {text} }} }} \
         {{ 'enum': 'Mode', 'data': [ {values} ] }} \
         {{ 'alternate': 'ModeOrNull', 'data': {{ 'm': 'Mode', 'f': 'null' }} }} \
         {{ 'union': 'Thing', 'base': {{ 'mode': 'Mode' }}, 'discriminator': 'mode', 'data': {branch} }} \
         {{ 'struct': 'One', 'data': {{ {member} }} }} {{ 'struct': 'Two', 'data': {{ 'b': {text} }} }}"
    )
}

fn shown(schema: &Schema) -> String {
    let versions = schema.versions().expect("merged");
    let mut facts: Vec<String> = Vec::new();
    for (id, definition) in schema.definitions() {
        let of = versions.of(id);
        let mut parts: Vec<_> = of.parts.iter().chain(&of.branches).collect();
        parts.sort_by(|a, b| a.0.cmp(b.0));
        facts.push(format!("{} {:?} {parts:?}", definition.name, of.present));
    }
    format!("{}{}{:?}", dump(schema, false), facts.join("\n"), versions.aliases())
}

proptest! {
    /// Rule: order does not matter, nor do steps, nor giving a version twice.
    #[test]
    fn order_and_steps_do_not_matter(choices in proptest::collection::vec(proptest::collection::vec(0_usize..12, 6), 2..5)) {
        let names = ["9.2", "10.0", "6.2", "10.2", "8.2"];
        let versions = || choices.iter().zip(names).map(|(choices, name)| {
            Version { name: name.to_owned(), schema: schema("s", &sample(choices)) }
        }).collect::<Vec<_>>();
        let run = |versions: Vec<Version>| match merge(versions, &Settlements::new()) {
            Ok(schema) => Ok(schema),
            Err(failure) => Err(failure.to_string()),
        };
        let Ok(at_once) = run(versions()) else {
            return Err(TestCaseError::fail("the samples can be merged"));
        };
        let expected = shown(&at_once);
        let mut turned = versions();
        turned.reverse();
        prop_assert_eq!(shown(&run(turned).expect("merged")), expected.clone());
        let mut rest = versions();
        let first = rest.pop().expect("a version");
        let mut steps = run(vec![first]).expect("merged");
        for next in rest {
            let so_far = Version { name: "so far".to_owned(), schema: steps };
            steps = run(vec![next, so_far]).expect("merged");
        }
        prop_assert_eq!(shown(&steps), expected.clone());
        let mut twice = versions();
        twice.extend(versions());
        twice.push(Version { name: "merged".to_owned(), schema: at_once });
        prop_assert_eq!(shown(&run(twice).expect("merged")), expected);
        check_written(&run(versions()).expect("merged"));
    }

    /// Rule: a single version is what it was.
    #[test]
    fn one_version_stays_as_it_is(choices in proptest::collection::vec(0_usize..12, 6)) {
        let text = sample(&choices);
        let alone = schema("s", &text);
        let again = merged(&[("1.0", &text), ("1.0", &text), ("2.0", &text)]);
        prop_assert_eq!(dump(&again, false), dump(&alone, false));
    }
}
