//! The client for QMP.

use super::call::Call;
use super::events::Events;
use super::shared::{Handle, Token};
use super::stream::Stream;
use crate::connecting::Deadline;
use crate::engine::{Manner, Speaks};
use crate::error::{Awaited, Error, Sent};
use crate::events::Wanted;
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
    pub(super) handle: Arc<Handle>,
    timeout: Option<Duration>,
}

impl Client {
    /// Connects, with the usual [`Options`].
    ///
    /// ```no_run
    /// use qapi_client::tokio::Client;
    ///
    /// # async fn f() -> Result<(), qapi_client::Error> {
    /// let client = Client::connect("/run/vm.sock").await?;
    /// println!("{:?}", client.greeting().qmp.version);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::TimedOut`] if it takes too long, with what was being waited for; [`Error::Closed`] if the server hung
    /// up; [`Error::Protocol`] if it is not a QMP server.
    pub async fn connect(address: impl Into<Address>) -> Result<Self, Error> {
        Client::connect_with(address, &Options::new()).await
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub async fn connect_with(address: impl Into<Address>, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let stream = super::connect::connect(&address.into(), options, deadline).await?;
        Client::greet(stream, options, deadline).await
    }

    /// Speaks QMP over a stream that is connected: a `UnixStream` or a `TcpStream` of tokio's, or a [`Stream`].
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub async fn over(stream: impl Into<Stream>, options: &Options) -> Result<Self, Error> {
        Client::greet(stream.into(), options, Deadline::after(options.connect_timeout)).await
    }

    /// Waits for the greeting, and negotiates.
    pub(super) async fn greet(stream: Stream, options: &Options, deadline: Deadline) -> Result<Self, Error> {
        let handle = Handle::new(stream, Speaks::Qmp { oob: options.oob }, options);
        super::connect::handshake(&handle, deadline).await?;
        Ok(Client { handle, timeout: options.call_timeout })
    }

    /// The connection that clones share.
    #[cfg(feature = "qemu")]
    pub(super) fn connection(&self) -> &Arc<Handle> {
        &self.handle
    }

    /// The server's greeting: its version and capabilities.
    #[must_use]
    pub fn greeting(&self) -> Arc<Greeting> {
        self.handle.lock().session.greeting()
    }

    /// Whether out-of-band execution was negotiated.
    #[must_use]
    pub fn oob(&self) -> bool {
        self.handle.lock().session.engine.oob()
    }

    /// The same connection, with another time limit for each command.
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
    pub async fn execute<C>(&self, command: &C) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.start(command)?.within(self.timeout).await
    }

    /// Executes a command that is known only by name.
    ///
    /// # Errors
    /// As [`Client::execute`].
    pub async fn execute_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Value, Error> {
        self.start_raw(name, arguments)?.within(self.timeout).await
    }

    /// What the server says that it has: its own schema, which can be asked. QEMU takes some milliseconds to answer,
    /// and the answer stays the same as long as it runs.
    ///
    /// # Errors
    /// As [`Client::execute`].
    #[cfg(feature = "peer-schema")]
    pub async fn peer_schema(&self) -> Result<qapi_runtime::PeerSchema, Error> {
        self.execute(&qapi_runtime::QueryPeerSchema).await
    }

    /// Starts a command, which is written when its turn comes, whether the call is waited for or not.
    ///
    /// ```no_run
    /// # use qapi_client::tokio::Client;
    /// # use qemu_qapi::qmp::commands::{QueryCpusFast, QueryStatus};
    /// # async fn f(client: Client) -> Result<(), qapi_client::Error> {
    /// let (status, cpus) = (client.start(&QueryStatus)?, client.start(&QueryCpusFast)?);
    /// println!("{:?}, {} processors", status.await?.status, cpus.await?.len());
    /// # Ok(())
    /// # }
    /// ```
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
        let mut state = self.handle.lock();
        let id = state.session.start_raw(name, arguments, Token::default())?;
        state.wake_task();
        drop(state);
        Ok(Call::new(&self.handle, id, name.to_owned().into()))
    }

    /// Executes a command out of band: ahead of all others, even those that the server is executing. A command that
    /// does not allow this does not compile:
    ///
    /// ```compile_fail,E0080
    /// # use qapi_client::tokio::Client;
    /// # async fn f(client: &Client) -> Result<(), qapi_client::Error> {
    /// client.execute_oob(&qemu_qapi::qmp::commands::QueryStatus).await?;
    /// # Ok(())
    /// # }
    /// # fn main() { let _ = tokio::runtime::Runtime::new().map(|runtime| runtime.block_on(async {
    /// #     f(&Client::connect("").await.unwrap()).await })); }
    /// ```
    ///
    /// # Errors
    /// [`Error::Unsupported`] if out-of-band execution was not negotiated; else as [`Client::execute`].
    pub async fn execute_oob<C>(&self, command: &C) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.start_oob(command)?.within(self.timeout).await
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
    pub async fn execute_with_fd<C>(&self, command: &C, descriptor: std::os::fd::OwnedFd) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.start_with_fd(command, descriptor)?.within(self.timeout).await
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
        if !self.handle.carries_descriptors {
            return Err(Error::Unsupported { what: "passing file descriptors over this connection".to_owned() });
        }
        self.begin(command, Manner { oob: false, descriptor: true }, Some(descriptor))
    }

    fn begin<C>(&self, command: &C, manner: Manner, descriptor: Option<Descriptor>) -> Result<Call<C>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let mut state = self.handle.lock();
        let id = state.session.start(command, manner, Token { waker: None, descriptor })?;
        state.wake_task();
        drop(state);
        Ok(Call::new(&self.handle, id, C::NAME.into()))
    }

    /// Subscribes to all events from now on, as a type such as `qemu_qapi::qmp::Event`. The first subscriber also gets
    /// those that came since the connection was begun.
    #[must_use]
    pub fn events<E: Decode>(&self) -> Events<E> {
        Events::new(&self.handle, Wanted::All)
    }

    /// Subscribes to the events with these names only.
    #[must_use]
    pub fn events_named<E: Decode>(&self, names: &'static [&'static str]) -> Events<E> {
        Events::new(&self.handle, Wanted::Named(names))
    }

    /// Waits until the connection has ended.
    ///
    /// # Errors
    /// [`Error::TimedOut`] if it has not.
    pub async fn wait_closed(&self, timeout: Duration) -> Result<(), Error> {
        let over = self.handle.wait(|session| session.engine.is_ended().then_some(()));
        let awaited = || Awaited::Change("the end of the connection".to_owned());
        tokio::time::timeout(timeout, over).await.map_err(|_| Error::timed_out(awaited(), Sent::Not))
    }

    /// Why the connection has ended; `None` while it lasts.
    #[must_use]
    pub fn ended(&self) -> Option<Error> {
        self.handle.ended(|| Awaited::Change("anything".to_owned()))
    }

    /// How many messages of the server were discarded: replies to commands whose caller did not wait, or with ids that
    /// are not ours.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.handle.lock().session.engine.discarded()
    }

    /// Ends the connection for all its users.
    pub fn close(&self) {
        self.handle.close();
    }

    /// Ends this connection and makes another with the same options. The server does not know that it is the same
    /// client: events in between are lost, and so are the names of file descriptors. Calls and subscriptions of the old
    /// connection end.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub async fn reconnect(&self, address: impl Into<Address>) -> Result<Client, Error> {
        self.close();
        Client::connect_with(address, &self.handle.options).await
    }
}
