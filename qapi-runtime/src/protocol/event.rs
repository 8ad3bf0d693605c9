//! Events, whose name decides the type of their data (QMP specification, "Asynchronous events").

use crate::json;
use crate::model::{__object, Decode};
use crate::text::{Failed, Read, Reader, Writer};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// An event. The members of the type are the event's data.
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

/// An event that the schema does not have, or whose data does not fit its type.
///
/// It is written as it came. Two such events are equal if they say the same, whatever the fault is.
#[derive(Clone, Eq, Default)]
pub struct UnknownEvent {
    /// The event's name.
    pub name: String,
    /// The event's data, if there is any.
    pub data: Option<Value>,
    /// When it happened.
    pub timestamp: Timestamp,
    /// Why the data does not fit, such as `data: missing member 'qom-path'`; `None` if the schema does not have the
    /// event.
    pub fault: Option<String>,
}

impl UnknownEvent {
    /// An event without data, at an unknown time.
    pub fn new(name: impl Into<String>) -> Self {
        let timestamp = Timestamp { seconds: -1, microseconds: -1 };
        Self { name: name.into(), data: None, timestamp, fault: None }
    }
}

impl PartialEq for UnknownEvent {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.data, self.timestamp) == (&other.name, &other.data, other.timestamp)
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("UnknownEvent");
        debug.field("name", &self.name);
        if let Some(data) = &self.data {
            debug.field("data", &format_args!("{data}"));
        }
        debug.field("timestamp", &self.timestamp);
        if let Some(fault) = &self.fault {
            debug.field("fault", fault);
        }
        debug.finish()
    }
}

/// The event's name, and its data as JSON.
impl fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.data {
            Some(data) => write!(f, "{} {data}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// An event that is being read.
#[doc(hidden)]
pub trait EventMut {
    /// Becomes the event of this name, to be filled with the data that is next. Returns whether there is one.
    ///
    /// # Errors
    /// As [`Decode::start`].
    fn select(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool>;
    /// Becomes an unknown event, blank; `None` if unknown events are errors.
    fn unknown(&mut self) -> Option<&mut UnknownEvent>;
    /// The slots of the event's data and of its timestamp.
    fn slots(&mut self) -> (&mut dyn Decode, &mut Timestamp);
}

impl<'de> Reader<'de> {
    #[doc(hidden)]
    /// Takes an event with its envelope.
    ///
    /// # Errors
    /// As [`Decode::read`]. Data that does not fit is an error only if unknown events are.
    pub fn event(&mut self, event: &mut dyn EventMut) -> Read {
        let mut more = self.object()?;
        let event_name = self.event_name()?;
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
            match (member, &event_name) {
                ("timestamp", _) => {
                    stamp.insert(Timestamp::blank()).read(self).inspect_err(|_| self.in_member(member))?
                }
                ("data", Some(name)) => self.event_data(event, name)?,
                _ => self.skip()?,
            }
            more = self.next_member()?;
        }
        let Some(name) = event_name else { return self.missing("event") };
        let Some(stamp) = stamp else { return self.missing("timestamp") };
        if !filled {
            self.no_event_data(event, &name)?;
        }
        *event.slots().1 = stamp;
        Ok(())
    }

    /// Looks ahead for the event's name. `None` if there is none.
    fn event_name(&mut self) -> Read<Option<Cow<'de, str>>> {
        let start = self.position();
        let Some(at) = self.find_ahead("event") else { return Ok(None) };
        self.go_to(at);
        let name = self.string().inspect_err(|_| self.in_member("event"))?;
        self.go_to(start);
        Ok(Some(name))
    }

    /// Takes the data of an event. Data that does not fit is kept as it is.
    fn event_data(&mut self, event: &mut dyn EventMut, name: &str) -> Read {
        let start = self.checkpoint();
        let fault = match fill(self, event, name) {
            Ok(true) => return Ok(()),
            Ok(false) => None,
            Err(_) => {
                self.in_member("data");
                if event.unknown().is_none() {
                    self.in_event(name);
                    return Err(Failed);
                }
                Some(self.recover()?)
            }
        };
        self.go_back(start);
        let Some(unknown) = event.unknown() else { return self.unknown_event(name) };
        // A member that comes twice may be what does not fit, which would be lost.
        let data = if fault.is_some() { self.unique_value() } else { self.value() };
        let data = Some(data.inspect_err(|_| self.in_member("data"))?);
        *unknown = UnknownEvent { name: name.to_owned(), data, timestamp: Timestamp::default(), fault };
        Ok(())
    }

    /// The event has no data. It may be left out as long as none of its members is required.
    #[cold]
    fn no_event_data(&mut self, event: &mut dyn EventMut, name: &str) -> Read {
        const FAULT: &str = "missing member 'data'";
        let fault = match fill(&mut Reader::new("{}"), event, name) {
            Ok(true) => return Ok(()),
            Ok(false) => None,
            Err(_) => Some(FAULT),
        };
        match (event.unknown(), fault) {
            (Some(unknown), _) => {
                *unknown = UnknownEvent { fault: fault.map(str::to_owned), ..UnknownEvent::new(name) }
            }
            (None, None) => return self.unknown_event(name),
            (None, Some(fault)) => return self.fault(fault).inspect_err(|_| self.in_event(name)),
        }
        Ok(())
    }

    #[cold]
    fn unknown_event(&mut self, name: &str) -> Read {
        self.fault(format_args!("unknown event '{name}'"))
    }
}

impl Writer {
    #[doc(hidden)]
    /// Writes the data of an unknown event, unless `E` would read it as a known one.
    pub fn unknown_event<E: Decode + EventMut>(&mut self, unknown: &UnknownEvent) {
        let mut event = E::blank();
        let data = unknown.data.as_ref().map_or_else(|| Ok("{}".to_owned()), json::to_string);
        // Data that cannot be written fails below.
        if data.is_ok_and(|data| fill(&mut Reader::new(&data), &mut event, &unknown.name) == Ok(true)) {
            let name = &unknown.name;
            self.fail(format_args!("'{name}' with such data is a known event, and cannot be an unknown one"));
        }
        self.member("data", &unknown.data);
    }

    #[doc(hidden)]
    /// Fails for an event that is unknown to a strict type.
    #[cold]
    pub fn strict_event(&mut self, unknown: &UnknownEvent) {
        let name = &unknown.name;
        self.fail(format_args!("the unknown event '{name}' cannot be written, because the type is strict"));
    }
}

/// Selects an event by its name, and fills it with the data that is next. Returns whether there is such an event.
fn fill(reader: &mut Reader<'_>, event: &mut dyn EventMut, name: &str) -> Read<bool> {
    let known = event.select(name, reader)?;
    if known {
        event.slots().0.read(reader)?;
    }
    Ok(known)
}
