//! Names with wildcards, and the name that was probably meant by a mistaken one. Time is at most the product of the two
//! lengths.

pub use qapi_parser::nearest::nearest as suggestion;

/// Whether `name` matches `pattern`, in which `*` stands for any text and `?` for one character.
///
/// ```
/// use qapi_codegen::patterns::matches;
///
/// assert!(matches("query-*", "query-status"));
/// assert!(!matches("query-?", "query-status"));
/// ```
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&byte) if byte == b'?' || byte == name[n] => {
                p += 1;
                n += 1;
            }
            // A mismatch: let the last star take one character more.
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

/// The end of a sentence that suggests the nearest candidate; empty if none is near.
///
/// ```
/// use qapi_codegen::patterns::hint;
///
/// assert_eq!(hint("query-staus", ["query-status", "stop"]), "; did you mean `query-status`?");
/// assert_eq!(hint("something-else", ["query-status", "stop"]), "");
/// ```
pub fn hint<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    suggestion(name, candidates).map_or_else(String::new, did_you_mean)
}

/// The end of a sentence that suggests `name`.
pub fn did_you_mean(name: &str) -> String {
    format!("; did you mean `{name}`?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, name, expected) in [
            ("query-*", "query-status", true),
            ("query-*", "guest-query", false),
            ("*", "", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("Blockdev?", "Blockdev2", true),
            ("exact", "exact", true),
            ("exact", "exactly", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let names = ["query-status", "query-stats", "device_add"];
        assert_eq!(suggestion("query-staus", names), Some("query-status"));
        assert_eq!(suggestion("device-add", names), Some("device_add"));
        assert_eq!(suggestion("something-else", names), None);
    }
}
