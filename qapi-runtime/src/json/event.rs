//! Events: the one object whose members' meaning depends on a name that stands beside them.

use super::{Reader, scan};
use crate::decode::{Decode, EventMut, Read};
use crate::wire::Timestamp;

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
        if known == Some(true) && !filled && event.slots().0.read(&mut Reader::new("{}", false)).is_err() {
            return self.missing("data");
        }
        Ok(())
    }

    /// Looks ahead for the event's name: whether it is known; `None` if it is not there.
    fn event_name(&mut self, event: &mut dyn EventMut) -> Read<Option<bool>> {
        let start = self.at;
        let Some(at) = scan::member(self.text, start, "event") else { return Ok(None) };
        self.at = at;
        let name = self.string().inspect_err(|_| self.in_member("event"))?;
        self.at = start;
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
