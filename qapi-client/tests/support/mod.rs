//! Servers that a test starts for itself, each with a folder of its own. A test that has to skip one says so;
//! `QAPI_REQUIRE_LIVE=1` makes a missing server a failure.
#![allow(dead_code, reason = "each test needs some of it")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than anything takes.
pub const LONG: Duration = Duration::from_secs(60);

/// A server; it ends with this value.
pub struct Server {
    child: Child,
    folder: TempDir,
    is_agent: bool,
    /// What stands between the server and its client, if `QAPI_PROXY` names the program `qapi`.
    proxy: Mutex<Option<Child>>,
}

impl Server {
    /// Starts a program with the arguments that are made for its folder.
    pub fn start(program: &str, arguments: impl FnOnce(&Path) -> Vec<String>) -> Option<Server> {
        let (path, folder) = (find(program)?, folder());
        Some(Server::run(&path, &arguments(folder.path()), folder))
    }

    /// Starts a program in a folder that exists.
    pub fn run(path: &Path, arguments: &[String], folder: TempDir) -> Server {
        let child = Command::new(path)
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        Server { child, folder, is_agent: path.ends_with("qemu-ga"), proxy: Mutex::default() }
    }

    /// A machine that does not run yet, with a monitor on `socket`.
    pub fn machine(more: &[&str]) -> Option<Server> {
        Server::start("qemu-system-x86_64", |folder| {
            let monitor = format!("unix:{}/socket,server=on,wait=off", folder.display());
            let fixed = ["-M", "q35", "-m", "64", "-display", "none", "-nodefaults", "-S", "-qmp", &monitor];
            fixed.iter().chain(more).map(|argument| (*argument).to_owned()).collect()
        })
    }

    /// A storage daemon with a monitor on `socket`.
    pub fn storage_daemon(monitor: &str) -> Option<Server> {
        Server::start("qemu-storage-daemon", |folder| {
            let chardev = format!("socket,path={}/socket,server=on,wait=off,id=m", folder.display());
            ["--chardev", &chardev, "--monitor", &format!("chardev=m{monitor}")].map(str::to_owned).to_vec()
        })
    }

    /// A guest agent that listens on `socket`.
    pub fn agent(more: &[&str]) -> Option<Server> {
        Server::start("qemu-ga", |folder| {
            let folder = folder.display();
            let (socket, pid) = (format!("{folder}/socket"), format!("{folder}/pid"));
            let state = folder.to_string();
            let fixed = ["--method=unix-listen", "--path", &socket, "--statedir", &state, "--pidfile", &pid];
            fixed.iter().chain(more).map(|argument| (*argument).to_owned()).collect()
        })
    }

    /// Where clients connect: at the server, or at a proxy before its monitor that lets everything through.
    pub fn socket(&self) -> PathBuf {
        let (Some(program), false) = (std::env::var_os("QAPI_PROXY"), self.is_agent) else {
            return self.path("socket");
        };
        let (listen, target) = (self.path("shared"), self.path("socket"));
        let arguments = ["proxy".as_ref(), listen.as_os_str(), target.as_os_str(), "--allow".as_ref(), "*".as_ref()];
        let start = Instant::now();
        while !listen.exists() {
            let mut proxy = self.proxy.lock().expect("a lock");
            // A server that is still starting hangs up, and the proxy ends.
            if proxy.as_mut().is_none_or(|proxy| proxy.try_wait().expect("the proxy's state").is_some()) {
                *proxy = Some(Command::new(&program).args(arguments).stderr(Stdio::null()).spawn().expect("it starts"));
            }
            assert!(start.elapsed() < LONG, "the proxy does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        listen
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Sends the server a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
    }

    /// Waits until the server has ended by itself.
    pub fn wait(mut self) {
        let start = Instant::now();
        while self.child.try_wait().expect("the server's state").is_none() {
            assert!(start.elapsed() < LONG, "the server did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; there is nobody to tell of a failure.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Ok(Some(proxy)) = self.proxy.get_mut().map(Option::as_mut) {
            let _ = proxy.kill();
            let _ = proxy.wait();
        }
    }
}

pub fn folder() -> TempDir {
    TempDir::with_prefix("qapi-").expect("a temporary folder")
}

/// Where a program is, also in the folders of system programs that a user's `PATH` may lack.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extra = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let mut places = std::env::split_paths(&path).chain(extra).map(|folder| folder.join(OsStr::new(program)));
    let found = places.find(|path| path.is_file());
    if found.is_none() {
        // Tests that need it are ignored where it was missing when they were compiled.
        panic!("{program} is not installed");
    }
    found
}
