//! The scripted cases with the client for tokio.
#![cfg(all(unix, feature = "testing", feature = "tokio"))]

mod scripted;

#[path = "scripted/tokio_client.rs"]
mod client;

/// Rule: what is to be awaited can be given to another thread.
#[test]
fn futures_can_be_spawned() {
    use qapi_client::tokio::{Agent, Client, Listener};
    use qapi_client::{Error, Options};
    use qemu_qapi::{qga, qmp};

    fn spawned<R>(future: impl Future<Output = Result<R, Error>> + Send + 'static) {
        drop(future);
    }
    async fn all(client: Client, listener: Listener) -> Result<(), Error> {
        let second = std::time::Duration::from_secs(1);
        listener.accept(&Options::new()).await?;
        client.execute(&qmp::commands::QueryStatus).await?;
        client.execute_raw("x", None).await?;
        client.ping(second).await?;
        client.remove_device("x", second).await?;
        client.migrate(&qmp::commands::Migrate::default(), second, |_| {}).await?;
        client.start_job("x", &qmp::commands::Stop).await?.wait(second).await?;
        client.expect::<qmp::events::Stop>(|_| true).execute(&qmp::commands::Stop).await?.wait_for(second).await?;
        client.events::<qmp::Event>().next_for(second).await?;
        client.quit(second).await
    }
    async fn agent() -> Result<(), Error> {
        let agent = Agent::connect("").await?;
        agent.execute(&qga::commands::GuestInfo).await?;
        agent.execute_raw("x", None).await.map(drop)
    }
    let connect = async || -> Result<(), Error> {
        let client = Client::connect("").await?;
        all(client, Listener::unix("")?).await
    };
    spawned(connect());
    spawned(agent());
}

/// Rule: nothing stays behind when the last user of a connection is gone, and whoever waits is told when it ends first.
#[test]
fn no_task_outlives_its_client_and_no_call_its_runtime() {
    use qapi_client::{Error, Options, testing::Peer, tokio::Client};
    use std::time::{Duration, Instant};

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let start = |stream: std::os::unix::net::UnixStream| {
        runtime.block_on(async {
            stream.set_nonblocking(true).expect("a socket");
            let stream = tokio::net::UnixStream::from_std(stream).expect("a socket");
            Client::over(stream, &Options::new()).await.expect("a client")
        })
    };
    let peer = || {
        let (mut peer, stream) = Peer::pair();
        let script = std::thread::spawn(move || {
            peer.negotiate();
            peer
        });
        (script, stream)
    };

    let (script, stream) = peer();
    let client = start(stream);
    let (call, events) = (client.start_raw("x", None).expect("started"), client.events::<qemu_qapi::qmp::Event>());
    let mut peer_of_first = script.join().expect("the script");
    peer_of_first.expect("x");
    drop((client, events, call));
    assert!(peer_of_first.receive().is_none(), "the connection is closed");
    let begin = Instant::now();
    while runtime.metrics().num_alive_tasks() > 0 {
        assert!(begin.elapsed() < Duration::from_secs(60), "a task is left");
        std::thread::yield_now();
    }

    let (script, stream) = peer();
    let client = start(stream);
    let call = client.start_raw("x", None).expect("started");
    let _peer = script.join().expect("the script");
    drop(runtime);
    let other = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let error = other.block_on(call).expect_err("nobody reads any more");
    assert!(matches!(error, Error::Closed { reason: Some(_), .. }), "{error:?}");
}
