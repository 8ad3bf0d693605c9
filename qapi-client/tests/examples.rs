//! Rule: the examples run and say what they are to say.
#![cfg(unix)]

mod support;

use qapi_gate::needs;
use std::path::PathBuf;
use std::process::Command;
use support::Server;

/// Where cargo puts an example.
fn example(name: &str) -> Option<PathBuf> {
    let test = std::env::current_exe().expect("a path");
    let path = test.ancestors().nth(2).expect("a target folder").join("examples").join(name);
    if !path.is_file() {
        panic!("{} was not built: run `cargo build -p qapi-client --examples` first", path.display());
    }
    Some(path)
}

/// What an example prints.
fn run(example: PathBuf, arguments: &[&str]) -> String {
    let output = Command::new(&example).args(arguments).output().expect("the example starts");
    assert!(output.status.success(), "{}: {}", example.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn text(path: PathBuf) -> String {
    path.display().to_string()
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_machine_is_asked_and_a_disk_comes_and_goes() {
    let Some(server) = Server::machine(&["-device", "qemu-xhci,id=usb", "-name", "one"]) else { return };
    let socket = text(server.socket());
    let examples = ["query_status", "query_status_tokio", "hot_add"].map(example);
    let [Some(status), Some(status_tokio), Some(hot_add)] = examples else { return };
    assert!(run(status, &[&socket]).starts_with("one: prelaunch, QEMU "));
    assert_eq!(run(status_tokio, &[&socket]), format!("{socket}: prelaunch\n"));
    assert_eq!(run(hot_add, &[&socket, "usb.0"]), "the disk is there\nthe disk is gone\n");
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_machine_migrates() {
    let (Some(source), Some(target)) = (Server::machine(&[]), Server::machine(&["-incoming", "defer"])) else { return };
    let Some(migrate) = example("migrate") else { return };
    let sockets = [source.socket(), target.socket(), target.path("channel")].map(text);
    let printed = run(migrate, &sockets.each_ref().map(String::as_str));
    assert!(printed.contains("MiB left") && printed.contains("\ndone in "), "{printed}");
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn events_are_followed_to_the_end() {
    let monitor = |folder: &std::path::Path| format!("unix:{}/other,server=on,wait=off", folder.display());
    let Some(server) = Server::start("qemu-system-x86_64", |folder| {
        let first = format!("unix:{}/socket,server=on,wait=off", folder.display());
        ["-M", "none", "-display", "none", "-S", "-qmp", &first, "-qmp", &monitor(folder)].map(str::to_owned).to_vec()
    }) else {
        return;
    };
    let Some(follow) = example("follow_events") else { return };
    let client = qapi_client::blocking::Client::connect(server.path("other")).expect("a client");
    let follower = Command::new(follow).arg(server.socket()).stdout(std::process::Stdio::piped()).spawn();
    let follower = follower.expect("the example starts");
    // It is there once the server does not greet another client.
    let options = qapi_client::Options::new().connect_timeout(std::time::Duration::from_millis(100));
    while qapi_client::blocking::Client::connect_with(server.socket(), &options).is_ok() {}
    client.quit(support::LONG).expect("it ends");
    let output = follower.wait_with_output().expect("its end");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(printed.contains("shut down, because of host-qmp-quit\n"), "{printed}");
    assert!(printed.ends_with("the connection ended while waiting for an event\n"), "{printed}");
}

#[needs(program = "qemu-ga")]
#[test]
fn a_file_of_a_guest_is_read() {
    let Some(server) = Server::agent(&[]) else { return };
    let Some(guest_file) = example("guest_file") else { return };
    let content = "line\n".repeat(1 << 18);
    std::fs::write(server.path("file"), &content).expect("a file");
    assert_eq!(run(guest_file, &[&text(server.socket()), &text(server.path("file"))]), content);
}
