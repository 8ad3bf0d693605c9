//! Rule: an index of a peer's schema answers every question as a plain walk of the reply does, and no reply, however
//! malformed, makes reading or asking panic or take long.

use proptest::prelude::*;
use qapi_runtime::{Command, Empty, MismatchKind, PeerKind, PeerSchema};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn peer(reply: &Value) -> PeerSchema {
    PeerSchema::read(&reply.to_string()).expect("a reply")
}

/// One of each kind of type, and of each question.
fn sample() -> Value {
    json!([
        {"name": "add", "meta-type": "command", "arg-type": "0", "ret-type": "1", "features": ["fast"]},
        {"name": "DONE", "meta-type": "event", "arg-type": "2"},
        {"name": "0", "meta-type": "object", "tag": "driver", "features": ["zoned"],
         "members": [
            {"name": "driver", "type": "3"},
            {"name": "id", "type": "str", "default": null, "features": ["deprecated"]},
            {"name": "__com.redhat_x", "type": "int"}],
         "variants": [{"case": "nbd", "type": "4"}, {"case": "null", "type": "2"}]},
        {"name": "1", "meta-type": "array", "element-type": "[1]"},
        {"name": "[1]", "meta-type": "array", "element-type": "3"},
        {"name": "2", "meta-type": "object", "members": []},
        {"name": "3", "meta-type": "enum", "values": ["null", "nbd"],
         "members": [{"name": "null", "features": ["unstable"]}, {"name": "nbd"}]},
        {"name": "4", "meta-type": "object", "members": [
            {"name": "file", "type": "5"}, {"name": "port", "type": "6", "default": null}]},
        {"name": "5", "meta-type": "alternate", "members": [{"type": "str"}, {"type": "0"}]},
        {"name": "6", "meta-type": "enum", "values": ["old"]},
        {"name": "str", "meta-type": "builtin", "json-type": "string"},
        {"name": "int", "meta-type": "builtin", "json-type": "int"},
        {"name": "7", "meta-type": "from-the-future", "shape": [1, {"x": null}]}
    ])
}

#[test]
fn every_kind_of_question_is_answered() {
    let peer = peer(&sample());
    for question in [
        "add",
        "DONE",
        "add/$fast",
        "add/arg-type",
        "add/ret-type",
        "DONE/arg-type",
        "add/arg-type/driver",
        "add/arg-type/*id",
        "add/arg-type/ id",
        "add/arg-type/id/!string",
        "add/arg-type/id/$deprecated",
        "add/arg-type/$zoned",
        "add/arg-type/__com.redhat_x/!int",
        "add/arg-type/ __com.redhat_x",
        "add/arg-type/+nbd",
        "add/arg-type/+nbd/file",
        "add/arg-type/+nbd/file/!string",
        "add/arg-type/+nbd/file/driver",
        "add/arg-type/+nbd/file/$zoned",
        "add/arg-type/+nbd/file/+nbd/file/+null",
        "add/arg-type/+nbd/*port/^old",
        "add/arg-type/driver/^null/$unstable",
        "add/ret-type/^nbd",
    ] {
        assert_eq!(peer.ask(question), Ok(true), "{question}");
    }
    for question in [
        "del",
        "0",
        "add/$slow",
        "DONE/ret-type",
        "DONE/arg-type/id",
        "add/arg-type/*driver",
        "add/arg-type/nbd",
        "add/arg-type/+id",
        "add/arg-type/+qcow2",
        "add/arg-type/id/!int",
        "add/arg-type/id/^nbd",
        "add/arg-type/driver/!string",
        "add/arg-type/driver/nbd",
        "add/arg-type/driver/$deprecated",
        "add/arg-type/driver/^nbd/$unstable",
        "add/arg-type/^nbd",
        "add/arg-type/+null/file",
        "add/arg-type/+nbd/file/!int",
        "add/arg-type/+nbd/port/^old/$unstable",
        "add/ret-type/^qcow2",
    ] {
        assert_eq!(peer.ask(question), Ok(false), "{question}");
    }
}

