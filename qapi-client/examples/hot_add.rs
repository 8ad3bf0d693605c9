//! Adds a disk to a machine that runs, and takes it away: `cargo run --example hot_add -- SOCKET BUS`.
//!
//! The machine needs a bus that takes disks while it runs, such as that of `-device qemu-xhci,id=usb` (`usb.0`).

use qapi_client::{Error, Removal, blocking::Client};
use qemu_qapi::qmp::block_core::{BlockdevOptions, BlockdevOptionsDriver, BlockdevOptionsNull};
use qemu_qapi::qmp::commands::{BlockdevAdd, BlockdevDel, DeviceAdd};
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, bus] = arguments.as_slice() else { return Err("usage: hot_add SOCKET BUS".into()) };
    let client = Client::connect(path)?;

    let empty = BlockdevOptionsNull { size: Some(1 << 30), ..Default::default() };
    let mut node = BlockdevOptions::new(BlockdevOptionsDriver::NullCo(empty));
    node.node_name = Some("extra".to_owned());
    client.execute(&BlockdevAdd(node))?;

    let mut disk = DeviceAdd::new("usb-storage");
    (disk.id, disk.bus) = (Some("disk".to_owned()), Some(bus.clone()));
    disk.arguments.insert("drive".to_owned(), "extra".into());
    client.execute(&disk)?;
    println!("the disk is there");

    match client.remove_device("disk", Duration::from_secs(30)) {
        Ok(Removal::Removed | Removal::AlreadyGone) => println!("the disk is gone"),
        Ok(_) => println!("the guest keeps the disk"),
        Err(Error::TimedOut { .. }) => println!("the guest has not answered yet"),
        Err(error) => return Err(error.into()),
    }
    client.execute(&BlockdevDel::new("extra"))?;
    Ok(())
}
