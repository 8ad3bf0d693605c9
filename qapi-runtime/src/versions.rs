//! Which versions of a schema have what: static data of bindings that were made from several versions.

/// The versions that bindings were made from, and what only some of them have.
///
/// Bindings from several versions hold one in a static `VERSIONS`. It costs nothing to those who do not ask.
///
/// ```
/// use qapi_runtime::{VersionFact, Versions};
///
/// static VERSIONS: Versions = Versions::new(
///     &["7.2", "9.2", "10.0"],
///     &[
///         VersionFact { name: "StatusInfo.singlestep", present: 0b001, mandatory: 0b001 },
///         VersionFact { name: "query-stats", present: 0b110, mandatory: 0 },
///     ],
/// );
/// assert!(VERSIONS.has("7.2", "StatusInfo.singlestep"));
/// assert!(!VERSIONS.has("10.0", "StatusInfo.singlestep"));
/// assert_eq!(VERSIONS.of("query-stats").collect::<Vec<_>>(), ["9.2", "10.0"]);
/// // What is not listed is in every version.
/// assert_eq!(VERSIONS.of("query-status").count(), 3);
/// assert_eq!(VERSIONS.of_server(9, 1), Some("7.2"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    names: &'static [&'static str],
    facts: &'static [VersionFact],
}

/// Which versions have something. A version's bit is 1 where it does, that of the oldest version is the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionFact {
    /// What: a definition (`query-status`), or a part of one (`StatusInfo.running`).
    pub name: &'static str,
    /// The versions that have it.
    pub present: u64,
    /// The versions in which it is always there, if it is a member.
    pub mandatory: u64,
}

impl Versions {
    /// The names of versions, oldest first, and the facts, sorted by name. What has no fact is the same in all
    /// versions that have its definition.
    pub const fn new(names: &'static [&'static str], facts: &'static [VersionFact]) -> Self {
        Self { names, facts }
    }

    /// The names of the versions, oldest first.
    pub const fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// What differs between the versions, sorted by name.
    pub const fn facts(&self) -> &'static [VersionFact] {
        self.facts
    }

    /// The versions that have a definition, or a member, value or branch of one. The name is that of the schema;
    /// nothing finds out whether there is such a name at all.
    pub fn of(&self, name: &str) -> impl Iterator<Item = &'static str> + use<> {
        let present = self.fact(name).map_or(u64::MAX, |fact| fact.present);
        self.names.iter().enumerate().filter(move |(version, _)| is_set(present, *version)).map(|(_, name)| *name)
    }

    /// Whether a version has a definition, or a member, value or branch of one. No version of another name has
    /// anything.
    pub fn has(&self, version: &str, name: &str) -> bool {
        self.of(name).any(|other| other == version)
    }

    /// Whether a member is always there in a version. `None` if that does not differ between the versions.
    pub fn is_mandatory(&self, version: &str, name: &str) -> Option<bool> {
        let version = self.names.iter().position(|other| *other == version)?;
        self.fact(name).map(|fact| is_set(fact.mandatory, version))
    }

    /// The newest version that is not newer than this server's.
    pub fn of_server(&self, major: u64, minor: u64) -> Option<&'static str> {
        let number = |name: &str| {
            let mut numbers = name.split('.').map(|part| part.parse::<u64>().ok());
            Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
        };
        let older = |name: &&&'static str| number(name).is_some_and(|number| number <= (major, minor));
        self.names.iter().rev().find(older).copied()
    }

    /// The fact of something; of a part without one, that of its definition.
    fn fact(&self, name: &str) -> Option<&'static VersionFact> {
        let find = |name: &str| {
            let at = self.facts.binary_search_by(|fact| fact.name.cmp(name)).ok()?;
            self.facts.get(at)
        };
        find(name).or_else(|| find(name.rsplit_once('.')?.0))
    }
}

fn is_set(bits: u64, version: usize) -> bool {
    version < 64 && bits >> version & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: &[VersionFact] = &[
        VersionFact { name: "A.b", present: 0b110, mandatory: 0b100 },
        VersionFact { name: "c", present: 0b010, mandatory: 0 },
    ];
    const VERSIONS: Versions = Versions::new(&["6.2", "9.2", "10.0"], FACTS);

    #[test]
    fn facts_are_found_by_name() {
        assert_eq!(VERSIONS.of("A.b").collect::<Vec<_>>(), ["9.2", "10.0"]);
        assert_eq!(VERSIONS.of("c").collect::<Vec<_>>(), ["9.2"]);
        assert_eq!(VERSIONS.of("c.d").collect::<Vec<_>>(), ["9.2"]);
        assert_eq!(VERSIONS.of("A").collect::<Vec<_>>(), ["6.2", "9.2", "10.0"]);
        assert!(VERSIONS.has("9.2", "c") && !VERSIONS.has("6.2", "c") && !VERSIONS.has("9", "c"));
        assert_eq!(VERSIONS.is_mandatory("9.2", "A.b"), Some(false));
        assert_eq!(VERSIONS.is_mandatory("10.0", "A.b"), Some(true));
        assert_eq!((VERSIONS.is_mandatory("10.0", "A"), VERSIONS.is_mandatory("1", "A.b")), (None, None));
    }

    #[test]
    fn a_server_is_of_the_newest_version_that_is_not_newer() {
        assert_eq!(VERSIONS.of_server(10, 2), Some("10.0"));
        assert_eq!(VERSIONS.of_server(10, 0), Some("10.0"));
        assert_eq!(VERSIONS.of_server(9, 9), Some("9.2"));
        assert_eq!(VERSIONS.of_server(8, 0), Some("6.2"));
        assert_eq!(VERSIONS.of_server(5, 0), None);
        assert_eq!(Versions::new(&["vendor"], &[]).of_server(5, 0), None);
    }
}
