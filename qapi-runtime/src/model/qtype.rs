//! The predefined enumeration `QType` (manual: "Built-in Types").

use super::tables::__enumeration;

/// A type of JSON value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum QType {
    /// No value.
    None,
    /// `null`.
    Qnull,
    /// A number.
    Qnum,
    /// A string.
    Qstring,
    /// An object.
    Qdict,
    /// A list.
    Qlist,
    /// `true` or `false`.
    Qbool,
    /// A name that this crate does not know.
    Unknown(String),
}

__enumeration! {
    QType {
        None = "none",
        Qnull = "qnull",
        Qnum = "qnum",
        Qstring = "qstring",
        Qdict = "qdict",
        Qlist = "qlist",
        Qbool = "qbool",
        ..Unknown
    }
}
