//! The scripted cases with the blocking client.
#![cfg(all(unix, feature = "testing"))]

mod scripted;

mod client {
    use qapi_client::Received;
    pub use qapi_client::blocking::{Agent, Client};
    use qemu_qapi::qmp;
    use std::time::Duration;

    /// The next event since the client was made.
    pub fn next_event(client: &Client) -> Received<qmp::Event> {
        client.next_event(Duration::from_secs(60)).expect("an event")
    }
}
