//! What the client costs, beside a bare socket and the published clients: round trips with a real server, processor
//! time with a server that replays captured replies, a burst of events, and what users compile.
//!
//! Servers are processes of their own, so that the processor time of this process is the client's.

mod cost;
mod drivers;
mod stub;

pub use stub::{NAME as STUB, serve};

use crate::table::header;
use drivers::{Driver, all};
use nix::sys::resource::{UsageWho, getrusage};
use qapi_client::blocking::Client;
use qapi_client::{Options, Received};
use qapi_runtime::{Command, Decode};
use std::error::Error;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Prints the tables.
pub fn run() -> Result<(), Box<dyn Error>> {
    round_trips()?;
    replays()?;
    burst()?;
    cost::run()
}

/// What some round trips took.
#[derive(Clone, Copy)]
struct Taken {
    wall: Duration,
    processor: Duration,
}

impl Taken {
    /// What `run` takes for `count` round trips, for each of them; the best of some rounds.
    fn measure(count: u32, mut run: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<Taken, Box<dyn Error>> {
        let mut best = Taken { wall: Duration::MAX, processor: Duration::MAX };
        for _ in 0..5 {
            let (start, before) = (Instant::now(), processor_time()?);
            run()?;
            best.wall = best.wall.min(start.elapsed() / count);
            best.processor = best.processor.min((processor_time()? - before) / count);
        }
        Ok(best)
    }
}

/// The processor time of this process.
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let of = |time: nix::sys::time::TimeVal| {
        Duration::new(time.tv_sec().try_into().unwrap_or(0), u32::try_from(time.tv_usec()).unwrap_or(0) * 1000)
    };
    Ok(of(usage.user_time()) + of(usage.system_time()))
}

/// The most memory that this process has had, in kilobytes.
fn memory() -> Result<i64, Box<dyn Error>> {
    Ok(getrusage(UsageWho::RUSAGE_SELF)?.max_rss())
}

