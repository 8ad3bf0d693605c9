//! Rule: a command and its reply cost few allocations, and no more the longer a connection lasts.
#![cfg(all(unix, feature = "testing"))]

use qapi_client::{Options, blocking::Client, testing::Peer};
use qemu_qapi::qmp::commands::QueryStatus;

#[test]
fn a_round_trip_allocates_the_texts_and_little_else() {
    const ROUNDS: u64 = 100;
    let (mut peer, stream) = Peer::pair();
    let script = std::thread::spawn(move || {
        peer.negotiate();
        for _ in 0..2 * ROUNDS {
            let request = peer.expect("query-status");
            peer.reply(&request, r#"{"running": true, "status": "running"}"#);
        }
    });
    let client = Client::over(stream, &Options::new()).expect("a client");
    let ask = || (0..ROUNDS).for_each(|_| assert!(client.execute(&QueryStatus).expect("a reply").running));
    // Queues and buffers grow to their size.
    ask();
    let info = allocation_counter::measure(ask);
    script.join().expect("the script");
    // The text of the command, which grows, and that of the reply.
    assert!(info.count_total <= 4 * ROUNDS, "{} in {ROUNDS} rounds", info.count_total);
    assert_eq!(info.bytes_current, 0, "a round trip leaves something behind");
}
