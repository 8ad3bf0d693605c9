//! The version number that follows from changes, by Cargo's rules.

use super::{Change, Effect};
use std::fmt;
use std::str::FromStr;

/// What must become of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing changed for code that uses it.
    None,
    /// There is something more.
    Minor,
    /// Code may not compile.
    Major,
}

/// A version of a crate: three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(u64, u64, u64);

/// What follows from changes. With `ignore_new_fields`, a field more of a struct counts as an addition.
pub fn bump(changes: &[Change], ignore_new_fields: bool) -> Bump {
    let breaks = |change: &Change| match change.effect {
        Effect::Breaking => true,
        Effect::NewField => !ignore_new_fields,
        Effect::Added => false,
    };
    match changes.iter().any(breaks) {
        true => Bump::Major,
        false if changes.is_empty() => Bump::None,
        false => Bump::Minor,
    }
}

impl Bump {
    /// Which number of a version must be raised.
    pub fn rule(self) -> &'static str {
        match self {
            Bump::None => "any higher version will do",
            Bump::Minor => "raise the second number, or the third while the first is 0",
            Bump::Major => "raise the first number, or the second while the first is 0",
        }
    }
}

impl Version {
    /// The next version.
    pub fn next(self, bump: Bump) -> Version {
        let Version(major, minor, patch) = self;
        match (bump, major, minor) {
            // Of 0.0.x, each version is incompatible with every other.
            (_, 0, 0) | (Bump::None, ..) | (Bump::Minor, 0, _) => Version(major, minor, patch + 1),
            (Bump::Minor, ..) | (Bump::Major, 0, _) => Version(major, minor + 1, 0),
            (Bump::Major, ..) => Version(major + 1, 0, 0),
        }
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
        match numbers.as_deref() {
            Ok([major, minor, patch]) if [major, minor, patch].iter().all(|number| **number < u64::MAX) => {
                Ok(Version(*major, *minor, *patch))
            }
            _ => Err("it is no version of three numbers, such as 0.1.0".to_owned()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule: Cargo takes the first number that is not 0 for the one that breaking changes raise.
    #[test]
    fn versions_follow_cargos_rules() {
        let next = |text: &str, bump| text.parse::<Version>().expect(text).next(bump).to_string();
        assert_eq!(next("1.2.3", Bump::Major), "2.0.0");
        assert_eq!(next("1.2.3", Bump::Minor), "1.3.0");
        assert_eq!(next("1.2.3", Bump::None), "1.2.4");
        assert_eq!(next("0.1.4", Bump::Major), "0.2.0");
        assert_eq!(next("0.1.4", Bump::Minor), "0.1.5");
        assert_eq!(next("0.0.4", Bump::Minor), "0.0.5");
        assert!("1.2".parse::<Version>().is_err() && "1.2.x".parse::<Version>().is_err());
    }
}
