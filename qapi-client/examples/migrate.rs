//! Migrates a machine to another process: `cargo run --example migrate -- SOURCE TARGET CHANNEL`, with the monitors of
//! both, and the path of a socket to be made for what is migrated. The target has been started with `-incoming defer`.

use qapi_client::{MigrationEnd, blocking::Client};
use qemu_qapi::qmp::commands::{Migrate, MigrateIncoming};
use qemu_qapi::qmp::migration::MigrationInfo;
use std::io::Write;
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target, channel] = arguments.as_slice() else {
        return Err("usage: migrate SOURCE TARGET CHANNEL".into());
    };
    let (source, target) = (Client::connect(source)?, Client::connect(target)?);
    let uri = Some(format!("unix:{channel}"));
    target.execute(&MigrateIncoming { uri: uri.clone(), ..Default::default() })?;

    let hour = Duration::from_secs(3600);
    let end = source.migrate(&Migrate { uri, ..Default::default() }, hour, bar)?;
    println!();
    match end {
        MigrationEnd::Completed(info) => println!("done in {} ms", info.total_time.unwrap_or_default()),
        MigrationEnd::Failed(info) => println!("failed: {}", info.error_desc.unwrap_or_default()),
        _ => println!("cancelled"),
    }
    Ok(())
}

/// Draws how far the migration has got.
fn bar(info: &MigrationInfo) {
    let Some(ram) = &info.ram else { return };
    let total = ram.total.max(1);
    let done = usize::try_from((total - ram.remaining).max(0) * 40 / total).unwrap_or(0).min(40);
    print!("\r[{}{}] {:>6} MiB left", "#".repeat(done), " ".repeat(40 - done), ram.remaining >> 20);
    // A bar that is not drawn is no reason to stop.
    let _ = std::io::stdout().flush();
}
