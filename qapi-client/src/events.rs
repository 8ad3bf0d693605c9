//! Subscriptions to events.
//!
//! Each has a bounded queue, so that a subscriber that does not take its events cannot hold up the reader or another
//! subscriber. What it loses is counted.

use crate::engine::RawEvent;
use crate::error::Error;
use crate::trace;
use qapi_runtime::Decode;
use std::collections::{BTreeMap, VecDeque};
use std::task::Waker;

/// What a subscriber gets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Received<E> {
    /// An event.
    Event(E),
    /// An event that does not fit its type, as it came, and why it does not fit.
    Unfit(RawEvent, Error),
    /// This many events were dropped here, because they were not taken in time. They are older than what follows.
    Lost(u64),
}

impl<E> Received<E> {
    /// The event, if this is one that fits its type.
    pub fn event(self) -> Option<E> {
        match self {
            Received::Event(event) => Some(event),
            Received::Unfit(..) | Received::Lost(_) => None,
        }
    }
}

/// What a subscriber gets, before it is read as the type that it asked for.
#[derive(Debug)]
pub(crate) enum Item {
    Event(RawEvent),
    Lost(u64),
}

impl Item {
    pub(crate) fn read<E: Decode>(self) -> Received<E> {
        match self {
            Item::Lost(count) => Received::Lost(count),
            Item::Event(raw) => match raw.read() {
                Ok(event) => Received::Event(event),
                Err(error) => Received::Unfit(raw, error),
            },
        }
    }
}

/// Which events a subscriber wants.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    All,
    Named(&'static [&'static str]),
}

impl Wanted {
    fn includes(&self, name: &str) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Named(names) => names.contains(&name),
        }
    }
}

/// All subscriptions of a connection.
#[derive(Debug)]
pub(crate) struct Hub {
    /// How many events a queue holds.
    capacity: usize,
    /// How many bytes of events a queue holds, unless there is only one event in it.
    bytes: usize,
    last: u64,
    queues: BTreeMap<u64, Queue>,
    /// Events that came before anybody could subscribe; the first subscriber to all events gets them.
    early: Option<Queue>,
}

#[derive(Debug)]
struct Queue {
    wanted: Wanted,
    events: VecDeque<RawEvent>,
    bytes: usize,
    lost: u64,
    waker: Option<Waker>,
}

impl Queue {
    fn new(wanted: Wanted) -> Self {
        Queue { wanted, events: VecDeque::new(), bytes: 0, lost: 0, waker: None }
    }

    fn push(&mut self, event: RawEvent, capacity: usize, bytes: usize) {
        self.bytes += event.text().len();
        self.events.push_back(event);
        while self.events.len() > capacity || (self.bytes > bytes && self.events.len() > 1) {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.text().len();
            self.lost += 1;
            trace::lost(oldest.name());
        }
    }

    fn take(&mut self) -> Option<Item> {
        if self.lost > 0 {
            return Some(Item::Lost(std::mem::take(&mut self.lost)));
        }
        let event = self.events.pop_front()?;
        self.bytes -= event.text().len();
        Some(Item::Event(event))
    }
}

impl Hub {
    pub(crate) fn new(capacity: usize, bytes: usize) -> Self {
        let early = Some(Queue::new(Wanted::All));
        Hub { capacity: capacity.max(1), bytes, last: 0, queues: BTreeMap::new(), early }
    }

    pub(crate) fn subscribe(&mut self, wanted: Wanted) -> u64 {
        self.last += 1;
        let early = if let Wanted::All = wanted { self.early.take() } else { None };
        self.queues.insert(self.last, early.unwrap_or_else(|| Queue::new(wanted)));
        self.last
    }

    pub(crate) fn unsubscribe(&mut self, id: u64) {
        self.queues.remove(&id);
    }

    pub(crate) fn publish(&mut self, event: &RawEvent) {
        let (capacity, bytes) = (self.capacity, self.bytes);
        for queue in self.queues.values_mut().filter(|queue| queue.wanted.includes(event.name())) {
            queue.push(event.clone(), capacity, bytes);
            if let Some(waker) = queue.waker.take() {
                waker.wake();
            }
        }
        if let Some(early) = &mut self.early {
            early.push(event.clone(), capacity, bytes);
        }
    }

    pub(crate) fn take(&mut self, id: u64) -> Option<Item> {
        self.queues.get_mut(&id)?.take()
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn wake_by(&mut self, id: u64, waker: &Waker) {
        if let Some(queue) = self.queues.get_mut(&id) {
            queue.waker = Some(waker.clone());
        }
    }

    /// Wakes every subscriber: the connection has ended.
    #[cfg(feature = "tokio")]
    pub(crate) fn wake_all(&mut self) {
        self.queues.values_mut().filter_map(|queue| queue.waker.take()).for_each(Waker::wake);
    }
}

/// Waiting for an event that a command causes, written once for both clients. They differ in `async`, `.await`, the
/// bounds of a closure, and the name of the field that holds the connection.
macro_rules! expectations {
    ([$($async:tt)?] [$($await:tt)*] [$($bound:ident)+] $connection:ident) => {
        use crate::connecting::Deadline;
        use crate::error::Error;
        use crate::events::{Item, Wanted};
        use qapi_runtime::{Command, Encode};
        use std::fmt;
        use std::time::Duration;

        /// Whether an event is the expected one.
        type Matches<T> = Box<dyn Fn(&T) -> bool $(+ $bound)+>;

        /// An event that the next command will cause; made by [`Client::expect`].
        pub struct Expect<'c, T> {
            client: &'c Client,
            matches: Matches<T>,
        }

        impl<T> fmt::Debug for Expect<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("Expect").finish_non_exhaustive()
            }
        }

        impl<'c, T: qapi_runtime::Event + Decode> Expect<'c, T> {
            /// Executes the command that causes the event.
            ///
            /// # Errors
            /// As [`Client::execute`].
            pub $($async)? fn execute<C>(self, command: &C) -> Result<Expected<T, C::Response>, Error>
            where
                C: Command<Response: Decode> + Encode,
            {
                let names = const { &[T::NAME] };
                let events = Events::new(&self.client.$connection, Wanted::Named(names));
                let response = self.client.execute(command)$($await)*?;
                Ok(Expected { response, events, matches: self.matches })
            }
        }

        /// An event that a command causes.
        pub struct Expected<T, R> {
            /// What the command returned.
            pub response: R,
            events: Events<T>,
            matches: Matches<T>,
        }

        impl<T, R: fmt::Debug> fmt::Debug for Expected<T, R> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("Expected").field("response", &self.response).finish_non_exhaustive()
            }
        }

        impl<T: Decode, R> Expected<T, R> {
            /// Waits for the event for this long; it can be waited for again.
            ///
            /// # Errors
            /// [`Error::TimedOut`]; [`Error::Unfit`] if an event of that name does not fit its type; [`Error::Lost`] if
            /// more came than the queue holds; or the reason why the connection ended.
            pub $($async)? fn wait_for(&self, timeout: Duration) -> Result<T, Error> {
                let deadline = Deadline::after(timeout);
                loop {
                    let data = match self.events.item_until(deadline)$($await)*? {
                        Item::Event(raw) => raw.data()?,
                        Item::Lost(count) => return Err(Error::Lost { count }),
                    };
                    if (self.matches)(&data) {
                        return Ok(data);
                    }
                }
            }
        }
    };
}

pub(crate) use expectations;
