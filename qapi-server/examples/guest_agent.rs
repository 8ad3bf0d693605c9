//! A tiny guest agent: it runs programs, reads files, and tells what system it runs on.
//!
//! ```console
//! $ cargo run -p qapi-server --example guest_agent -- /tmp/agent.sock
//! ```

use qapi_runtime::{Base64, Empty, Error};
use qapi_server::{Server, error};
use qemu_qapi::qga::commands;
use qemu_qapi::qga::qapi_schema::{
    GuestExec, GuestExecCaptureOutput, GuestExecCaptureOutputMode, GuestExecStatus, GuestFileRead, GuestOSInfo,
};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How much of a file is read unless told otherwise, and at most.
const COUNT: u64 = 4096;
const MOST: u64 = 48 << 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("call me with the path of a socket")?;
    Arc::new(agent()).listen_unix(path)?.wait();
    Ok(())
}

/// The agent, with what its clients have opened and started.
pub fn agent() -> Server {
    let files = Arc::new(Files::default());
    let (reading, closing) = (files.clone(), files.clone());
    let programs = Arc::new(Programs::default());
    let asked = programs.clone();
    Server::agent(env!("CARGO_PKG_VERSION"))
        .command::<commands::GuestGetOsinfo, _>(|_, _| Ok(system()))
        .command::<commands::GuestExec, _>(move |_, program| programs.start(program))
        .command::<commands::GuestExecStatus, _>(move |_, command| asked.status(command.pid))
        .command::<commands::GuestFileOpen, _>(move |_, command| files.open(&command))
        .command::<commands::GuestFileRead, _>(move |_, command| reading.read(&command))
        .command::<commands::GuestFileClose, _>(move |_, command| closing.close(command.handle))
}

