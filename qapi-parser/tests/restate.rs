//! Rules about restated schemas: what is kept, and how it is laid out.

use qapi_parser::restate::restate;
use qapi_parser::{Memory, Options, load_with};
use std::path::Path;

/// Restates the root file of a schema that includes another file.
fn restated(text: &str) -> String {
    let files = Memory::from_iter([("root.json", text), ("a.json", "{ 'struct': 'Abc', 'data': {} }"), ("b.json", "")]);
    match load_with(&files, Path::new("root.json"), &Options::default()) {
        Ok(loaded) => restate(&loaded.schema).swap_remove(0).text,
        Err(failure) => panic!("{failure}"),
    }
}

/// The restated text without its first line, which says what the file is.
fn body(text: &str) -> String {
    let restated = restated(text);
    let (header, body) = restated.split_once('\n').expect("a first line");
    assert!(header.starts_with("# Restated by"), "{header}");
    body.to_owned()
}

/// Rule: a blank line stands before every definition and pragma and before a group of includes, and nowhere else.
#[test]
fn blank_lines_divide_definitions_and_groups_of_includes() {
    let text = "{ 'pragma': { 'doc-required': true } } { 'pragma': { 'doc-required': false } }
        { 'pragma': { 'command-name-exceptions': [ 'a_b' ] } }
        { 'include': 'a.json' } { 'include': 'b.json' }
        { 'command': 'a_b' }
        { 'include': 'a.json' }
        ##
        # Free text between includes
        ##
        { 'include': 'b.json' }
        { 'event': 'B' } { 'event': 'C' }";
    let expected = "
{ 'pragma': { 'command-name-exceptions': [ 'a_b' ] } }

{ 'include': 'a.json' }
{ 'include': 'b.json' }

{ 'command': 'a_b' }

{ 'include': 'a.json' }
{ 'include': 'b.json' }

{ 'event': 'B' }

{ 'event': 'C' }
";
    assert_eq!(body(text), expected);
}

/// Rule: of documentation, the names of members and features and the versions are kept, each name once and in the order
/// of the definition.
#[test]
fn documentation_keeps_names_and_versions() {
    let text = "##
# @Point:
#
# A point.  Since 9.9 it is more than that.
#
# @x: the abscissa (since 2.10)
#
# @y: the ordinate
#
# Features:
#
# @deprecated: @y is too much (since 9.0)
#
# Since: 1.2
##
{ 'struct': 'Point', 'data': { 'x': 'int', 'y': { 'type': 'int', 'features': [ 'deprecated' ] },
  'z': { 'type': 'int', 'features': [ 'deprecated', 'unstable' ] } } }
##
# @ping:
##
{ 'command': 'ping' }
##
# @Shade:
#
# @grey: grey
##
{ 'enum': 'Shade', 'data': [ 'grey' ] }
{ 'event': 'BARE' }
";
    let expected = "
##
# @Point:
#
# @x: (since 2.10)
# @y: ..
# @z: ..
#
# Features:
#
# @deprecated: (since 9.0)
# @unstable: ..
#
# Since: 1.2
##
{
  'struct': 'Point',
  'data': {
    'x': 'int',
    'y': { 'type': 'int', 'features': [ 'deprecated' ] },
    'z': { 'type': 'int', 'features': [ 'deprecated', 'unstable' ] }
  }
}

##
# @ping:
##
{ 'command': 'ping' }

##
# @Shade:
#
# @grey: ..
##
{ 'enum': 'Shade', 'data': [ 'grey' ] }

{ 'event': 'BARE' }
";
    assert_eq!(body(text), expected);
}

/// Rule: if a name leaves no room for its text, the text is on the next line.
#[test]
fn long_names_have_their_text_on_the_next_line() {
    let line = |length: usize| {
        let name = "m".repeat(length);
        let text = format!(
            "##\n# @Abc:\n#\n# @{name}: text (since 1.0)\n##\n{{ 'struct': 'Abc', 'data': {{ '{name}': 'int' }} }}"
        );
        body(&text).lines().skip(4).take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    // `# @` and `: (since 1.0)` take 16 of the 70 characters.
    assert_eq!(line(54), [format!("# @{}: (since 1.0)", "m".repeat(54)), "##".to_owned()]);
    assert_eq!(line(55), [format!("# @{}:", "m".repeat(55)), "#     (since 1.0)".to_owned()]);
}
