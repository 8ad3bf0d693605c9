//! Which commands clients may execute.

use super::glob;
use qapi_runtime::{Map, Value};
use std::fmt;

/// Which commands clients may execute: none, until a rule allows it.
///
/// A command is refused if any rule refuses it, in whatever order, or if none allows it. The arguments of an allowed
/// one may be rewritten.
///
/// ```
/// use qapi_server::proxy::{Decision, Policy};
///
/// let policy = Policy::new()
///     .allow("query-*")
///     .refuse("query-*secret*")
///     .allow_if("blockdev-add", &[("driver", "null-*"), ("read-only", "true")])
///     .rewrite("query-blockstats", |arguments| {
///         arguments.insert("query-nodes".to_owned(), true.into());
///     });
/// let forwarded = |text: &str| Decision::Forward(text.to_owned());
/// assert_eq!(policy.decide("query-status", "{}"), forwarded("{}"));
/// assert_eq!(policy.decide("query-blockstats", "{}"), forwarded(r#"{"query-nodes":true}"#));
/// let disk = r#"{"driver":"null-co","read-only":true,"node-name":"n"}"#;
/// assert_eq!(policy.decide("blockdev-add", disk), forwarded(disk));
/// for (command, arguments) in [("query-secrets", "{}"), ("stop", "{}"), ("blockdev-add", r#"{"driver":"null-co"}"#)] {
///     assert!(matches!(policy.decide(command, arguments), Decision::Refuse(_)));
/// }
/// ```
#[derive(Default)]
pub struct Policy {
    rules: Vec<Rule>,
}

/// A rule about some commands.
struct Rule {
    command: String,
    /// Members of the arguments, as paths with dots, and what they must be like.
    arguments: Vec<(String, String)>,
    effect: Effect,
}

enum Effect {
    Allow,
    Refuse,
    Rewrite(Box<dyn Fn(&mut Map) + Send + Sync>),
}

/// What is to be done with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is executed with these arguments, which are JSON.
    Forward(String),
    /// It is refused for this reason.
    Refuse(String),
}

impl Policy {
    /// A policy that allows nothing.
    #[must_use]
    pub fn new() -> Self {
        Policy::default()
    }

    /// Allows commands of these names: `*` stands for any characters, `?` for one.
    #[must_use]
    pub fn allow(self, command: &str) -> Self {
        self.rule(command, &[], Effect::Allow)
    }

    /// As [`Policy::allow`], if the arguments match: each member, named by its dotted path, must be present and match a
    /// pattern. A string is matched by its text, anything else as JSON.
    #[must_use]
    pub fn allow_if(self, command: &str, arguments: &[(&str, &str)]) -> Self {
        self.rule(command, arguments, Effect::Allow)
    }

    /// Refuses commands of these names, even if another rule allows them.
    #[must_use]
    pub fn refuse(self, command: &str) -> Self {
        self.rule(command, &[], Effect::Refuse)
    }

    /// As [`Policy::refuse`], if the arguments match as in [`Policy::allow_if`].
    #[must_use]
    pub fn refuse_if(self, command: &str, arguments: &[(&str, &str)]) -> Self {
        self.rule(command, arguments, Effect::Refuse)
    }

    /// Changes the arguments of allowed commands of these names. The changed command is not checked again.
    #[must_use]
    pub fn rewrite(self, command: &str, rewrite: impl Fn(&mut Map) + Send + Sync + 'static) -> Self {
        self.rule(command, &[], Effect::Rewrite(Box::new(rewrite)))
    }

    fn rule(mut self, command: &str, arguments: &[(&str, &str)], effect: Effect) -> Self {
        let owned = |(path, pattern): &(&str, &str)| ((*path).to_owned(), (*pattern).to_owned());
        self.rules.push(Rule { command: command.to_owned(), arguments: arguments.iter().map(owned).collect(), effect });
        self
    }

    /// Decides about a command. Its arguments are the text of an object.
    #[must_use]
    pub fn decide(&self, command: &str, arguments: &str) -> Decision {
        let rules: Vec<&Rule> = self.rules.iter().filter(|rule| glob::matches(&rule.command, command)).collect();
        // Most rules look at nothing but the name, and then the arguments are passed on unread.
        let needs_values = |rule: &&Rule| !rule.arguments.is_empty() || matches!(rule.effect, Effect::Rewrite(_));
        let mut values = if rules.iter().any(needs_values) {
            match serde_json::from_str(arguments) {
                Ok(values) => values,
                Err(problem) => {
                    return Decision::Refuse(format!("The arguments of {command} cannot be judged: {problem}"));
                }
            }
        } else {
            Map::new()
        };
        let is_met = |rule: &&&Rule| rule.is_met(&values);
        let is_allowed = rules.iter().filter(is_met).any(|rule| matches!(rule.effect, Effect::Allow));
        let is_refused = rules.iter().filter(is_met).any(|rule| matches!(rule.effect, Effect::Refuse));
        if is_refused || !is_allowed {
            return Decision::Refuse(format!("The command {command} is not allowed by the proxy's policy"));
        }
        let mut is_changed = false;
        for rule in rules {
            if let Effect::Rewrite(rewrite) = &rule.effect {
                rewrite(&mut values);
                is_changed = true;
            }
        }
        Decision::Forward(if is_changed { Value::Object(values).to_string() } else { arguments.to_owned() })
    }
}

impl Rule {
    fn is_met(&self, arguments: &Map) -> bool {
        self.arguments.iter().all(|(path, pattern)| match member(arguments, path) {
            None => false,
            Some(Value::String(text)) => glob::matches(pattern, text),
            Some(other) => glob::matches(pattern, &other.to_string()),
        })
    }
}

/// The member at a path with dots.
fn member<'a>(arguments: &'a Map, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.');
    let first = arguments.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for rule in &self.rules {
            let effect = match rule.effect {
                Effect::Allow => "allow",
                Effect::Refuse => "refuse",
                Effect::Rewrite(_) => "rewrite",
            };
            list.entry(&format_args!("{effect} {} {:?}", rule.command, rule.arguments));
        }
        list.finish()
    }
}
