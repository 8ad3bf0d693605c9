//! Cases with a scripted peer. Each test file that includes them provides a module `client`: the blocking client, or
//! the one for tokio with the methods of the blocking one.

mod agent;
mod calls;
mod events;
mod handshake;
mod messages;

use crate::client::Client;
use qapi_client::testing::Peer;
use qapi_client::{Error, Options};
use qapi_runtime::Value;
use std::thread::JoinHandle;
use std::time::Duration;

/// Longer than anything takes.
pub const LONG: Duration = Duration::from_secs(60);
/// Long enough for a thread to have done what it can without us. No test fails because it is too short.
pub const SHORT: Duration = Duration::from_millis(50);

/// A client of a peer that runs a script once the client is connected.
pub fn with<R: Send + 'static>(script: impl FnOnce(Peer) -> R + Send + 'static) -> (Client, JoinHandle<R>) {
    let (mut peer, stream) = Peer::pair();
    let peer = std::thread::spawn(move || {
        peer.negotiate();
        script(peer)
    });
    let client = Client::over(stream, &Options::new().connect_timeout(LONG)).expect("a client");
    (client.timeout(LONG), peer)
}

/// Connects to a peer that runs this script.
pub fn connecting(options: &Options, script: impl FnOnce(Peer) + Send + 'static) -> Result<Client, Error> {
    let (peer, stream) = Peer::pair();
    let script = std::thread::spawn(move || script(peer));
    let client = Client::over(stream, options);
    script.join().expect("the script");
    client
}

/// Executes a command that the script answers.
pub fn ask(client: &Client) -> Result<Value, Error> {
    client.execute_raw("query-x", None)
}
