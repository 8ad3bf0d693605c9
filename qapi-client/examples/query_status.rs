//! Asks a machine how it is: `cargo run --example query_status -- /run/vm.sock`.

use qapi_client::blocking::Client;
use qemu_qapi::qmp::commands::{QueryName, QueryStatus};
use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: query_status SOCKET")?;
    let client = Client::connect(path)?.timeout(Duration::from_secs(10));
    let version = client.greeting().qmp.version.qemu;
    let name = client.execute(&QueryName)?.name.unwrap_or_else(|| "a machine without a name".to_owned());
    let status = client.execute(&QueryStatus)?.status;
    println!("{name}: {status}, QEMU {}.{}.{}", version.major, version.minor, version.micro);
    Ok(())
}
