//! Events: messages whose name decides what their data are (QMP specification, "Asynchronous events").

use crate::model::{__object, Decode};
use crate::text::{Read, Reader, scan};
use serde_json::Value;

/// An event: its data are the members of the type.
pub trait Event {
    /// The event's name.
    const NAME: &'static str;
    /// The schema's features of the event, such as `deprecated`.
    const FEATURES: &'static [&'static str] = &[];
}

/// When an event happened, by the server's clock. Both parts are -1 if the server could not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Microseconds within the second.
    pub microseconds: i64,
}

__object! {
    Timestamp {
        seconds: "seconds",
        microseconds: "microseconds",
    }
}

impl Timestamp {
    /// The time since 1970; `None` if the server could not tell the time.
    #[must_use]
    pub fn since_epoch(&self) -> Option<std::time::Duration> {
        let seconds = u64::try_from(self.seconds).ok()?;
        let micros = u32::try_from(self.microseconds).ok().filter(|micros| *micros < 1_000_000)?;
        Some(std::time::Duration::new(seconds, micros * 1000))
    }
}

/// An event that the schema does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnknownEvent {
    /// The event's name.
    pub name: String,
    /// The event's data, if there were any.
    pub data: Option<Value>,
    /// When it happened.
    pub timestamp: Timestamp,
}

/// A server's event that is being filled.
pub trait EventMut {
    /// Becomes the event of this name, blank. Returns whether there is one.
    fn select(&mut self, name: &str) -> bool;
    /// The unknown event, as long as none is selected; `None` if unknown events are errors.
    fn unknown(&mut self) -> Option<&mut UnknownEvent>;
    /// The slots of the event's data and of its timestamp.
    fn slots(&mut self) -> (&mut dyn Decode, &mut Timestamp);
}

impl Reader<'_> {
    /// Takes an event with its envelope (QMP specification, "Asynchronous events").
    ///
    /// # Errors
    /// As [`Decode::read`].
    pub fn event(&mut self, event: &mut dyn EventMut) -> Read {
        let mut more = self.object()?;
        let known = self.event_name(event)?;
        let (mut named, mut stamp, mut filled) = (false, None, false);
        while more {
            let name = self.name()?;
            let (member, again) = match &*name {
                "event" => ("event", std::mem::replace(&mut named, true)),
                "timestamp" => ("timestamp", stamp.is_some()),
                "data" => ("data", std::mem::replace(&mut filled, true)),
                _ => ("", false),
            };
            if again {
                return self.duplicate(member);
            }
            let read = match member {
                "timestamp" => stamp.insert(Timestamp::blank()).read(self),
                "data" if known.is_some() => event.slots().0.read(self),
                _ => self.skip(),
            };
            read.inspect_err(|_| self.in_member(member))?;
            more = self.next_member()?;
        }
        if known.is_none() {
            return self.missing("event");
        }
        match stamp {
            Some(stamp) => *event.slots().1 = stamp,
            None => return self.missing("timestamp"),
        }
        // Data may be left out as long as none of their members is required.
        if known == Some(true) && !filled && event.slots().0.read(&mut Reader::new("{}")).is_err() {
            return self.missing("data");
        }
        Ok(())
    }

    /// Looks ahead for the event's name: whether it is known; `None` if it is not there.
    fn event_name(&mut self, event: &mut dyn EventMut) -> Read<Option<bool>> {
        let start = self.position();
        let Some(at) = scan::member(self.text(), start, "event") else { return Ok(None) };
        self.go_to(at);
        let name = self.string().inspect_err(|_| self.in_member("event"))?;
        self.go_to(start);
        if event.select(&name) {
            return Ok(Some(true));
        }
        match event.unknown() {
            Some(unknown) => unknown.name = name.into_owned(),
            None => return self.fault(format_args!("unknown event '{name}'")),
        }
        Ok(Some(false))
    }
}
