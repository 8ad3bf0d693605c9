//! A scripted peer: the other end of a connection, which sends what a test tells it to.
//!
//! ```
//! use qapi_client::{Options, blocking::Client, testing::Peer};
//! use qapi_runtime::Value;
//!
//! let (mut peer, stream) = Peer::pair();
//! let server = std::thread::spawn(move || {
//!     peer.negotiate();
//!     let request = peer.expect("query-status");
//!     peer.event("STOP", "{}");
//!     peer.reply(&request, r#"{"running": false, "status": "paused"}"#);
//! });
//! let client = Client::over(stream, &Options::new())?;
//! let status = client.execute_raw("query-status", None)?;
//! assert_eq!(status["status"], Value::from("paused"));
//! server.join().expect("the script ran to its end");
//! # Ok::<(), qapi_client::Error>(())
//! ```
//!
//! Every method panics if the client does something that is not in the script, or nothing for half a minute. Then the
//! thread that runs the script fails, and with it the test that joins it.

use crate::framing::{Frame, Framer, SENTINEL};
use qapi_runtime::Value;
use std::collections::VecDeque;
#[cfg(not(feature = "fd"))]
use std::io::Read;
use std::io::{ErrorKind, Write};
use std::net::Shutdown;
#[cfg(feature = "fd")]
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

/// How long a peer waits for a client.
const PATIENCE: Duration = Duration::from_secs(30);

/// The greeting of QEMU 10.0.2.
pub const GREETING: &str =
    r#"{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": ""}, "capabilities": ["oob"]}}"#;

/// The other end of a client's connection.
#[derive(Debug)]
pub struct Peer {
    stream: UnixStream,
    framer: Framer,
    requests: VecDeque<Request>,
    sentinels: usize,
    #[cfg(feature = "fd")]
    descriptors: VecDeque<OwnedFd>,
}

/// What a client sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The whole message.
    pub message: Value,
    /// How many 0xFF bytes came before it and after the last one.
    pub sentinels: usize,
}

impl Request {
    /// The command's name.
    #[must_use]
    pub fn name(&self) -> &str {
        let name = self.message.get("execute").or_else(|| self.message.get("exec-oob"));
        name.and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether it is to be executed out of band.
    #[must_use]
    pub fn is_oob(&self) -> bool {
        self.message.get("exec-oob").is_some()
    }

    /// Its arguments; `null` if there are none.
    #[must_use]
    pub fn arguments(&self) -> &Value {
        self.message.get("arguments").unwrap_or(&Value::Null)
    }

    /// The member `id`, as it is written into the reply: with a comma before it, or nothing.
    #[must_use]
    pub fn id(&self) -> String {
        self.message.get("id").map(|id| format!(", \"id\": {id}")).unwrap_or_default()
    }
}

impl Peer {
    /// A peer and the stream for the client.
    ///
    /// # Panics
    /// When the system has no sockets.
    #[must_use]
    pub fn pair() -> (Peer, UnixStream) {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        (Peer::new(ours), theirs)
    }

    /// Listens on a path, and becomes the peer of the client that connects.
    ///
    /// # Panics
    /// When the path cannot be listened on.
    #[must_use]
    pub fn accept(path: impl AsRef<Path>) -> Peer {
        let listener = UnixListener::bind(path).expect("a socket to listen on");
        Peer::new(listener.accept().expect("a client").0)
    }

    /// The peer at this end of a stream.
    ///
    /// # Panics
    /// When the socket takes no timeout.
    #[must_use]
    pub fn new(stream: UnixStream) -> Peer {
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
        Peer {
            stream,
            framer: Framer::new(usize::MAX),
            requests: VecDeque::new(),
            sentinels: 0,
            #[cfg(feature = "fd")]
            descriptors: VecDeque::new(),
        }
    }

    /// Greets.
    pub fn greet(&mut self) {
        self.send(GREETING);
    }

    /// Greets, and accepts whatever capabilities the client asks for.
    pub fn negotiate(&mut self) {
        self.greet();
        let request = self.expect("qmp_capabilities");
        self.reply(&request, "{}");
    }

    /// Answers the next synchronisation, as a guest agent does.
    ///
    /// # Panics
    /// When the client sends something else.
    pub fn synchronise(&mut self) {
        let request = self.expect("guest-sync-delimited");
        assert!(request.sentinels > 0, "no 0xFF before a synchronisation");
        self.send_bytes(&[SENTINEL]);
        let id = request.arguments()["id"].clone();
        self.reply(&request, &id.to_string());
    }

