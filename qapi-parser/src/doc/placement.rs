//! Where a documentation comment may stand (manual: "Definition documentation").

use super::Doc;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Checks whether a comment stands where its kind may stand; `definition` is the definition that follows it directly.
pub(crate) fn misplaced(doc: &Doc, definition: Option<Span>) -> Option<Diagnostic> {
    if doc.faulty {
        return None;
    }
    match (&doc.symbol, definition) {
        (Some(symbol), None) => {
            let place = Span::new(doc.span.file, doc.span.start, symbol.span.end);
            let message = format!("the definition of '{}' does not follow its documentation", symbol.name);
            Some(Diagnostic::warning(Code::DocWithoutDefinition, message, place))
        }
        (None, Some(definition)) => {
            let open = Span::new(doc.span.file, doc.span.start, doc.span.start + 2);
            let message = "free-form documentation in front of a definition";
            let mut diagnostic = Diagnostic::warning(Code::DocFreeFormDefinition, message, open);
            diagnostic.also(definition, "the definition");
            diagnostic.note("documentation of a definition starts with '# @NAME:'");
            Some(diagnostic)
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}
