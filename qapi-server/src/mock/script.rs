//! The script of a mock: which commands are expected, and how each is answered.

use crate::command::{Act, Invocation, Outcome};
use crate::context::Context;
use crate::error::error;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is expected, and what has happened.
#[derive(Default)]
pub struct Script {
    state: Mutex<State>,
    /// Notified of every command.
    changed: Condvar,
}

#[derive(Default)]
pub struct State {
    /// Groups in order; within one, the order does not matter.
    pub groups: VecDeque<Vec<Expectation>>,
    /// Commands that may come at any time, or never.
    pub always: Vec<Expectation>,
    /// Whether expectations are added to the last group.
    pub in_group: bool,
    /// What came as expected, in order.
    pub came: Vec<String>,
    pub failures: Vec<String>,
    #[cfg(all(unix, feature = "fd"))]
    pub descriptors: Vec<std::os::fd::OwnedFd>,
}

pub type Check = Box<dyn Fn(&str) -> Result<(), String> + Send>;

/// A command that is expected, and how it is answered.
pub struct Expectation {
    pub command: String,
    /// What the arguments should be, in words.
    pub arguments: String,
    pub check: Check,
    pub times: usize,
    pub plan: Plan,
}

/// How a command is answered.
#[derive(Default)]
pub struct Plan {
    pub delay: Duration,
    pub descriptors: usize,
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub outcome: Option<Outcome>,
    pub cut: Option<usize>,
}

impl State {
    pub fn outcome(&self) -> Result<(), String> {
        if self.failures.is_empty() && self.groups.is_empty() {
            return Ok(());
        }
        let mut report = "the mock was not used as expected\n".to_owned();
        for failure in &self.failures {
            report += failure;
        }
        for missing in self.groups.iter().flatten() {
            // Writing to a string cannot fail.
            let _ = writeln!(report, "did not come: {}", missing.shown());
        }
        for came in &self.came {
            let _ = writeln!(report, "came as expected: {came}");
        }
        Err(report)
    }
}

impl Expectation {
    fn shown(&self) -> String {
        format!("{} {}", self.command, self.arguments)
    }
}

impl Script {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until everything that is expected has come, or something else has. Returns whether all is well.
    pub fn wait(&self, timeout: Duration) -> bool {
        let goes_on = |state: &mut State| !state.groups.is_empty() && state.failures.is_empty();
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, goes_on);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.groups.is_empty() && state.failures.is_empty()
    }

    /// Plays the answer to a command.
    pub fn play(&self, context: &Context, invocation: &Invocation) -> Act {
        let mut state = self.lock();
        let came = format!("{} {}", invocation.command, invocation.arguments);
        let plan = match state.take(invocation) {
            Ok(plan) => plan,
            Err(failure) => {
                state.failures.push(failure.clone());
                self.changed.notify_all();
                return Act::from(Err(error(failure.trim_end())));
            }
        };
        state.came.push(came);
        #[cfg(all(unix, feature = "fd"))]
        for _ in 0..plan.descriptors {
            match context.take_descriptor() {
                Some(descriptor) => state.descriptors.push(descriptor),
                None => {
                    let failure = format!("expected a file descriptor with {}, got none\n", invocation.command);
                    state.failures.push(failure);
                }
            }
        }
        drop(state);
        std::thread::sleep(plan.delay);
        plan.before.iter().for_each(|event| context.handle.hub.broadcast(event));
        self.changed.notify_all();
        Act { outcome: plan.outcome, events: plan.after, cut: plan.cut }
    }
}

impl Plan {
    /// A copy, for another command.
    fn again(&self) -> Plan {
        let Plan { delay, descriptors, cut, .. } = *self;
        let (before, after, outcome) = (self.before.clone(), self.after.clone(), self.outcome.clone());
        Plan { delay, descriptors, before, after, outcome, cut }
    }
}

impl State {
    /// Takes the expectation that a command meets. Otherwise the error says what was expected and what came.
    fn take(&mut self, invocation: &Invocation) -> Result<Plan, String> {
        let mut reasons = Vec::new();
        if let Some(group) = self.groups.front_mut() {
            for index in 0..group.len() {
                let expectation = &mut group[index];
                match expectation.meets(invocation) {
                    Err(reason) => reasons.push(reason),
                    Ok(()) => {
                        let plan = expectation.plan.again();
                        expectation.times -= 1;
                        if expectation.times == 0 {
                            group.remove(index);
                        }
                        if group.is_empty() {
                            self.groups.pop_front();
                        }
                        return Ok(plan);
                    }
                }
            }
        }
        if let Some(allowed) = self.always.iter().find(|allowed| allowed.meets(invocation).is_ok()) {
            return Ok(allowed.plan.again());
        }
        let expected = if reasons.is_empty() { "nothing more".to_owned() } else { reasons.join("\n      or ") };
        Err(format!("expected {expected}\n     got {} {}\n", invocation.command, invocation.arguments))
    }
}

impl Expectation {
    /// Whether the command is the expected one. Otherwise the error says what is expected and how this differs.
    fn meets(&self, invocation: &Invocation) -> Result<(), String> {
        if self.command != invocation.command {
            return Err(self.shown());
        }
        (self.check)(&invocation.arguments).map_err(|reason| format!("{} ({reason})", self.shown()))
    }
}
