//! Which versions of the schema have what.

/// The versions that a schema was merged from, and what only some of them have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Their names, oldest first.
    pub names: Vec<String>,
    /// What differs between them, sorted by name.
    pub facts: Vec<VersionFact>,
}

/// Which versions have something. A version's bit is 1 where it does, that of the oldest version is the lowest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFact {
    /// What: a definition (`query-status`), or a part of one (`StatusInfo.running`), by QAPI name.
    pub name: String,
    /// The versions that have it.
    pub present: u64,
    /// The versions in which it is always there, if it is a member.
    pub mandatory: u64,
}
