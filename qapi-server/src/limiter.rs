//! Which events are sent when (QMP specification, "Asynchronous events").
//!
//! The first event of a kind is sent at once. Of those that follow within the interval, only the last is kept; it is
//! sent when the interval has passed, and begins another one. There is no clock here: the caller passes the time.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Which events are alike.
pub type Kind = (&'static str, String);

/// An interval after an event.
#[derive(Debug)]
struct Interval {
    ends: Instant,
    length: Duration,
    /// The last event that came within it.
    kept: Option<String>,
}

/// The events that are held back.
#[derive(Debug, Default)]
pub struct Limiter {
    intervals: HashMap<Kind, Interval>,
}

impl Limiter {
    /// An event comes. Returns it if it is to be sent now.
    pub fn offer(&mut self, kind: Kind, length: Duration, event: String, now: Instant) -> Option<String> {
        match self.intervals.get_mut(&kind) {
            Some(interval) if interval.ends > now || interval.kept.is_some() => {
                interval.kept = Some(event);
                None
            }
            _ => {
                self.intervals.insert(kind, Interval { ends: now + length, length, kept: None });
                Some(event)
            }
        }
    }

    /// Takes the events whose time has come, in the order of their times.
    pub fn due(&mut self, now: Instant) -> Vec<String> {
        let mut due = Vec::new();
        self.intervals.retain(|_, interval| {
            if interval.ends > now {
                return true;
            }
            let Some(event) = interval.kept.take() else { return false };
            due.push((interval.ends, event));
            interval.ends = now + interval.length;
            true
        });
        due.sort_by_key(|(time, _)| *time);
        due.into_iter().map(|(_, event)| event).collect()
    }

    /// When the next event is due, if any is held back.
    pub fn next(&self) -> Option<Instant> {
        self.intervals.values().filter(|interval| interval.kept.is_some()).map(|interval| interval.ends).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn offer(limiter: &mut Limiter, key: &str, event: &str, now: Instant) -> Option<String> {
        limiter.offer(("RTC_CHANGE", key.to_owned()), SECOND, event.to_owned(), now)
    }

    /// Rule: the first is sent at once, the last of an interval at its end, and those between are dropped.
    #[test]
    fn the_first_and_the_last() {
        let (mut limiter, start) = (Limiter::default(), Instant::now());
        assert_eq!(offer(&mut limiter, "", "1", start).as_deref(), Some("1"));
        assert_eq!(limiter.next(), None);
        assert_eq!(offer(&mut limiter, "", "2", start + SECOND / 4), None);
        assert_eq!(offer(&mut limiter, "", "3", start + SECOND / 2), None);
        assert_eq!(limiter.next(), Some(start + SECOND));
        assert_eq!(limiter.due(start + SECOND / 2), [""; 0]);
        assert_eq!(limiter.due(start + SECOND), ["3"]);
        // This began another interval.
        assert_eq!(offer(&mut limiter, "", "4", start + SECOND + SECOND / 2), None);
        assert_eq!(limiter.due(start + 2 * SECOND), ["4"]);
        // After a quiet interval, an event is sent at once.
        assert_eq!(limiter.due(start + 4 * SECOND), [""; 0]);
        assert_eq!(offer(&mut limiter, "", "5", start + 4 * SECOND).as_deref(), Some("5"));
    }

    /// Rule: events that are not alike do not delay each other, and an overdue event is not overtaken.
    #[test]
    fn kinds() {
        let (mut limiter, start) = (Limiter::default(), Instant::now());
        assert!(offer(&mut limiter, "a", "a1", start).is_some());
        assert!(offer(&mut limiter, "b", "b1", start).is_some());
        assert!(offer(&mut limiter, "b", "b2", start).is_none());
        assert!(offer(&mut limiter, "b", "b3", start + 2 * SECOND).is_none());
        assert_eq!(limiter.due(start + 2 * SECOND), ["b3"]);
    }
}