/// What is malformed is so whatever the peer has, and the message says which part, and why.
#[test]
fn malformed_questions_are_errors() {
    for (question, message) in [
        ("", "in part 1, '', the name of a command or an event was expected"),
        ("/", "in part 1, '', the name of a command or an event was expected"),
        ("+add", "in part 1, '+add', the name of a command or an event was expected"),
        ("add/", "in part 2, '', 'arg-type', 'ret-type' or a feature such as '$deprecated' was expected"),
        ("add/id", "in part 2, 'id', 'arg-type', 'ret-type' or a feature such as '$deprecated' was expected"),
        (
            "add/*arg-type",
            "in part 2, '*arg-type', 'arg-type', 'ret-type' or a feature such as '$deprecated' was expected",
        ),
        ("add/$fast/x", "in part 3, 'x', nothing can come after a feature"),
        ("add/arg-type//id", "in part 3, '', a name was expected"),
        ("add/arg-type/id/", "in part 4, '', a name was expected"),
        ("add/arg-type/+", "in part 3, '+', a name was expected"),
        (
            "add/arg-type/#id",
            "in part 3, '#id', a name, or one of '*', '+', '^', '!' and '$' before a name was expected",
        ),
        ("add/arg-type/id/!string/x", "in part 5, 'x', nothing can come after the form of a builtin type"),
        ("add/arg-type/driver/^nbd/x", "in part 5, 'x', only a feature can come after a value"),
        (
            "nonesuch/arg-type/é",
            "in part 3, 'é', a name, or one of '*', '+', '^', '!' and '$' before a name was expected",
        ),
    ] {
        for peer in [peer(&sample()), peer(&json!([]))] {
            let error = peer.ask(question).expect_err(question).to_string();
            assert_eq!(error, format!("'{question}' is no question: {message}"));
        }
    }
    let error = peer(&sample()).has_argument::<Add>("id//x").expect_err("an empty part").to_string();
    assert_eq!(error, "'id//x' is no question: in part 2, '', a name was expected");
}

struct Add {
    driver: &'static str,
    id: Option<String>,
    file: Option<Value>,
    size: Option<u64>,
}

impl Command for Add {
    type Response = Empty;
    const NAME: &'static str = "add";
}

impl qapi_runtime::Encode for Add {
    fn members(&self, writer: &mut qapi_runtime::Writer) {
        writer.string("driver", self.driver);
        writer.member("id", &self.id);
        writer.member("file", &self.file);
        writer.member("size", &self.size);
    }
}

#[test]
fn what_is_found_can_be_looked_at() {
    let peer = peer(&sample());
    let found = |question: &str| peer.find(question).expect(question).expect(question);
    assert_eq!(found("add").kind(), PeerKind::Command);
    assert_eq!(found("DONE").kind(), PeerKind::Event);
    assert_eq!(found("add/ret-type").kind(), PeerKind::Array);
    assert_eq!(found("add/arg-type/+nbd/file").kind(), PeerKind::Alternate);
    let arguments = found("add/arg-type");
    assert_eq!(arguments.kind(), PeerKind::Object);
    assert_eq!(arguments.tag(), Some("driver"));
    assert_eq!(arguments.members().collect::<Vec<_>>(), ["__com.redhat_x", "driver", "id"]);
    assert_eq!(arguments.branches().collect::<Vec<_>>(), ["nbd", "null"]);
    let id = found("add/arg-type/id");
    assert!(id.is_optional());
    assert_eq!((id.form(), id.features().collect::<Vec<_>>()), (Some("string"), vec!["deprecated"]));
    assert_eq!(found("add/arg-type/driver/^nbd").values().collect::<Vec<_>>(), ["nbd", "null"]);
    assert_eq!(peer.commands().collect::<Vec<_>>(), ["add"]);
    assert_eq!(peer.events().collect::<Vec<_>>(), ["DONE"]);
    assert!(peer.has::<Add>() && peer.has_feature::<Add>("fast") && !peer.has_feature::<Add>("slow"));
    assert_eq!(peer.has_argument::<Add>("+nbd/file"), Ok(true));
    assert_eq!(peer.has_return::<Add>("^nbd"), Ok(true));
    assert_eq!(format!("{peer:?}"), "PeerSchema { commands: 1, events: 1, .. }");
}

