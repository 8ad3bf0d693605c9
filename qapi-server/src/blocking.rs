//! Serving clients on threads.
//!
//! A client's first thread reads its messages and executes its commands. A second one sends events, so that a client
//! that does not read holds up nothing else. If the client may execute commands out of band, a third executes those in
//! band, so that the first can read on.

use crate::context::Context;
use crate::outbox::Outbox;
use crate::server::Server;
use crate::session::{Session, Step};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};

/// How many commands may wait for a client's thread; then no more are read (QMP specification, "Out-of-band
/// execution").
const QUEUE: usize = 8;

/// Where a client's bytes come from.
trait Source {
    /// Waits for bytes. Zero means that the client has gone.
    fn receive(&mut self, buffer: &mut [u8], context: &Context) -> io::Result<usize>;
}

/// A stream that carries nothing but bytes.
struct Plain<R>(R);

impl<R: Read> Source for Plain<R> {
    fn receive(&mut self, buffer: &mut [u8], _: &Context) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// A Unix socket whose descriptors are kept.
#[cfg(all(unix, feature = "fd"))]
struct WithDescriptors<'s>(&'s std::os::unix::net::UnixStream);

#[cfg(all(unix, feature = "fd"))]
impl Source for WithDescriptors<'_> {
    fn receive(&mut self, buffer: &mut [u8], context: &Context) -> io::Result<usize> {
        crate::fd::receive(self.0, buffer, context)
    }
}

/// The ends of one connection.
struct Connection<'s, W> {
    server: &'s Server,
    context: Context,
    writer: Mutex<W>,
}

/// The thread that executes commands in band, while another reads those out of band.
struct Worker<'scope> {
    queue: SyncSender<Step>,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl Server {
    /// Serves one client over any stream, until it has gone or a handler hangs up. Other clients may be served at the
    /// same time.
    ///
    /// There is no way to close an arbitrary stream while it is being read or written. So a client that does not read
    /// gets no more events once too many have piled up, but this function returns only when the stream itself fails or
    /// ends.
    ///
    /// # Errors
    /// Reading fails. A client that disconnects is not an error.
    pub fn serve(&self, reader: impl Read, writer: impl Write + Send) -> io::Result<()> {
        self.serve_source(Plain(reader), writer, || ())
    }

    /// As [`Server::serve`], over TCP.
    ///
    /// # Errors
    /// As [`Server::serve`].
    pub fn serve_tcp(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let closing = stream.try_clone()?;
        self.serve_source(Plain(stream), stream, move || drop(closing.shutdown(std::net::Shutdown::Both)))
    }

    /// As [`Server::serve`], over a Unix socket.
    ///
    /// # Errors
    /// As [`Server::serve`].
    #[cfg(unix)]
    pub fn serve_unix(&self, stream: &std::os::unix::net::UnixStream) -> io::Result<()> {
        let closing = stream.try_clone()?;
        let hang_up = move || drop(closing.shutdown(std::net::Shutdown::Both));
        #[cfg(feature = "fd")]
        return self.serve_source(WithDescriptors(stream), stream, hang_up);
        #[cfg(not(feature = "fd"))]
        self.serve_source(Plain(stream), stream, hang_up)
    }

    fn serve_source(
        &self,
        mut source: impl Source,
        writer: impl Write + Send,
        hang_up: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let line_end = if self.greeting.is_some() { "\r\n" } else { "\n" };
        let outbox = Arc::new(Outbox::new(self.backlog, line_end));
        outbox.on_hang_up(hang_up);
        let connection =
            Connection { server: self, context: Context::new(&self.hub, &outbox), writer: Mutex::new(writer) };
        let served = std::thread::scope(|scope| {
            scope.spawn(|| {
                while connection.context.outbox.wait() {
                    connection.flush();
                }
            });
            let served = connection.run(&mut source, scope);
            outbox.end();
            served
        });
        connection.flush();
        self.hub.leave(connection.context.client);
        outbox.close();
        served
    }
}

impl<W: Write + Send> Connection<'_, W> {
    fn flush(&self) {
        self.context.outbox.flush(|bytes| {
            let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer.write_all(bytes)?;
            writer.flush()
        });
    }

    /// Greets, and serves the client until it has gone.
    fn run<'scope, 'env>(&'env self, source: &mut impl Source, scope: &'scope Scope<'scope, 'env>) -> io::Result<()> {
        match self.server.welcome() {
            Some(greeting) => self.context.outbox.push(b"", &greeting),
            None => self.context.outbox.want_events(),
        }
        self.flush();
        let mut worker = None;
        let served = self.read(source, scope, &mut worker);
        if let Some(Worker { queue, thread }) = worker {
            drop(queue);
            // Panics of handlers have been caught already.
            drop(thread.join());
        }
        served
    }

    fn read<'scope, 'env>(
        &'env self,
        source: &mut impl Source,
        scope: &'scope Scope<'scope, 'env>,
        worker: &mut Option<Worker<'scope>>,
    ) -> io::Result<()> {
        let outbox = &self.context.outbox;
        let mut session = Session::new(self.server);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = match source.receive(&mut buffer, &self.context) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset || outbox.is_ended() => return Ok(()),
                Err(error) => return Err(error),
            };
            let mut bytes = &buffer[..length];
            while let Some(step) = session.next(self.server, &mut bytes) {
                if outbox.is_ended() || !self.take(step, bytes.is_empty(), worker.as_ref()) {
                    return Ok(());
                }
                if session.oob && worker.is_none() {
                    let (queue, steps) = sync_channel(QUEUE);
                    *worker = Some(Worker { queue, thread: scope.spawn(move || self.execute_queue(&steps)) });
                }
            }
            self.flush();
            if outbox.is_ended() {
                return Ok(());
            }
        }
    }

    /// Executes a step, or hands it to the worker. `is_last` says that no other one has arrived yet. Returns whether to
    /// go on serving the client.
    fn take(&self, step: Step, is_last: bool, worker: Option<&Worker<'_>>) -> bool {
        match worker {
            Some(worker) if !matches!(&step, Step::Call(call) if call.oob) => worker.queue.send(step).is_ok(),
            _ => {
                let outbox = &self.context.outbox;
                self.execute(step);
                // Replies to commands that were read together are sent together.
                if is_last || worker.is_some() || outbox.is_worth_flushing() {
                    self.flush();
                }
                outbox.has_room();
                true
            }
        }
    }

    /// Executes what is in the queue until nothing more will come.
    fn execute_queue(&self, queue: &Receiver<Step>) {
        for step in queue {
            if self.context.outbox.is_ended() {
                return;
            }
            self.execute(step);
            self.flush();
            self.context.outbox.has_room();
        }
    }

    fn execute(&self, step: Step) {
        let outbox = &self.context.outbox;
        match step {
            Step::Reply(text) => outbox.push(b"", &text),
            Step::Negotiated(text) => {
                outbox.push(b"", &text);
                outbox.want_events();
            }
            Step::Call(call) => self.server.call(&self.context, &call).send(&self.context),
        }
    }
}
