//! Documentation against what it documents (manual: "Definition documentation").
//!
//! A comment describes its definition, the members and features that the definition declares itself, and nothing else.
//! What the definition refers to does not matter, so this also runs where references are wrong.

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::doc::{Doc, PartKind};
use crate::nearest::Hints;
use crate::schema::{Definition, Kind, OwnPart, Pragmas};
use crate::source::Span;
use std::collections::HashSet;

/// Checks the documentation of definitions. The findings are warnings, in definition order. Whether members and
/// features are documented is known only if the definitions are `complete`.
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

    /// Holds the names that a definition declares against those that its documentation describes.
    fn names(&mut self, definition: &Definition, doc: &Doc) {
        let described = |kind: fn(&PartKind) -> Option<&str>| doc.parts.iter().filter_map(move |part| kind(&part.kind));
        let members: HashSet<&str> = described(member_name).collect();
        let features: HashSet<&str> = described(feature_name).collect();
        let declared = definition.own_parts();
        self.undocumented(definition, &declared, &members, &features);
        self.unknown(definition, &declared, doc);
    }

    /// Reports what is declared but not described.
    fn undocumented(
        &mut self,
        definition: &Definition,
        declared: &[OwnPart<'_>],
        members: &HashSet<&str>,
        features: &HashSet<&str>,
    ) {
        let (of, what) = (&definition.name, part_word(&definition.kind));
        if !self.exceptions.contains(of.as_str()) {
            for part in declared.iter().filter(|part| !members.contains(part.name)) {
                let message = format!("{what} '{}' of '{of}' is not documented", part.name);
                self.report(Code::DocUndocumentedMember, message, part.span);
            }
        }
        let all = definition.features.iter().chain(declared.iter().flat_map(|part| part.features));
        for feature in all.filter(|feature| !features.contains(&*feature.name)) {
            let message = format!("feature '{}' of '{of}' is not documented", feature.name);
            self.report(Code::DocUndocumentedFeature, message, feature.span);
        }
    }

    /// Reports what is described but not declared.
    fn unknown(&mut self, definition: &Definition, declared: &[OwnPart<'_>], doc: &Doc) {
        let (of, word) = (&definition.name, part_word(&definition.kind));
        let members: HashSet<&str> = declared.iter().map(|part| part.name).collect();
        let features = definition.features.iter().chain(declared.iter().flat_map(|part| part.features));
        let features: HashSet<&str> = features.map(|feature| &*feature.name).collect();
        for part in &doc.parts {
            let (code, what, name) = match &part.kind {
                PartKind::Member(name) if !members.contains(&**name) => (Code::DocUnknownMember, word, name),
                PartKind::Feature(name) if !features.contains(&**name) => (Code::DocUnknownFeature, "feature", name),
                _ => continue,
            };
            let message = format!("'{of}' has no {what} '{name}' of its own to document");
            let near = match &part.kind {
                PartKind::Member(_) => self.hints.hint(name, || declared.iter().map(|part| part.name)),
                _ => self.hints.hint(name, || definition.features.iter().map(|feature| &*feature.name)),
            };
            let diagnostic = self.report(code, message, part.name_span());
            diagnostic.also(definition.name_span, "the definition");
            diagnostic.notes.extend(near);
        }
    }
}

fn member_name(kind: &PartKind) -> Option<&str> {
    if let PartKind::Member(name) = kind { Some(name) } else { None }
}

fn feature_name(kind: &PartKind) -> Option<&str> {
    if let PartKind::Feature(name) = kind { Some(name) } else { None }
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
