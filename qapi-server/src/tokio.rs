//! Serving clients on tokio.
//!
//! Each client has two tasks: one reads its messages and executes its commands, the other one sends. A handler that
//! returns a future is awaited; one that blocks runs on a blocking thread. Commands of a client are executed one after
//! the other, except those out of band, each of which has a task of its own.

use crate::context::Context;
use crate::outbox::Outbox;
use crate::server::Server;
use crate::session::{Call, Session, Step};
use std::io;
use std::sync::Arc;
use std::task::Poll;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

/// How many commands may wait for their turn; then no more are read.
const QUEUE: usize = 8;

/// Serves one client over any stream, until it has gone or a handler hangs up.
///
/// ```
/// use qapi_server::Server;
/// use std::sync::Arc;
/// use tokio::io::AsyncWriteExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let (mut here, there) = tokio::io::duplex(4096);
/// here.write_all(b"{'execute': 'guest-sync', 'arguments': {'id': 7}}").await?;
/// here.shutdown().await?;
/// let (reader, writer) = tokio::io::split(there);
/// qapi_server::tokio::serve(&Arc::new(Server::agent("1.0")), reader, writer).await?;
/// let mut line = String::new();
/// tokio::io::AsyncReadExt::read_to_string(&mut here, &mut line).await?;
/// assert_eq!(line, "{\"return\": 7}\n");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Reading fails. A client that disconnects is not an error.
pub async fn serve<R, W>(server: &Arc<Server>, reader: R, writer: W) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin + Send + 'static,
{
    serve_source(server, Plain(reader), writer).await
}

/// Where a client's bytes come from.
trait Source {
    /// Waits for bytes. Zero means that the client has gone.
    async fn receive(&mut self, buffer: &mut [u8], context: &Context) -> io::Result<usize>;
}

/// A stream that carries nothing but bytes.
struct Plain<R>(R);

impl<R: AsyncRead + Unpin> Source for Plain<R> {
    async fn receive(&mut self, buffer: &mut [u8], _: &Context) -> io::Result<usize> {
        self.0.read(buffer).await
    }
}

async fn serve_source<W>(server: &Arc<Server>, source: impl Source, writer: W) -> io::Result<()>
where
    W: AsyncWrite + Unpin + Send + 'static,
{
    let line_end = if server.greeting.is_some() { "\r\n" } else { "\n" };
    let outbox = Arc::new(Outbox::new(server.backlog, line_end));
    let closed = Arc::new(Notify::new());
    let notified = closed.clone();
    outbox.on_hang_up(move || notified.notify_one());
    let sending = tokio::spawn(send(outbox.clone(), writer));
    let client = Client { server: server.clone(), context: Context::new(&server.hub, &outbox) };
    // Takes the client off the list, however this ends.
    let _leaving = Leaving(client.context.clone());
    let served = until(client.run(source), closed.notified()).await.unwrap_or_else(|| {
        // The rest would wait for a client that does not read.
        sending.abort();
        Ok(())
    });
    outbox.end();
    // Sending does not panic.
    drop(sending.await);
    served
}

/// Accepts clients at a Unix socket, each on tasks of its own, until the future is dropped. Clients that are connected
/// by then are served to their end.
///
/// # Errors
/// Accepting fails for good.
#[cfg(unix)]
pub async fn serve_unix(server: &Arc<Server>, listener: &tokio::net::UnixListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let server = server.clone();
        // There is nobody to tell why reading from a client failed.
        tokio::spawn(async move { drop(serve_unix_stream(&server, stream).await) });
    }
}

/// Serves one client over a Unix socket.
///
/// # Errors
/// As [`serve`].
#[cfg(unix)]
pub async fn serve_unix_stream(server: &Arc<Server>, stream: tokio::net::UnixStream) -> io::Result<()> {
    let (reader, writer) = stream.into_split();
    #[cfg(feature = "fd")]
    return serve_source(server, WithDescriptors(reader), writer).await;
    #[cfg(not(feature = "fd"))]
    serve(server, reader, writer).await
}

/// A Unix socket whose descriptors are kept.
#[cfg(all(unix, feature = "fd"))]
struct WithDescriptors(tokio::net::unix::OwnedReadHalf);

