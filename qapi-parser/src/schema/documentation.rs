//! Documentation against what it documents (manual: "Definition documentation").
//!
//! A comment describes its definition, the members and features that the definition declares itself, and nothing else.
//! What the definition refers to does not matter, so this also runs where references are wrong.

use super::{Definition, Feature, Kind, Pragmas};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::doc::{Doc, PartKind};
use crate::nearest::Hints;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Checks the documentation of definitions. The findings are warnings, in definition order. Whether members and features
/// are documented is known only if the definitions are `complete`.
pub(super) fn check(definitions: &[Definition], pragmas: &Pragmas, complete: bool) -> Vec<Diagnostic> {
    let exceptions = pragmas.documentation_exceptions.iter().map(String::as_str).collect();
    let mut checker = Checker {
        doc_required: pragmas.doc_required,
        exceptions,
        complete,
        hints: Hints::default(),
        diagnostics: Vec::new(),
    };
    definitions.iter().for_each(|definition| checker.definition(definition));
    checker.diagnostics
}

/// A name, its place, and its features.
type Named<'d> = (&'d str, Span, &'d [Feature]);

/// The names that a definition declares itself and that its documentation describes, in the order of the schema,
/// each with its place and features. Members of a named base, of branches and of a named argument type are
/// documented where they are declared.
pub(crate) fn own_names(definition: &Definition) -> Vec<Named<'_>> {
    match &definition.kind {
        Kind::Enum(kind) => kind.values.iter().map(|value| (&*value.name, value.span, &*value.features)).collect(),
        Kind::Alternate(kind) => {
            kind.branches.iter().map(|branch| (&*branch.name, branch.span, [].as_slice())).collect()
        }
        _ => {
            let members = definition.own_members().iter();
            members.map(|member| (&*member.name, member.span, &*member.features)).collect()
        }
    }
}

struct Checker<'p> {
    doc_required: bool,
    exceptions: HashSet<&'p str>,
    complete: bool,
    hints: Hints,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(&mut self, code: Code, message: String, place: Span) -> &mut Diagnostic {
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic::warning(code, message, place));
        &mut self.diagnostics[at]
    }

    fn definition(&mut self, definition: &Definition) {
        let Definition { name, name_span, .. } = definition;
        let Some(doc) = &definition.doc else {
            if self.doc_required {
                self.report(Code::DocRequired, format!("'{name}' is not documented"), *name_span);
            }
            return;
        };
        // Free-form documentation was found to be misplaced already.
        let Some(symbol) = &doc.symbol else { return };
        if symbol.name != *name {
            let message = format!("the documentation of '{name}' is for '{}'", symbol.name);
            self.report(Code::DocWrongSymbol, message, *name_span).also(symbol.span, "its documentation names it so");
        } else if !doc.faulty {
            self.sections(definition, doc);
            if self.complete {
                self.names(definition, doc);
            }
        }
    }

    fn sections(&mut self, definition: &Definition, doc: &Doc) {
        let section = |kind| doc.parts.iter().find(|part| part.kind == kind);
        let command = match &definition.kind {
            Kind::Command(command) => Some(command),
            _ => None,
        };
        let wrong = "in the documentation of";
        match (section(PartKind::Returns), command) {
            (Some(part), None) => {
                let message = format!("'Returns:' {wrong} what is not a command");
                self.report(Code::DocReturns, message, part.span);
            }
            (Some(part), Some(command)) if command.returns_span.is_none() => {
                let message = format!("'Returns:' {wrong} a command without 'returns'");
                self.report(Code::DocReturns, message, part.span);
            }
            _ => {}
        }
        if let (Some(part), None) = (section(PartKind::Errors), command) {
            let message = format!("'Errors:' {wrong} what is not a command");
            self.report(Code::DocErrors, message, part.span);
        }
    }

    fn names(&mut self, definition: &Definition, doc: &Doc) {
        let Definition { name: of, name_span, .. } = definition;
        let mut members = HashMap::new();
        let mut features = HashMap::new();
        for part in &doc.parts {
            match &part.kind {
                PartKind::Member(name) => _ = members.insert(name.as_str(), false),
                PartKind::Feature(name) => _ = features.insert(name.as_str(), false),
                _ => {}
            }
        }
        let what = part_word(&definition.kind);
        let names = own_names(definition);
        let excepted = self.exceptions.contains(of.as_str());
        for &(name, span, _) in &names {
            match members.get_mut(name) {
                Some(found) => *found = true,
                None if excepted => {}
                None => {
                    let message = format!("{what} '{name}' of '{}' is not documented", of);
                    self.report(Code::DocUndocumentedMember, message, span);
                }
            }
        }
        for feature in definition.features.iter().chain(names.iter().flat_map(|(_, _, features)| *features)) {
            match features.get_mut(feature.name.as_str()) {
                Some(found) => *found = true,
                None => {
                    let message = format!("feature '{}' of '{}' is not documented", feature.name, of);
                    self.report(Code::DocUndocumentedFeature, message, feature.span);
                }
            }
        }
        for part in &doc.parts {
            let (code, what, name) = match &part.kind {
                PartKind::Member(name) if !members[name.as_str()] => (Code::DocUnknownMember, what, name),
                PartKind::Feature(name) if !features[name.as_str()] => (Code::DocUnknownFeature, "feature", name),
                _ => continue,
            };
            let message = format!("'{}' has no {what} '{name}' of its own to document", of);
            let near = match &part.kind {
                PartKind::Member(_) => self.hints.hint(name, || names.iter().map(|(name, ..)| *name)),
                _ => self.hints.hint(name, || definition.features.iter().map(|feature| &*feature.name)),
            };
            let diagnostic = self.report(code, message, part.name_span());
            diagnostic.also(*name_span, "the definition");
            diagnostic.notes.extend(near);
        }
    }
}

/// What the parts of a definition are called in messages.
fn part_word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Enum(_) => "value",
        Kind::Alternate(_) => "branch",
        Kind::Command(_) => "argument",
        Kind::Struct(_) | Kind::Union(_) | Kind::Event(_) => "member",
    }
}
