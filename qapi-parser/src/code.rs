//! The rules that a diagnostic can report, by name.
//!
//! A code must stay as it is, because editors, logs and `qapi explain` refer to it. A new one takes a line here, a page
//! `explain/NAME.md`, and a case in `tests/cases`; tests check that none is missing.

use crate::explain::Explanation;
use std::fmt;
use std::str::FromStr;

/// What a rule is about.
#[derive(Clone, Copy, PartialEq)]
enum Subject {
    /// The language itself. A schema that breaks such a rule cannot be used.
    Language,
    /// Documentation comments. [`DocLevel`](crate::DocLevel) says how much these rules matter.
    Documentation,
}

macro_rules! codes {
    ($($subject:ident { $(#[doc = $summary:literal] $variant:ident = $name:literal;)* })*) => {
        /// A rule of the language. Its [`name`](Code::name) stands in brackets in a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $summary] $variant,)*)*
        }

        impl Code {
            /// Every code, in the order of the phases.
            pub const ALL: &[Code] = &[$($(Code::$variant,)*)*];

            /// The stable name, such as `unknown-type`.
            pub const fn name(self) -> &'static str {
                match self { $($(Code::$variant => $name,)*)* }
            }

            /// The rule in one line, without a final full stop.
            pub const fn summary(self) -> &'static str {
                match self { $($(Code::$variant => $summary.trim_ascii(),)*)* }
            }

            /// The page that explains the rule, in Markdown.
            const fn page(self) -> &'static str {
                match self { $($(Code::$variant => include_str!(concat!("../explain/", $name, ".md")),)*)* }
            }

            const fn subject(self) -> Subject {
                match self { $($(Code::$variant => Subject::$subject,)*)* }
            }
        }
    };
}

impl Code {
    /// Whether the rule is about documentation comments, and so subject to [`DocLevel`](crate::DocLevel).
    pub fn is_doc(self) -> bool {
        self.subject() == Subject::Documentation
    }