#[cfg(all(unix, feature = "fd"))]
impl Source for WithDescriptors {
    async fn receive(&mut self, buffer: &mut [u8], context: &Context) -> io::Result<usize> {
        let socket = self.0.as_ref();
        loop {
            socket.readable().await?;
            let receive = || crate::fd::receive(socket, buffer, context);
            match socket.try_io(tokio::io::Interest::READABLE, receive) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                received => return received,
            }
        }
    }
}

/// As [`serve_unix`], over TCP.
///
/// # Errors
/// As [`serve_unix`].
pub async fn serve_tcp(server: &Arc<Server>, listener: &TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (server, (reader, writer)) = (server.clone(), stream.into_split());
        tokio::spawn(async move { drop(serve(&server, reader, writer).await) });
    }
}

/// The output of a future; `None` if `end` is done first.
async fn until<T>(future: impl Future<Output = T>, end: impl Future<Output = ()>) -> Option<T> {
    let (mut future, mut end) = (std::pin::pin!(future), std::pin::pin!(end));
    std::future::poll_fn(|context| match (future.as_mut().poll(context), end.as_mut().poll(context)) {
        (Poll::Ready(output), _) => Poll::Ready(Some(output)),
        (Poll::Pending, Poll::Ready(())) => Poll::Ready(None),
        (Poll::Pending, Poll::Pending) => Poll::Pending,
    })
    .await
}

/// Takes a client off the list of those that are connected.
struct Leaving(Context);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.handle.hub.leave(self.0.client);
        self.0.outbox.end();
    }
}

/// Sends what is in the outbox until nothing more will come.
async fn send(outbox: Arc<Outbox>, mut writer: impl AsyncWrite + Unpin) {
    while let Some(bytes) = std::future::poll_fn(|context| outbox.poll(context)).await {
        if writer.write_all(&bytes).await.is_err() || writer.flush().await.is_err() {
            break;
        }
    }
    outbox.close();
    // The client may have gone already.
    drop(writer.shutdown().await);
}

/// One client.
#[derive(Clone)]
struct Client {
    server: Arc<Server>,
    context: Context,
}

impl Client {
    async fn run(&self, mut source: impl Source) -> io::Result<()> {
        let outbox = &self.context.outbox;
        match self.server.welcome() {
            Some(greeting) => outbox.push(b"", &greeting),
            None => outbox.want_events(),
        }
        let mut session = Session::new(&self.server);
        let (queue, steps) = mpsc::channel(QUEUE);
        let mut steps = Some(steps);
        let mut tasks = JoinSet::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = match source.receive(&mut buffer, &self.context).await {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset || outbox.is_ended() => break,
                Err(error) => return Err(error),
            };
            let mut bytes = &buffer[..length];
            while let Some(step) = session.next(&self.server, &mut bytes) {
                if outbox.is_ended() {
                    return Ok(());
                }
                if !session.oob || steps.is_some() {
                    self.execute(step).await;
                } else if matches!(&step, Step::Call(call) if call.oob) {
                    let client = self.clone();
                    tasks.spawn(async move { client.execute(step).await });
                } else if queue.send(step).await.is_err() {
                    return Ok(());
                }
                if session.oob
                    && let Some(steps) = steps.take()
                {
                    let client = self.clone();
                    tasks.spawn(async move { client.execute_queue(steps).await });
                }
                while tasks.try_join_next().is_some() {}
            }
        }
        drop(queue);
        while tasks.join_next().await.is_some() {}
        Ok(())
    }

    async fn execute_queue(&self, mut steps: mpsc::Receiver<Step>) {
        while let Some(step) = steps.recv().await {
            if self.context.outbox.is_ended() {
                return;
            }
            self.execute(step).await;
        }
    }

    async fn execute(&self, step: Step) {
        let outbox = &self.context.outbox;
        match step {
            Step::Reply(text) => outbox.push(b"", &text),
            Step::Negotiated(text) => {
                outbox.push(b"", &text);
                outbox.want_events();
            }
            Step::Call(call) => self.call(call).await,
        }
        std::future::poll_fn(|context| outbox.poll_room(context)).await;
    }

    async fn call(&self, call: Call) {
        let outcome = match self.server.start(&self.context, &call) {
            Some(Ok(running)) => running.await,
            Some(Err(outcome)) => outcome,
            None => {
                let client = self.clone();
                let blocking = move || client.server.call(&client.context, &call).send(&client.context);
                // Panics of handlers have been caught already.
                drop(tokio::task::spawn_blocking(blocking).await);
                return;
            }
        };
        self.server.conclude(&call, outcome.into()).send(&self.context);
    }
}
