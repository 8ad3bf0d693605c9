//! Each client as a function that makes so many round trips, with so many commands unanswered at a time.

use qapi_client::{Options, blocking, tokio as async_client};
use qapi_runtime::{Command, Decode, Encode, Response};
use std::collections::VecDeque;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt};

type Result<R> = std::result::Result<R, Box<dyn Error>>;

/// Makes so many round trips.
pub type Connection = Box<dyn FnMut(u32) -> Result<()>>;

/// A way to speak with a server.
pub struct Driver {
    pub name: &'static str,
    pub asynchronous: bool,
    /// Connects, for a number of commands at a time; `None` if the client cannot do that.
    pub connect: fn(&Path, usize) -> Result<Option<Connection>>,
}

/// A command that ours and the peer's bindings have.
pub trait Asked: Command<Response: Decode> + Encode + Default + 'static {
    /// The peer's type.
    type Peer: peer_spec::Command<Ok: Send> + peer::qmp::QmpCommand + Send + Sync + 'static;

    /// The peer's command.
    fn peer() -> Self::Peer;
}

macro_rules! asked {
    ($($ours:ident, $peer:ident;)*) => {
        $(impl Asked for qemu_qapi::qmp::commands::$ours {
            type Peer = peer_qmp::$peer;
            fn peer() -> Self::Peer {
                peer_qmp::$peer {}
            }
        })*
    };
}

asked! {
    QueryVersion, query_version;
    QueryStatus, query_status;
    QueryCommands, query_commands;
    QueryBlock, query_block;
    QueryQmpSchema, query_qmp_schema;
    Stop, stop;
}

/// All of them, a bare one first of those that block and of those that do not.
pub fn all<C: Asked>() -> [Driver; 6] {
    let driver = |name, asynchronous, connect| Driver { name, asynchronous, connect };
    [
        driver("bare socket", false, bare::<C>),
        driver("ours, blocking", false, ours::<C>),
        driver("`qapi`, blocking", false, peer::<C>),
        driver("bare socket, tokio", true, bare_tokio::<C>),
        driver("ours, tokio", true, ours_tokio::<C>),
        driver("`qapi`, tokio", true, peer_tokio::<C>),
    ]
}

pub fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// The bytes that our client sends.
fn request<C: Command>(id: u32) -> String {
    format!("{{\"execute\":\"{}\",\"id\":{id}}}\n", C::NAME)
}

const NEGOTIATION: &str = "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]},\"id\":1}\n";

fn decode<C: Command<Response: Decode>>(line: &[u8]) -> Result<()> {
    qapi_runtime::json::from_slice::<Response<C::Response>>(line)?.result?;
    Ok(())
}

/// The socket of a server that may still be starting.
fn connect(socket: &Path) -> Result<UnixStream> {
    loop {
        match UnixStream::connect(socket) {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => std::thread::yield_now(),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => std::thread::yield_now(),
            Err(error) => return Err(error.into()),
        }
    }
}

fn bare<C: Asked>(socket: &Path, depth: usize) -> Result<Option<Connection>> {
    let stream = connect(socket)?;
    let (mut lines, mut line) = (BufReader::with_capacity(1 << 16, stream.try_clone()?), Vec::new());
    lines.read_until(b'\n', &mut line)?;
    (&stream).write_all(NEGOTIATION.as_bytes())?;
    lines.read_until(b'\n', &mut line)?;
    let mut id = 1;
    Ok(Some(Box::new(move |count| {
        let mut unanswered = 0;
        for sent in 0..count as usize + depth {
            if sent < count as usize {
                id += 1;
                (&stream).write_all(request::<C>(id).as_bytes())?;
                unanswered += 1;
            }
            if sent + 1 >= depth && unanswered > 0 {
                line.clear();
                lines.read_until(b'\n', &mut line)?;
                decode::<C>(&line)?;
                unanswered -= 1;
            }
        }
        Ok(())
    })))
}

fn ours<C: Asked>(socket: &Path, depth: usize) -> Result<Option<Connection>> {
    let client = blocking::Client::connect_with(socket, &Options::new())?;
    let command = C::default();
    Ok(Some(Box::new(move |count| {
        let mut calls = VecDeque::new();
        for _ in 0..count {
            calls.push_back(client.start(&command)?);
            if calls.len() == depth {
                calls.pop_front().ok_or("a call")?.wait()?;
            }
        }
        calls.iter_mut().try_for_each(|call| call.wait().map(drop))?;
        Ok(())
    })))
}

fn peer<C: Asked>(socket: &Path, depth: usize) -> Result<Option<Connection>> {
    if depth > 1 {
        return Ok(None);
    }
    let stream = connect(socket)?;
    let mut client = peer::Qmp::new(peer::Stream::new(BufReader::new(stream.try_clone()?), stream));
    client.handshake()?;
    Ok(Some(Box::new(move |count| {
        for _ in 0..count {
            client.execute(&C::peer())?;
        }
        Ok(())
    })))
}

fn bare_tokio<C: Asked>(socket: &Path, depth: usize) -> Result<Option<Connection>> {
    let (runtime, std) = (runtime()?, connect(socket)?);
    std.set_nonblocking(true)?;
    let (mut lines, mut writer, mut line) = runtime.block_on(async {
        let (reader, mut writer) = tokio::net::UnixStream::from_std(std)?.into_split();
        let (mut lines, mut line) = (tokio::io::BufReader::with_capacity(1 << 16, reader), Vec::new());
        lines.read_until(b'\n', &mut line).await?;
        writer.write_all(NEGOTIATION.as_bytes()).await?;
        lines.read_until(b'\n', &mut line).await?;
        Ok::<_, std::io::Error>((lines, writer, line))
    })?;
    let mut id = 1;
    Ok(Some(Box::new(move |count| {
        runtime.block_on(async {
            let mut unanswered = 0;
            for sent in 0..count as usize + depth {
                if sent < count as usize {
                    id += 1;
                    writer.write_all(request::<C>(id).as_bytes()).await?;
                    unanswered += 1;
                }
                if sent + 1 >= depth && unanswered > 0 {
                    line.clear();
                    lines.read_until(b'\n', &mut line).await?;
                    decode::<C>(&line)?;
                    unanswered -= 1;
                }
            }
            Ok(())
        })
    })))
}

fn ours_tokio<C: Asked>(socket: &Path, depth: usize) -> Result<Option<Connection>> {
    let runtime = runtime()?;
    let client = runtime.block_on(async_client::Client::connect(socket))?;
    let command = C::default();
    Ok(Some(Box::new(move |count| {
        runtime.block_on(async {
            let mut calls = VecDeque::new();
            for _ in 0..count {
                calls.push_back(client.start(&command)?);
                if calls.len() == depth {
                    calls.pop_front().ok_or("a call")?.await?;
                }
            }
            for call in calls {
                call.await?;
            }
            Ok(())
        })
    })))
}

fn peer_tokio<C: Asked>(socket: &Path, depth: usize) -> Result<Option<Connection>> {
    if depth > 1 {
        return Ok(None);
    }
    let runtime = runtime()?;
    let (client, task) = runtime.block_on(async {
        let stream = peer::futures::QmpStreamTokio::open_uds(socket).await?.negotiate().await?;
        Ok::<_, std::io::Error>(stream.spawn_tokio())
    })?;
    Ok(Some(Box::new(move |count| {
        // The task that reads lives as long as this does.
        let _ = &task;
        runtime.block_on(async {
            for _ in 0..count {
                client.execute(C::peer()).await?;
            }
            Ok(())
        })
    })))
}
