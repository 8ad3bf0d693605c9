//! Every QAPI name and the Rust name that it becomes: legal Rust, without a naming lint, and only once in each scope.
//!
//! The rules:
//! 1. Types, commands, events, enum values and branches become UpperCamelCase, members and modules snake_case.
//! 2. Words are separated at `-`, `_` and `.`; a word that is all capitals (`BLOCK_IO_ERROR`) is put in lower case
//!    first, another word keeps its inner capitals (`QCryptoTLSCreds`, `legacyESX`).
//! 3. Between two digits the separator stays, as `_`: `x86_64` becomes `X86_64`, not `X8664`.
//! 4. A name that starts with a digit gets a leading `_`.
//! 5. A keyword becomes a raw identifier (`r#type`); one that cannot be raw (`self`) gets a trailing `_`.
//! 6. When two names of one scope become the same, the later one gets a trailing `_`.

use heck::ToSnakeCase;
use std::collections::HashSet;

/// UpperCamelCase by rules 1 to 4.
pub fn upper_camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 1);
    for word in name.split(['-', '_', '.']).filter(|word| !word.is_empty()) {
        let digits_meet = out.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit());
        if digits_meet {
            out.push('_');
        }
        let shouted = word.len() > 1 && !word.contains(|c: char| c.is_ascii_lowercase());
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        if shouted {
            out.extend(letters.map(|letter| letter.to_ascii_lowercase()));
        } else {
            out.push_str(letters.as_str());
        }
    }
    lead_with_letter(out)
}

/// The Rust name of a type: a name in CamelCase stays as it is, a downstream name is put together from its words.
pub fn type_name(name: &str) -> String {
    if name.contains(['-', '_', '.']) { upper_camel(name) } else { name.to_owned() }
}

/// snake_case by rules 1, 2 and 4. The caller escapes keywords.
pub fn snake(name: &str) -> String {
    let plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        && !name.starts_with(['-', '_'])
        && !name.contains("--")
        && !name.contains("__");
    lead_with_letter(if plain { name.replace('-', "_") } else { name.replace('.', "_").to_snake_case() })
}

fn lead_with_letter(name: String) -> String {
    match name.as_bytes().first() {
        None => "_empty".to_owned(),
        Some(byte) if byte.is_ascii_digit() => format!("_{name}"),
        Some(_) => name,
    }
}

/// An identifier as it is written in source: keywords escaped by rule 5.
pub fn escape(name: &str) -> String {
    match name {
        _ if NEVER_RAW.contains(&name) => format!("{name}_"),
        _ if KEYWORDS.binary_search(&name).is_ok() => format!("r#{name}"),
        _ => name.to_owned(),
    }
}

/// A Rust name as a person reads it: without `r#`.
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Words that not even `r#` makes an identifier.
const NEVER_RAW: [&str; 5] = ["Self", "_", "crate", "self", "super"];

/// Keywords of every edition so far, so that output does not depend on the edition of the crate that includes it.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The names of one scope: hands out each only once (rule 6).
#[derive(Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// Takes `name`, or the first of `name_`, `name__`, … that is free, and escapes it.
    pub fn take(&mut self, mut name: String) -> String {
        if NEVER_RAW.contains(&name.as_str()) {
            name.push('_');
        }
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        escape(&name)
    }

    /// Whether somebody has this name.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_camel_separates_words_and_keeps_digits_apart() {
        for (name, expected) in [
            ("blockdev-add", "BlockdevAdd"),
            ("qmp_capabilities", "QmpCapabilities"),
            ("BLOCK_IO_ERROR", "BlockIoError"),
            ("x86_64", "X86_64"),
            ("cast5-128", "Cast5_128"),
            ("2_5", "_2_5"),
            ("3des", "_3des"),
            ("legacyESX", "LegacyESX"),
            ("EAX", "Eax"),
            ("__com.redhat_drive-mirror", "ComRedhatDriveMirror"),
            ("GenericError", "GenericError"),
        ] {
            assert_eq!(upper_camel(name), expected, "{name}");
        }
    }

    /// Rule: a separator is kept, as `_`, between two digits and nowhere else.
    #[test]
    fn only_between_digits_does_a_separator_stay() {
        for (name, expected) in [
            ("v1-2", "V1_2"),
            ("v1_2", "V1_2"),
            ("v1.2.3", "V1_2_3"),
            ("v12", "V12"),
            ("v1-b2", "V1B2"),
            ("v-1", "V1"),
            ("1-v", "_1V"),
            ("a1b-2c3-4d", "A1b2c3_4d"),
            ("-", "_empty"),
        ] {
            assert_eq!(upper_camel(name), expected, "{name}");
        }
        for (name, expected) in [("v1-2", "v1_2"), ("v1.2", "v1_2"), ("v12", "v12"), ("V1-2", "v1_2"), ("-", "_empty")]
        {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn separators_at_the_ends_and_doubled_ones_vanish() {
        for (name, expected) in [("__qemu_x-y", "qemu_x_y"), ("a--b", "a_b"), ("a__b", "a_b"), ("-a", "a"), ("_a", "a")]
        {
            assert_eq!(snake(name), expected, "{name}");
        }
        assert_eq!(upper_camel("__qemu_x--y"), "QemuXY");
    }

    /// Rule: the keywords of every edition are escaped, and nothing else is.
    #[test]
    fn every_escaped_name_is_an_identifier() {
        for keyword in KEYWORDS.iter().chain(&NEVER_RAW) {
            let escaped = escape(keyword);
            assert!(syn::parse_str::<syn::Ident>(&escaped).is_ok(), "{escaped}");
            assert_ne!(escaped, *keyword);
        }
        assert_eq!(
            (escape("macro_rules"), escape("union"), escape("default")),
            ("macro_rules".into(), "union".into(), "default".into())
        );
        assert_eq!((plain("r#type"), plain("rtype")), ("type", "rtype"));
    }

    #[test]
    fn type_names_keep_their_capitals() {
        for name in ["X86CPURegister32", "QCryptoTLSCreds", "PCIELinkSpeed", "String"] {
            assert_eq!(type_name(name), name);
        }
        assert_eq!(type_name("__org.qemu_x-Enum"), "OrgQemuXEnum");
    }

    #[test]
    fn members_become_snake_case() {
        for (name, expected) in [
            ("cpu-index", "cpu_index"),
            ("iops_rd", "iops_rd"),
            ("UUID", "uuid"),
            ("x86_64", "x86_64"),
            ("__org.qemu_x-member1", "org_qemu_x_member1"),
            ("9p", "_9p"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn keywords_are_sorted_and_escaped() {
        assert!(KEYWORDS.is_sorted());
        assert_eq!(escape("type"), "r#type");
        assert_eq!(escape("self"), "self_");
        assert_eq!(escape("data"), "data");
    }

    #[test]
    fn a_taken_name_gets_an_underscore() {
        let mut scope = Scope::default();
        assert_eq!(scope.take("a".into()), "a");
        assert_eq!(scope.take("a".into()), "a_");
        assert_eq!(scope.take("self_".into()), "self_");
        assert_eq!(scope.take("self".into()), "self__");
        assert_eq!(scope.take("type".into()), "r#type");
        assert_eq!(scope.take("type".into()), "type_");
    }
}
