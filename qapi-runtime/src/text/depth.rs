//! How deep lists and objects may nest.
//!
//! Values are read and written by functions that call each other, so that nesting takes up stack. The number of levels
//! is chosen so that a chain of QEMU's largest types fits a thread's usual stack of 2 MiB. Types of yours may be
//! larger: before the stack is used up, reading ends with an error too.

/// How many levels may nest in one text.
///
/// QEMU itself refuses more than 1,024. A few more are for the members of a message around such a value. Without
/// optimization a level takes several times as much stack.
pub const LEVELS: u32 = ENVELOPE + if cfg!(debug_assertions) { 256 } else { 1024 };

const ENVELOPE: u32 = 16;

/// How many bytes of stack reading may take up: what is left of 2 MiB by a caller that takes up an eighth.
const BYTES: usize = 7 << 18;

/// How far above the place where reading starts a local variable may stand, whatever has been inlined.
const SLACK: usize = 1 << 16;

/// How much stack has been taken up since this was made.
#[derive(Debug, Clone, Copy)]
pub struct Stack {
    /// The address from which all that is read takes up stack downwards.
    top: usize,
}

impl Stack {
    #[inline(always)]
    pub fn here() -> Self {
        Stack { top: address_here().wrapping_add(SLACK) }
    }

    /// Whether reading has to end.
    #[inline(always)]
    pub fn is_used_up(self) -> bool {
        self.top.wrapping_sub(address_here()) > BYTES + SLACK
    }
}

/// The address of a local variable.
#[inline(always)]
fn address_here() -> usize {
    let local = 0_u8;
    std::ptr::from_ref(&local).addr()
}