/// A server that ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// A storage daemon with its monitor on a path; `None` where it is not installed.
    fn real(socket: &Path) -> Result<Option<Server>, Box<dyn Error>> {
        let chardev = format!("socket,path={},server=on,wait=off,id=m", socket.display());
        let arguments = ["--chardev", &chardev, "--monitor", "chardev=m"];
        let child = std::process::Command::new("qemu-storage-daemon").args(arguments).stdin(Stdio::null()).spawn();
        match child {
            Ok(child) => Ok(Some(Server(child))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// This program as a server that answers every command in the same way.
    fn stub(socket: &Path, reply: &Path) -> Result<Server, Box<dyn Error>> {
        let program = std::env::current_exe()?;
        let child = std::process::Command::new(program).arg(STUB).args([socket, reply]).spawn()?;
        while !socket.exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Server(child))
    }
}

/// Round trips of `query-version` with a storage daemon.
fn round_trips() -> Result<(), Box<dyn Error>> {
    const COUNT: u32 = 2000;
    let folder = tempfile::tempdir()?;
    let socket = folder.path().join("socket");
    let Some(_server) = Server::real(&socket)? else {
        println!("\nSkipped: round trips with a real server, since qemu-storage-daemon is not installed.");
        return Ok(());
    };
    header(
        "Round trips of `query-version` with qemu-storage-daemon",
        &["client", "depth", "wall", "beside bare", "processor time"],
    );
    for depth in [1, 8] {
        let mut bare = None;
        for driver in all::<qemu_qapi::qmp::commands::QueryVersion>() {
            let Some(mut connection) = (driver.connect)(&socket, depth)? else { continue };
            let taken = Taken::measure(COUNT, || connection(COUNT))?;
            drop(connection);
            let bare = bare.get_or_insert(taken.wall);
            let ratio = taken.wall.as_secs_f64() / bare.as_secs_f64();
            println!(
                "| {} | {depth} | {} | {ratio:.2} | {} |",
                driver.name,
                micros(taken.wall),
                micros(taken.processor)
            );
        }
        python(&socket, depth, COUNT)?;
    }
    Ok(())
}

/// The same with `qemu.qmp`, in a process of its own; it is said if it is not there.
fn python(socket: &Path, depth: usize, count: u32) -> Result<(), Box<dyn Error>> {
    let output = std::process::Command::new("python3")
        .args(["-c", include_str!("client/peer.py")])
        .arg(socket)
        .args([depth.to_string(), count.to_string()])
        .output();
    match output {
        Ok(output) if output.status.success() => {
            println!("| Python's `qemu.qmp` | {depth} | {} | | |", String::from_utf8(output.stdout)?.trim());
        }
        _ => println!("| Python's `qemu.qmp` | {depth} | skipped: `pip install qemu.qmp` | | |"),
    }
    Ok(())
}

fn micros(time: Duration) -> String {
    format!("{:.1} us", time.as_secs_f64() * 1e6)
}

/// Processor time for a reply, with a server that says what real ones said.
fn replays() -> Result<(), Box<dyn Error>> {
    use qemu_qapi::qmp::commands::{QueryBlock, QueryCommands, QueryQmpSchema, QueryStatus, Stop};
    header(
        "Replayed replies, one at a time: processor time of the client",
        &["reply", "bytes", "client", "time", "ratio"],
    );
    replay::<Stop>(2000)?;
    replay::<QueryStatus>(2000)?;
    replay::<QueryCommands>(2000)?;
    replay::<QueryBlock>(2000)?;
    replay::<QueryQmpSchema>(100)
}

fn replay<C>(count: u32) -> Result<(), Box<dyn Error>>
where
    C: drivers::Asked,
    C::Response: Decode + Send,
{
    let replies = crate::decode::captured()?;
    let captured = replies.into_iter().find(|(name, _)| name == <C as Command>::NAME).map(|(_, reply)| reply);
    let reply = match captured {
        Some(reply) => reply,
        None if <C as Command>::NAME == "stop" => b"{}".to_vec(),
        None => {
            println!("\nSkipped: there is no captured reply to {}.", <C as Command>::NAME);
            return Ok(());
        }
    };
    let folder = tempfile::tempdir()?;
    let (socket, file) = (folder.path().join("socket"), folder.path().join("reply"));
    std::fs::write(&file, &reply)?;
    let _server = Server::stub(&socket, &file)?;
    let mut bare = [None, None];
    for Driver { name, asynchronous, connect } in all::<C>() {
        let taken = connect(&socket, 1).and_then(|connection| match connection {
            Some(mut connection) => Taken::measure(count, || connection(count)).map(Some),
            None => Ok(None),
        });
        let taken = match taken {
            Ok(Some(taken)) => taken.processor,
            Ok(None) => continue,
            // The bindings of one of them may be too new or too old for what the server said.
            Err(error) => {
                println!("| `{}` | {} | {name} | {error} | |", <C as Command>::NAME, reply.len());
                continue;
            }
        };
        let bare = bare[usize::from(asynchronous)].get_or_insert(taken);
        let ratio = taken.as_secs_f64() / bare.as_secs_f64();
        println!("| `{}` | {} | {name} | {} | {ratio:.2} |", <C as Command>::NAME, reply.len(), micros(taken));
    }
    Ok(())
}

/// A burst of events, while a subscriber takes none of them.
fn burst() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (socket, file) = (folder.path().join("socket"), folder.path().join("reply"));
    std::fs::write(&file, "{}")?;
    let _server = Server::stub(&socket, &file)?;
    header(
        &format!("{} events before a reply", stub::BURST),
        &["client", "subscriber", "reply after", "memory added", "lost"],
    );
    for stalled in [false, true] {
        blocking_burst(&socket, stalled)?;
        tokio_burst(&socket, stalled)?;
    }
    Ok(())
}

fn blocking_burst(socket: &Path, stalled: bool) -> Result<(), Box<dyn Error>> {
    let (client, before) = (Client::connect_with(socket, &Options::new())?, memory()?);
    let mut events = stalled.then(|| client.events::<qemu_qapi::qmp::Event>());
    let start = Instant::now();
    client.execute_raw(stub::BURSTS, None)?;
    let lost = events.as_mut().and_then(Iterator::next);
    print_burst("ours, blocking", stalled, start.elapsed(), memory()? - before, lost);
    Ok(())
}

fn tokio_burst(socket: &Path, stalled: bool) -> Result<(), Box<dyn Error>> {
    let (runtime, before) = (drivers::runtime()?, memory()?);
    let (taken, lost) = runtime.block_on(async {
        let client = qapi_client::tokio::Client::connect(socket).await?;
        let mut events = stalled.then(|| client.events::<qemu_qapi::qmp::Event>());
        let start = Instant::now();
        client.execute_raw(stub::BURSTS, None).await?;
        let taken = start.elapsed();
        let lost = match &mut events {
            Some(events) => Some(events.next().await),
            None => None,
        };
        Ok::<_, Box<dyn Error>>((taken, lost))
    })?;
    print_burst("ours, tokio", stalled, taken, memory()? - before, lost);
    Ok(())
}

fn print_burst<E>(
    name: &str,
    stalled: bool,
    taken: Duration,
    memory: i64,
    lost: Option<Result<Received<E>, qapi_client::Error>>,
) {
    let subscriber = if stalled { "stalled" } else { "none" };
    let lost = match lost {
        Some(Ok(Received::Lost(count))) => count.to_string(),
        Some(_) => "0".to_owned(),
        None => String::new(),
    };
    println!("| {name} | {subscriber} | {:.0} ms | {memory} kB | {lost} |", taken.as_secs_f64() * 1e3);
}
