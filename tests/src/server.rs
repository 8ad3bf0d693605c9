//! Servers that a test starts for itself, and a connection that carries one JSON value per line.

use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a test waits for anything that a server does.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with its socket and a folder of its own. Dropping this ends it.
pub struct Server {
    child: Child,
    folder: TempDir,
    calls: Calls,
}

/// Which side connects.
enum Calls {
    /// The server connects to the test. A QEMU that is connected to while it starts may greet twice, or hang up.
    Test(UnixListener),
    /// The test connects to the server.
    Server,
}

impl Server {
    /// Starts `qemu-storage-daemon`; the test fails where it is not installed.
    pub fn storage_daemon() -> Option<Server> {
        Server::start("qemu-storage-daemon", true, |socket, _| {
            let chardev = format!("socket,path={},id=monitor", socket.display());
            ["--chardev", &chardev, "--monitor", "chardev=monitor"].map(str::to_owned).to_vec()
        })
    }

    /// Starts `qemu-ga`, the guest agent.
    pub fn guest_agent() -> Option<Server> {
        Server::start("qemu-ga", false, |socket, folder| {
            let (socket, folder) = (socket.display().to_string(), folder.display().to_string());
            let pid = format!("{folder}/pid");
            ["--method=unix-listen", "--path", &socket, "--statedir", &folder, "--pidfile", &pid]
                .map(str::to_owned)
                .to_vec()
        })
    }

    /// Starts `qemu-system-x86_64` with a machine that never runs.
    pub fn system() -> Option<Server> {
        Server::start("qemu-system-x86_64", true, |socket, _| {
            let monitor = format!("unix:{}", socket.display());
            let port = "pcie-root-port,id=rp0";
            ["-M", "q35", "-display", "none", "-nodefaults", "-S", "-device", port, "-qmp", &monitor]
                .map(str::to_owned)
                .to_vec()
        })
    }

    fn start(program: &str, it_calls: bool, arguments: impl Fn(&Path, &Path) -> Vec<String>) -> Option<Server> {
        let Some(path) = find(program) else {
            // Tests that need it are ignored where it was missing when they were compiled.
            panic!("{program} is not installed");
        };
        let folder = TempDir::with_prefix("qapi-").expect("a temporary folder");
        let socket = folder.path().join("socket");
        let calls = match it_calls {
            true => Calls::Test(UnixListener::bind(&socket).expect("a socket")),
            false => Calls::Server,
        };
        let child = Command::new(path)
            .args(arguments(&socket, folder.path()))
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        Some(Server { child, folder, calls })
    }

    /// A folder that is removed with the server.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The connection to the server. A test has only one.
    ///
    /// # Panics
    /// When it does not come in time.
    pub fn connect(&self) -> Connection {
        let socket = self.folder.path().join("socket");
        let attempt = || match &self.calls {
            Calls::Test(listener) => listener.accept().map(|(stream, _)| stream),
            Calls::Server => UnixStream::connect(&socket),
        };
        if let Calls::Test(listener) = &self.calls {
            listener.set_nonblocking(true).expect("a socket that does not wait");
        }
        let start = Instant::now();
        let stream = loop {
            match attempt() {
                Ok(stream) => break stream,
                Err(error) if start.elapsed() > PATIENCE => panic!("no connection by {}: {error}", socket.display()),
                Err(_) => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        stream.set_nonblocking(false).expect("a socket that waits");
        Connection::new(stream)
    }

    /// Waits until the server has ended by itself.
    pub fn wait(mut self) {
        let start = Instant::now();
        while self.child.try_wait().expect("the server's state").is_none() {
            assert!(start.elapsed() < PATIENCE, "the server did not quit");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; there is nobody to tell of a failure.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Finds a program, also in the folders of system programs that a user's `PATH` may lack.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extra = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(extra).map(|folder| folder.join(OsStr::new(program))).find(|path| path.is_file())
}

/// A connection to a server.
pub struct Connection {
    reader: BufReader<UnixStream>,
}

impl Connection {
    /// A connection over a stream.
    ///
    /// # Panics
    /// When the stream takes no timeout.
    pub fn new(stream: UnixStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
        Connection { reader: BufReader::new(stream) }
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// When the server has gone.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.reader.get_mut().write_all(bytes).expect("the server listens");
    }

    /// Sends one message.
    ///
    /// # Panics
    /// When the server has gone.
    pub fn send(&mut self, message: &str) {
        // In one piece: a server obeys once the braces match, and may have quit before a line's end arrives.
        let line = format!("{message}\n");
        self.reader.get_mut().write_all(line.as_bytes()).expect("the server listens");
    }

    /// Waits for the next message; `None` when the server has closed the connection.
    ///
    /// # Panics
    /// When none comes in time.
    pub fn receive(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.reader.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => None,
            Err(error) => panic!("no message from the server: {error}"),
        }
    }

    /// Sends a command as plain JSON and waits for its reply: the whole response, `return` or `error` included; `None`
    /// if the server ended instead.
    ///
    /// # Panics
    /// When neither happens in time.
    pub fn execute(&mut self, name: &str, arguments: &Value) -> Option<Value> {
        self.send(&serde_json::json!({ "execute": name, "arguments": arguments }).to_string());
        loop {
            let value: Value = serde_json::from_str(&self.receive()?).expect("JSON");
            if value.get("event").is_none() {
                return Some(value);
            }
        }
    }
}
