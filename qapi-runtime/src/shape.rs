//! What is known about an object type before any value is seen: the table of its members.

/// One member of an object type: its name on the wire, its number, and [`flag`]s.
pub type Member = (&'static str, u16, u8);

/// The number of a member that is known by its place in the table.
pub const BY_PLACE: u16 = u16::MAX;

/// What to ask an object for to get the member at `place` of its table.
pub(crate) fn number(members: &[Member], place: usize) -> usize {
    match members.get(place) {
        Some((_, number, _)) if *number != BY_PLACE => usize::from(*number),
        _ => place,
    }
}

/// What a table says about a member. The names are the words of [`object!`](crate::object).
#[allow(non_upper_case_globals)]
pub mod flag {
    /// The member may be absent.
    pub const optional: u8 = 1;
    /// The member is a union's discriminator, whose branch shares the object.
    pub const selects: u8 = 2;
    /// Not a member, but where those go that the table does not name; the last entry.
    pub const rest: u8 = 4;
    /// A module of the user's converts the member's values.
    pub const with: u8 = 8;
    /// The member may be absent, and a module of the user's converts its values.
    pub const optional_with: u8 = optional | with;
}
