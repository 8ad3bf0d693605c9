//! A server that runs, or what was saved of one: where it is, and what it says of itself.
//!
//! Nothing is executed but what asks: `query-qmp-schema`, or `guest-info` of a guest agent.

use crate::progress;
use crate::report::Failure;
use clap::Args;
use qapi_client::blocking::{Agent, Client};
use qapi_client::{Address, Awaited, Error, Options};
use qapi_runtime::{Greeting, json};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Options of every command that talks to a server.
#[derive(Clone, Debug, Args)]
pub struct PeerOptions {
    /// How long to wait for a server, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub timeout: Duration,
    /// Take the server for a guest agent, which does not greet.
    #[arg(long)]
    pub agent: bool,
}

/// What a server says of itself.
#[derive(Debug)]
pub enum Peer {
    /// A server of QMP: QEMU, or the storage daemon.
    Qmp {
        /// What it says first. A saved reply need not have it.
        greeting: Option<Box<Greeting>>,
        /// What it returns to `query-qmp-schema`, as JSON, an entry a line.
        schema: String,
    },
    /// A guest agent, with what it returns to `guest-info`.
    Agent(Value),
}

/// Where a text says that a server is: `unix:PATH`, `tcp:HOST:PORT`, the path of a socket, or `HOST:PORT`. `None` if it is
/// the name of anything else, such as a schema.
pub fn address(text: &Path) -> Option<Address> {
    let name = text.to_str()?;
    if let Some(path) = name.strip_prefix("unix:") {
        return Some(Address::unix(path));
    }
    if let Some(host_and_port) = name.strip_prefix("tcp:") {
        return Some(Address::tcp(host_and_port));
    }
    match fs::metadata(text) {
        Ok(metadata) => is_socket(&metadata).then(|| Address::unix(text)),
        Err(_) => {
            let (host, port) = name.rsplit_once(':')?;
            (!host.is_empty() && port.parse::<u16>().is_ok()).then(|| Address::tcp(name))
        }
    }
}

#[cfg(unix)]
fn is_socket(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_socket(_: &fs::Metadata) -> bool {
    false
}

/// Asks a server what it is and has.
///
/// # Errors
///
/// [`Failure::Message`] if it cannot be reached or does not answer.
pub fn ask(address: &Address, options: &PeerOptions) -> Result<Peer, Failure> {
    let _progress = progress::start(format!("asking {address}"));
    if let Address::Unix(path) = address
        && !path.exists()
    {
        return Err(Failure::message(format!(
            "there is no socket '{address}'; QEMU makes one with `-qmp unix:{address},server=on,wait=off`"
        )));
    }
    if options.agent {
        return ask_agent(address, options.timeout).map_err(|error| silent(address, &error));
    }
    // A server of QMP greets at once, an agent never. So half of the time is for either.
    match ask_monitor(address, options.timeout / 2) {
        Err(error @ Error::TimedOut { awaited: Awaited::Greeting, .. }) => {
            ask_agent(address, options.timeout / 2).map_err(|_| silent(address, &error))
        }
        result => result.map_err(|error| silent(address, &error)),
    }
}

/// Why there is no answer, with what may help.
fn silent(address: &Address, error: &Error) -> Failure {
    let help = match error {
        Error::TimedOut { awaited: Awaited::Greeting, .. } => {
            "\nIt does not answer as a guest agent either. Close the other client, or give it another monitor. \
             A slow server needs a longer `--timeout`."
        }
        Error::TimedOut { awaited: Awaited::Connection, .. } => "\nIs the server running?",
        Error::Protocol { .. } => "\nIs this a monitor of QEMU's? Its human monitor (`-monitor`) is none.",
        _ => "",
    };
    Failure::message(format!("{address}: {error}{help}"))
}

fn ask_monitor(address: &Address, timeout: Duration) -> Result<Peer, Error> {
    let options = Options::new().connect_timeout(timeout).call_timeout(timeout).oob(false);
    let client = Client::connect_with(address, &options)?;
    let schema = client.execute_raw("query-qmp-schema", None)?;
    Ok(Peer::Qmp { greeting: Some(Box::new((*client.greeting()).clone())), schema: lines(&schema) })
}

fn ask_agent(address: &Address, timeout: Duration) -> Result<Peer, Error> {
    let options = Options::new().connect_timeout(timeout).call_timeout(timeout);
    Agent::connect_with(address, &options)?.execute_raw("guest-info", None).map(Peer::Agent)
}

/// A list as JSON, an element a line.
fn lines(list: &Value) -> String {
    match list.as_array() {
        Some(elements) => {
            let lines: Vec<String> = elements.iter().map(Value::to_string).collect();
            format!("[\n{}\n]\n", lines.join(",\n"))
        }
        None => format!("{list}\n"),
    }
}

/// Reads what was saved of a server: a reply to `query-qmp-schema` or `guest-info`, or a session with one.
///
/// # Errors
///
/// [`Failure::Message`] if there is none of these in the file.
pub fn read(path: &Path) -> Result<Peer, Failure> {
    let place = path.display();
    let text = fs::read_to_string(path).map_err(|error| Failure::message(format!("{place}: {error}")))?;
    let greeting = || text.lines().find_map(|line| json::from_str::<Greeting>(line).ok());
    if text.contains("\"meta-type\"") {
        let greeting = greeting().map(Box::new);
        return Ok(Peer::Qmp { greeting, schema: text });
    }
    let is_info = |value: &Value| value.get("supported_commands").is_some_and(Value::is_array);
    let whole = serde_json::from_str::<Value>(&text).into_iter();
    let values = whole.chain(text.lines().filter_map(|line| serde_json::from_str(line).ok()));
    let mut infos = values.map(|value| value.get("return").cloned().unwrap_or(value)).filter(is_info);
    infos.next().map(Peer::Agent).ok_or_else(|| {
        Failure::message(format!("{place}: this is neither a reply to query-qmp-schema nor one to guest-info"))
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_schemas() {
        for (text, expected) in [
            ("unix:no/such.sock", Some(Address::unix("no/such.sock"))),
            ("tcp:localhost:4444", Some(Address::tcp("localhost:4444"))),
            ("127.0.0.1:4444", Some(Address::tcp("127.0.0.1:4444"))),
            ("[::1]:4444", Some(Address::tcp("[::1]:4444"))),
            ("host:port", None),
            (":4444", None),
            ("schema.json", None),
            ("schema.json@10.2", None),
            ("new=schema.json", None),
            ("Cargo.toml", None),
        ] {
            assert_eq!(address(Path::new(text)), expected, "{text}");
        }
    }
}
