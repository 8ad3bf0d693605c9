//! How much a reader accepts.

/// How much is accepted: what can be understood, unless something is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode(u8);

impl Mode {
    /// What can be understood is accepted.
    pub const OPEN: Mode = Mode(0);
    /// Only what the schema says is accepted.
    pub const STRICT: Mode = Mode(1);
    /// What does not fit is left out where that is possible.
    pub const PARTIAL: Mode = Mode(2);
    /// Values of any type must not have a member twice.
    pub const UNIQUE: Mode = Mode(4);
    /// Only what the schema says is accepted, whatever the types say.
    pub const STRICT_THROUGHOUT: Mode = Mode(8);

    /// Both modes at once.
    #[inline]
    pub fn or(self, other: Mode) -> Mode {
        Mode(self.0 | other.0)
    }

    /// Whether this and the other mode have anything in common.
    #[inline]
    pub fn meets(self, other: Mode) -> bool {
        self.0 & other.0 != 0
    }

    /// This mode for an object, within an object that is read in another one.
    #[inline]
    pub fn within(self, outer: Mode) -> Mode {
        Mode(self.0 | outer.0 & (Mode::PARTIAL.0 | Mode::STRICT_THROUGHOUT.0))
    }
}
