//! Hostile input. Rule: whatever it is, the front end answers in linear time and without a panic, and every place that
//! it names exists.

use nix::time::{ClockId, clock_gettime};
use proptest::prelude::*;
use qapi_parser::diagnostic::{Format, Label, render};
use qapi_parser::source::SourceMap;
use qapi_parser::{DocLevel, Memory, Options, load_with};
use std::path::Path;
use std::time::Duration;

/// Schemas to start from, with every kind of definition and every directive.
const SEEDS: &[(&str, &str)] = &[
    ("types.json", include_str!("seeds/types.json")),
    ("commands.json", include_str!("seeds/commands.json")),
    ("documented.json", include_str!("seeds/documented.json")),
];

/// Loads a file that may include the seeds, and returns the codes of its diagnostics.
fn load(text: &str) -> Vec<&'static str> {
    let files = Memory::from_iter(SEEDS.iter().copied().chain([("root.json", text)]));
    match load_with(&files, Path::new("root.json"), &Options { docs: DocLevel::Deny, ..Default::default() }) {
        Ok(loaded) => {
            assert!(loaded.warnings.is_empty());
            for (_, definition) in loaded.schema.definitions() {
                check_span(loaded.schema.sources(), definition.span);
                check_span(loaded.schema.sources(), definition.name_span);
            }
            Vec::new()
        }
        Err(failure) => {
            assert!(!failure.diagnostics.is_empty(), "rejected without a reason");
            for diagnostic in &failure.diagnostics {
                let labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
                labels.for_each(|Label { span, .. }| check_span(&failure.sources, *span));
            }
            let first = &failure.diagnostics[..failure.diagnostics.len().min(20)];
            render(first, &failure.sources, Format::Human { colors: false });
            failure.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect()
        }
    }
}

fn check_span(sources: &SourceMap, span: qapi_parser::source::Span) {
    let text = sources.file(span.file).text();
    assert!(span.start <= span.end, "{span:?} is backwards");
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} is not within its file");
}

/// A change of a text, at positions that are fractions of its length.
#[derive(Clone, Debug)]
enum Change {
    Delete(f64, usize),
    Repeat(f64, usize),
    Insert(f64, String),
    Move(f64, usize, f64),
}

fn change() -> impl Strategy<Value = Change> {
    const TOKENS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "'",
        "#",
        "##\n",
        "\n",
        "\r\n",
        " ",
        "\\",
        "\\\\",
        "true",
        "false",
        "*",
        "@",
        "é",
        "\u{feff}",
        "\0",
        "\t",
        "'if'",
        "'data'",
        "'base'",
        "'int'",
        "'any'",
        "{ 'include': 'types.json' }",
        "0",
        "q_",
        "-",
        "_",
        "'features': [ 'deprecated' ]",
        "{ 'pragma': { 'doc-required': true } }",
        "__org.x_",
        "List",
    ];
    let length = 0usize..40;
    prop_oneof![
        (0.0..1.0, length.clone()).prop_map(|(at, length)| Change::Delete(at, length)),
        (0.0..1.0, length.clone()).prop_map(|(at, length)| Change::Repeat(at, length)),
        (0.0..1.0, prop::sample::select(TOKENS)).prop_map(|(at, token)| Change::Insert(at, token.to_owned())),
        (0.0..1.0, ".{0,5}").prop_map(|(at, text)| Change::Insert(at, text)),
        (0.0..1.0, length, 0.0..1.0).prop_map(|(from, length, to)| Change::Move(from, length, to)),
    ]
}

/// The start of the character at `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn apply(text: &mut String, change: &Change) {
    let place = |text: &str, fraction: f64| floor(text, (text.len() as f64 * fraction) as usize);
    let range = |text: &str, from: f64, length: usize| {
        let start = place(text, from);
        start..floor(text, start + length)
    };
    match change {
        Change::Delete(from, length) => text.replace_range(range(text, *from, *length), ""),
        Change::Repeat(from, length) => {
            let range = range(text, *from, *length);
            let repeated = text[range.clone()].to_owned();
            text.insert_str(range.start, &repeated);
        }
        Change::Insert(at, new) => text.insert_str(place(text, *at), new),
        Change::Move(from, length, to) => {
            let range = range(text, *from, *length);
            let moved = text[range.clone()].to_owned();
            text.replace_range(range, "");
            text.insert_str(place(text, *to), &moved);
        }
    }
}