#[test]
fn an_answer_is_found_in_whatever_was_saved() {
    let (list, greeting) = (sample().to_string(), r#"{"QMP": {"capabilities": []}}"#);
    let reply = format!(r#"{{"return": {list}, "id": 7}}"#);
    for text in [
        list.clone(),
        format!("\n  {list}\n"),
        reply.clone(),
        serde_json::to_string_pretty(&json!({"return": sample()})).expect("text"),
        format!("{greeting}\r\n{{\"return\": {{}}}}\n{reply}\r\n{{\"return\": {{}}}}\n"),
    ] {
        let peer = PeerSchema::read(&text).expect(&text);
        assert_eq!(peer.ask("add/arg-type/+nbd"), Ok(true));
    }
    for (text, message) in [
        ("", "EOF while parsing a value"),
        ("[1]", "[0]: expected an object, got the number 1"),
        (r#"[{"name": "x"}]"#, "[0]: missing member 'meta-type'"),
        (r#"{"return": {}}"#, "return: expected a list, got an object"),
        (
            r#"{"error": {"class": "GenericError", "desc": "no"}}"#,
            "the server did not answer but refused: GenericError: no",
        ),
        (
            "{\"return\": {}}\n{\"return\": [{\"meta-type\": 1}]}",
            "return[0].meta-type: expected a string, got the number 1",
        ),
    ] {
        let error = PeerSchema::read(text).expect_err(text).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

fn mismatches(command: &Add) -> Vec<String> {
    peer(&sample()).mismatches(command).expect("JSON").iter().map(ToString::to_string).collect()
}

#[test]
fn a_command_is_compared_with_what_the_peer_takes() {
    let plain = Add { driver: "null", id: None, file: None, size: None };
    assert_eq!(mismatches(&plain), ["__com.redhat_x: the peer needs this member"]);
    let file = json!({"driver": "nbd", "__com.redhat_x": 1, "file": {
        "driver": "null", "__com.redhat_x": 1.5, "port": "new"}, "port": "new"});
    let nested = Add { driver: "nbd", id: Some("a".into()), file: Some(file), size: Some(1) };
    assert_eq!(
        mismatches(&nested),
        [
            "file.file.__com.redhat_x: the peer takes an integer, not a number",
            "file.file.port: the peer has no such member",
            "file.port: the peer has no value 'new'",
            "size: the peer has no such member",
            "__com.redhat_x: the peer needs this member",
        ]
    );
    let form = Add { driver: "nbd", id: None, file: Some(json!([1])), size: None };
    assert_eq!(
        mismatches(&form),
        ["file: the peer takes a string or an object, not a list", "__com.redhat_x: the peer needs this member"]
    );
    // The members of an unknown branch are not told one by one.
    let branch = Add { driver: "qcow2", id: None, file: Some(json!("x")), size: Some(1) };
    assert_eq!(
        mismatches(&branch),
        ["driver: the peer has no branch 'qcow2'", "__com.redhat_x: the peer needs this member"]
    );
    let nobody = peer(&json!([])).mismatches(&plain).expect("JSON");
    assert_eq!(nobody[0].kind, MismatchKind::Command("add".into()));
    assert_eq!((nobody.len(), nobody[0].to_string()), (1, "the peer has no command 'add'".to_owned()));
}

/// A command that takes any arguments, of which its type declares one.
struct Open {
    id: String,
    rest: qapi_runtime::Map,
}

qapi_runtime::object! { Open { id: "id", ..rest } }

impl Command for Open {
    type Response = Empty;
    const NAME: &'static str = "open";
}

#[test]
fn arguments_that_no_type_declares_are_passed_over() {
    let peer = peer(&json!([
        {"name": "open", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
        {"name": "0", "meta-type": "object", "members": [{"name": "bus", "type": "int"}]},
        {"name": "int", "meta-type": "builtin", "json-type": "int"}
    ]));
    let rest = json!({"bus": "x", "drive": {"any": 1}});
    let command = Open { id: "a".into(), rest: rest.as_object().cloned().unwrap_or_default() };
    let found = peer.mismatches(&command).expect("JSON");
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["bus: the peer takes an integer, not a string", "id: the peer has no such member"]);
}

/// Types that refer to each other in circles, in every way.
#[test]
fn circles_end() {
    let circles = json!([
        {"name": "go", "meta-type": "command", "arg-type": "0", "ret-type": "list"},
        {"name": "list", "meta-type": "array", "element-type": "tsil"},
        {"name": "tsil", "meta-type": "array", "element-type": "list"},
        {"name": "lost", "meta-type": "array", "element-type": "nowhere"},
        {"name": "0", "meta-type": "object", "tag": "t", "members": [
            {"name": "t", "type": "e"}, {"name": "a", "type": "alt"}, {"name": "l", "type": "lost"}],
         "variants": [{"case": "x", "type": "0"}, {"case": "y", "type": "list"}, {"case": "z", "type": "nowhere"}]},
        {"name": "alt", "meta-type": "alternate", "members": [
            {"type": "alt"}, {"type": "alt2"}, {"type": "0"}, {"type": "list"}, {}, {"type": "go"}]},
        {"name": "alt2", "meta-type": "alternate", "members": [{"type": "alt"}, {"type": "alt2"}, {"type": "e"}]},
        {"name": "e", "meta-type": "enum", "values": ["x"]},
        {"name": "e", "meta-type": "builtin", "json-type": "int"}
    ]);
    let circles = peer(&circles);
    let deep = "/a".repeat(5000);
    assert_eq!(circles.ask(&format!("go/arg-type{deep}/+x/t/^x")), Ok(true));
    assert_eq!(circles.ask(&format!("go/arg-type{deep}/+x/t/^q")), Ok(false));
    assert_eq!(circles.ask("go/arg-type/a/^x"), Ok(true));
    assert_eq!(circles.ask("go/arg-type/a/$x"), Ok(false));
    assert_eq!(circles.ask("go/ret-type/x"), Ok(false));
    assert_eq!(circles.ask("go/arg-type/l/x"), Ok(false));
    assert_eq!(circles.ask("go/arg-type/+z/x"), Ok(false));
    struct Go(Value);
    impl Command for Go {
        type Response = Empty;
        const NAME: &'static str = "go";
    }
    impl qapi_runtime::Encode for Go {
        fn write(&self, name: &str, writer: &mut qapi_runtime::Writer) {
            self.0.write(name, writer);
        }
    }
    let found = circles.mismatches(&Go(json!({"t": "x", "a": {"t": "x", "a": [[[]]], "l": []}, "l": [1], "b": 1})));
    let found: Vec<String> = found.expect("JSON").iter().map(ToString::to_string).collect();
    assert_eq!(found, ["b: the peer has no such member"]);
}

/// A question of many steps through alternates of many alternatives, none of which has the last step: trying each in turn
/// would never end.
#[test]
fn many_alternatives_are_not_tried_in_turn() {
    let mut list = vec![json!({"name": "go", "meta-type": "command", "arg-type": "o0", "ret-type": "o0"})];
    let all: Vec<Value> = (0..200).map(|number| json!({"type": format!("o{number}")})).collect();
    list.push(json!({"name": "alt", "meta-type": "alternate", "members": all}));
    for number in 0..200 {
        let members = [json!({"name": "a", "type": "alt"})];
        list.push(json!({"name": format!("o{number}"), "meta-type": "object", "members": members}));
    }
    let peer = peer(&Value::Array(list));
    let path = "/a".repeat(100);
    assert_eq!(peer.ask(&format!("go/arg-type{path}/b")), Ok(false));
    assert_eq!(peer.ask(&format!("go/arg-type{path}/a")), Ok(true));
}

/// What a plain walk of the reply says.
fn naive(reply: &Value, question: &str) -> bool {
    let entries: BTreeMap<&str, &Value> =
        reply.as_array().into_iter().flatten().rev().map(|entry| (text(entry, "name"), entry)).collect();
    let parts: Vec<&str> = question.split('/').collect();
    let Some(message) = entries.get(parts[0]) else { return false };
    let is_command = text(message, "meta-type") == "command";
    if !is_command && text(message, "meta-type") != "event" {
        return false;
    }
    match parts.get(1) {
        None => true,
        Some(part) if part.starts_with('$') => has_feature(message, &part[1..]),
        Some(&"ret-type") if !is_command => false,
        Some(key) => {
            let start = BTreeSet::from([text(message, key)]);
            reach(&entries, start, &[], &parts[2..])
        }
    }
}

fn reach(entries: &BTreeMap<&str, &Value>, types: BTreeSet<&str>, came_by: &[&Value], parts: &[&str]) -> bool {
    let Some(part) = parts.first() else { return true };
    let mut plain = types.clone();
    let mut pending: Vec<&str> = types.into_iter().collect();
    while let Some(ty) = pending.pop() {
        let Some(entry) = entries.get(ty) else { continue };
        let more = match text(entry, "meta-type") {
            "array" => vec![text(entry, "element-type")],
            "alternate" => items(entry, "members").iter().map(|member| text(member, "type")).collect(),
            _ => continue,
        };
        pending.extend(more.into_iter().filter(|ty| plain.insert(ty)));
    }
    let entries_of = || plain.iter().filter_map(|ty| entries.get(ty).copied());
    let of_kind = |kind: &'static str| entries_of().filter(move |entry| text(entry, "meta-type") == kind);
    let name = &part[1..];
    let follow = |found: Vec<&Value>| {
        let types: BTreeSet<&str> = found.iter().map(|member| text(member, "type")).collect();
        !found.is_empty() && reach(entries, types, &found, &parts[1..])
    };
    match &part[..1] {
        "$" => entries_of().chain(came_by.iter().copied()).any(|entry| has_feature(entry, name)),
        "!" => of_kind("builtin").any(|entry| text(entry, "json-type") == name),
        "^" => of_kind("enum").any(|entry| match entry.get("members") {
            Some(_) => items(entry, "members").iter().any(|value| {
                text(value, "name") == name && parts.get(1).is_none_or(|feature| has_feature(value, &feature[1..]))
            }),
            None => parts.len() == 1 && items(entry, "values").iter().any(|value| value == name),
        }),
        "+" => {
            let variants = of_kind("object").flat_map(|entry| items(entry, "variants"));
            follow(variants.filter(|variant| text(variant, "case") == name).collect())
        }
        "*" => {
            let members = of_kind("object").flat_map(|entry| items(entry, "members"));
            follow(members.filter(|member| text(member, "name") == name && member.get("default").is_some()).collect())
        }
        _ => {
            let members = of_kind("object").flat_map(|entry| items(entry, "members"));
            follow(members.filter(|member| text(member, "name") == part.trim_start()).collect())
        }
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn has_feature(value: &Value, name: &str) -> bool {
    items(value, "features").iter().any(|feature| feature == name)
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "c"])
}

fn type_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["0", "1", "2", "3", "4", "5", "6", "nowhere"])
}

fn features() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(name(), 0..2)
}

/// The members of an object, which have different names.
fn members() -> impl Strategy<Value = Vec<Value>> {
    let member = (type_name(), any::<bool>(), features()).prop_map(|(ty, optional, features)| {
        let mut member = json!({"type": ty, "features": features});
        if optional {
            member["default"] = Value::Null;
        }
        member
    });
    prop::collection::btree_map(name(), member, 0..4).prop_map(|members| {
        let named = members.into_iter().map(|(name, mut member)| {
            member["name"] = name.into();
            member
        });
        named.collect()
    })
}

/// A type that may refer to any type, and so make no sense.
fn type_of_any_kind() -> impl Strategy<Value = Value> {
    let cases = prop::collection::btree_map(name(), type_name(), 0..3)
        .prop_map(|cases| cases.into_iter().map(|(case, ty)| json!({"case": case, "type": ty})).collect::<Vec<_>>());
    let values = prop::collection::btree_map(name(), features(), 0..3).prop_map(|values| {
        values.into_iter().map(|(name, features)| json!({"name": name, "features": features})).collect::<Vec<_>>()
    });
    prop_oneof![
        3 => (members(), cases, features()).prop_map(|(members, variants, features)| {
            json!({"meta-type": "object", "members": members, "tag": "a", "variants": variants, "features": features})
        }),
        2 => prop::collection::vec(type_name(), 0..4).prop_map(|types| {
            let members: Vec<Value> = types.into_iter().map(|ty| json!({"type": ty})).collect();
            json!({"meta-type": "alternate", "members": members})
        }),
        1 => type_name().prop_map(|ty| json!({"meta-type": "array", "element-type": ty})),
        1 => (values, features()).prop_map(|(values, features)| {
            json!({"meta-type": "enum", "members": values, "features": features})
        }),
        1 => prop::collection::btree_set(name(), 0..3).prop_map(|values| json!({"meta-type": "enum", "values": values})),
        1 => name().prop_map(|form| json!({"meta-type": "builtin", "json-type": form})),
    ]
}

fn reply() -> impl Strategy<Value = Value> {
    let types = prop::collection::vec(type_of_any_kind(), 7);
    (types, type_name(), type_name(), features()).prop_map(|(types, arguments, returns, features)| {
        let mut list = vec![
            json!({"name": "go", "meta-type": "command", "arg-type": arguments, "ret-type": returns,
                   "features": features}),
            json!({"name": "WENT", "meta-type": "event", "arg-type": returns, "features": features}),
        ];
        for (number, mut ty) in types.into_iter().enumerate() {
            ty["name"] = number.to_string().into();
            list.push(ty);
        }
        Value::Array(list)
    })
}

fn question() -> impl Strategy<Value = String> {
    let step = (prop::sample::select(vec!["", "", "", " ", "*", "+", "+"]), name());
    let step = step.prop_map(|(sign, name)| format!("/{sign}{name}"));
    let end = prop_oneof![
        2 => Just(String::new()),
        1 => (prop::sample::select(vec!["^", "!", "$"]), name()).prop_map(|(sign, name)| format!("/{sign}{name}")),
        1 => (name(), name()).prop_map(|(value, feature)| format!("/^{value}/${feature}")),
    ];
    let start =
        prop::sample::select(vec!["go/arg-type", "go/ret-type", "WENT/arg-type", "WENT/ret-type", "0/arg-type"]);
    let path = (start, prop::collection::vec(step, 0..6), end)
        .prop_map(|(start, steps, end)| format!("{start}{}{end}", steps.concat()));
    prop_oneof![9 => path, 1 => name().prop_map(|feature| format!("go/${feature}"))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn answers_are_those_of_a_plain_walk(reply in reply(), questions in prop::collection::vec(question(), 32)) {
        let peer = peer(&reply);
        for question in questions {
            prop_assert_eq!(peer.ask(&question), Ok(naive(&reply, &question)), "{} in {}", question, reply);
        }
    }

    #[test]
    fn no_question_panics(question in "[go/ *+^!$a-c#é]{0,24}") {
        let _ = peer(&sample()).ask(&question);
    }

    #[test]
    fn no_text_panics(text in r#"[\[\]{}":, a-c0-9\n]{0,64}"#) {
        let _ = PeerSchema::read(&text);
    }
}
