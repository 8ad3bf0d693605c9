//! The rules for names (manual: "Naming rules and reserved names", "Downstream extensions").
//!
//! Whether a name may stand where it does is decided here; pragmas that except names only choose another [`Case`].

use crate::code::Code;
use std::borrow::Cow;

/// How names of a kind are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `CamelCase`: types.
    Camel,
    /// `lower-case`: members, features, commands.
    Lower,
    /// `lower_case` too: commands in pragma `command-name-exceptions`.
    LowerUnderscore,
    /// `UPPER_CASE`: events.
    Upper,
    /// Anything: members of types in pragma `member-name-exceptions`.
    Any,
}

/// What is wrong with a name.
pub(crate) struct Fault {
    pub code: Code,
    /// What would be right, to follow the words "the name of a .. ".
    pub rule: &'static str,
}

/// Checks a name; in enums it may begin with a digit.
pub(crate) fn check(name: &str, case: Case, digit: bool) -> Result<(), Fault> {
    let folded = name.get(..2).unwrap_or_default();
    if folded == "q_" || folded == "q-" {
        return Err(Fault { code: Code::ReservedName, rule: "must not begin with 'q_' or 'q-', which are reserved" });
    }
    let Some(stem) = stem(name, digit) else {
        let rule = "must begin with a letter and consist of letters, digits, '-' and '_'";
        return Err(Fault { code: Code::InvalidName, rule });
    };
    let has = |test: fn(u8) -> bool| stem.bytes().any(test);
    let fault = match case {
        Case::Camel if !is_camel(stem) => "must be in CamelCase",
        Case::Lower if has(|c| c.is_ascii_uppercase() || c == b'_') => "must not have capital letters or '_'",
        Case::LowerUnderscore if has(|c| c.is_ascii_uppercase()) => "must not have capital letters",
        Case::Upper if has(|c| c.is_ascii_lowercase() || c == b'-') => "must not have small letters or '-'",
        _ => return Ok(()),
    };
    Err(Fault { code: Code::NameCase, rule: fault })
}

/// The name without a downstream prefix `__RFQDN_` and without `x-`; `None` if it is no name.
fn stem(whole: &str, digit: bool) -> Option<&str> {
    let name = match whole.strip_prefix("__") {
        None => whole,
        Some(rest) => {
            let domain = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))?;
            rest[domain..].strip_prefix('_').filter(|_| domain > 0)?
        }
    };
    let begins = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
    let stem = name.strip_prefix("x-").or_else(|| name.strip_prefix("X-")).filter(|rest| begins(rest)).unwrap_or(name);
    let first = begins(stem) || digit && whole.starts_with(|c: char| c.is_ascii_digit());
    let rest = stem.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
    (first && rest).then_some(stem)
}

fn is_camel(stem: &str) -> bool {
    let mut bytes = stem.bytes();
    bytes.next().is_some_and(|c| c.is_ascii_uppercase())
        && bytes.clone().all(|c| c.is_ascii_alphanumeric())
        && bytes.any(|c| c.is_ascii_lowercase())
}

/// What generated code makes of a name: names that are equal in this form clash.
pub(crate) fn fold(name: &str) -> Cow<'_, str> {
    if name.contains(['-', '.']) { Cow::Owned(name.replace(['-', '.'], "_")) } else { Cow::Borrowed(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ok(name: &str, case: Case) -> bool {
        check(name, case, false).is_ok()
    }

    #[test]
    fn case_depends_on_the_kind() {
        assert!(is_ok("BlockInfo", Case::Camel) && !is_ok("block-info", Case::Camel) && !is_ok("BLOCK", Case::Camel));
        assert!(is_ok("query-status", Case::Lower) && !is_ok("query_status", Case::Lower));
        assert!(is_ok("device_add", Case::LowerUnderscore) && !is_ok("Device_add", Case::LowerUnderscore));
        assert!(is_ok("BLOCK_JOB", Case::Upper) && !is_ok("BLOCK-JOB", Case::Upper) && !is_ok("block", Case::Upper));
        assert!(is_ok("A_b", Case::Any));
    }

    #[test]
    fn downstream_names_have_a_prefix_of_their_own() {
        assert!(is_ok("__com.redhat_drive-mirror", Case::Lower));
        assert!(is_ok("__ORG.QEMU_X-EVENT", Case::Upper) && is_ok("__org.qemu_x-Enum", Case::Camel));
        for bad in ["_foo", "__", "__foo", "___foo", "__com.redhat_", "__com redhat_x"] {
            assert!(!is_ok(bad, Case::Any), "{bad}");
        }
    }

    #[test]
    fn names_begin_with_a_letter_but_values_may_begin_with_a_digit() {
        assert!(check("1-wire", Case::Lower, true).is_ok() && !is_ok("1-wire", Case::Lower));
        assert!(
            !is_ok("", Case::Any) && !is_ok("-a", Case::Any) && !is_ok("a b", Case::Any) && is_ok("x-1", Case::Any)
        );
    }

    #[test]
    fn some_prefixes_are_reserved() {
        for reserved in ["q_unix", "q-unix"] {
            assert!(check(reserved, Case::Any, false).is_err_and(|fault| fault.code == Code::ReservedName));
        }
        assert!(is_ok("quit", Case::Lower) && is_ok("Q_A", Case::Upper));
    }
}
