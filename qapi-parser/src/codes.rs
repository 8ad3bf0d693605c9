//! The name of every rule that a diagnostic can report.
//!
//! A code is stable: editors, logs and `qapi explain` refer to it. Codes that start with `doc-` are about
//! documentation comments, and only about them: whether they are errors is the caller's choice.

macro_rules! codes {
    ($(#[doc = $summary:literal] $name:ident = $code:literal;)*) => {
        $(#[doc = $summary] pub const $name: &str = $code;)*

        /// Every code with the rule behind it in one line, in the order of this file.
        pub const ALL: &[(&str, &str)] = &[$(($code, $summary.trim_ascii())),*];
    };
}

codes! {
    // Documentation comments: their text.

    /// Nothing follows `##` on the first line of a documentation comment
    DOC_JUNK_START = "doc-junk-start";
    /// Nothing follows `##` on the last line of a documentation comment
    DOC_JUNK_END = "doc-junk-end";
    /// A documentation comment ends with a `##` line
    DOC_UNTERMINATED = "doc-unterminated";
    /// In a documentation comment, a space follows `#`
    DOC_MISSING_SPACE = "doc-missing-space";
    /// The first line of definition documentation, `@NAME:`, ends with the colon
    DOC_MISSING_COLON = "doc-missing-colon";
    /// A name follows `@` in a documentation comment
    DOC_MISSING_NAME = "doc-missing-name";
    /// Continuation lines of a description or section line up
    DOC_INDENTATION = "doc-indentation";
    /// A description or section has text
    DOC_EMPTY_SECTION = "doc-empty-section";
    /// A member is described once
    DOC_DUPLICATE_MEMBER = "doc-duplicate-member";
    /// A feature is described once
    DOC_DUPLICATE_FEATURE = "doc-duplicate-feature";
    /// There is one `Features:` line
    DOC_DUPLICATE_FEATURES = "doc-duplicate-features";
    /// There is one `Returns:`, one `Errors:` and one `Since:` section
    DOC_DUPLICATE_SECTION = "doc-duplicate-section";
    /// Descriptions of features follow `Features:`
    DOC_EMPTY_FEATURES = "doc-empty-features";
    /// Descriptions of members come before features and sections
    DOC_LATE_DESCRIPTION = "doc-late-description";
    /// Free-form documentation describes no members
    DOC_FREE_FORM_DESCRIPTION = "doc-free-form-description";
    /// `Note:` and `Example:` sections are written as rST directives
    DOC_RETIRED_SECTION = "doc-retired-section";
    /// A line of prose has at most 70 characters
    DOC_LONG_LINE = "doc-long-line";
    /// Two spaces separate sentences
    DOC_SENTENCE_SPACING = "doc-sentence-spacing";

    // Documentation comments: what they document.

    /// Definition documentation immediately precedes the definition
    DOC_WITHOUT_DEFINITION = "doc-without-definition";
    /// Free-form documentation does not stand in front of a definition
    DOC_FREE_FORM_DEFINITION = "doc-free-form-definition";
    /// Definition documentation names the definition that follows
    DOC_WRONG_SYMBOL = "doc-wrong-symbol";
    /// With pragma `doc-required`, every definition is documented
    DOC_REQUIRED = "doc-required";
    /// A described member exists in the definition itself
    DOC_UNKNOWN_MEMBER = "doc-unknown-member";
    /// A described feature exists
    DOC_UNKNOWN_FEATURE = "doc-unknown-feature";
    /// Where a definition is documented, so are its members
    DOC_UNDOCUMENTED_MEMBER = "doc-undocumented-member";
    /// Where a definition is documented, so are its features
    DOC_UNDOCUMENTED_FEATURE = "doc-undocumented-feature";
    /// `Returns:` is for commands that return something
    DOC_RETURNS = "doc-returns";
    /// `Errors:` is for commands
    DOC_ERRORS = "doc-errors";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let unique: BTreeSet<_> = ALL.iter().map(|(code, _)| code).collect();
        assert_eq!(unique.len(), ALL.len());
        for (code, summary) in ALL {
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
            assert!(!summary.is_empty() && !summary.ends_with('.'), "{summary}");
        }
    }
}
