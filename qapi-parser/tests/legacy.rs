//! Schemas in the language of QEMU before 6.2, read with the option that allows for them.

use qapi_parser::diagnostic::{Format, render};
use qapi_parser::dump::dump;
use qapi_parser::restate::restate;
use qapi_parser::schema::Schema;
use qapi_parser::{Code, DocLevel, Memory, Options, load_str, load_with};
use std::path::Path;

const OLD: &str = "
{ 'pragma': { 'doc-required': true, 'returns-whitelist': [ 'query-models' ] } }
{ 'pragma': { 'doc-required': false, 'name-case-whitelist': [ 'Dimm' ] } }
{ 'command': 'query-models', 'returns': 'str' }
{ 'command': 'get_Level', 'if': [ 'defined(CONFIG_LINUX)', '!defined(CONFIG_BSD)' ] }
{ 'struct': 'Dimm', 'data': { 'A': { 'type': 'int', 'if': 'defined(CONFIG_LINUX)' } } }
##
# @Info:
#
# @dimm: a member that is no member any more
##
{ 'union': 'Info', 'if': 'defined(CONFIG_A)',
  'data': { 'dimm': 'Dimm', 'names': { 'type': [ 'str' ], 'if': 'defined(CONFIG_B)' } } }
{ 'union': 'Other', 'data': { 'dimm': 'Dimm', 'kind': 'InfoKind' } }
";

const NEW: &str = "
{ 'pragma': { 'command-returns-exceptions': [ 'query-models' ], 'command-name-exceptions': [ 'get_level' ],
              'member-name-exceptions': [ 'Dimm' ] } }
{ 'command': 'query-models', 'returns': 'str' }
{ 'command': 'get_level', 'if': { 'all': [ 'CONFIG_LINUX', { 'not': 'CONFIG_BSD' } ] } }
{ 'struct': 'Dimm', 'data': { 'A': { 'type': 'int', 'if': 'CONFIG_LINUX' } } }
{ 'enum': 'InfoKind', 'data': [ 'dimm', { 'name': 'names', 'if': 'CONFIG_B' } ], 'if': 'CONFIG_A' }
{ 'struct': 'DimmWrapper', 'data': { 'data': 'Dimm' } }
{ 'struct': 'StrListWrapper', 'data': { 'data': [ 'str' ] }, 'if': 'CONFIG_B' }
{ 'union': 'Info', 'base': { 'type': 'InfoKind' }, 'discriminator': 'type', 'if': 'CONFIG_A',
  'data': { 'dimm': 'DimmWrapper', 'names': { 'type': 'StrListWrapper', 'if': 'CONFIG_B' } } }
{ 'enum': 'OtherKind', 'data': [ 'dimm', 'kind' ] }
{ 'struct': 'InfoKindWrapper', 'data': { 'data': 'InfoKind' } }
{ 'union': 'Other', 'base': { 'type': 'OtherKind' }, 'discriminator': 'type',
  'data': { 'dimm': 'DimmWrapper', 'kind': 'InfoKindWrapper' } }
";

fn options() -> Options {
    Options { legacy: true, docs: DocLevel::Deny, ..Options::default() }
}

fn load(text: &str) -> Schema {
    match load_str("old.json", text, &options()) {
        Ok(loaded) => loaded.schema,
        Err(failure) => panic!("{}", render(&failure.diagnostics, &failure.sources, Format::Short)),
    }
}

/// Rule: an old schema says what it would say in today's language.
#[test]
fn an_old_schema_is_read_as_its_new_form() {
    assert_eq!(dump(&load(OLD), false).replace("get_Level", "get_level"), dump(&load(NEW), false));
}

/// Rule: restated, an old schema is in today's language; documentation that is required is there.
#[test]
fn an_old_schema_can_be_restated() {
    let old = OLD.replace("get_Level", "get-level").replace("'doc-required': true, ", "");
    let schema = load(&old);
    let files = Memory::from_iter(restate(&schema).into_iter().map(|file| (file.module, file.text)));
    match load_with(&files, Path::new("old.json"), &Options::default()) {
        Ok(again) => assert_eq!(dump(&again.schema, false), dump(&schema, false)),
        Err(failure) => panic!("{failure}"),
    }
}

/// Rule: without the option, an old schema is one error, beside those that are none of its age.
#[test]
fn without_the_option_an_old_schema_is_one_error() {
    let failure = load_str("old.json", OLD, &Options::default()).expect_err("an old schema");
    let codes: Vec<_> = failure.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::OldLanguage]);
    let text = failure.to_string();
    for expected in [
        "before 6.2",
        "command-returns-exceptions",
        "{'all': ['CONFIG_LINUX', {'not': 'CONFIG_BSD'}]}",
        "'discriminator': 'type'",
        "`Options::legacy` reads such schemas",
        "4 more such places",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    let wrong = OLD.replace("'kind': 'InfoKind'", "'kind': 'InfKind'");
    let failure = load_str("old.json", &wrong, &Options::default()).expect_err("an old schema");
    let codes: Vec<_> = failure.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::OldLanguage, Code::UnknownType]);
}

/// Rule: what is wrong in either language stays wrong.
#[test]
fn the_option_excuses_nothing_else() {
    for (text, code) in [
        ("{ 'command': 'a', 'if': 'defined(CONFIG_A) > 3' }", Code::ConditionSymbol),
        ("{ 'command': 'a', 'if': [] }", Code::WrongType),
        ("{ 'union': 'A', 'data': {} }", Code::MissingKey),
        ("{ 'union': 'A', 'data': { 'a': 'int' }, 'discriminator': 'b' }", Code::MissingKey),
        ("{ 'pragma': { 'returns-whitelist': 'a' } }", Code::PragmaValue),
        ("{ 'pragma': { 'returns-whitelists': [] } }", Code::UnknownPragma),
        ("{ 'union': 'A', 'data': { 'a': 'Nothing' } }", Code::UnknownType),
        ("{ 'union': 'A', 'data': { 'a': 'int' } } { 'enum': 'AKind', 'data': [] }", Code::Redefinition),
        ("{ 'struct': 'Str', 'data': {} } { 'union': 'A', 'data': { 'a': 'str', 'b': 'Str' } }", Code::Redefinition),
        ("{ 'command': 'a b' }", Code::InvalidName),
    ] {
        let failure = load_str("old.json", text, &options()).expect_err(text);
        let codes: Vec<_> = failure.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [code], "{text}");
    }
}
