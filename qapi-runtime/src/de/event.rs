//! Events: the one object whose members' meaning depends on a name that stands beside them.

use super::Fill;
use super::context::Context;
use super::tape::{Node, Record, Replay};
use crate::shape::flag;
use crate::slot::{Decode, EventMut, Slot};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess};
use std::borrow::Cow;

/// Decodes an event with its envelope. Data that come before the event's name go to the tape.
pub(super) fn event<'de, A: MapAccess<'de>>(
    event: &mut dyn EventMut,
    context: &mut Context<'de>,
    mut map: A,
) -> Result<(), A::Error> {
    let (mut named, mut timed, mut filled, mut known) = (false, false, false, false);
    let mut timestamp = crate::wire::Timestamp::blank();
    let mut early = false;
    while let Some(key) = map.next_key::<Cow<'de, str>>()? {
        let duplicate = match &*key {
            "event" => std::mem::replace(&mut named, true),
            "timestamp" => std::mem::replace(&mut timed, true),
            "data" => std::mem::replace(&mut filled, true),
            _ => {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
        };
        if duplicate {
            return Err(context.fault(format_args!("duplicate member '{key}'")));
        }
        match &*key {
            "event" => {
                let mut name = String::new();
                let seed = Fill { slot: Slot::Str(&mut name), context };
                map.next_value_seed(seed).inspect_err(|_| context.in_member("event"))?;
                match event.names().iter().position(|known| *known == name) {
                    Some(index) => {
                        known = true;
                        event.select(index);
                    }
                    None => match event.unknown() {
                        Some(unknown) => unknown.name = name,
                        None => return Err(context.fault(format_args!("unknown event '{name}'"))),
                    },
                }
            }
            "timestamp" => {
                let seed = Fill { slot: timestamp.slot(), context };
                map.next_value_seed(seed).inspect_err(|_| context.in_member("timestamp"))?;
            }
            _ if named => {
                let seed = Fill { slot: event.data(), context };
                map.next_value_seed(seed).inspect_err(|_| context.in_member("data"))?;
            }
            _ => {
                early = true;
                map.next_value_seed(Record(&mut context.tape))?;
            }
        }
    }
    for (came, name) in [(named, "event"), (timed, "timestamp")] {
        if !came {
            return Err(context.fault(format_args!("missing member '{name}'")));
        }
    }
    *event.timestamp() = timestamp;
    if early {
        let tape: Vec<Node<'de>> = std::mem::take(&mut context.tape);
        let seed = Fill { slot: event.data(), context };
        let read = seed.deserialize(&mut Replay::<A::Error>::new(&tape, 0));
        read.inspect_err(|_| context.in_member("data"))?;
    } else if known && !filled {
        absent_data(event, context)?;
    }
    Ok(())
}

/// Data may be left out as long as no member of theirs is required.
pub(crate) fn absent_data<E: Error>(event: &mut dyn EventMut, context: &mut Context<'_>) -> Result<(), E> {
    let needed = match event.data() {
        Slot::Object(members, ..) => members.iter().any(|(_, _, flags)| flags & (flag::optional | flag::rest) == 0),
        Slot::Union(..) => true,
        _ => false,
    };
    if needed { Err(context.fault("missing member 'data'")) } else { Ok(()) }
}
