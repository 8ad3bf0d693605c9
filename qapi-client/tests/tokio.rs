//! The scripted cases with the client for tokio.
#![cfg(all(unix, feature = "testing", feature = "tokio"))]

#[path = "scripted/cases.rs"]
mod cases;

#[path = "scripted/bridge.rs"]
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
