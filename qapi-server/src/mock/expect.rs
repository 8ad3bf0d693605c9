//! How a test says which command it expects, and how the mock answers it.

use super::script::{Expectation, Plan, Script, State};
use crate::arguments;
use crate::command::{Outcome, response};
use crate::reply;
use qapi_runtime::{Command, Decode, Empty, Encode, Error, Event, Value, json};
use std::marker::PhantomData;
use std::time::Duration;

/// A command that has no type.
pub struct Untyped;

impl Command for Untyped {
    type Response = Value;
    const NAME: &'static str = "";
}

/// An expected command, while a test says what its arguments are and how it is answered.
#[must_use = "an expectation counts only once it has an answer, such as `returns`"]
pub struct Expect<'m, C> {
    script: &'m Script,
    is_optional: bool,
    expectation: Expectation,
    command: PhantomData<fn() -> C>,
}

impl<'m, C: Command> Expect<'m, C> {
    pub(super) fn new(script: &'m Script, command: &str, is_optional: bool) -> Self {
        let expectation = Expectation {
            command: command.to_owned(),
            arguments: "with any arguments".to_owned(),
            check: Box::new(|_| Ok(())),
            times: 1,
            plan: Plan::default(),
        };
        Expect { script, is_optional, expectation, command: PhantomData }
    }

    /// With exactly these arguments. Members may come in any order.
    ///
    /// # Panics
    /// The arguments cannot be written.
    pub fn with(self, arguments: &C) -> Self
    where
        C: Encode,
    {
        let text = json::to_string(arguments).expect("the arguments can be written");
        self.with_text(text)
    }

    /// As [`Expect::with`], with arguments as JSON.
    pub fn with_raw(self, arguments: &Value) -> Self {
        self.with_text(arguments.to_string())
    }

    fn with_text(mut self, text: String) -> Self {
        let expected: Value = serde_json::from_str(&text).unwrap_or_default();
        self.expectation.arguments = text;
        self.expectation.check = Box::new(move |text| match serde_json::from_str::<Value>(text) {
            Ok(got) if got == expected => Ok(()),
            Ok(_) => Err("the arguments differ".to_owned()),
            Err(problem) => Err(problem.to_string()),
        });
        self
    }

    /// With arguments for which `is_right` holds. `description` says what was expected when something else comes.
    pub fn matching(mut self, description: &str, is_right: impl Fn(&C) -> bool + Send + 'static) -> Self
    where
        C: Decode,
    {
        self.expectation.arguments = description.to_owned();
        self.expectation.check = Box::new(move |text| match arguments::read::<C>(text) {
            Ok(command) if is_right(&command) => Ok(()),
            Ok(_) => Err("the arguments are others".to_owned()),
            Err(refusal) => Err(refusal.desc),
        });
        self
    }

    /// Expects the command this many times in a row.
    ///
    /// # Panics
    /// `times` is zero.
    pub fn times(mut self, times: usize) -> Self {
        assert!(times > 0, "a command that is expected comes at least once");
        self.expectation.times = times;
        self
    }

    /// Sends an event before the reply.
    ///
    /// # Panics
    /// The event cannot be written.
    pub fn emits<E: Event + Encode>(mut self, event: &E) -> Self {
        self.expectation.plan.before.push(written(event));
        self
    }

    /// Sends an event after the reply.
    ///
    /// # Panics
    /// The event cannot be written.
    pub fn then_emits<E: Event + Encode>(mut self, event: &E) -> Self {
        self.expectation.plan.after.push(written(event));
        self
    }

    /// Waits before anything is sent.
    pub fn delays(mut self, delay: Duration) -> Self {
        self.expectation.plan.delay = delay;
        self
    }

    /// Expects this many file descriptors with the command; [`Mock::descriptors`](super::Mock::descriptors) gives them.
    #[cfg(all(unix, feature = "fd"))]
    pub fn takes_descriptors(mut self, count: usize) -> Self {
        self.expectation.plan.descriptors = count;
        self
    }

    /// Returns this value.
    pub fn returns(self, value: &C::Response)
    where
        C::Response: Encode,
    {
        self.ends(Some(response(value)), None);
    }

    /// Returns nothing, as most commands that change something do.
    pub fn succeeds(self)
    where
        C: Command<Response = Empty>,
    {
        self.returns(&Empty {});
    }

    /// Refuses the command.
    pub fn refuses(self, error: Error) {
        self.ends(Some(Err(error)), None);
    }

    /// Sends no reply.
    pub fn is_silent(self) {
        self.ends(None, None);
    }

    /// Ends the connection after this many bytes of a reply that returns `value`.
    pub fn dies_after(self, bytes: usize, value: &C::Response)
    where
        C::Response: Encode,
    {
        self.ends(Some(response(value)), Some(bytes));
    }

    fn ends(self, outcome: Option<Outcome>, cut: Option<usize>) {
        let Expect { script, is_optional, mut expectation, .. } = self;
        expectation.plan.outcome = outcome;
        expectation.plan.cut = cut;
        let State { groups, always, in_group, .. } = &mut *script.lock();
        match groups.back_mut().filter(|_| *in_group) {
            _ if is_optional => always.push(expectation),
            Some(group) => group.push(expectation),
            None => groups.push_back(vec![expectation]),
        }
    }
}

fn written<E: Event + Encode>(event: &E) -> String {
    reply::event(E::NAME, event, reply::now()).expect("the event can be written")
}
