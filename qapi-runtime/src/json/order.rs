//! The order in which a server writes the members of a type.
//!
//! A server writes the members of one type in the same order each time, though not in that of the schema. What came
//! after a member the last time is therefore the first guess for what comes now, and nearly always right.

/// How many types are remembered at a time.
const TYPES: usize = 4;

/// How many members of a type are remembered.
const MEMBERS: usize = 24;

/// What follows what.
#[derive(Debug, Clone, Copy, Default)]
struct Order {
    /// The address of the list of members, which tells types apart.
    type_address: usize,
    /// For each member one more than the one after it; first, that with which objects begin. Zero is the order of the
    /// schema, so that nothing has to be prepared.
    next: [u8; MEMBERS],
}

/// What is remembered while one text is read.
#[derive(Debug, Default)]
pub struct Orders([Order; TYPES]);

impl Orders {
    /// Where the order of these members is remembered.
    #[inline]
    pub fn of(&mut self, members: &'static [&'static str]) -> usize {
        let address = members.as_ptr().addr();
        let place = (address >> 4 ^ address >> 9) % TYPES;
        let order = &mut self.0[place];
        if order.type_address != address {
            *order = Order { type_address: address, next: [0; MEMBERS] };
        }
        place
    }

    /// The member that is expected after `before` members of the schema, that is, after member `before - 1`.
    #[inline]
    pub fn expected(&self, order: usize, before: usize) -> usize {
        match self.0[order % TYPES].next.get(before) {
            None | Some(0) => before,
            Some(next) => usize::from(*next) - 1,
        }
    }

    /// Remembers that this member came instead.
    #[inline]
    pub fn came(&mut self, order: usize, before: usize, member: usize) {
        if let (Some(next), Ok(member)) = (self.0[order % TYPES].next.get_mut(before), u8::try_from(member + 1)) {
            *next = member;
        }
    }
}