/// The seeds, and the workspace's restated schemas, cut to a size that loads quickly.
fn seeds() -> Vec<String> {
    let mut seeds: Vec<String> = SEEDS.iter().map(|(_, text)| (*text).to_owned()).collect();
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let mut folders = vec![schemas];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let mut text = std::fs::read_to_string(path).unwrap();
                text.truncate(floor(&text, 8000));
                seeds.push(text);
            }
        }
    }
    seeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_schemas_never_panic_and_places_exist(
        seed in prop::sample::select(seeds()),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let mut text = seed;
        changes.iter().for_each(|change| apply(&mut text, change));
        load(&text);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,60}") {
        load(&text);
    }
}

#[test]
fn seeds_are_legal() {
    for (name, text) in SEEDS {
        assert_eq!(load(text), [""; 0], "{name}");
    }
}

fn processor_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock of the thread").into()
}

/// Loads within a time that only something worse than linear exceeds, even without optimisation. It is the processor
/// time of this thread, so that other work on the machine makes no difference.
fn soon(what: &str, text: &str) -> Vec<&'static str> {
    let start = processor_time();
    let codes = load(text);
    let took = processor_time() - start;
    assert!(took < Duration::from_secs(20), "{what} took {took:?}");
    codes
}

#[test]
fn nesting_is_bounded_before_it_is_parsed() {
    for open in ["[", "{", "{ 'a': ", "{ 'a': [", "[\n", "{\n"] {
        let codes = soon(open, &open.repeat(100_000));
        assert!(codes.contains(&"too-deep"), "{open}: {codes:?}");
    }
    let nested =
        |depth: usize| format!("{{ 'command': 'a', 'if': {}'A'{} }}", "{ 'not': ".repeat(depth), " }".repeat(depth));
    assert_eq!(load(&nested(63)), [""; 0]);
    assert_eq!(load(&nested(64)), ["too-deep"]);
}

#[test]
fn long_runs_of_one_thing_take_linear_time() {
    let runs = [
        "'", "''", "'a' ", "#", "##\n", "## x\n", "#\n", "\\", ",", "word ", "word\n", "{}", "{}\n", "[]\n", "\n", "}",
    ];
    for run in runs {
        soon(run, &run.repeat(30_000));
        soon(run, &format!("{{ 'command': 'a', 'data': {}", run.repeat(30_000)));
        soon(run, &format!("##\n# @a:\n{}", run.repeat(30_000)));
    }
}

#[test]
fn long_strings_and_files_are_read() {
    let name = "a".repeat(1_000_000);
    assert_eq!(soon("a long name", &format!("{{ 'command': '{name}' }}")), [""; 0]);
    assert_eq!(soon("an open string", &format!("{{ 'command': '{name} }}")), ["unclosed-string"]);
    assert_eq!(soon("backslashes", &format!("{{ 'command': '{}' }}", "\\".repeat(1_000_000))), ["invalid-name"]);
    assert_eq!(soon("a long comment", &format!("# {name}")), [""; 0]);
}

#[test]
fn many_members_values_branches_and_definitions_take_linear_time() {
    let list = |item: &dyn Fn(usize) -> String| (0..20_000).map(item).collect::<Vec<_>>().join(",\n");
    let values = list(&|i| format!("'v{i}'"));
    let members = list(&|i| format!("'m{i}': 'int'"));
    let branches = list(&|i| format!("'v{i}': 'Empty'"));
    let features = list(&|i| format!("'f{i}'"));
    let twice = list(&|_| "'m': 'int'".to_owned());
    assert_eq!(soon("values", &format!("{{ 'enum': 'Enum', 'data': [ {values} ] }}")), [""; 0]);
    assert_eq!(soon("members", &format!("{{ 'struct': 'Type', 'data': {{ {members} }} }}")), [""; 0]);
    let union = format!(
        "{{ 'enum': 'Enum', 'data': [ {values} ] }} {{ 'struct': 'Empty', 'data': {{}} }}
         {{ 'union': 'Type', 'base': {{ 'tag': 'Enum' }}, 'discriminator': 'tag', 'data': {{ {branches} }} }}"
    );
    assert_eq!(soon("branches", &union), [""; 0]);
    let features = format!("{{ 'command': 'a', 'features': [ {features} ] }}");
    assert_eq!(soon("features", &features), ["too-many-features"]);
    let twice = soon("errors", &format!("{{ 'struct': 'Type', 'data': {{ {twice} }} }}"));
    assert_eq!(twice, ["duplicate-key"; 1000], "errors beyond a thousand are counted, not kept");
}

