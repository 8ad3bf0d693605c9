//! `qapi proxy`: runs the proxy of `qapi-server` with rules from the command line.

use crate::args::Verbosity;
use crate::report::Failure;
use qapi_client::Address;
use qapi_server::proxy::{Policy, Proxy as Monitor, Record};
use qapi_server::{Listening, Server};
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::sync::Arc;

/// Let several clients share one monitor, and decide what they may do.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "An address is the path of a Unix socket, or tcp:HOST:PORT. A rule is the name of a command, where \
* stands for any text and ? for one character; after it may stand what its arguments must be like. Rules that deny come \
before those that allow.

Examples:
  qapi proxy shared.sock qmp.sock --allow 'query-*'
  qapi proxy tcp:localhost:4444 qmp.sock --allow '*' --deny 'human-monitor-command' --audit
  qapi proxy shared.sock qmp.sock --allow 'device_del id=guest-*' --allow 'blockdev-add driver=null-co file.driver=*'"
)]
pub struct Proxy {
    /// Where clients connect.
    listen: OsString,
    /// The address of the monitor.
    target: OsString,
    /// Let commands through. Without such a rule, none are.
    #[arg(long, value_name = "RULE", value_parser = rule)]
    allow: Vec<Rule>,
    /// Refuse commands, whatever allows them.
    #[arg(long, value_name = "RULE", value_parser = rule)]
    deny: Vec<Rule>,
    /// Print a line for each command on standard error, without what may be secret.
    #[arg(long)]
    audit: bool,
}

/// A command's name, and what its arguments must be like.
#[derive(Debug, Clone)]
struct Rule {
    command: String,
    arguments: Vec<(String, String)>,
}

fn rule(text: &str) -> Result<Rule, String> {
    let mut words = text.split_whitespace();
    let command = words.next().ok_or("the name of a command is missing")?.to_owned();
    let pair = |word: &str| match word.split_once('=') {
        Some((path, pattern)) if !path.is_empty() => Ok((path.to_owned(), pattern.to_owned())),
        _ => Err(format!("'{word}' is not of the form MEMBER=PATTERN")),
    };
    Ok(Rule { command, arguments: words.map(pair).collect::<Result<_, _>>()? })
}

impl Proxy {
    /// Runs until the monitor has gone.
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let audit = self.audit;
        let tell = move |record: &Record<'_>| {
            if audit {
                anstream::eprintln!("{record}");
            }
        };
        let monitor = Monitor::with_audit(&address(&self.target), self.policy(), tell)
            .map_err(|error| Failure::message(format!("cannot connect to {}: {error}", self.target.display())))?;
        let _listening = listen(monitor.server(), &address(&self.listen))
            .map_err(|error| Failure::message(format!("cannot listen at {}: {error}", self.listen.display())))?;
        monitor.wait();
        if verbosity > Verbosity::Quiet {
            anstream::eprintln!("the monitor has gone");
        }
        Ok(())
    }

    fn policy(&self) -> Policy {
        let policy =
            self.allow.iter().fold(Policy::new(), |policy, rule| policy.allow_if(&rule.command, &rule.pairs()));
        self.deny.iter().fold(policy, |policy, rule| policy.refuse_if(&rule.command, &rule.pairs()))
    }
}

impl Rule {
    fn pairs(&self) -> Vec<(&str, &str)> {
        self.arguments.iter().map(|(path, pattern)| (path.as_str(), pattern.as_str())).collect()
    }
}

/// What an address on the command line means. A path need not be UTF-8.
fn address(text: &OsStr) -> Address {
    let Some(text) = text.to_str() else { return Address::unix(text) };
    match text.strip_prefix("tcp:") {
        Some(address) => Address::tcp(address),
        None => Address::unix(text.strip_prefix("unix:").unwrap_or(text)),
    }
}

fn listen(server: Server, address: &Address) -> std::io::Result<Listening> {
    let server = Arc::new(server);
    match address {
        Address::Tcp(address) => server.listen_tcp(address.as_str()),
        #[cfg(unix)]
        Address::Unix(path) => {
            // Remove a socket on which nobody listens any more.
            if let Err(error) = std::os::unix::net::UnixStream::connect(path)
                && error.kind() == ErrorKind::ConnectionRefused
            {
                std::fs::remove_file(path)?;
            }
            server.listen_unix(path)
        }
        _ => Err(ErrorKind::Unsupported.into()),
    }
}
