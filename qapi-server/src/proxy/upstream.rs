//! The connection to the monitor, with ids of its own.
//!
//! Commands of all clients are sent as they come. A thread reads what the monitor sends, matches replies with waiting
//! calls by id, and passes events to all clients. Values must pass through as text, so that nothing in them is lost.

use crate::command::Outcome;
use crate::error::error;
use crate::hub::Hub;
use crate::reply;
use qapi_client::Address;
use qapi_client::framing::{DEFAULT_LIMIT, Frame, Framer};
use qapi_runtime::{Capability, Greeting, json};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A socket of either kind.
enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// How many in-band commands may be unanswered. With more, a monitor stops reading, and does not see those out of band
/// (QMP specification, "Out-of-band execution").
const IN_BAND: usize = 7;

/// The connection to the monitor.
pub struct Upstream {
    socket: Socket,
    /// Held while a command is written.
    writing: Mutex<()>,
    state: Mutex<State>,
    /// Notified when a command has got its reply, and when the monitor has gone.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    last_id: u64,
    /// How many commands in band have no reply yet.
    in_band: usize,
    waiting: HashMap<u64, SyncSender<Outcome>>,
    is_ended: bool,
}

impl Upstream {
    /// Connects, negotiates, and starts the thread that reads.
    pub fn connect(address: &Address, hub: &Arc<Hub>) -> io::Result<(Greeting, Arc<Self>)> {
        let socket = match address {
            Address::Tcp(address) => Socket::Tcp(TcpStream::connect(address)?),
            #[cfg(unix)]
            Address::Unix(path) => Socket::Unix(UnixStream::connect(path)?),
            #[allow(unreachable_patterns)]
            other => return Err(io::Error::new(io::ErrorKind::Unsupported, format!("cannot connect to {other:?}"))),
        };
        if let Socket::Tcp(stream) = &socket {
            stream.set_nodelay(true)?;
        }
        let upstream = Upstream { socket, writing: Mutex::new(()), state: Mutex::default(), changed: Condvar::new() };
        let mut framer = Framer::new(DEFAULT_LIMIT);
        let greeting = upstream.next_message(&mut framer)?;
        let greeting: Greeting = json::from_str(&greeting).map_err(not_a_monitor)?;
        let enable = if greeting.qmp.capabilities.contains(&Capability::Oob) { "\"oob\"" } else { "" };
        upstream.write(&format!("{{\"execute\":\"qmp_capabilities\",\"arguments\":{{\"enable\":[{enable}]}}}}\n"))?;
        let negotiated = upstream.next_message(&mut framer)?;
        outcome(&negotiated).map_err(|refusal| not_a_monitor(refusal.desc))?;
        let upstream = Arc::new(upstream);
        let (reading, hub) = (upstream.clone(), hub.clone());
        std::thread::spawn(move || {
            // Nobody needs to know why the monitor has gone.
            drop(reading.read(&mut framer, &hub));
            reading.end();
            hub.close_all();
        });
        Ok((greeting, upstream))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, line: &str) -> io::Result<()> {
        match &self.socket {
            Socket::Tcp(stream) => { stream }.write_all(line.as_bytes()),
            #[cfg(unix)]
            Socket::Unix(stream) => { stream }.write_all(line.as_bytes()),
        }
    }

    /// Receives at least one byte.
    fn receive(&self, framer: &mut Framer) -> io::Result<()> {
        let mut buffer = [0; 1 << 14];
        let received = match &self.socket {
            Socket::Tcp(stream) => { stream }.read(&mut buffer)?,
            #[cfg(unix)]
            Socket::Unix(stream) => { stream }.read(&mut buffer)?,
        };
        if received == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        framer.feed(&buffer[..received]);
        Ok(())
    }

    /// Waits for a message.
    fn next_message(&self, framer: &mut Framer) -> io::Result<String> {
        loop {
            if let Some(Frame::Message(message)) =
                framer.next_frame().map_err(|_| not_a_monitor("a message is too large"))?
            {
                return String::from_utf8(message.bytes().to_vec()).map_err(not_a_monitor);
            }
            self.receive(framer)?;
        }
    }

