//! Rule: a handler gets the file descriptors that came with its command, and all others are closed.
#![cfg(all(unix, feature = "fd"))]

mod support;

use qapi_client::{Address, blocking::Client};
use qapi_runtime::Empty;
use qapi_server::{Server, error};
use qemu_qapi::qmp::commands::{Closefd, Getfd};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};
use support::greeting;

type Named = Arc<Mutex<HashMap<String, OwnedFd>>>;

fn server(named: &Named) -> Server {
    let (getting, closing) = (named.clone(), named.clone());
    Server::new(greeting())
        .command::<Getfd, _>(move |context, command| {
            let descriptor =
                context.take_descriptor().ok_or_else(|| error("No file descriptor supplied via SCM_RIGHTS"))?;
            getting.lock().expect("a lock").insert(command.fdname, descriptor);
            Ok(Empty {})
        })
        .command::<Closefd, _>(move |_, command| match closing.lock().expect("a lock").remove(&command.fdname) {
            Some(_) => Ok(Empty {}),
            None => Err(error(format!("File descriptor named '{}' not found", command.fdname))),
        })
}

fn pass(client: &Client, named: &Named) {
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    client.execute_with_fd(&Getfd::new("a"), writer.into()).expect("taken");
    let refused = client.execute(&Getfd::new("b")).expect_err("nothing was passed");
    assert!(refused.to_string().contains("No file descriptor supplied"), "{refused}");
    let mut file = File::from(named.lock().expect("a lock").remove("a").expect("a descriptor"));
    file.write_all(b"through the server").expect("written");
    drop(file);
    let mut text = String::new();
    // This ends, since nobody else holds the other end.
    reader.read_to_string(&mut text).expect("read");
    assert_eq!(text, "through the server");
}

#[test]
fn over_threads() {
    let (folder, named) = (tempfile::tempdir().expect("a folder"), Named::default());
    let path = folder.path().join("socket");
    let _listening = Arc::new(server(&named)).listen_unix(&path).expect("a socket");
    pass(&Client::connect(Address::unix(&path)).expect("a client"), &named);
}

/// Rule: descriptors that no handler took are closed with the connection.
#[test]
fn what_is_not_taken_is_closed() {
    let (folder, named) = (tempfile::tempdir().expect("a folder"), Named::default());
    let path = folder.path().join("socket");
    let _listening = Arc::new(server(&named)).listen_unix(&path).expect("a socket");
    let client = Client::connect(Address::unix(&path)).expect("a client");
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    client.execute_with_fd(&Closefd::new("a"), writer.into()).expect_err("no such name");
    client.close();
    assert_eq!(reader.read(&mut [0]).expect("the end"), 0);
}

#[cfg(feature = "tokio")]
#[tokio::test(flavor = "multi_thread")]
async fn over_tokio() {
    let (folder, named) = (tempfile::tempdir().expect("a folder"), Named::default());
    let path = folder.path().join("socket");
    let listener = tokio::net::UnixListener::bind(&path).expect("a socket");
    let server = Arc::new(server(&named));
    tokio::spawn(async move { qapi_server::tokio::serve_unix(&server, &listener).await });
    let passing = tokio::task::spawn_blocking(move || {
        pass(&Client::connect(Address::unix(&path)).expect("a client"), &named);
    });
    passing.await.expect("passed");
}
