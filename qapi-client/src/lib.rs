//! A client for QEMU's machine protocol (QMP), for `qemu-storage-daemon` and for the guest agent.
//!
//! This page is a tutorial. Its commands and events are those of `qemu-qapi`; bindings that `qapi-codegen` generates
//! from any other schema work the same way.
//!
//! # A machine to talk to
//! ```console
//! $ qemu-system-x86_64 -nodefaults -display none -qmp unix:/tmp/vm.sock,server=on,wait=off
//! ```
//! In `Cargo.toml`:
//! ```toml
//! [dependencies]
//! qapi-client = { version = "0.1", features = ["qemu"] }
//! qemu-qapi = "0.1"
//! ```
//!
//! # Connect and ask
//! A command is a value. What it returns is a type of its own.
//! ```no_run
//! use qapi_client::blocking::Client;
//! use qemu_qapi::qmp::commands::{QueryStatus, Stop};
//!
//! let client = Client::connect("/tmp/vm.sock")?;
//! client.execute(&Stop)?;
//! println!("{}", client.execute(&QueryStatus)?.status); // paused
//! # Ok::<(), qapi_client::Error>(())
//! ```
//! Connecting waits for a server that is still starting, or that is busy with another client: QEMU serves one at a
//! time. [`Options`] sets how long to wait, among other things. [`blocking::Listener`] is for a server that connects to
//! you, and [`blocking::spawn`] starts one that speaks QMP over its standard input and output.
//!
//! The client for tokio (feature `tokio`, module `tokio`) has the same methods, to be awaited. A command that is known
//! only by name is executed by [`execute_raw`](blocking::Client::execute_raw).
//!
//! # Errors
//! An [`Error`] says what happened, and [`Error::sent`] whether the command may have run:
//! ```no_run
//! # use qapi_client::blocking::Client;
//! use qapi_client::{Error, Sent};
//! use qemu_qapi::qmp::commands::Cont;
//! use std::time::Duration;
//!
//! # let client = Client::connect("/tmp/vm.sock")?;
//! match client.timeout(Duration::from_secs(5)).execute(&Cont) {
//!     Ok(_) => println!("it runs"),
//!     Err(Error::Refused { error, .. }) => println!("QEMU says no: {}", error.desc),
//!     Err(error) if error.sent() == Sent::Not => println!("not sent, so try again: {error}"),
//!     Err(error) => println!("it may have run: {error}"),
//! }
//! # Ok::<(), Error>(())
//! ```
//! There is no time limit unless you set one, because a command may wait for a disk. A client never reconnects by
//! itself, because the server forgets what it kept for the old connection; [`reconnect`](blocking::Client::reconnect)
//! does it when you say so.
//!
//! # Events
//! Each subscriber has a queue of its own. One that falls behind loses its oldest events, and is told how many.
//! ```no_run
//! # use qapi_client::blocking::Client;
//! use qapi_client::Received;
//! use qemu_qapi::qmp::Event;
//!
//! # let client = Client::connect("/tmp/vm.sock")?;
//! for event in client.events::<Event>() {
//!     match event? {
//!         Received::Event(Event::Shutdown { data, .. }) => println!("shut down by {}", data.reason),
//!         Received::Event(event) => println!("{}", event.name()),
//!         Received::Lost(count) => println!("{count} events were dropped"),
//!         other => println!("does not fit its type: {other:?}"),
//!     }
//! }
//! # Ok::<(), qapi_client::Error>(())
//! ```
//! A blocking client has no thread of its own: events are read while some thread waits for something. To wait for the
//! event that a command causes, [`expect`](blocking::Client::expect) it before the command is executed, so that it
//! cannot be missed.
//!
//! # Several commands at once
//! ```no_run
//! # use qapi_client::blocking::Client;
//! use qemu_qapi::qmp::commands::{QueryBlock, QueryCpusFast};
//!
//! # let client = Client::connect("/tmp/vm.sock")?;
//! let (mut cpus, mut disks) = (client.start(&QueryCpusFast)?, client.start(&QueryBlock::default())?);
//! println!("{} processors, {} disks", cpus.wait()?.len(), disks.wait()?.len());
//! # Ok::<(), qapi_client::Error>(())
//! ```
//! At most [eight](engine::WINDOW) are in flight at a time, and the others wait in the client. A server with a longer
//! queue stops reading, and would not see a command that is to run *out of band*: at once, whatever the server is
//! doing. [`execute_oob`](blocking::Client::execute_oob) runs the few commands that allow it. A call that timed out can
//! be waited for again. One that is dropped leaves the queue, or its reply is discarded.
//!
//! # Tasks that take several commands
//! The feature `qemu` has the loops that every program needs: `ping`, `quit`, `remove_device`, `migrate` and
//! `start_job`.
#![cfg_attr(feature = "qemu", doc = "```no_run")]
#![cfg_attr(not(feature = "qemu"), doc = "```ignore")]
//! use qapi_client::{Removal, blocking::Client};
//! use std::time::Duration;
//!
//! # let client = Client::connect("/tmp/vm.sock")?;
//! client.ping(Duration::from_secs(1))?;
//! if client.remove_device("disk0", Duration::from_secs(30))? == Removal::RefusedByGuest {
//!     println!("the guest keeps it");
//! }
//! # Ok::<(), qapi_client::Error>(())
//! ```
//!
//! # What does this server have?
//! Bindings for many versions have more than any one server. With the feature `peer-schema`, a server is asked before it
//! refuses:
#![cfg_attr(feature = "peer-schema", doc = "```no_run")]
#![cfg_attr(not(feature = "peer-schema"), doc = "```ignore")]
//! # use qapi_client::blocking::Client;
//! use qemu_qapi::qmp::commands::Migrate;
//!
//! # let client = Client::connect("/tmp/vm.sock")?;
//! let peer = client.peer_schema()?;
//! if peer.has::<Migrate>() && peer.has_argument::<Migrate>("channels")? {
//!     println!("it migrates by channels");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! `PeerSchema::ask` takes any question in libvirt's notation, and `PeerSchema::mismatches` a command that is about to be
//! sent.
//!
//! # File descriptors
//! With the feature `fd`, `execute_with_fd` sends a descriptor along with a command such as `add-fd`. `getfd` gives the
//! server a descriptor under a name, and takes the name back if no command uses it. This side's descriptor is closed
//! whatever happens.
//!
//! # The guest agent
//! An agent sits at the end of a serial line. It sends no greeting, it may not be running, and the first bytes to arrive
//! may be meant for an earlier client. [`blocking::Agent`] synchronises with it before the first command, and after each
//! command that it gave up on.
//! ```no_run
//! use qapi_client::blocking::Agent;
//! use qemu_qapi::qga::commands::GuestGetOsinfo;
//!
//! let agent = Agent::connect("/tmp/agent.sock")?;
//! println!("{:?}", agent.execute(&GuestGetOsinfo)?.pretty_name);
//! # Ok::<(), qapi_client::Error>(())
//! ```
//! `guest-shutdown` and its like send no reply when they succeed. They do not compile with `execute`;
//! [`execute_silent`](blocking::Agent::execute_silent) runs them and says how they ended.
//!
//! # What happens on the wire
//! With the feature `tracing`, each command is a span with its name, number, sizes and duration, under the target
//! `qapi_client`. Messages may hold passwords, so their text is logged only after [`Options::log_bodies`].
//!
//! # Tests without a server
//! The feature `testing` has a scripted peer:
#![cfg_attr(all(unix, feature = "testing"), doc = "```")]
#![cfg_attr(not(all(unix, feature = "testing")), doc = "```ignore")]
//! use qapi_client::{Options, blocking::Client, testing::Peer};
//! use qemu_qapi::qmp::commands::Stop;
//!
//! let (mut peer, stream) = Peer::pair();
//! let script = std::thread::spawn(move || {
//!     peer.negotiate();
//!     let request = peer.expect("stop");
//!     peer.refuse(&request, "GenericError", "not now");
//! });
//! let client = Client::over(stream, &Options::new())?;
//! assert!(client.execute(&Stop).is_err());
//! script.join().expect("the client kept to the script");
//! # Ok::<(), qapi_client::Error>(())
//! ```
//!
//! # How it is built
//! [`framing`] finds where messages begin and end, [`engine`] is the protocol without I/O, and [`blocking`] and `tokio`
//! are thin shells around it. A program with I/O of its own can use the engine alone.
#![forbid(unsafe_code)]

mod agent;
pub mod blocking;
mod connecting;
pub mod engine;
mod error;
mod events;
#[cfg(all(unix, feature = "fd"))]
mod fd;
pub mod framing;
mod options;
#[cfg(feature = "qemu")]
mod qemu;
mod reply;
mod session;
#[cfg(all(unix, feature = "testing"))]
pub mod testing;
#[cfg(feature = "tokio")]
pub mod tokio;
mod trace;

pub use agent::Farewell;
pub use engine::RawEvent;
pub use error::{Awaited, Error, Sent};
pub use events::Received;
pub use options::{Address, Options};
#[cfg(feature = "peer-schema")]
pub use qapi_runtime::{MalformedQuestion, Mismatch, MismatchKind, PeerKind, PeerSchema, PeerType};
#[cfg(feature = "qemu")]
pub use qemu::{JobEnd, MigrationEnd, Removal};
pub use reply::AnyCommand;

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
