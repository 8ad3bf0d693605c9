//! Leaving out what does not fit, and saying what was left out.
//!
//! Callers ask for this with a wrapper type, so that others pay nothing. A value is first read as usual. Only if that
//! fails, it is read once more, leaving out what does not fit.

use super::shape::{Slot, wire_name};
use crate::text::{Checkpoint, Read, Reader};

/// Skips a value that does not fit, which starts at `start`, and remembers it.
#[cold]
pub fn leave_out(reader: &mut Reader<'_>, start: Checkpoint) -> Read {
    let fault = reader.recover()?;
    reader.go_back(start);
    reader.peek();
    let at = reader.position();
    reader.skip()?;
    reader.left_out(at, fault);
    Ok(())
}

/// Takes the value of a member. If it is optional and its value does not fit, it is left out.
#[cold]
pub fn fill_partial<S: Slot + ?Sized>(
    reader: &mut Reader<'_>,
    member: &'static str,
    slot: Option<&mut &mut S>,
) -> Read {
    let Some(slot) = slot else { return reader.skip() };
    let start = reader.checkpoint();
    slot.fill(reader)
        .or_else(|failed| if member.starts_with('*') { leave_out(reader, start) } else { Err(failed) })
        .inspect_err(|_| reader.in_member(wire_name(member)))
}
