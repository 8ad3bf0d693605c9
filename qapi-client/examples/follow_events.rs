//! Prints what happens to a machine, until it ends: `cargo run --example follow_events -- /run/vm.sock`.

use qapi_client::{Received, tokio::Client};
use qemu_qapi::qmp::Event;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: follow_events SOCKET")?;
    let client = Client::connect(path).await?;
    let mut events = client.events::<Event>();
    loop {
        match events.next().await {
            Ok(Received::Event(Event::Shutdown { data, .. })) => println!("shut down, because of {}", data.reason),
            Ok(Received::Event(event)) => println!("{} {:?}", event.name(), event.timestamp().since_epoch()),
            Ok(Received::Lost(count)) => println!("{count} events were lost"),
            Ok(other) => println!("{other:?}"),
            Err(error) => {
                println!("{error}");
                return Ok(());
            }
        }
    }
}
