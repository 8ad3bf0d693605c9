//! A client for QEMU's machine protocol (QMP), for `qemu-storage-daemon` and for the guest agent.
//!
//! This page is a tutorial. It begins with a machine and ends with tests that need none. The commands and events are
//! those of `qemu-qapi`; bindings that `qapi-codegen` makes of any other schema work in the same way.
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
//! Connecting waits for a server that is still starting. It also waits for one that serves another client: QEMU speaks
//! with one at a time. [`Options`] say for how long, and more; [`blocking::Listener`] is for a server that calls, and
//! [`blocking::spawn`] starts one that speaks over its standard input and output.
//!
//! With tokio (feature `tokio`) it is the same with `await`: see the module `tokio`. A command of which only the name is
//! known is executed by [`execute_raw`](blocking::Client::execute_raw).
//!
//! # When it does not work
//! An [`Error`] tells what happened, and [`Error::sent`] whether the command may have run:
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
//! There is no time limit unless you set one, because a command may wait for a disk. A connection that has ended stays
//! so: what the server kept for it is lost, and you should know.
//! [`reconnect`](blocking::Client::reconnect) makes a new one.
//!
//! # Events
//! Any number of subscribers each have a queue. One that does not keep up loses the oldest, and is told how many.
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
//! A blocking client has no thread of its own: events are read while some thread waits for something. An event that a
//! command leads to is expected before the command is executed, so that it cannot be missed:
//! [`expect`](blocking::Client::expect).
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
//! At most [eight](engine::WINDOW) are with the server at a time, and the others wait here. A server with a longer queue
//! stops reading, and could not see a command that is to be executed *out of band*: at once, whatever the server is doing.
//! [`execute_oob`](blocking::Client::execute_oob) does that, for the few commands that allow it. A call that timed out can
//! be waited for again; one that is dropped leaves the queue, or has its reply discarded.
//!
//! # What takes more than one command
//! The feature `qemu` has the loops that every program needs: `ping`, `quit`, `remove_device`, `migrate` and `start_job`.
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
//! With the feature `fd`, `execute_with_fd` sends a descriptor along with a command such as `add-fd`, and `getfd` gives
//! the server one under a name that is given up again if no command uses it. The descriptor is closed here whatever
//! happens.
//!
//! # The guest agent
//! An agent sits at the end of a serial line. It does not greet, it may not be there, and what comes first may be for
//! somebody else. [`blocking::Agent`] synchronises with it before the first command and after each that was given up.
//! ```no_run
//! use qapi_client::blocking::Agent;
//! use qemu_qapi::qga::commands::GuestGetOsinfo;
//!
//! let agent = Agent::connect("/tmp/agent.sock")?;
//! println!("{:?}", agent.execute(&GuestGetOsinfo)?.pretty_name);
//! # Ok::<(), qapi_client::Error>(())
//! ```
//! `guest-shutdown` and the like do not reply when they succeed. They do not compile with `execute`;
//! [`execute_silent`](blocking::Agent::execute_silent) says how they ended.
//!
//! # What happens on the wire
//! With the feature `tracing`, each command is a span with its name, number, sizes and duration, under the target
//! `qapi_client`. Texts may hold passwords: they are only told after [`Options::log_bodies`].
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
//! are thin shells around it. Programs that read and write in a way of their own can use the engine alone.
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
