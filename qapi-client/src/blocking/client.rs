//! The client for QMP.

use super::call::Call;
use super::events::Events;
use super::shared::Shared;
use super::transport::Transport;
use crate::connecting::Deadline;
use crate::engine::{Manner, Speaks};
use crate::error::{Awaited, Error, Sent};
use crate::events::{Received, Wanted};
use crate::options::{Address, Options};
use crate::reply::AnyCommand;
use crate::session::Descriptor;
use qapi_runtime::{Command, Decode, Encode, Greeting, Value};
use std::sync::Arc;
use std::time::Duration;

/// A connection to a QMP server: `qemu-system-*` or `qemu-storage-daemon`.
///
/// Clones share the connection. It ends when the last clone, [`Call`] and [`Events`] is dropped, or by
/// [`Client::close`]. It is never re-established behind the caller's back, because what the server keeps for a
/// connection is lost with it: events, out-of-band execution, the names of file descriptors.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    /// The subscription of [`Client::next_event`].
    inbox: Arc<Inbox>,
    timeout: Option<Duration>,
}

/// A subscription that lasts as long as the client.
#[derive(Debug)]
struct Inbox {
    shared: Arc<Shared>,
    id: u64,
}

impl Client {
    /// Waits for the greeting on a new connection, and negotiates.
    pub(super) fn greet(shared: Arc<Shared>, deadline: Deadline) -> Result<Self, Error> {
        super::connect::handshake(&shared, deadline)?;
        let inbox = Inbox { id: shared.lock().session.hub.subscribe(Wanted::All), shared: shared.clone() };
        let timeout = shared.options.call_timeout;
        Ok(Client { shared, inbox: Arc::new(inbox), timeout })
    }

    /// The connection that clones share.
    #[cfg(feature = "qemu")]
    pub(super) fn connection(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The server's greeting: its version and capabilities.
    #[must_use]
    pub fn greeting(&self) -> Arc<Greeting> {
        self.shared.lock().session.greeting()
    }

    /// Whether out-of-band execution was negotiated.
    #[must_use]
    pub fn oob(&self) -> bool {
        self.shared.lock().session.engine.oob()
    }

    /// The same connection, with another time limit for each command.
    ///
    /// ```no_run
    /// # use qapi_client::blocking::Client;
    /// # use qemu_qapi::qmp::commands::QueryStatus;
    /// # use std::time::Duration;
    /// # fn f(client: &Client) -> Result<(), qapi_client::Error> {
    /// let status = client.timeout(Duration::from_secs(2)).execute(&QueryStatus)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn timeout(&self, timeout: Duration) -> Client {
        Client { timeout: Some(timeout), ..self.clone() }
    }

