//! Rule: bindings that a build script generates for a schema of its own have the forms on the wire that the schema
//! demands: every kind of definition, in both directions.

use qapi_downstream::types::*;
use qapi_downstream::{Event, commands, events};
use qapi_runtime::{Command, Execute};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Both directions: `value` encodes to exactly `text`, and `text` decodes to `value`.
fn exact<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, text: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    assert_eq!(serde_json::from_str::<T>(text).unwrap(), value);
}

/// Decodes and encodes to exactly the same text.
fn again<T: Serialize + DeserializeOwned>(text: &str) -> T {
    let value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    value
}

fn error<T: DeserializeOwned>(text: &str) -> String {
    serde_json::from_str::<T>(text).err().unwrap_or_else(|| panic!("{text} decodes")).to_string()
}

#[test]
fn enumerations() {
    exact(Color::Red, r#""red""#);
    exact(Color::_1bit, r#""1bit""#);
    exact(Color::Type, r#""type""#);
    exact(Color::InfraRed, r#""infra-red""#);
    exact(Color::Unknown("plaid".into()), r#""plaid""#);
    exact(ComExampleMode::ComExampleTurbo, r#""__com.example_turbo""#);
    exact(ComExampleEmpty::Unknown("any".into()), r#""any""#);
    assert!(error::<Color>("7").contains("string"), "{}", error::<Color>("7"));
}

#[test]
fn structs_have_the_members_of_their_base_first() {
    let mut light = Light::new("l0", Color::Green);
    exact(light.clone(), r#"{"id":"l0","color":"green"}"#);
    light.label = Some("hall".into());
    light.self_ = Some(true);
    light.r#type = Some("led".into());
    exact(light, r#"{"id":"l0","label":"hall","color":"green","self":true,"type":"led"}"#);
    exact(Nothing, "{}");
    exact(Legacy { old_name: 1, snake_case: 2, id: None }, r#"{"OldName":1,"snake_case":2}"#);
}

#[test]
fn optional_members_need_not_be_named_one_by_one() {
    let light = Light { brightness: Some(200), ..Light::new("l0", Color::Red) };
    exact(light, r#"{"id":"l0","color":"red","brightness":200}"#);
    assert_eq!(Even::default(), Even { next: None });
}

#[test]
fn builtins_keep_their_range() {
    let text = concat!(
        r#"{"s":"ü\n","n":-0.5,"i":-9223372036854775808,"i8":-128,"i16":32767,"i32":-2147483648,"#,
        r#""i64":9223372036854775807,"u8":255,"u16":65535,"u32":4294967295,"u64":18446744073709551615,"#,
        r#""z":9223372036854775808,"b":false,"any":{"x":[null]},"nil":null,"q":"qdict","list":[1,-1],"#,
        r#""lights":[{"id":"a","color":"red"}]}"#
    );
    let all: Builtins = again(text);
    assert_eq!((all.i, all.u64, all.n), (i64::MIN, u64::MAX, -0.5));
    for (wrong, right) in [
        (r#""u8":256"#, r#""u8":255"#),
        (r#""i8":-129"#, r#""i8":-128"#),
        (r#""u64":18446744073709551616"#, r#""u64":18446744073709551615"#),
        (r#""b":0"#, r#""b":false"#),
        (r#""nil":1"#, r#""nil":null"#),
    ] {
        let message = error::<Builtins>(&text.replace(right, wrong));
        let member = wrong.split('"').nth(1).unwrap();
        assert!(message.contains(member), "{wrong}: {message}");
    }
}

#[test]
fn null_and_absence_differ() {
    let least = r#"{"s":"","n":0,"i":0,"i8":0,"i16":0,"i32":0,"i64":0,"u8":0,"u16":0,"u32":0,"u64":0,"z":0,"b":true"#;
    let absent: Builtins = serde_json::from_str(&format!("{least}}}")).unwrap();
    assert_eq!((&absent.any, &absent.nil), (&None, &None));
    let null: Builtins = serde_json::from_str(&format!(r#"{least},"any":null,"nil":null}}"#)).unwrap();
    assert_eq!((&null.any, &null.nil), (&Some(qapi_runtime::Value::Null), &Some(())));
    assert!(serde_json::to_string(&null).unwrap().ends_with(r#""any":null,"nil":null}"#));
    again::<Node>(r#"{"id":"n","driver":"cow","file":"f","backing":null}"#);
    again::<Node>(r#"{"id":"n","driver":"cow","file":"f"}"#);
    // An optional string is not null. Agents that send it mean an absent one, and as such it is written.
    let light: Light = serde_json::from_str(r#"{"id":"l","color":"red","label":null}"#).unwrap();
    assert_eq!(serde_json::to_string(&light).unwrap(), r#"{"id":"l","color":"red"}"#);
    let message = error::<Light>(r#"{"id":null,"color":"red"}"#);
    assert!(message.contains("id"), "a string that must be there is not null: {message}");
}

#[test]
fn types_that_contain_themselves() {
    let leaf = |value| Tree { value, left: None, right: None, rest: None };
    let tree = Tree { left: Some(Box::new(leaf(1))), rest: Some(vec![leaf(2), leaf(3)]), ..leaf(0) };
    exact(tree, r#"{"value":0,"left":{"value":1},"rest":[{"value":2},{"value":3}]}"#);
    again::<Even>(r#"{"next":{"next":{"next":{}}}}"#);
}

#[test]
fn a_union_that_is_only_its_discriminator_is_an_enum() {
    exact(Shape::Circle(Circle { radius: 2.5 }), r#"{"kind":"circle","radius":2.5}"#);
    exact(Shape::Point, r#"{"kind":"point"}"#);
    let group = Group { members: vec![Shape::Point, Shape::Circle(Circle { radius: 1.0 })] };
    exact(Shape::Group(group), r#"{"kind":"group","members":[{"kind":"point"},{"kind":"circle","radius":1}]}"#);
    let late: Shape = serde_json::from_str(r#"{"radius":2.5,"kind":"circle"}"#).unwrap();
    assert_eq!(late, Shape::Circle(Circle { radius: 2.5 }));
    let unknown: Shape = again(r#"{"kind":"blob","size":[1,2]}"#);
    assert!(matches!(unknown, Shape::Unknown(_)), "{unknown:?}");
    assert!(error::<Shape>(r#"{"radius":1}"#).contains("kind"));
    assert!(error::<Shape>(r#"{"kind":"circle"}"#).contains("radius"));
}

#[test]
fn a_union_with_common_members_is_a_struct() {
    let kind = PlacedKind::Circle(Circle { radius: 1.0 });
    assert_eq!(kind.discriminator(), "circle");
    let mut placed = Placed { x: 3, kind, y: None, z: None };
    exact(placed.clone(), r#"{"x":3,"kind":"circle","radius":1}"#);
    placed.y = Some(-1);
    placed.kind = PlacedKind::Group;
    let text = serde_json::to_string(&placed).unwrap();
    let value: qapi_runtime::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value, serde_json::json!({"x": 3, "kind": "group", "y": -1}));
    assert_eq!(serde_json::from_str::<Placed>(&text).unwrap(), placed);
    let late: Placed = serde_json::from_str(r#"{"side":2,"y":-1,"x":3,"style":{"x":1},"kind":"square"}"#).unwrap();
    let PlacedKind::Square(square) = &late.kind else { panic!("{late:?}") };
    assert!(matches!(square.style, Some(LineStyle::Unknown(_))), "an object is no line style: {square:?}");
    again::<Placed>(r#"{"x":1,"kind":"blob","size":[1,2]}"#);
}

#[test]
fn a_union_in_a_union() {
    exact(Nested::Shape(Shape::Point), r#"{"outer":"shape","kind":"point"}"#);
    exact(Nested::Other, r#"{"outer":"other"}"#);
    let late: Nested = serde_json::from_str(r#"{"radius":1,"kind":"circle","outer":"shape"}"#).unwrap();
    assert_eq!(late, Nested::Shape(Shape::Circle(Circle { radius: 1.0 })));
}

#[test]
fn alternates() {
    exact(LineStyle::Preset(Preset::Dotted), r#""dotted""#);
    exact(LineStyle::Width(3), "3");
    exact(LineStyle::Dashes(vec![1.5, 2.0]), "[1.5,2]");
    exact(NodeRefOrNull::Null, "null");
    exact(NodeRefOrNull::Reference("n".into()), r#""n""#);
    let text = r#"{"id":"top","driver":"cow","file":{"id":"base","driver":"raw","file":"f"},"backing":null}"#;
    let node: Node = again(text);
    let NodeDriver::Cow(cow) = &node.driver else { panic!("{node:?}") };
    assert!(matches!(cow.file, NodeRef::Definition(_)) && cow.backing == Some(NodeRefOrNull::Null), "{cow:?}");
    assert!(matches!(again::<NodeRef>("true"), NodeRef::Unknown(_)));
}

#[test]
fn downstream_names() {
    let extension = ComExampleExtension { com_example_speed: 9, com_example_x_mode: Some(ComExampleMode::Fast) };
    exact(extension.clone(), r#"{"__com.example_speed":9,"__com.example_x-mode":"fast"}"#);
    let command = commands::ComExampleExtend(extension);
    assert!(line(&command).starts_with(r#"{"execute":"__com.example_extend","arguments":{"__com.example_speed":9"#));
}

fn line<C: Command + qapi_runtime::Encode>(command: &C) -> String {
    serde_json::to_string(&Execute::new(command)).unwrap()
}

#[test]
fn commands_say_their_name_and_flags() {
    assert_eq!(line(&commands::Ping), r#"{"execute":"ping"}"#);
    let set = commands::LightSet::new("l0", Color::Red);
    assert_eq!(line(&set), r#"{"execute":"light-set","arguments":{"id":"l0","color":"red"}}"#);
    let add = commands::NodeAdd(Node::new("n", NodeDriver::NullCo));
    assert_eq!(line(&add), r#"{"execute":"node-add","arguments":{"id":"n","driver":"null-co"}}"#);
    let draw = commands::ShapeDraw(Shape::Point);
    assert_eq!(line(&draw), r#"{"execute":"shape-draw","arguments":{"kind":"point"}}"#);
    assert_eq!(line(&commands::OldStyle::new(5)), r#"{"execute":"old_style","arguments":{"match":5}}"#);
    const { assert!(<commands::OldStyle as Command>::ALLOW_OOB && !<commands::Ping as Command>::ALLOW_OOB) };
    const { assert!(<commands::Halt as Command>::ALLOW_PRECONFIG && !<commands::Halt as Command>::SUCCESS_RESPONSE) };
    assert_eq!(<commands::DeviceOpen as Command>::FEATURES, ["json-cli"]);
}

#[test]
fn commands_without_gen_take_further_arguments() {
    let text = r#"{"driver":"d","bus":"b","speed":{"max":3},"x":null}"#;
    let open: commands::DeviceOpen = again(text);
    assert_eq!((open.driver.as_str(), open.arguments.len()), ("d", 2));
}

#[test]
fn events_come_in_one_enum() {
    let text = r#"{"event":"LIGHT_CHANGED","data":{"id":"l0"},"timestamp":{"seconds":1,"microseconds":2}}"#;
    let Event::LightChanged { data, timestamp } = again(text) else { panic!("{text}") };
    assert_eq!((data, timestamp.seconds), (events::LightChanged { id: "l0".into(), color: None }, 1));
    let text = r#"{"event":"POWER_LOST","timestamp":{"seconds":-1,"microseconds":-1}}"#;
    assert!(matches!(again(text), Event::PowerLost { .. }));
    let text =
        r#"{"timestamp":{"seconds":1,"microseconds":2},"data":{"driver":"null-co","id":"n"},"event":"NODE_ADDED"}"#;
    let Event::NodeAdded { data, .. } = serde_json::from_str(text).unwrap() else { panic!("{text}") };
    assert_eq!(data.0, Node::new("n", NodeDriver::NullCo));
    let text = r#"{"event":"NEW","data":{"a":1},"timestamp":{"seconds":1,"microseconds":2}}"#;
    assert!(matches!(again(text), Event::Unknown(_)));
    let text = r#"{"event":"__com.example_ALARM","data":{"level":3},"timestamp":{"seconds":1,"microseconds":2}}"#;
    assert!(matches!(again(text), Event::ComExampleAlarm { .. }));
}

#[test]
fn errors_say_where() {
    for (text, place) in [
        (r#"{"value":0,"rest":[{"value":1},{"valeu":2}]}"#, "rest[1]"),
        (r#"{"value":0,"left":{"value":"x"}}"#, "left.value"),
        (r#"{"value":0,"value":1}"#, "value"),
        (r#"[0]"#, "object"),
    ] {
        let message = error::<Tree>(text);
        assert!(message.contains(place), "{text}: {message}");
    }
}
