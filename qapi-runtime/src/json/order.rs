//! The order in which a server writes the members of a type.
//!
//! A server writes the members of one type in the same order each time, though not in that of the schema. What came
//! after a member the last time is therefore the first guess for what comes now, and nearly always right. A thread
//! remembers it from one text to the next.

use std::cell::Cell;

/// How many types are remembered.
const TYPES: usize = 64;

/// How many members of a type are remembered.
const MEMBERS: usize = 56;

/// What follows what in a type.
#[derive(Debug)]
pub struct Order {
    /// The address of the list of members, which tells types apart.
    type_address: Cell<usize>,
    /// For each member one more than the one after it; first, that with which objects begin. Zero is the order of the
    /// schema, so that nothing has to be prepared.
    next: [Cell<u8>; MEMBERS],
}

/// What is remembered.
#[derive(Debug)]
pub struct Orders([Order; TYPES]);

thread_local! {
    static ORDERS: Orders = const {
        Orders([const { Order { type_address: Cell::new(0), next: [const { Cell::new(0) }; MEMBERS] } }; TYPES])
    };
}

impl Orders {
    /// Hands over what the thread remembers.
    #[inline]
    pub fn with<T>(read: impl FnOnce(&Orders) -> T) -> T {
        ORDERS.with(read)
    }

    /// What is remembered of these members. Types that share a place disturb each other: some guesses will be wrong.
    #[inline]
    pub fn of(&self, members: &'static [&'static str]) -> &Order {
        let address = members.as_ptr().addr();
        let order = &self.0[(address >> 4 ^ address >> 10) % TYPES];
        if order.type_address.replace(address) != address {
            order.next.iter().for_each(|next| next.set(0));
        }
        order
    }
}

impl Order {
    /// The member that is expected after `before` members of the schema, that is, after member `before - 1`.
    #[inline]
    pub fn expected(&self, before: usize) -> usize {
        match self.next.get(before).map(Cell::get) {
            None | Some(0) => before,
            Some(next) => usize::from(next) - 1,
        }
    }

    /// Remembers that this member came instead.
    #[inline]
    pub fn came(&self, before: usize, member: usize) {
        if let (Some(next), Ok(member)) = (self.next.get(before), u8::try_from(member + 1)) {
            next.set(member);
        }
    }
}
