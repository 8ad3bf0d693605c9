//! A server: its greeting, its commands and its rules, as they are set up before it runs.

use crate::command::{self, Builtin, Handler, Invocation, Registered};
use crate::context::{Context, Handle};
use crate::hub::{Hub, Rate};
use crate::input::Limits;
use crate::schema;
use qapi_runtime::{Command, Decode, Encode, Error, Event, Greeting, Value};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How many bytes may pile up for a client that does not read.
const BACKLOG: usize = 16 << 20;

/// A server: a greeting, and commands with handlers.
///
/// ```
/// use qapi_runtime::{Greeting, json};
/// use qapi_server::Server;
/// use qemu_qapi::qmp::commands::QueryName;
/// use qemu_qapi::qmp::misc::NameInfo; // the module is that of the schema file
///
/// let greeting: Greeting = json::from_str(
///     r#"{"QMP": {"version": {"qemu": {"micro": 0, "minor": 1, "major": 0}, "package": "mine"}, "capabilities": []}}"#,
/// )?;
/// let server = Server::new(greeting).command::<QueryName, _>(|_, _| Ok(NameInfo { name: Some("vm".to_owned()) }));
/// let (mut input, mut output) = (&b"{'execute': 'qmp_capabilities'} {'execute': 'query-name'}"[..], Vec::new());
/// server.serve(&mut input, &mut output)?;
/// let lines: Vec<&str> = std::str::from_utf8(&output)?.lines().collect();
/// assert_eq!(lines[1..], [r#"{"return": {}}"#, r#"{"return": {"name":"vm"}}"#]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server {
    /// An agent has none, and does not negotiate.
    pub(crate) greeting: Option<Greeting>,
    pub(crate) version: String,
    pub(crate) commands: Vec<Registered>,
    by_name: HashMap<String, usize>,
    pub(crate) fallback: Option<Registered>,
    pub(crate) refused_features: Vec<String>,
    pub(crate) schema: Option<Vec<Value>>,
    pub(crate) limits: Limits,
    pub(crate) backlog: usize,
    pub(crate) hub: Arc<Hub>,
}

impl Server {
    /// A server with this greeting, which lets clients negotiate. It has the commands `query-version`, which returns
    /// the greeting's version, and `query-commands`; [`Server::schema`] adds `query-qmp-schema`.
    #[must_use]
    pub fn new(greeting: Greeting) -> Self {
        Server::bare(Some(greeting), String::new())
            .register(Registered::named("query-version", Handler::Builtin(Builtin::QueryVersion)))
            .register(Registered::named("query-commands", Handler::Builtin(Builtin::QueryCommands)))
    }

    /// A guest agent of this version: there is no greeting and no negotiation, and lines end without a carriage return.
    /// It has the commands `guest-sync`, `guest-sync-delimited`, `guest-ping` and `guest-info`.
    #[must_use]
    pub fn agent(version: impl Into<String>) -> Self {
        let sync = || command::blocking::<Sync, _>(|_, sync| Ok(sync.id));
        let delimited = Registered { delimited: true, ..Registered::named("guest-sync-delimited", sync()) };
        Server::bare(None, version.into())
            .register(Registered::named("guest-sync", sync()))
            .register(delimited)
            .register(Registered::named(
                "guest-ping",
                command::blocking::<NoArguments, _>(|_, _| Ok(qapi_runtime::Empty {})),
            ))
            .register(Registered::named("guest-info", Handler::Builtin(Builtin::GuestInfo)))
    }

    /// A server without commands.
    pub(crate) fn bare(greeting: Option<Greeting>, version: String) -> Self {
        Server {
            greeting,
            version,
            commands: Vec::new(),
            by_name: HashMap::new(),
            fallback: None,
            refused_features: Vec::new(),
            schema: None,
            limits: Limits::default(),
            backlog: BACKLOG,
            hub: Hub::new(),
        }
    }

    /// Sets the handler for commands of type `C`, replacing an earlier one. Commands of different clients run at the
    /// same time; those of one client run one after the other, except out of band.
    ///
    /// The arguments are checked first: values that do not fit, and members that the type does not have, are refused.
    /// If the handler panics, the client gets an error.
    #[must_use]
    pub fn command<C, F>(self, handler: F) -> Self
    where
        C: Command<Response: Encode> + Decode,
        F: Fn(&Context, C) -> Result<C::Response, Error> + Send + std::marker::Sync + 'static,
    {
        self.register(Registered::of::<C>(command::blocking(handler)))
    }

    /// As [`Server::command`], for a handler that returns a future. Where there is no runtime, the client's thread
    /// polls it until it is done.
    #[must_use]
    pub fn async_command<C, F, R>(self, handler: F) -> Self
    where
        C: Command<Response: Encode> + Decode,
        F: Fn(Context, C) -> R + Send + std::marker::Sync + 'static,
        R: Future<Output = Result<C::Response, Error>> + Send + 'static,
    {
        self.register(Registered::of::<C>(command::asynchronous(handler)))
    }

