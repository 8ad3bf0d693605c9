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
    // Files and directives.

    /// A schema file must be there and readable
    UNREADABLE_FILE = "unreadable-file";
    /// A schema file is UTF-8 text
    INVALID_UTF8 = "invalid-utf8";
    /// A schema file has no NUL bytes
    NUL_BYTE = "nul-byte";
    /// A schema file has at most 1 GiB
    FILE_TOO_LONG = "file-too-long";
    /// A file must not include itself, directly or through others
    INCLUDE_LOOP = "include-loop";
    /// An include directive has one member, a string
    INVALID_INCLUDE = "invalid-include";
    /// A pragma directive has one member, an object
    INVALID_PRAGMA = "invalid-pragma";
    /// A pragma must be one that the language knows
    UNKNOWN_PRAGMA = "unknown-pragma";
    /// A pragma's value is a boolean for doc-required and a list of strings for the others
    PRAGMA_VALUE = "pragma-value";

    // Syntax.

    /// Only words and signs of the language can stand outside of strings and comments
    STRAY_TEXT = "stray-text";
    /// Brackets, colons, commas and values must follow each other as in JSON
    UNEXPECTED_TOKEN = "unexpected-token";
    /// A file must not end within an expression
    UNEXPECTED_END = "unexpected-end";
    /// A string ends on the line on which it begins
    UNCLOSED_STRING = "unclosed-string";
    /// The only escape sequence in strings is `\\`
    UNKNOWN_ESCAPE = "unknown-escape";
    /// Strings hold printable ASCII characters only
    STRING_CHARACTER = "string-character";
    /// A key stands only once in an object
    DUPLICATE_KEY = "duplicate-key";
    /// Everything at the top level of a schema is an object
    NOT_AN_OBJECT = "not-an-object";
    /// Brackets are nested at most 64 deep
    TOO_DEEP = "too-deep";

    // The form of definitions.

    /// A definition has exactly one key that names its kind
    DEFINITION_KIND = "definition-kind";
    /// A definition, member, value, branch or feature has the keys that its form requires
    MISSING_KEY = "missing-key";
    /// A definition, member, value, branch or feature has only keys that its form allows
    UNKNOWN_KEY = "unknown-key";
    /// A value has the JSON type that its key requires
    WRONG_TYPE = "wrong-type";
    /// An array type is a list of one type name
    ARRAY_TYPE = "array-type";
    /// A flag can only be given the value that differs from its default
    FLAG_VALUE = "flag-value";
    /// Flags 'allow-oob' and 'coroutine' exclude each other
    FLAG_CONFLICT = "flag-conflict";
    /// Flag 'boxed' requires 'data' that names a type
    BOXED_DATA = "boxed-data";
    /// A condition is a symbol, or an object with exactly one of 'all', 'any' and 'not'
    INVALID_CONDITION = "invalid-condition";
    /// A condition's symbol consists of capital letters, digits and '_'
    CONDITION_SYMBOL = "condition-symbol";
    /// An alternate has at least one branch
    EMPTY_ALTERNATE = "empty-alternate";

    // Names.

    /// Names begin with a letter and consist of letters, digits, '-' and '_', after an optional prefix __RFQDN_
    INVALID_NAME = "invalid-name";
    /// Names are written in the case of their kind
    NAME_CASE = "name-case";
    /// Some names and prefixes are reserved for generated code
    RESERVED_NAME = "reserved-name";
    /// A type, command or event is defined only once, and not under the name of a built-in type
    REDEFINITION = "redefinition";
    /// Members, values, branches and features differ in more than '-' and '_'
    NAME_CLASH = "name-clash";

    // References.

    /// Types that are named must be defined
    UNKNOWN_TYPE = "unknown-type";
    /// A base is a struct type
    BASE_KIND = "base-kind";
    /// Arguments and event data are a struct or union type
    ARGUMENTS_KIND = "arguments-kind";
    /// A command or event that takes a union is boxed
    ARGUMENTS_BOXED = "arguments-boxed";
    /// A command or event with conditional members is boxed
    CONDITIONAL_ARGUMENTS = "conditional-arguments";
    /// A command returns an object or an array of objects, unless pragma command-returns-exceptions lists it
    RETURNS_KIND = "returns-kind";
    /// A branch of a union is a struct or union type
    BRANCH_KIND = "branch-kind";
    /// A discriminator is a member of the union's base, mandatory, unconditional, and of an enum type
    DISCRIMINATOR = "discriminator";
    /// A branch of a union is named like a value of its discriminator
    BRANCH_NAME = "branch-name";
    /// A union has at least one branch
    EMPTY_UNION = "empty-union";
    /// A branch of an alternate has a type whose JSON form is known
    ALTERNATIVE_KIND = "alternative-kind";
    /// The branches of an alternate differ in their JSON form
    ALTERNATIVE_CLASH = "alternative-clash";
    /// A type does not contain itself through bases and branches
    CONTAINS_ITSELF = "contains-itself";
    /// Bases and branches are nested at most 1,000 deep
    TYPE_DEPTH = "type-depth";
    /// Unions have few enough members and branches together to be worked on
    TOO_COMPLEX = "too-complex";
    /// Features 'deprecated' and 'unstable' are not for types
    SPECIAL_FEATURE = "special-feature";
    /// A schema has at most 64 different features, 'deprecated' and 'unstable' included
    TOO_MANY_FEATURES = "too-many-features";

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
            assert!(code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{code}");
            assert!(!summary.is_empty() && !summary.ends_with('.'), "{summary}");
        }
    }
}