    /// Sends a line.
    pub fn send(&mut self, line: &str) {
        self.send_bytes(format!("{line}\r\n").as_bytes());
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// When the client has gone.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the client reads");
    }

    /// Sends bytes as they are, and returns whether the client took them.
    pub fn try_send_bytes(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Sends bytes one by one.
    pub fn send_split(&mut self, bytes: &[u8]) {
        for byte in bytes.chunks(1) {
            self.send_bytes(byte);
        }
    }

    /// Answers a request with this value, which is JSON.
    pub fn reply(&mut self, request: &Request, value: &str) {
        self.send(&format!("{{\"return\": {value}{}}}", request.id()));
    }

    /// Refuses a request.
    pub fn refuse(&mut self, request: &Request, class: &str, text: &str) {
        let error = serde_json::json!({ "class": class, "desc": text });
        self.send(&format!("{{\"error\": {error}{}}}", request.id()));
    }

    /// Sends an event with this data, a JSON object.
    pub fn event(&mut self, name: &str, data: &str) {
        let stamp = r#"{"seconds": 1700000000, "microseconds": 5}"#;
        self.send(&format!("{{\"timestamp\": {stamp}, \"event\": \"{name}\", \"data\": {data}}}"));
    }

    /// Waits for the next request; `None` if the client has closed the connection.
    ///
    /// # Panics
    /// When the client sends something else, or nothing.
    pub fn receive(&mut self) -> Option<Request> {
        loop {
            if let Some(request) = self.requests.pop_front() {
                return Some(request);
            }
            let mut buffer = vec![0; 1 << 16];
            match self.read(&mut buffer) {
                Ok(0) => return None,
                Ok(count) => self.take(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("nothing from the client: {error}"),
            }
        }
    }

    /// Waits for the next request, which has this name.
    ///
    /// # Panics
    /// When the client sends something else, or nothing.
    pub fn expect(&mut self, name: &str) -> Request {
        match self.receive() {
            Some(request) if request.name() == name => request,
            Some(request) => panic!("expected '{name}', got {}", request.message),
            None => panic!("expected '{name}', but the client has closed the connection"),
        }
    }

    /// Whether a request comes within this time.
    ///
    /// # Panics
    /// When the client sends something other than requests.
    pub fn has_request(&mut self, patience: Duration) -> bool {
        if !self.requests.is_empty() {
            return true;
        }
        self.stream.set_read_timeout(Some(patience)).expect("a socket takes a timeout");
        let mut buffer = vec![0; 1 << 16];
        if let Ok(count) = self.read(&mut buffer) {
            self.take(&buffer[..count]);
        }
        self.stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
        !self.requests.is_empty()
    }

    /// The file descriptors that came since this was last asked.
    #[cfg(feature = "fd")]
    pub fn descriptors(&mut self) -> Vec<OwnedFd> {
        self.descriptors.drain(..).collect()
    }

    /// Ends the connection, in both directions.
    pub fn close(self) {
        drop(self);
    }

    /// Stops reading: the client can no longer write, but can still read what was sent to it.
    ///
    /// # Panics
    /// When the socket cannot be shut down.
    pub fn close_reading(&mut self) {
        self.stream.shutdown(Shutdown::Read).expect("a connected socket");
    }

    /// Stops sending: the client sees the end of the stream, but can still write.
    ///
    /// # Panics
    /// When the socket cannot be shut down.
    pub fn close_writing(&mut self) {
        self.stream.shutdown(Shutdown::Write).expect("a connected socket");
    }

    fn take(&mut self, bytes: &[u8]) {
        self.framer.feed(bytes);
        while let Ok(Some(frame)) = self.framer.next_frame() {
            match frame {
                Frame::Message(message) => {
                    let message = serde_json::from_slice(message.bytes()).expect("the client writes JSON");
                    self.requests.push_back(Request { message, sentinels: std::mem::take(&mut self.sentinels) });
                }
                Frame::Sentinel => self.sentinels += 1,
                Frame::Garbage(bytes) => panic!("garbage from the client: {}", String::from_utf8_lossy(bytes)),
            }
        }
    }

    #[cfg(not(feature = "fd"))]
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.stream.read(buffer)
    }

    #[cfg(feature = "fd")]
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
        let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(8))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut buffers = [std::io::IoSliceMut::new(buffer)];
        let received = recvmsg(&self.stream, &mut buffers, &mut control, RecvFlags::CMSG_CLOEXEC)?;
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                self.descriptors.extend(descriptors);
            }
        }
        Ok(received.bytes)
    }
}
