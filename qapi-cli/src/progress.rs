//! A line on standard error when something takes longer than a second, so that nobody thinks the command hangs.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// After this time the line is printed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Work that is going on; dropping it ends the wait.
pub struct Progress {
    _done: Option<Sender<()>>,
}

/// Starts to wait. The line is for a person: it is printed to a terminal only.
pub fn start(what: String) -> Progress {
    if !std::io::stderr().is_terminal() {
        return Progress { _done: None };
    }
    let (done, wait) = channel::<()>();
    thread::spawn(move || {
        if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            anstream::eprintln!("{what} ...");
        }
    });
    Progress { _done: Some(done) }
}