#[test]
fn long_chains_of_bases_are_walked_without_recursion() {
    let chain = |length: usize, last: &str| {
        let link =
            |i: usize| format!("{{ 'struct': 'Type{i}', 'base': 'Type{}', 'data': {{ 'm{i}': 'int' }} }}\n", i + 1);
        (0..length)
            .map(link)
            .chain([format!("{{ 'struct': 'Type{length}', {last} 'data': {{}} }}")])
            .collect::<String>()
    };
    assert_eq!(soon("a long chain", &chain(900, "")), [""; 0]);
    assert_eq!(soon("a longer chain", &chain(20_000, "")), ["type-depth"]);
    assert_eq!(soon("a long cycle", &chain(20_000, "'base': 'Type0',")), ["contains-itself"]);
}

#[test]
fn includes_are_read_once_and_chains_of_them_are_no_recursion() {
    let file = |i: usize| (format!("f{i}.json"), format!("{{ 'include': 'f{}.json' }}\n", i + 1).repeat(20));
    let end = [("f5000.json".to_owned(), "{ 'command': 'a' }".to_owned())];
    let files = Memory::from_iter((0..5000).map(file).chain(end));
    let loaded = load_with(&files, Path::new("f0.json"), &Options::default()).expect("a legal schema");
    assert_eq!(loaded.schema.modules().count(), 5001);
    assert_eq!(loaded.schema.definitions().count(), 1);
}

#[test]
fn unions_that_share_bases_and_branches_are_compared_soon() {
    let values = (0..100).map(|i| format!("'v{i}'")).collect::<Vec<_>>().join(", ");
    let mut text = format!("{{ 'enum': 'Enum', 'data': [ {values} ] }}\n");
    for i in 0..900 {
        let base = if i == 0 { String::new() } else { format!("'base': 'Chain{}',", i - 1) };
        text += &format!("{{ 'struct': 'Chain{i}', {base} 'data': {{ 'm{i}': 'int' }} }}\n");
    }
    for i in 0..300 {
        let branches = (0..100).map(|k| format!("'v{k}': 'Chain{}'", 899 - k)).collect::<Vec<_>>().join(", ");
        text += &format!(
            "{{ 'union': 'Union{i}', 'base': {{ 'tag': 'Enum' }}, 'discriminator': 'tag', 'data': {{ {branches} }} }}\n"
        );
    }
    assert_eq!(soon("shared branches", &text), [""; 0]);
}

#[test]
fn unions_and_alternates_that_share_an_enum_or_base_take_linear_time_and_memory() {
    let values = (0..3000).map(|i| format!("'v{i}'")).collect::<Vec<_>>().join(", ");
    let members = (0..3000).map(|i| format!("'m{i}': 'int'")).collect::<Vec<_>>().join(", ");
    let definitions = |text: &dyn Fn(usize) -> String| {
        let rest = (0..3000).map(text).collect::<String>();
        format!(
            "{{ 'enum': 'Enum', 'data': [ {values} ] }} {{ 'enum': 'Short', 'data': [ 'a' ] }}
             {{ 'struct': 'Base', 'data': {{ {members}, 'tag': 'Short' }} }}\n{rest}"
        )
    };
    let alternate = |i: usize| format!("{{ 'alternate': 'Alt{i}', 'data': {{ 'e': 'Enum' }} }}\n");
    assert_eq!(soon("alternates", &definitions(&alternate)), [""; 0]);
    let union = |i: usize| format!("{{ 'union': 'Union{i}', 'base': 'Base', 'discriminator': 'tag', 'data': {{}} }}\n");
    assert_eq!(soon("discriminators", &definitions(&union)), [""; 0]);
    let union = |i: usize| {
        format!("{{ 'union': 'Union{i}', 'base': {{ 'tag': 'Enum' }}, 'discriminator': 'tag', 'data': {{}} }}\n")
    };
    assert_eq!(soon("empty branches", &definitions(&union)), ["too-complex"]);
}

/// Rule: a fault of a documentation comment does not hide faults of what follows it.
#[test]
fn a_fault_of_documentation_stands_for_itself_only() {
    let text = "##\n# @a:\n#b\n{ 'altern]te': 'A', 'data': { 'i': 'int' } }\n";
    let codes: Vec<String> = load(text).into_iter().map(|code| code.to_string()).collect();
    assert!(codes.iter().any(|code| code == "definition-kind"), "{codes:?}");
}
