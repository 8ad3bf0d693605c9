//! `qapi proxy`: several clients on one monitor, with a policy of what they may do.

use crate::report::Failure;
use clap::Args;
use qapi_client::Address;
use qapi_server::proxy::{Policy, Proxy};
use qapi_server::{Listening, Server};
use std::io::ErrorKind;
use std::sync::Arc;

/// Arguments of `qapi proxy`.
#[derive(Debug, Args)]
#[command(after_help = "An address is the path of a Unix socket, or tcp:HOST:PORT. A rule is the name of a command, where \
* stands for any text and ? for one character; after it may stand what its arguments must be like. Rules that deny come \
before those that allow.

Examples:
  qapi proxy shared.sock qmp.sock --allow 'query-*'
  qapi proxy tcp:localhost:4444 qmp.sock --allow '*' --deny 'human-monitor-command' --audit
  qapi proxy shared.sock qmp.sock --allow 'device_del id=guest-*' --allow 'blockdev-add driver=null-co file.driver=*'")]
pub struct ProxyArgs {
    /// Where clients connect.
    pub listen: String,
    /// Where the monitor is.
    pub target: String,
    /// Let commands through. Without a rule, none are.
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub allow: Vec<Rule>,
    /// Refuse commands, whatever allows them.
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub deny: Vec<Rule>,
    /// Print a line for each command on standard error, without what may be secret.
    #[arg(long)]
    pub audit: bool,
}

/// A command's name, and what its arguments must be like.
#[derive(Debug, Clone)]
pub struct Rule {
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

/// Runs the proxy until the monitor has gone.
pub fn proxy(args: &ProxyArgs) -> Result<(), Failure> {
    let audit = args.audit;
    let tell = move |record: &qapi_server::proxy::Record<'_>| {
        if audit {
            anstream::eprintln!("{record}");
        }
    };
    let target = address(&args.target);
    let proxy = Proxy::with_audit(&target, policy(args), tell)
        .map_err(|error| Failure::message(format!("cannot connect to {}: {error}", args.target)))?;
    let _listening = listen(proxy.server(), &address(&args.listen))
        .map_err(|error| Failure::message(format!("cannot listen at {}: {error}", args.listen)))?;
    proxy.wait();
    anstream::eprintln!("the monitor has gone");
    Ok(())
}

fn policy(args: &ProxyArgs) -> Policy {
    let policy = args.allow.iter().fold(Policy::new(), |policy, rule| policy.allow_if(&rule.command, &rule.pairs()));
    args.deny.iter().fold(policy, |policy, rule| policy.refuse_if(&rule.command, &rule.pairs()))
}

impl Rule {
    fn pairs(&self) -> Vec<(&str, &str)> {
        self.arguments.iter().map(|(path, pattern)| (path.as_str(), pattern.as_str())).collect()
    }
}

fn address(text: &str) -> Address {
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
            // A socket on which nobody listens was left behind.
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