/// What `/etc/os-release` says, and the kernel.
fn system() -> GuestOSInfo {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let fields: HashMap<&str, &str> = release.lines().filter_map(|line| line.split_once('=')).collect();
    let field = |name: &str| fields.get(name).map(|value| value.trim_matches('"').to_owned());
    let kernel = |file: &str| {
        std::fs::read_to_string(format!("/proc/sys/kernel/{file}")).ok().map(|text| text.trim_end().to_owned())
    };
    GuestOSInfo {
        id: field("ID"),
        name: field("NAME"),
        pretty_name: field("PRETTY_NAME"),
        version: field("VERSION"),
        version_id: field("VERSION_ID"),
        variant: field("VARIANT"),
        variant_id: field("VARIANT_ID"),
        machine: Some(std::env::consts::ARCH.to_owned()),
        kernel_release: kernel("osrelease"),
        kernel_version: kernel("version"),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Files that are open, by their handles.
#[derive(Default)]
struct Files {
    open: Mutex<(i64, HashMap<i64, File>)>,
}

impl Files {
    fn open(&self, command: &commands::GuestFileOpen) -> Result<i64, Error> {
        let path = &command.path;
        match command.mode.as_deref().unwrap_or("r") {
            "r" | "rb" => {}
            mode => return Err(error(format!("files can be read only, not opened with mode '{mode}'"))),
        }
        let file = File::open(path).map_err(|problem| error(format!("failed to open file '{path}': {problem}")))?;
        let (last, files) = &mut *lock(&self.open);
        *last += 1;
        files.insert(*last, file);
        Ok(*last)
    }

    fn read(&self, command: &commands::GuestFileRead) -> Result<GuestFileRead, Error> {
        let count = match command.count.map(u64::try_from) {
            None => COUNT,
            Some(Ok(count @ ..=MOST)) => count,
            Some(_) => return Err(error("value for argument count is invalid")),
        };
        let mut open = lock(&self.open);
        let file = open.1.get_mut(&command.handle).ok_or_else(|| no_handle(command.handle))?;
        let mut bytes = Vec::new();
        let read = file.take(count).read_to_end(&mut bytes);
        let read = read.map_err(|problem| error(format!("failed to read file: {problem}")))?;
        Ok(GuestFileRead { count: read as i64, eof: (read as u64) < count, buf_b64: Base64(bytes) })
    }

    fn close(&self, handle: i64) -> Result<Empty, Error> {
        lock(&self.open).1.remove(&handle).map(|_| Empty {}).ok_or_else(|| no_handle(handle))
    }
}

fn no_handle(handle: i64) -> Error {
    error(format!("handle '{handle}' has not been found"))
}

/// Programs that were started, with what came of them once they have ended.
#[derive(Default)]
struct Programs {
    started: Arc<Mutex<HashMap<i64, Option<GuestExecStatus>>>>,
}

impl Programs {
    fn start(&self, wanted: commands::GuestExec) -> Result<GuestExec, Error> {
        let (out, err) = captured(wanted.capture_output.as_ref())?;
        let pipe = |is_captured| if is_captured { Stdio::piped() } else { Stdio::null() };
        let mut command = Command::new(&wanted.path);
        command.args(wanted.arg.iter().flatten()).stdin(pipe(wanted.input_data.is_some()));
        command.stdout(pipe(out)).stderr(pipe(err));
        if let Some(environment) = &wanted.env {
            command.env_clear().envs(environment.iter().filter_map(|variable| variable.split_once('=')));
        }
        let failed = |problem| error(format!("Failed to execute child process '{}': {problem}", wanted.path));
        let mut child = command.spawn().map_err(failed)?;
        let pid = i64::from(child.id());
        lock(&self.started).insert(pid, None);
        let started = self.started.clone();
        std::thread::spawn(move || {
            if let (Some(mut stdin), Some(Base64(input))) = (child.stdin.take(), wanted.input_data) {
                // In a thread of its own: the program may write before it has read everything.
                std::thread::spawn(move || drop(stdin.write_all(&input)));
            }
            let status = child.wait_with_output().map_or_else(|_| program(true), |ended| told(ended, out, err));
            lock(&started).insert(pid, Some(status));
        });
        Ok(GuestExec { pid })
    }

    /// What became of a program. Once it has ended, this is told once.
    fn status(&self, pid: i64) -> Result<GuestExecStatus, Error> {
        let mut started = lock(&self.started);
        match started.get(&pid) {
            None => Err(error(format!("PID {pid} does not exist"))),
            Some(None) => Ok(program(false)),
            Some(Some(_)) => Ok(started.remove(&pid).flatten().unwrap_or_else(|| program(true))),
        }
    }
}

/// A program of which nothing is known but whether it has ended.
fn program(exited: bool) -> GuestExecStatus {
    GuestExecStatus {
        exited,
        exitcode: None,
        signal: None,
        out_data: None,
        err_data: None,
        out_truncated: None,
        err_truncated: None,
    }
}

/// Whether output and errors are captured.
fn captured(capture: Option<&GuestExecCaptureOutput>) -> Result<(bool, bool), Error> {
    use GuestExecCaptureOutputMode::{None as Nothing, Separated, Stderr, Stdout};
    Ok(match capture {
        None | Some(GuestExecCaptureOutput::Flag(false) | GuestExecCaptureOutput::Mode(Nothing)) => (false, false),
        Some(GuestExecCaptureOutput::Flag(true) | GuestExecCaptureOutput::Mode(Separated)) => (true, true),
        Some(GuestExecCaptureOutput::Mode(Stdout)) => (true, false),
        Some(GuestExecCaptureOutput::Mode(Stderr)) => (false, true),
        Some(other) => return Err(error(format!("output cannot be captured like this: {other:?}"))),
    })
}

fn told(ended: Output, out: bool, err: bool) -> GuestExecStatus {
    let data = |is_captured: bool, bytes: Vec<u8>| (is_captured && !bytes.is_empty()).then_some(Base64(bytes));
    let mut status = program(true);
    status.exitcode = ended.status.code().map(i64::from);
    #[cfg(unix)]
    {
        status.signal = std::os::unix::process::ExitStatusExt::signal(&ended.status).map(i64::from);
    }
    status.out_data = data(out, ended.stdout);
    status.err_data = data(err, ended.stderr);
    status
}
