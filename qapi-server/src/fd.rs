//! File descriptors that come with a client's bytes over a Unix socket (`SCM_RIGHTS`).
//!
//! A descriptor waits until a handler takes it, as `getfd` and `add-fd` do, or until the client has gone.

use crate::context::Context;
use rustix::io::retry_on_intr;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::sync::PoisonError;

/// How many descriptors one message may carry, which is the kernel's limit.
const MOST: usize = 253;

/// How many descriptors may wait to be taken; further ones are closed.
const WAITING: usize = 1024;

/// Receives bytes, and keeps the descriptors that come with them.
pub fn receive(socket: impl AsFd, buffer: &mut [u8], context: &Context) -> io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let flags = RecvFlags::CMSG_CLOEXEC;
    let received = retry_on_intr(|| recvmsg(&socket, &mut [IoSliceMut::new(buffer)], &mut ancillary, flags))
        .map_err(io::Error::from)?;
    let mut descriptors = context.descriptors.lock().unwrap_or_else(PoisonError::into_inner);
    for message in ancillary.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = message {
            let room = WAITING.saturating_sub(descriptors.len());
            // The rest are closed when they are dropped.
            rights.take(room).for_each(|descriptor| descriptors.push(descriptor));
        }
    }
    Ok(received.bytes)
}
