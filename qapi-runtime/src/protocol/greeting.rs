//! What a server says first (QMP specification, "Server Greeting").

use crate::model::{__enumeration, __object};

/// What a server says when a client connects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The content.
    pub qmp: Qmp,
}

__object! { Greeting { qmp: "QMP", } }

/// The content of a [`Greeting`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qmp {
    /// The server's version.
    pub version: Version,
    /// What the server can do if a client asks for it.
    pub capabilities: Vec<Capability>,
}

__object! {
    Qmp {
        version: "version",
        capabilities: "capabilities",
    }
}

/// A server's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The version of QEMU.
    pub qemu: VersionTriple,
    /// The name of the package, as its builder put it.
    pub package: String,
}

__object! {
    Version {
        qemu: "qemu",
        package: "package",
    }
}

/// The three numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionTriple {
    /// The first number.
    pub major: i64,
    /// The second number.
    pub minor: i64,
    /// The third number.
    pub micro: i64,
}

__object! {
    VersionTriple {
        major: "major",
        minor: "minor",
        micro: "micro",
    }
}

/// A capability of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Commands can be executed out of band.
    Oob,
    /// A capability that is not known here.
    Unknown(String),
}

__enumeration! { Capability { Oob = "oob", ..Unknown } }