    /// Sets the handler for the command `name`. It gets the arguments as text and returns the response as text. This is
    /// for commands that have no type.
    #[must_use]
    pub fn raw_command<F>(self, name: &str, handler: F) -> Self
    where
        F: Fn(&Context, &Invocation) -> Result<String, Error> + Send + std::marker::Sync + 'static,
    {
        self.register(Registered::named(name, Handler::Blocking(Box::new(handler))))
    }

    /// Sets the handler for all other commands. It gets the name and the arguments as text, and refuses a command that
    /// it does not know with [`command_not_found`](crate::command_not_found).
    #[must_use]
    pub fn fallback<F>(self, handler: F) -> Self
    where
        F: Fn(&Context, &Invocation) -> Result<String, Error> + Send + std::marker::Sync + 'static,
    {
        self.fall_back_on(Registered::named("", Handler::Blocking(Box::new(handler))))
    }

    /// Shares its clients and events with another server.
    #[cfg(feature = "proxy")]
    pub(crate) fn sharing(self, hub: &Arc<Hub>) -> Self {
        Server { hub: hub.clone(), ..self }
    }

    pub(crate) fn fall_back_on(self, command: Registered) -> Self {
        Server { fallback: Some(command), ..self }
    }

    pub(crate) fn register(mut self, command: Registered) -> Self {
        match self.by_name.get(&command.name) {
            Some(index) => self.commands[*index] = command,
            None => {
                self.by_name.insert(command.name.clone(), self.commands.len());
                self.commands.push(command);
            }
        }
        self
    }

    /// Removes some commands.
    #[cfg(feature = "mock")]
    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        let kept =
            std::mem::take(&mut self.commands).into_iter().filter(|command| !names.contains(&command.name.as_str()));
        self.by_name.clear();
        kept.fold(self, Server::register)
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Registered> {
        self.by_name.get(name).map(|index| &self.commands[*index])
    }

    /// Disables a registered command, for this reason. Clients that execute it learn that it is disabled, with the
    /// error class `CommandNotFound`, and `guest-info` lists it as not enabled.
    #[must_use]
    pub fn disable(mut self, name: &str, reason: &str) -> Self {
        if let Some(index) = self.by_name.get(name) {
            self.commands[*index].disabled = Some(reason.to_owned());
        }
        self
    }

    /// Refuses commands that have this feature in the schema, such as `deprecated` or `unstable`.
    #[must_use]
    pub fn refuse_feature(mut self, feature: &str) -> Self {
        self.refused_features.push(feature.to_owned());
        self
    }

    /// Adds the command `query-qmp-schema`. It answers with those parts of `reply` that the registered commands and the
    /// events need; `reply` is what a server with the whole schema answers.
    ///
    /// # Errors
    /// `reply` is not a list of objects.
    pub fn schema(mut self, reply: &str) -> Result<Self, serde_json::Error> {
        self.schema = Some(schema::read(reply)?);
        Ok(self.register(Registered::named("query-qmp-schema", Handler::Builtin(Builtin::QuerySchema))))
    }

    /// Sends at most one event of type `E` in an interval, and at its end the last of those that came meanwhile. QEMU
    /// limits some events like this, at intervals of [one second](crate::QEMU_INTERVAL).
    #[must_use]
    pub fn limit_event<E: Event>(self, interval: Duration) -> Self {
        self.limit(E::NAME, Rate { interval, key: Arc::new(|_| String::new()) })
    }

    /// As [`Server::limit_event`], but events with different keys do not count together.
    #[must_use]
    pub fn limit_event_by<E, F>(self, interval: Duration, key: F) -> Self
    where
        E: Event + Decode,
        F: Fn(&E) -> String + Send + std::marker::Sync + 'static,
    {
        let key = move |text: &str| qapi_runtime::json::from_str(text).map(|event| key(&event)).unwrap_or_default();
        self.limit(E::NAME, Rate { interval, key: Arc::new(key) })
    }

    fn limit(self, event: &'static str, rate: Rate) -> Self {
        self.hub.rates.lock().unwrap_or_else(PoisonError::into_inner).insert(event, rate);
        self
    }

    /// Sets how large messages of clients may be. The defaults are QEMU's.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Server { limits, ..self }
    }

    /// Sets how many bytes may pile up for a client that does not read. Beyond that its commands have to wait, and the
    /// next event cuts it off. The default is 16 MiB.
    #[must_use]
    pub fn backlog(self, bytes: usize) -> Self {
        Server { backlog: bytes, ..self }
    }

    /// Starts with a machine that is still being set up: until [`Handle::set_preconfig`] ends this, commands that are
    /// not allowed so early are refused.
    #[must_use]
    pub fn preconfig(self) -> Self {
        self.hub.is_preconfig.store(true, Ordering::Relaxed);
        self
    }

    /// A handle that sends events.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle { hub: self.hub.clone() }
    }
}

/// The arguments of `guest-sync`.
struct Sync {
    id: i64,
}

qapi_runtime::object! { decode strict Sync { id: "id", } }

impl Command for Sync {
    type Response = i64;
    const NAME: &'static str = "guest-sync";
}

/// The arguments of a command that has none.
pub(crate) struct NoArguments;

qapi_runtime::object! { decode strict NoArguments {} }

impl Command for NoArguments {
    type Response = qapi_runtime::Empty;
    const NAME: &'static str = "";
}