    /// The rule, the reason for it, and a wrong and a right example.
    pub fn explanation(self) -> Explanation {
        Explanation::parse(self.page())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that is not the name of a [`Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such code")
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        Code::ALL.iter().copied().find(|code| code.name() == name).ok_or(UnknownCode)
    }
}

codes! {
    Language {
        // Files and directives.

        /// A schema file must be there and readable
        UnreadableFile = "unreadable-file";
        /// A schema file is UTF-8 text
        InvalidUtf8 = "invalid-utf8";
        /// A schema file has no NUL bytes
        NulByte = "nul-byte";
        /// A schema file has at most 1 GiB
        FileTooLong = "file-too-long";
        /// A file must not include itself, directly or through others
        IncludeLoop = "include-loop";
        /// An include directive has one member, a string
        InvalidInclude = "invalid-include";
        /// A pragma directive has one member, an object
        InvalidPragma = "invalid-pragma";
        /// A pragma must be one that the language knows
        UnknownPragma = "unknown-pragma";
        /// A schema is written in the language of QEMU 6.2 or newer, unless option 'legacy' allows for an older one
        OldLanguage = "old-language";
        /// A pragma's value is a boolean for doc-required and a list of strings for the others
        PragmaValue = "pragma-value";

        /// What several versions declare must have a type that holds the values of each
        MergeConflict = "merge-conflict";
        /// An overlay adds to what it extends, and contradicts none of it
        OverlayConflict = "overlay-conflict";
        /// A saved reply to query-qmp-schema says what such a reply can say
        InvalidReply = "invalid-reply";

        // Syntax.

        /// Only words and signs of the language can stand outside strings and comments
        StrayText = "stray-text";
        /// Brackets, colons, commas and values must follow each other as in JSON
        UnexpectedToken = "unexpected-token";
        /// A file must not end within an expression
        UnexpectedEnd = "unexpected-end";
        /// A string ends on the line on which it begins
        UnclosedString = "unclosed-string";
        /// The only escape sequence in strings is `\\`
        UnknownEscape = "unknown-escape";
        /// Strings hold printable ASCII characters only
        StringCharacter = "string-character";
        /// A key stands only once in an object
        DuplicateKey = "duplicate-key";
        /// Everything at the top level of a schema is an object
        NotAnObject = "not-an-object";
        /// Brackets are nested at most 64 deep
        TooDeep = "too-deep";

        // The form of definitions.

        /// A definition has exactly one key that names its kind
        DefinitionKind = "definition-kind";
        /// A definition, member, value, branch or feature has the keys that its form requires
        MissingKey = "missing-key";
        /// A definition, member, value, branch or feature has only keys that its form allows
        UnknownKey = "unknown-key";
        /// A value has the JSON type that its key requires
        WrongType = "wrong-type";
        /// An array type is a list of one type name
        ArrayType = "array-type";
        /// A flag can only be given the value that differs from its default
        FlagValue = "flag-value";
        /// Flags 'allow-oob' and 'coroutine' exclude each other
        FlagConflict = "flag-conflict";
        /// Flag 'boxed' requires 'data' that names a type
        BoxedData = "boxed-data";
        /// A condition is a symbol, or an object with exactly one of 'all', 'any' and 'not'
        InvalidCondition = "invalid-condition";
        /// A condition's symbol consists of capital letters, digits and '_'
        ConditionSymbol = "condition-symbol";
        /// An alternate has at least one branch
        EmptyAlternate = "empty-alternate";

        // Names.

        /// Names begin with a letter and consist of letters, digits, '-' and '_', after an optional prefix __RFQDN_
        InvalidName = "invalid-name";
        /// Names are written in the case of their kind
        NameCase = "name-case";
        /// Some names and prefixes are reserved for generated code
        ReservedName = "reserved-name";
        /// A type, command or event is defined only once, and not under the name of a built-in type
        Redefinition = "redefinition";
        /// Members, values, branches and features differ in more than '-' and '_'
        NameClash = "name-clash";

        // References.

        /// Types that are named must be defined
        UnknownType = "unknown-type";
        /// A base is a struct type
        BaseKind = "base-kind";
        /// Arguments and event data are a struct or union type
        ArgumentsKind = "arguments-kind";
        /// A command or event that takes a union is boxed
        ArgumentsBoxed = "arguments-boxed";
        /// A command or event with conditional members is boxed
        ConditionalArguments = "conditional-arguments";
        /// A command returns an object or an array of objects, unless pragma command-returns-exceptions lists it
        ReturnsKind = "returns-kind";
        /// A branch of a union is a struct or union type
        BranchKind = "branch-kind";
        /// A discriminator is a member of the union's base, mandatory, unconditional, and of an enum type
        Discriminator = "discriminator";
        /// A branch of a union is named like a value of its discriminator
        BranchName = "branch-name";
        /// A union has at least one branch
        EmptyUnion = "empty-union";
        /// A branch of an alternate has a type whose JSON form is known
        AlternativeKind = "alternative-kind";
        /// The branches of an alternate differ in their JSON form
        AlternativeClash = "alternative-clash";
        /// A type does not contain itself through bases and branches
        ContainsItself = "contains-itself";
        /// Bases and branches are nested at most 1,000 deep
        TypeDepth = "type-depth";
        /// Unions have few enough members and branches together to be worked on
        TooComplex = "too-complex";
        /// Features 'deprecated' and 'unstable' are not for types
        SpecialFeature = "special-feature";
        /// A schema has at most 64 different features, 'deprecated' and 'unstable' included
        TooManyFeatures = "too-many-features";
    }
    Documentation {
        // The text of documentation comments.

        /// Nothing follows `##` on the first line of a documentation comment
        DocJunkStart = "doc-junk-start";
        /// Nothing follows `##` on the last line of a documentation comment
        DocJunkEnd = "doc-junk-end";
        /// A documentation comment ends with a `##` line
        DocUnterminated = "doc-unterminated";
        /// In a documentation comment, a space follows `#`
        DocMissingSpace = "doc-missing-space";
        /// The first line of definition documentation, `@NAME:`, ends with the colon
        DocMissingColon = "doc-missing-colon";
        /// A name follows `@` in a documentation comment
        DocMissingName = "doc-missing-name";
        /// Continuation lines of a description or section line up
        DocIndentation = "doc-indentation";
        /// A description or section has text
        DocEmptySection = "doc-empty-section";
        /// A member is described once
        DocDuplicateMember = "doc-duplicate-member";
        /// A feature is described once
        DocDuplicateFeature = "doc-duplicate-feature";
        /// There is one `Features:` line
        DocDuplicateFeatures = "doc-duplicate-features";
        /// There is one `Returns:`, one `Errors:` and one `Since:` section
        DocDuplicateSection = "doc-duplicate-section";
        /// Descriptions of features follow `Features:`
        DocEmptyFeatures = "doc-empty-features";
        /// Descriptions of members come before features and sections
        DocLateDescription = "doc-late-description";
        /// Free-form documentation describes no members
        DocFreeFormDescription = "doc-free-form-description";
        /// `Note:` and `Example:` sections are written as rST directives
        DocRetiredSection = "doc-retired-section";
        /// A line of prose has at most 70 characters
        DocLongLine = "doc-long-line";
        /// Two spaces separate sentences
        DocSentenceSpacing = "doc-sentence-spacing";

        // What documentation comments document.

        /// Definition documentation immediately precedes the definition
        DocWithoutDefinition = "doc-without-definition";
        /// Free-form documentation does not stand in front of a definition
        DocFreeFormDefinition = "doc-free-form-definition";
        /// Definition documentation names the definition that follows
        DocWrongSymbol = "doc-wrong-symbol";
        /// With pragma `doc-required`, every definition is documented
        DocRequired = "doc-required";
        /// A described member exists in the definition itself
        DocUnknownMember = "doc-unknown-member";
        /// A described feature exists
        DocUnknownFeature = "doc-unknown-feature";
        /// Where a definition is documented, so are its members
        DocUndocumentedMember = "doc-undocumented-member";
        /// Where a definition is documented, so are its features
        DocUndocumentedFeature = "doc-undocumented-feature";
        /// `Returns:` is for commands that return something
        DocReturns = "doc-returns";
        /// `Errors:` is for commands
        DocErrors = "doc-errors";
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_kebab_case_and_parse_back() {
        let unique: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(unique.len(), Code::ALL.len());
        for code in Code::ALL {
            let (name, summary) = (code.name(), code.summary());
            assert!(name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{name}");
            assert!(!summary.is_empty() && !summary.ends_with('.'), "{summary}");
            assert_eq!(name.parse(), Ok(*code));
        }
        assert!("no-such-code".parse::<Code>().is_err());
    }

    /// Rule: the codes of documentation rules can be recognised in a log.
    #[test]
    fn documentation_rules_begin_with_doc() {
        for code in Code::ALL {
            assert_eq!(code.is_doc(), code.name().starts_with("doc-"), "{code}");
        }
    }
}
