//! The client for tokio, with the methods of the blocking one.

use qapi_client::{Error, Farewell, Options, Received, Sent, tokio as client};
use qapi_runtime::{Command, Decode, Encode, Event, Value};
use qemu_qapi::qmp;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

fn tokio_stream(stream: UnixStream) -> tokio::net::UnixStream {
    stream.set_nonblocking(true).expect("a socket");
    tokio::net::UnixStream::from_std(stream).expect("a socket")
}

#[derive(Debug, Clone)]
pub struct Client {
    client: client::Client,
    inbox: Arc<Mutex<client::Events<qmp::Event>>>,
    timeout: Option<Duration>,
}

/// The next event since the client was made.
pub fn next_event(client: &Client) -> Received<qmp::Event> {
    let mut inbox = client.inbox.lock().expect("no test panicked");
    RUNTIME.block_on(inbox.next_for(Duration::from_secs(60))).expect("an event")
}

impl Client {
    pub fn over(stream: UnixStream, options: &Options) -> Result<Self, Error> {
        RUNTIME.block_on(async {
            let client = client::Client::over(tokio_stream(stream), options).await?;
            let inbox = Arc::new(Mutex::new(client.events()));
            Ok(Client { client, inbox, timeout: None })
        })
    }

    pub fn timeout(&self, timeout: Duration) -> Self {
        Client { client: self.client.timeout(timeout), timeout: Some(timeout), ..self.clone() }
    }

    pub fn execute<C: Command<Response: Decode> + Encode>(&self, command: &C) -> Result<C::Response, Error> {
        RUNTIME.block_on(self.client.execute(command))
    }

    pub fn execute_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Value, Error> {
        RUNTIME.block_on(self.client.execute_raw(name, arguments))
    }

    pub fn execute_oob<C: Command<Response: Decode> + Encode>(&self, command: &C) -> Result<C::Response, Error> {
        RUNTIME.block_on(self.client.execute_oob(command))
    }

    pub fn start_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Call<qapi_client::AnyCommand>, Error> {
        Ok(Call { call: self.client.start_raw(name, arguments)?, timeout: self.timeout })
    }

    #[cfg(feature = "fd")]
    pub fn start_with_fd<C: Command<Response: Decode> + Encode>(
        &self,
        command: &C,
        descriptor: std::os::fd::OwnedFd,
    ) -> Result<Call<C>, Error> {
        Ok(Call { call: self.client.start_with_fd(command, descriptor)?, timeout: self.timeout })
    }

    pub fn events<E: Decode>(&self) -> Events<E> {
        Events { events: self.client.events(), ended: false }
    }

    pub fn expect<T: Event + Decode>(&self, matches: impl Fn(&T) -> bool + Send + Sync + 'static) -> Expect<'_, T> {
        Expect(self.client.expect(matches))
    }

    pub fn discarded(&self) -> u64 {
        self.client.discarded()
    }

    pub fn oob(&self) -> bool {
        self.client.oob()
    }

    pub fn close(&self) {
        self.client.close();
    }
}

#[derive(Debug)]
pub struct Call<C> {
    call: client::Call<C>,
    timeout: Option<Duration>,
}

impl<C: Command<Response: Decode>> Call<C> {
    pub fn wait(&mut self) -> Result<C::Response, Error> {
        match self.timeout {
            Some(timeout) => self.wait_for(timeout),
            None => RUNTIME.block_on(&mut self.call),
        }
    }

    pub fn wait_for(&mut self, timeout: Duration) -> Result<C::Response, Error> {
        RUNTIME.block_on(self.call.wait_for(timeout))
    }

    pub fn sent(&self) -> Sent {
        self.call.sent()
    }
}

pub struct Events<E> {
    events: client::Events<E>,
    ended: bool,
}

impl<E: Decode> Iterator for Events<E> {
    type Item = Result<Received<E>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = RUNTIME.block_on(self.events.next());
        self.ended = next.is_err();
        Some(next)
    }
}

pub struct Expect<'c, T>(client::Expect<'c, T>);

impl<T: Event + Decode> Expect<'_, T> {
    pub fn execute<C: Command<Response: Decode> + Encode>(
        self,
        command: &C,
    ) -> Result<Expected<T, C::Response>, Error> {
        RUNTIME.block_on(self.0.execute(command)).map(Expected)
    }
}

pub struct Expected<T, R>(client::Expected<T, R>);

impl<T: Decode, R> Expected<T, R> {
    pub fn wait_for(&self, timeout: Duration) -> Result<T, Error> {
        RUNTIME.block_on(self.0.wait_for(timeout))
    }
}

#[derive(Debug, Clone)]
pub struct Agent(client::Agent);

impl Agent {
    pub fn over(stream: UnixStream, options: &Options) -> Result<Self, Error> {
        RUNTIME.block_on(async { client::Agent::over(tokio_stream(stream), options).await.map(Agent) })
    }

    pub fn timeout(&self, timeout: Duration) -> Self {
        Agent(self.0.timeout(timeout))
    }

    pub fn execute<C: Command<Response: Decode> + Encode>(&self, command: &C) -> Result<C::Response, Error> {
        RUNTIME.block_on(self.0.execute(command))
    }

    pub fn execute_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Value, Error> {
        RUNTIME.block_on(self.0.execute_raw(name, arguments))
    }

    pub fn execute_silent<C: Command<Response: Decode> + Encode>(
        &self,
        command: &C,
        patience: Duration,
    ) -> Result<Farewell, Error> {
        RUNTIME.block_on(self.0.execute_silent(command, patience))
    }
}
