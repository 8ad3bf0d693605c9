//! What a handler knows about its caller, and what it can do with the server.

use crate::hub::Hub;
use crate::outbox::Outbox;
use crate::reply;
use qapi_runtime::{Encode, Event, Timestamp};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// A handle on a server that is running or about to run: it sends events, from any thread.
///
/// ```
/// use qapi_server::Server;
/// use qemu_qapi::qmp::events::Stop;
///
/// let server = Server::agent("1.0");
/// let handle = server.handle();
/// // No client is connected, so nobody gets it.
/// handle.emit(&Stop {})?;
/// assert_eq!(handle.clients(), 0);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Handle {
    pub(crate) hub: Arc<Hub>,
}

impl Handle {
    /// Sends an event to every client that has negotiated, with the current time. This never waits for a client.
    ///
    /// # Errors
    /// A conversion of yours failed for a member.
    pub fn emit<E: Event + Encode>(&self, event: &E) -> Result<(), serde_json::Error> {
        self.hub.emit(event, reply::now())
    }

    /// As [`Handle::emit`], for an event that happened at another time.
    ///
    /// # Errors
    /// As [`Handle::emit`].
    pub fn emit_at<E: Event + Encode>(&self, event: &E, timestamp: Timestamp) -> Result<(), serde_json::Error> {
        self.hub.emit(event, timestamp)
    }

    /// How many clients are connected.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.hub.clients()
    }

    /// Cuts off all clients at once.
    pub fn disconnect_all(&self) {
        self.hub.close_all();
    }

    /// Sets whether the machine is still being set up. Until then, commands that are not allowed so early are refused.
    pub fn set_preconfig(&self, is_preconfig: bool) {
        self.hub.is_preconfig.store(is_preconfig, Ordering::Relaxed);
    }
}

/// The client that called a handler.
#[derive(Clone)]
pub struct Context {
    pub(crate) handle: Handle,
    pub(crate) client: u64,
    pub(crate) outbox: Arc<Outbox>,
    #[cfg(all(unix, feature = "fd"))]
    pub(crate) descriptors: Arc<std::sync::Mutex<Vec<std::os::fd::OwnedFd>>>,
}

impl Context {
    pub(crate) fn new(hub: &Arc<Hub>, outbox: &Arc<Outbox>) -> Self {
        Context {
            client: hub.join(outbox),
            handle: Handle { hub: hub.clone() },
            outbox: outbox.clone(),
            #[cfg(all(unix, feature = "fd"))]
            descriptors: Arc::default(),
        }
    }

    /// The client's number; no two clients of a server have the same.
    #[must_use]
    pub fn client(&self) -> u64 {
        self.client
    }

    /// The handle on the server.
    #[must_use]
    pub fn server(&self) -> &Handle {
        &self.handle
    }

    /// Sends an event, as [`Handle::emit`].
    ///
    /// # Errors
    /// As [`Handle::emit`].
    pub fn emit<E: Event + Encode>(&self, event: &E) -> Result<(), serde_json::Error> {
        self.handle.emit(event)
    }

    /// Hangs up on this client once the reply has been sent.
    pub fn hang_up(&self) {
        self.outbox.end_after_reply();
    }

    /// Takes the oldest file descriptor that the client has sent and no handler has taken, as `getfd` and `add-fd` do.
    #[cfg(all(unix, feature = "fd"))]
    #[must_use]
    pub fn take_descriptor(&self) -> Option<std::os::fd::OwnedFd> {
        let mut descriptors = self.descriptors.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        (!descriptors.is_empty()).then(|| descriptors.remove(0))
    }
}

/// The interval between events that QEMU limits: one second.
pub const QEMU_INTERVAL: Duration = Duration::from_secs(1);
