//! What a code means: the rule, the reason for it, and an example of each side.
//!
//! In: a code of [`crate::codes`]. Out: an [`Explanation`]. Afterwards: nothing. The pages are the files of
//! `explain/`, which a person can read as they are.

/// The page of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// The whole page, in Markdown.
    pub text: &'static str,
    /// What the rule is.
    pub rule: &'static str,
    /// Why it is so.
    pub why: &'static str,
    /// A schema that breaks the rule, and no other.
    pub wrong: Example,
    /// A similar schema that is legal.
    pub right: Example,
}

/// The schema files of one side of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example(&'static str);

impl Example {
    /// Name and text of each file; the first is the root.
    ///
    /// `«COUNT*TEXT»` in a text stands for that many copies of it, with the number of the copy in place of `#`, and
    /// the next number in place of `+`.
    pub fn files(&self) -> Vec<(&'static str, &'static str)> {
        let fences = self.0.split("```qapi").skip(1);
        fences
            .filter_map(|fence| {
                let (name, rest) = fence.split_once('\n')?;
                let (text, _) = rest.split_once("```")?;
                Some((if name.is_empty() { "schema.json" } else { name.trim() }, text))
            })
            .collect()
    }
}

/// Explains a code; `None` if there is no such code.
pub fn explain(code: &str) -> Option<Explanation> {
    let &(code, text) = PAGES.iter().find(|(known, _)| *known == code)?;
    let (rule, rest) = text.split_once("\n## Why\n")?;
    let (_, rule) = rule.split_once('\n')?;
    let (why, rest) = rest.split_once("\n## Wrong\n")?;
    let (wrong, right) = rest.split_once("\n## Right\n")?;
    let explanation =
        Explanation { code, text, rule: rule.trim(), why: why.trim(), wrong: Example(wrong), right: Example(right) };
    Some(explanation)
}

macro_rules! pages {
    ($($code:literal)*) => {
        /// Every code with its page.
        const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("../explain/", $code, ".md")))),*];
    };
}

pages! {
    "unreadable-file" "invalid-utf8" "nul-byte" "file-too-long" "include-loop" "invalid-include" "invalid-pragma"
    "unknown-pragma" "pragma-value" "stray-text" "unexpected-token" "unexpected-end" "unclosed-string"
    "unknown-escape" "string-character" "duplicate-key" "not-an-object" "too-deep" "definition-kind" "missing-key"
    "unknown-key" "wrong-type" "array-type" "flag-value" "flag-conflict" "boxed-data" "invalid-condition"
    "condition-symbol" "empty-alternate" "invalid-name" "name-case" "reserved-name" "redefinition" "name-clash"
    "unknown-type" "base-kind" "arguments-kind" "arguments-boxed" "conditional-arguments" "returns-kind" "branch-kind"
    "discriminator" "branch-name" "empty-union" "alternative-kind" "alternative-clash" "contains-itself" "type-depth"
    "too-complex" "special-feature" "too-many-features" "doc-junk-start" "doc-junk-end" "doc-unterminated"
    "doc-missing-space" "doc-missing-colon" "doc-missing-name" "doc-indentation" "doc-empty-section"
    "doc-duplicate-member" "doc-duplicate-feature" "doc-duplicate-features" "doc-duplicate-section"
    "doc-empty-features" "doc-late-description" "doc-free-form-description" "doc-retired-section" "doc-long-line"
    "doc-sentence-spacing" "doc-without-definition" "doc-free-form-definition" "doc-wrong-symbol" "doc-required"
    "doc-unknown-member" "doc-unknown-feature" "doc-undocumented-member" "doc-undocumented-feature" "doc-returns"
    "doc-errors"
}
