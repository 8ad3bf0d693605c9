//! The first message of a server (QMP specification, "Server Greeting").

use crate::model::{__enumeration, __object};

/// What a server sends when a client connects.
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
    /// The capabilities that the server offers.
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
    /// The version of the package, as its builder wrote it; often empty.
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
    /// The major version.
    pub major: i64,
    /// The minor version.
    pub minor: i64,
    /// The patch level.
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
    /// A capability that this crate does not know.
    Unknown(String),
}

__enumeration! { Capability { Oob = "oob", ..Unknown } }
