//! What all connections of a server share: who is connected, and the events that go to everyone.

use crate::limiter::{Kind, Limiter};
use crate::outbox::Outbox;
use crate::reply;
use qapi_runtime::{Encode, Event, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// How often events of a name may be sent.
#[derive(Clone)]
pub struct Rate {
    pub interval: Duration,
    /// Makes a key from the event's data, which is JSON. Events with the same key are alike.
    pub key: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

pub struct Hub {
    clients: Mutex<Clients>,
    pub rates: Mutex<HashMap<&'static str, Rate>>,
    limiter: Mutex<Limiter>,
    /// Notified when an event is held back.
    held_back: Condvar,
    has_timer: AtomicBool,
    pub is_preconfig: AtomicBool,
    next_client: AtomicU64,
}

#[derive(Default)]
struct Clients {
    open: HashMap<u64, Arc<Outbox>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each change is complete before anything can panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hub {
    pub fn new() -> Arc<Self> {
        Arc::new(Hub {
            clients: Mutex::default(),
            rates: Mutex::default(),
            limiter: Mutex::default(),
            held_back: Condvar::new(),
            has_timer: AtomicBool::new(false),
            is_preconfig: AtomicBool::new(false),
            next_client: AtomicU64::new(1),
        })
    }

    /// A client connects. Returns its number.
    pub fn join(&self, outbox: &Arc<Outbox>) -> u64 {
        let client = self.next_client.fetch_add(1, Ordering::Relaxed);
        lock(&self.clients).open.insert(client, outbox.clone());
        client
    }

    /// A client has gone.
    pub fn leave(&self, client: u64) {
        lock(&self.clients).open.remove(&client);
    }

    /// How many clients are connected.
    pub fn clients(&self) -> usize {
        lock(&self.clients).open.len()
    }

    /// Cuts off all clients.
    pub fn close_all(&self) {
        let open: Vec<_> = lock(&self.clients).open.values().cloned().collect();
        open.iter().for_each(|outbox| outbox.close());
    }

    /// Sends an event to everyone.
    pub fn broadcast(&self, event: &str) {
        // Cutting off a client may take a while.
        let open: Vec<_> = lock(&self.clients).open.values().cloned().collect();
        open.iter().for_each(|outbox| outbox.push_event(event));
    }

    pub fn emit<E: Event + Encode>(self: &Arc<Self>, event: &E, timestamp: Timestamp) -> Result<(), serde_json::Error> {
        let text = reply::event(E::NAME, event, timestamp)?;
        let Some(rate) = lock(&self.rates).get(E::NAME).cloned() else {
            self.broadcast(&text);
            return Ok(());
        };
        let key = (rate.key)(&qapi_runtime::json::to_string(event)?);
        self.limited((E::NAME, key), rate.interval, text);
        Ok(())
    }

    fn limited(self: &Arc<Self>, kind: Kind, interval: Duration, text: String) {
        let mut limiter = lock(&self.limiter);
        match limiter.offer(kind, interval, text, Instant::now()) {
            // Sent under the lock, so that no event that is due overtakes it.
            Some(event) => self.broadcast(&event),
            None => {
                if !self.has_timer.swap(true, Ordering::Relaxed) {
                    let hub = Arc::downgrade(self);
                    std::thread::spawn(move || send_when_due(&hub));
                }
                self.held_back.notify_all();
            }
        }
    }

    /// Sends what is due, and waits for the next event that is, but only for a while. Returns whether any is held back.
    fn send_due(&self) -> bool {
        let mut limiter = lock(&self.limiter);
        limiter.due(Instant::now()).iter().for_each(|event| self.broadcast(event));
        let Some(next) = limiter.next() else {
            self.has_timer.store(false, Ordering::Relaxed);
            return false;
        };
        let wait = next.saturating_duration_since(Instant::now()).min(Duration::from_millis(500));
        drop(self.held_back.wait_timeout(limiter, wait).unwrap_or_else(PoisonError::into_inner));
        true
    }
}

/// Sends events that were held back, as long as there are any and the hub is in use.
fn send_when_due(hub: &Weak<Hub>) {
    while hub.upgrade().is_some_and(|hub| hub.send_due()) {}
}