    /// Passes on what the monitor sends, until it has gone.
    fn read(&self, framer: &mut Framer, hub: &Hub) -> io::Result<()> {
        loop {
            while let Some(frame) = framer.next_frame().map_err(|_| not_a_monitor("a message is too large"))? {
                let Frame::Message(message) = frame else { continue };
                let Ok(text) = std::str::from_utf8(message.bytes()) else { continue };
                if message.has("event") {
                    let mut event = text.replace(['\r', '\n'], " ");
                    reply::make_ascii(&mut event);
                    hub.broadcast(&event);
                } else if let Some(id) = message.member("id").and_then(|id| id.parse::<u64>().ok())
                    && let Some(waiting) = self.lock().waiting.remove(&id)
                {
                    // The caller may have given up.
                    drop(waiting.send(outcome(text)));
                }
            }
            self.receive(framer)?;
        }
    }

    /// Sends a command to the monitor, and waits for its reply. `None` if there will be none.
    pub fn execute(
        &self,
        command: &str,
        arguments: &str,
        oob: bool,
        #[cfg(feature = "fd")] descriptor: Option<std::os::fd::OwnedFd>,
    ) -> Option<Outcome> {
        let (sender, receiver) = sync_channel(1);
        let id = {
            let full = |state: &mut State| !oob && !state.is_ended && state.in_band >= IN_BAND;
            let waited = self.changed.wait_while(self.lock(), full);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner);
            if state.is_ended {
                return None;
            }
            state.last_id += 1;
            state.in_band += usize::from(!oob);
            let id = state.last_id;
            state.waiting.insert(id, sender);
            id
        };
        let member = if oob { "exec-oob" } else { "execute" };
        let name = reply::string(command);
        // Empty arguments can be left out, and some servers refuse them for a command without any.
        let arguments = if arguments == "{}" { String::new() } else { format!(",\"arguments\":{arguments}") };
        let mut line = format!("{{\"{member}\":{name}{arguments},\"id\":{id}}}");
        reply::make_ascii(&mut line);
        line.push('\n');
        let written = {
            let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
            #[cfg(feature = "fd")]
            let written = match descriptor {
                Some(descriptor) => self.write_with(&line, &descriptor),
                None => self.write(&line),
            };
            #[cfg(not(feature = "fd"))]
            let written = self.write(&line);
            written
        };
        if written.is_err() {
            self.close();
        }
        let outcome = receiver.recv().ok();
        if !oob {
            self.lock().in_band -= 1;
            self.changed.notify_all();
        }
        outcome
    }

    /// Writes a line, sending a file descriptor with its first bytes.
    #[cfg(feature = "fd")]
    fn write_with(&self, line: &str, descriptor: &std::os::fd::OwnedFd) -> io::Result<()> {
        use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
        use std::os::fd::AsFd;
        let Socket::Unix(stream) = &self.socket else {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "only Unix sockets carry file descriptors"));
        };
        let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut ancillary = SendAncillaryBuffer::new(&mut space);
        let descriptors = [descriptor.as_fd()];
        ancillary.push(SendAncillaryMessage::ScmRights(&descriptors));
        let slices = [io::IoSlice::new(line.as_bytes())];
        let sent = rustix::io::retry_on_intr(|| sendmsg(stream, &slices, &mut ancillary, SendFlags::NOSIGNAL))?;
        self.write(line.get(sent..).unwrap_or_default())
    }

    /// Ends all waiting: no more replies will come.
    fn end(&self) {
        let mut state = self.lock();
        state.is_ended = true;
        state.waiting.clear();
        self.changed.notify_all();
    }

    /// Waits until the monitor has gone.
    pub fn wait(&self) {
        let state = self.lock();
        let goes_on = |state: &mut State| !state.is_ended;
        drop(self.changed.wait_while(state, goes_on).unwrap_or_else(PoisonError::into_inner));
    }

    /// Cuts the connection, which ends the thread that reads.
    pub fn close(&self) {
        // It may have been cut already.
        drop(match &self.socket {
            Socket::Tcp(stream) => stream.shutdown(Shutdown::Both),
            #[cfg(unix)]
            Socket::Unix(stream) => stream.shutdown(Shutdown::Both),
        });
    }
}

fn not_a_monitor(problem: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("this is no monitor: {problem}"))
}

/// What a reply says.
fn outcome(text: &str) -> Outcome {
    let members: HashMap<String, Box<RawValue>> =
        serde_json::from_str(text).map_err(|problem| error(format!("The monitor's reply is no JSON: {problem}")))?;
    match (members.get("return"), members.get("error")) {
        // The reply is one line, however the monitor lays out its own.
        (Some(value), None) => Ok(value.get().replace(['\r', '\n'], " ")),
        (_, Some(refusal)) => Err(json::from_str(refusal.get()).unwrap_or_else(|_| error(refusal.get()))),
        (None, None) => Err(error("The monitor's reply says nothing")),
    }
}
