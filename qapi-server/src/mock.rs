//! A scripted server for tests of whatever drives QEMU.
//!
//! A test says which commands it expects and what is to come of each. The mock speaks the protocol as a server does:
//! it greets, negotiates, checks arguments, and sends events. A command that is not expected is refused, and told by
//! [`Mock::verify`], with what was expected instead.
//!
//! ```
//! use qapi_client::{Options, blocking::Client};
//! use qapi_runtime::Empty;
//! use qapi_server::{error, mock::Mock};
//! use qemu_qapi::qmp::commands::{DeviceDel, Stop};
//! use qemu_qapi::qmp::events;
//!
//! let mock = Mock::new();
//! mock.expect::<Stop>().emits(&events::Stop {}).returns(&Empty {});
//! mock.expect::<DeviceDel>().with(&DeviceDel::new("d0")).refuses(error("it is in use"));
//!
//! let client = Client::over(mock.connect()?, &Options::new())?;
//! client.execute(&Stop)?;
//! assert!(client.execute(&DeviceDel::new("d0")).is_err());
//! mock.verify();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::arguments;
use crate::command::{Act, Handler, Invocation, Outcome, Registered, response};
use crate::context::{Context, Handle};
use crate::error::error;
use crate::server::Server;
use crate::{Listening, reply};
use qapi_runtime::{
    Capability, Command, Decode, Empty, Encode, Error, Event, Greeting, Qmp, Value, Version, VersionTriple, json,
};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::marker::PhantomData;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A scripted server.
pub struct Mock {
    server: Arc<Server>,
    script: Arc<Script>,
    listening: Mutex<Vec<Listening>>,
}

/// What is expected, and what has happened.
#[derive(Default)]
struct Script {
    state: Mutex<State>,
    /// Told of every command.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Groups in order; within one, the order does not matter.
    groups: VecDeque<Vec<Expectation>>,
    /// What may come at any time, or never.
    always: Vec<Expectation>,
    /// Whether expectations are added to the last group.
    in_group: bool,
    /// What came as expected, in order.
    came: Vec<String>,
    failures: Vec<String>,
    #[cfg(all(unix, feature = "fd"))]
    descriptors: Vec<std::os::fd::OwnedFd>,
}

type Check = Box<dyn Fn(&str) -> Result<(), String> + Send>;

/// A command that is expected, and what comes of it.
struct Expectation {
    command: String,
    /// What is expected of the arguments, for people.
    arguments: String,
    check: Check,
    times: usize,
    plan: Plan,
}

/// What comes of a command.
#[derive(Default)]
struct Plan {
    delay: Duration,
    descriptors: usize,
    before: Vec<String>,
    after: Vec<String>,
    outcome: Option<Outcome>,
    cut: Option<usize>,
}

impl Default for Mock {
    fn default() -> Self {
        Mock::new()
    }
}

impl Mock {
    /// A mock of QEMU 10.2.2, which offers out-of-band execution.
    #[must_use]
    pub fn new() -> Self {
        let version = Version { qemu: VersionTriple { major: 10, minor: 2, micro: 2 }, package: "mock".to_owned() };
        Mock::greeting(Greeting { qmp: Qmp { version, capabilities: vec![Capability::Oob] } })
    }

    /// A mock that greets like this.
    #[must_use]
    pub fn greeting(greeting: Greeting) -> Self {
        Mock::of(Server::bare(Some(greeting), String::new()))
    }

    /// A mock of a guest agent, which answers `guest-sync` and `guest-sync-delimited` by itself.
    #[must_use]
    pub fn agent() -> Self {
        Mock::of(Server::agent("mock").without(&["guest-ping", "guest-info"]))
    }

    fn of(server: Server) -> Self {
        let script = Arc::new(Script::default());
        let playing = script.clone();
        let handler = Handler::Acting(Box::new(move |context, invocation, _| playing.play(context, invocation)));
        let fallback = Registered { allow_oob: true, ..Registered::named("", handler) };
        Mock { server: Arc::new(server.fall_back_on(fallback)), script, listening: Mutex::default() }
    }