    /// Executes a command and waits for what it returns, no longer than the client's timeout.
    ///
    /// # Errors
    /// - [`Error::Refused`]: the server answered with an error
    /// - [`Error::Unfit`]: the command succeeded, but what it returned does not fit its type
    /// - [`Error::TimedOut`], [`Error::Closed`]: [`Error::sent`] says whether the command may have run
    /// - [`Error::Protocol`]: the reply is not JSON
    pub fn execute<C>(&self, command: &C) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.start(command)?.wait()
    }

    /// Executes a command that is known only by name.
    ///
    /// # Errors
    /// As [`Client::execute`].
    pub fn execute_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Value, Error> {
        self.start_raw(name, arguments)?.wait()
    }

    /// What the server says that it has: its own schema, which can be asked. QEMU takes some milliseconds to answer,
    /// and the answer stays the same as long as it runs.
    ///
    /// ```no_run
    /// # use qapi_client::blocking::Client;
    /// use qemu_qapi::qmp::commands::Migrate;
    ///
    /// # fn f(client: &Client, migrate: Migrate) -> Result<(), Box<dyn std::error::Error>> {
    /// let peer = client.peer_schema()?;
    /// let by_channels = peer.has_argument::<Migrate>("channels")?;
    /// let compressed = peer.ask("migrate-set-parameters/arg-type/multifd-compression/^zstd")?;
    /// for mismatch in peer.mismatches(&migrate)? {
    ///     println!("this server would not take it: {mismatch}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Client::execute`].
    #[cfg(feature = "peer-schema")]
    pub fn peer_schema(&self) -> Result<qapi_runtime::PeerSchema, Error> {
        self.execute(&qapi_runtime::QueryPeerSchema)
    }

    /// Starts a command. It is written at once, unless as many others are unanswered as a server reads ahead; then it
    /// waits in a queue for its turn. The queue moves on whenever a thread waits for something.
    ///
    /// # Errors
    /// The connection has ended, or the command cannot be written as JSON.
    pub fn start<C>(&self, command: &C) -> Result<Call<C>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let () = const { assert!(C::SUCCESS_RESPONSE, "the command has no reply to wait for") };
        self.begin(command, Manner::default(), None)
    }

    /// Starts a command that is known only by name.
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn start_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Call<AnyCommand>, Error> {
        let mut state = self.shared.lock();
        let id = state.session.start_raw(name, arguments, None)?;
        self.shared.flush(&mut state);
        Ok(Call::new(&self.shared, id, self.timeout, name.to_owned().into()))
    }

    /// Executes a command out of band: ahead of all others, even those that the server is executing.
    ///
    /// A command that does not allow this does not compile:
    ///
    /// ```compile_fail,E0080
    /// # use qapi_client::blocking::Client;
    /// # let client = Client::connect("/run/vm.sock")?;
    /// client.execute_oob(&qemu_qapi::qmp::commands::QueryStatus)?;
    /// # Ok::<(), qapi_client::Error>(())
    /// ```
    ///
    /// ```no_run
    /// # use qapi_client::blocking::Client;
    /// # fn f(client: &Client) -> Result<(), qapi_client::Error> {
    /// client.execute_oob(&qemu_qapi::qmp::commands::QueryYank)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Unsupported`] if out-of-band execution was not negotiated; else as [`Client::execute`].
    pub fn execute_oob<C>(&self, command: &C) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.start_oob(command)?.wait()
    }

    /// Starts a command out of band.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if out-of-band execution was not negotiated; else as [`Client::start`].
    pub fn start_oob<C>(&self, command: &C) -> Result<Call<C>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let () = const { assert!(C::ALLOW_OOB, "the command cannot be executed out of band") };
        self.begin(command, Manner { oob: true, descriptor: false }, None)
    }

    /// Executes a command that takes a file descriptor, such as `getfd` and `add-fd`. The descriptor is sent with the
    /// first byte of the command, and is closed here whatever happens. Commands with descriptors are sent one after the
    /// other, because a server closes a descriptor that no command has taken when the next one comes.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the connection is not a Unix socket; else as [`Client::execute`].
    #[cfg(all(unix, feature = "fd"))]
    pub fn execute_with_fd<C>(&self, command: &C, descriptor: std::os::fd::OwnedFd) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.start_with_fd(command, descriptor)?.wait()
    }

    /// Starts a command that takes a file descriptor.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the connection is not a Unix socket; else as [`Client::start`].
    #[cfg(all(unix, feature = "fd"))]
    pub fn start_with_fd<C>(&self, command: &C, descriptor: std::os::fd::OwnedFd) -> Result<Call<C>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        if !self.shared.carries_descriptors() {
            return Err(Error::Unsupported { what: "passing file descriptors over this connection".to_owned() });
        }
        self.begin(command, Manner { oob: false, descriptor: true }, Some(descriptor))
    }

    fn begin<C>(&self, command: &C, manner: Manner, descriptor: Option<Descriptor>) -> Result<Call<C>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let mut state = self.shared.lock();
        let id = state.session.start(command, manner, descriptor)?;
        self.shared.flush(&mut state);
        Ok(Call::new(&self.shared, id, self.timeout, C::NAME.into()))
    }

    /// Subscribes to all events from now on, as a type such as `qemu_qapi::qmp::Event`. The first subscriber also gets
    /// those that came while the connection was made.
    #[must_use]
    pub fn events<E: Decode>(&self) -> Events<E> {
        Events::new(&self.shared, Wanted::All)
    }

    /// Subscribes to the events with these names only.
    #[must_use]
    pub fn events_named<E: Decode>(&self, names: &'static [&'static str]) -> Events<E> {
        Events::new(&self.shared, Wanted::Named(names))
    }

    /// Waits for the next event, of those that came since the client was made.
    ///
    /// # Errors
    /// [`Error::TimedOut`], or the connection has ended.
    pub fn next_event<E: Decode>(&self, timeout: Duration) -> Result<Received<E>, Error> {
        super::events::next(&self.shared, self.inbox.id, Deadline::after(timeout))
    }

    /// Waits until the connection has ended.
    ///
    /// # Errors
    /// [`Error::TimedOut`] if it has not.
    pub fn wait_closed(&self, timeout: Duration) -> Result<(), Error> {
        let deadline = Deadline::after(timeout);
        let over = self.shared.wait(deadline, |session| session.engine.is_ended().then_some(()));
        over.ok_or_else(|| Error::timed_out(Awaited::Change("the end of the connection".to_owned()), Sent::Not))
    }

    /// Why the connection has ended; `None` while it lasts, as far as is known.
    #[must_use]
    pub fn ended(&self) -> Option<Error> {
        self.shared.lock().session.engine.ended(|| Awaited::Change("anything".to_owned()))
    }

    /// How many messages of the server were discarded: replies to commands whose caller did not wait, or with ids that
    /// are not ours.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.shared.lock().session.engine.discarded()
    }

    /// Ends the connection for all its users.
    pub fn close(&self) {
        self.shared.close(Error::ClosedHere);
    }

    /// Ends this connection and makes another with the same options. The server does not know that it is the same
    /// client: events in between are lost, and so are the names of file descriptors. Calls and subscriptions of the old
    /// connection end.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn reconnect(&self, address: impl Into<Address>) -> Result<Client, Error> {
        self.close();
        Client::connect_with(address, &self.shared.options)
    }

    /// Connects, with the usual [`Options`].
    ///
    /// ```no_run
    /// use qapi_client::blocking::Client;
    ///
    /// let client = Client::connect("/run/vm.sock")?;
    /// println!("{:?}", client.greeting().qmp.version);
    /// # Ok::<(), qapi_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::TimedOut`] if it takes too long, with what was being waited for; [`Error::Closed`] if the server hung
    /// up; [`Error::Protocol`] if it is not a QMP server.
    pub fn connect(address: impl Into<Address>) -> Result<Self, Error> {
        Client::connect_with(address, &Options::new())
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn connect_with(address: impl Into<Address>, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let transport = super::connect::connect(&address.into(), options, deadline)?;
        Client::greet(Shared::new(transport, Speaks::Qmp { oob: options.oob }, options), deadline)
    }

    /// Speaks QMP over a [`Transport`] of the caller's own.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn over_transport(transport: impl Transport + 'static, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        Client::greet(Shared::new(Box::new(transport), Speaks::Qmp { oob: options.oob }, options), deadline)
    }

    /// Speaks QMP over a socket or pipes that are connected: a `UnixStream`, a `TcpStream`, or [`Pipes`](super::Pipes).
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn over(
        stream: impl TryInto<Box<dyn Transport>, Error = std::io::Error>,
        options: &Options,
    ) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let transport = stream.try_into().map_err(|error| Error::io("cannot use the stream", error))?;
        Client::greet(Shared::new(transport, Speaks::Qmp { oob: options.oob }, options), deadline)
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.shared.lock().session.hub.unsubscribe(self.id);
    }
}
