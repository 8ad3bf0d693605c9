//! A line on standard error when something takes longer than a second, so that the command does not seem to hang.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long to wait before the line is printed.
const DELAY: Duration = Duration::from_secs(1);

/// Work in progress. Dropping this means that it is done.
pub struct Progress {
    _done: Option<Sender<()>>,
}

/// Starts the wait. The line is for people, so it is printed only to a terminal.
pub fn start(what: String) -> Progress {
    if !std::io::stderr().is_terminal() {
        return Progress { _done: None };
    }
    let (done, wait) = channel::<()>();
    thread::spawn(move || {
        if wait.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
            anstream::eprintln!("{what} ...");
        }
    });
    Progress { _done: Some(done) }
}