    /// Expects a command of type `C`, after those that were expected before. Nothing is expected until it has been said
    /// what comes of it: [`Expect::returns`], [`Expect::refuses`], [`Expect::is_silent`] or [`Expect::dies_after`].
    pub fn expect<C: Command>(&self) -> Expect<'_, C> {
        Expect::new(self, C::NAME, false)
    }

    /// Expects a command of which there is no type.
    pub fn expect_raw(&self, name: &str) -> Expect<'_, Untyped> {
        Expect::new(self, name, false)
    }

    /// Allows commands of type `C` at any time, any number of times. Expectations come first.
    pub fn always<C: Command>(&self) -> Expect<'_, C> {
        Expect::new(self, C::NAME, true)
    }

    /// What is expected within `expectations` may come in any order, but before what is expected later.
    pub fn in_any_order(&self, expectations: impl FnOnce(&Mock)) {
        {
            let mut state = self.script.lock();
            state.groups.push_back(Vec::new());
            state.in_group = true;
        }
        expectations(self);
        let mut state = self.script.lock();
        state.in_group = false;
        state.groups.retain(|group| !group.is_empty());
    }

    /// A client's end of a new connection.
    ///
    /// # Errors
    /// There are no more sockets.
    #[cfg(unix)]
    pub fn connect(&self) -> io::Result<std::os::unix::net::UnixStream> {
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        let server = self.server.clone();
        // There is nobody to tell why reading from a client failed.
        std::thread::spawn(move || drop(server.serve_unix(&there)));
        Ok(here)
    }

    /// Accepts clients at a Unix socket of this path, as long as the mock lives.
    ///
    /// # Errors
    /// The socket cannot be made.
    #[cfg(unix)]
    pub fn listen_unix(&self, path: impl AsRef<std::path::Path>) -> io::Result<()> {
        let listening = self.server.listen_unix(path)?;
        self.listening.lock().unwrap_or_else(PoisonError::into_inner).push(listening);
        Ok(())
    }

    /// Accepts clients at a TCP address, as long as the mock lives. Returns the address with its port.
    ///
    /// # Errors
    /// The address cannot be had.
    pub fn listen_tcp(&self, address: impl std::net::ToSocketAddrs) -> io::Result<Option<std::net::SocketAddr>> {
        let listening = self.server.listen_tcp(address)?;
        let address = listening.address();
        self.listening.lock().unwrap_or_else(PoisonError::into_inner).push(listening);
        Ok(address)
    }

    /// The handle on the server, which sends events and cuts clients off at any time.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.server.handle()
    }

    /// The file descriptors that commands were expected to come with, in order.
    #[cfg(all(unix, feature = "fd"))]
    #[must_use]
    pub fn descriptors(&self) -> Vec<std::os::fd::OwnedFd> {
        std::mem::take(&mut self.script.lock().descriptors)
    }

    /// Waits until all that was expected has come, or something else has. Returns whether all is well.
    #[must_use]
    pub fn wait(&self, timeout: Duration) -> bool {
        let goes_on = |state: &mut State| !state.groups.is_empty() && state.failures.is_empty();
        let state = self.script.lock();
        let waited = self.script.changed.wait_timeout_while(state, timeout, goes_on);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.groups.is_empty() && state.failures.is_empty()
    }

    /// What has not gone as expected: what was expected, and what came.
    ///
    /// # Errors
    /// Something else came than was expected, or not all of it.
    pub fn outcome(&self) -> Result<(), String> {
        self.script.lock().outcome()
    }

    /// Checks that everything has gone as expected.
    ///
    /// # Panics
    /// It has not. The message tells what was expected and what came.
    #[track_caller]
    pub fn verify(&self) {
        if let Err(report) = self.outcome() {
            panic!("{report}");
        }
    }
}

impl State {
    fn outcome(&self) -> Result<(), String> {
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
    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What comes of a command.
    fn play(&self, context: &Context, invocation: &Invocation) -> Act {
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
    /// The same once more.
    fn again(&self) -> Plan {
        let Plan { delay, descriptors, cut, .. } = *self;
        let (before, after, outcome) = (self.before.clone(), self.after.clone(), self.outcome.clone());
        Plan { delay, descriptors, before, after, outcome, cut }
    }
}

impl State {
    /// Takes the expectation that a command meets; otherwise tells what was expected and what came.
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
    /// Whether a command is the one that is expected; otherwise what is expected, and why this is not it.
    fn meets(&self, invocation: &Invocation) -> Result<(), String> {
        if self.command != invocation.command {
            return Err(self.shown());
        }
        (self.check)(&invocation.arguments).map_err(|reason| format!("{} ({reason})", self.shown()))
    }
}

/// A command of which there is no type.
pub struct Untyped;

impl Command for Untyped {
    type Response = Value;
    const NAME: &'static str = "";
}

/// What is expected of a command, and what comes of it.
#[must_use = "nothing is expected until it has been said what comes of it"]
pub struct Expect<'m, C> {
    mock: &'m Mock,
    is_optional: bool,
    expectation: Expectation,
    command: PhantomData<fn() -> C>,
}

impl<'m, C: Command> Expect<'m, C> {
    fn new(mock: &'m Mock, command: &str, is_optional: bool) -> Self {
        let expectation = Expectation {
            command: command.to_owned(),
            arguments: "with any arguments".to_owned(),
            check: Box::new(|_| Ok(())),
            times: 1,
            plan: Plan::default(),
        };
        Expect { mock, is_optional, expectation, command: PhantomData }
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

    /// With arguments of which this is true; what they are is told by `description` when something else comes.
    pub fn matching(mut self, description: &str, is_right: impl Fn(&C) -> bool + Send + 'static) -> Self
    where
        C: Decode,
    {
        self.expectation.arguments = description.to_owned();
        self.expectation.check = Box::new(move |text| match arguments::read::<C>(text) {
            Ok(command) if is_right(&command) => Ok(()),
            Ok(_) => Err("the arguments are not those".to_owned()),
            Err(refusal) => Err(refusal.desc),
        });
        self
    }

    /// So many times, one after the other.
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

    /// Expects so many file descriptors with the command; [`Mock::descriptors`] gives them.
    #[cfg(all(unix, feature = "fd"))]
    pub fn takes_descriptors(mut self, count: usize) -> Self {
        self.expectation.plan.descriptors = count;
        self
    }

    /// Returns this.
    pub fn returns(self, value: &C::Response)
    where
        C::Response: Encode,
    {
        self.ends(Some(response(value)), None);
    }

    /// Returns nothing, as most commands that change something.
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

    /// Sends no reply, and goes on.
    pub fn is_silent(self) {
        self.ends(None, None);
    }

    /// Ends the connection after so many bytes of a reply that would return this; with none, without any.
    pub fn dies_after(self, bytes: usize, value: &C::Response)
    where
        C::Response: Encode,
    {
        self.ends(Some(response(value)), Some(bytes));
    }

    fn ends(self, outcome: Option<Outcome>, cut: Option<usize>) {
        let Expect { mock, is_optional, mut expectation, .. } = self;
        expectation.plan.outcome = outcome;
        expectation.plan.cut = cut;
        let State { groups, always, in_group, .. } = &mut *mock.script.lock();
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
