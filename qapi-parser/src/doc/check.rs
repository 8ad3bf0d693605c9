//! Documentation against what it documents (manual: "Definition documentation").
//!
//! In: a resolved schema. Out: what is documented but not there, there but not documented, and comments that document
//! nothing. Afterwards: where nothing is reported, each comment describes its definition, the members and features
//! that it declares itself, and nothing else.

use super::{Doc, Part, PartKind};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::schema::{Arguments, Base, Definition, Feature, Kind, Member, Schema};
use crate::source::Span;
use std::collections::HashMap;

/// Checks whether a comment stands where its kind may stand; `definition` is the definition that follows it directly.
pub(crate) fn misplaced(doc: &Doc, definition: Option<Span>) -> Option<Diagnostic> {
    if doc.faulty {
        return None;
    }
    match (&doc.symbol, definition) {
        (Some(symbol), None) => {
            let place = Span::new(doc.span.file, doc.span.start, symbol.span.end);
            let message = format!("the definition of '{}' does not follow its documentation", symbol.name);
            Some(Diagnostic::warning(codes::DOC_WITHOUT_DEFINITION, message, place))
        }
        (None, Some(definition)) => {
            let open = Span::new(doc.span.file, doc.span.start, doc.span.start + 2);
            let message = "free-form documentation in front of a definition";
            let mut diagnostic = Diagnostic::warning(codes::DOC_FREE_FORM_DEFINITION, message, open);
            diagnostic.also(definition, "the definition");
            diagnostic.note("documentation of a definition starts with '# @NAME:'");
            Some(diagnostic)
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// Checks the documentation of all definitions. The findings are warnings, in definition order.
pub fn check(schema: &Schema) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (_, definition) in schema.definitions() {
        check_definition(schema, definition, &mut diagnostics);
    }
    diagnostics
}

/// The names that a definition declares itself and that its documentation describes, in the order of the schema,
/// each with its place and features. Members of a named base, of branches and of a named argument type are
/// documented where they are declared.
pub(crate) fn own_names(definition: &Definition) -> Vec<(&str, Span, &[Feature])> {
    let members: &[Member] = match &definition.kind {
        Kind::Enum(kind) => {
            return kind.values.iter().map(|value| (&*value.name, value.span, &*value.features)).collect();
        }
        Kind::Alternate(kind) => {
            return kind.branches.iter().map(|branch| (&*branch.name, branch.span, [].as_slice())).collect();
        }
        Kind::Struct(kind) => &kind.members,
        Kind::Union(kind) => match &kind.base {
            Base::Inline(members) => members,
            Base::Struct(_) => &[],
        },
        Kind::Command(kind) => inline(&kind.arguments),
        Kind::Event(kind) => inline(&kind.arguments),
    };
    members.iter().map(|member| (&*member.name, member.span, &*member.features)).collect()
}

fn inline(arguments: &Arguments) -> &[Member] {
    match arguments {
        Arguments::Inline(members) => members,
        Arguments::None | Arguments::Defined(_) => &[],
    }
}

fn what(kind: &Kind) -> &'static str {
    match kind {
        Kind::Enum(_) => "value",
        Kind::Alternate(_) => "branch",
        Kind::Struct(_) | Kind::Union(_) => "member",
        Kind::Command(_) => "argument",
        Kind::Event(_) => "member",
    }
}

fn check_definition(schema: &Schema, definition: &Definition, diagnostics: &mut Vec<Diagnostic>) {
    let Some(doc) = &definition.doc else {
        if schema.pragmas().doc_required {
            let message = format!("'{}' is not documented", definition.name);
            diagnostics.push(Diagnostic::warning(codes::DOC_REQUIRED, message, definition.name_span));
        }
        return;
    };
    // Free-form documentation was found to be misplaced already.
    let Some(symbol) = &doc.symbol else { return };
    if symbol.name != definition.name {
        let message = format!("the documentation of '{}' is for '{}'", definition.name, symbol.name);
        let mut diagnostic = Diagnostic::warning(codes::DOC_WRONG_SYMBOL, message, definition.name_span);
        diagnostic.also(symbol.span, "its documentation names it so");
        diagnostics.push(diagnostic);
    } else if !doc.faulty {
        check_sections(definition, doc, diagnostics);
        check_names(schema, definition, doc, diagnostics);
    }
}

fn check_sections(definition: &Definition, doc: &Doc, diagnostics: &mut Vec<Diagnostic>) {
    let section = |kind| doc.parts.iter().find(|part| part.kind == kind);
    let mut report = |code, message: &str, part: &Part| diagnostics.push(Diagnostic::warning(code, message, part.span));
    let command = match &definition.kind {
        Kind::Command(command) => Some(command),
        _ => None,
    };
    if let Some(part) = section(PartKind::Returns) {
        match command {
            None => report(codes::DOC_RETURNS, "'Returns:' in the documentation of what is not a command", part),
            Some(command) if command.returns.is_none() => {
                report(codes::DOC_RETURNS, "'Returns:' in the documentation of a command without 'returns'", part);
            }
            Some(_) => {}
        }
    }
    if let (Some(part), None) = (section(PartKind::Errors), command) {
        report(codes::DOC_ERRORS, "'Errors:' in the documentation of what is not a command", part);
    }
}

fn check_names(schema: &Schema, definition: &Definition, doc: &Doc, diagnostics: &mut Vec<Diagnostic>) {
    let mut members = HashMap::new();
    let mut features = HashMap::new();
    for part in &doc.parts {
        match &part.kind {
            PartKind::Member(name) => _ = members.insert(name.as_str(), false),
            PartKind::Feature(name) => _ = features.insert(name.as_str(), false),
            _ => {}
        }
    }
    let names = own_names(definition);
    let what = what(&definition.kind);
    let excepted = schema.pragmas().documentation_exceptions.contains(&definition.name);
    for &(name, span, _) in &names {
        match members.get_mut(name) {
            Some(found) => *found = true,
            None if excepted => {}
            None => {
                let message = format!("{what} '{name}' of '{}' is not documented", definition.name);
                diagnostics.push(Diagnostic::warning(codes::DOC_UNDOCUMENTED_MEMBER, message, span));
            }
        }
    }
    for feature in definition.features.iter().chain(names.iter().flat_map(|(_, _, features)| *features)) {
        match features.get_mut(feature.name.as_str()) {
            Some(found) => *found = true,
            None => {
                let message = format!("feature '{}' of '{}' is not documented", feature.name, definition.name);
                diagnostics.push(Diagnostic::warning(codes::DOC_UNDOCUMENTED_FEATURE, message, feature.span));
            }
        }
    }
    for part in &doc.parts {
        let (code, what, name) = match &part.kind {
            PartKind::Member(name) if !members[name.as_str()] => (codes::DOC_UNKNOWN_MEMBER, what, name),
            PartKind::Feature(name) if !features[name.as_str()] => (codes::DOC_UNKNOWN_FEATURE, "feature", name),
            _ => continue,
        };
        let message = format!("'{}' has no {what} '{name}' of its own to document", definition.name);
        let mut diagnostic = Diagnostic::warning(code, message, part.name_span());
        diagnostic.also(definition.name_span, "the definition");
        diagnostics.push(diagnostic);
    }
}
