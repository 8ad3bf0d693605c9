//! The pages behind the codes: each states a rule, the reason for it, and an example of each side.
//!
//! The pages are the files of `explain/`, written to be read as they are;
//! [`Code::explanation`](crate::Code::explanation) takes them apart. A page has the headings `## Why`, `## Wrong` and
//! `## Right`, which a test checks.

/// The page of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
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

impl Explanation {
    /// Takes a page apart. What stands under a heading that is missing is empty.
    pub(crate) fn parse(text: &'static str) -> Self {
        let section = |rest: &'static str, heading: &str| rest.split_once(heading).unwrap_or((rest, ""));
        let (rule, rest) = section(text, "\n## Why\n");
        let (why, rest) = section(rest, "\n## Wrong\n");
        let (wrong, right) = section(rest, "\n## Right\n");
        let rule = rule.split_once('\n').map_or("", |(_, rule)| rule);
        Explanation { text, rule: rule.trim(), why: why.trim(), wrong: Example(wrong), right: Example(right) }
    }
}
