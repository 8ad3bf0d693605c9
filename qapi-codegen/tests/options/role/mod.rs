//! `role`: which impls are emitted.

#[rustfmt::skip]
mod both;
#[rustfmt::skip]
mod client;
#[rustfmt::skip]
mod server;

use qapi_codegen::options::Role;
use serde_json::{from_str, to_string};

crate::case! {
    "client.rs" => |builder| builder.role(Role::Client);
    "server.rs" => |builder| builder.role(Role::Server);
    "both.rs" => |builder| builder;
}

#[test]
fn what_a_client_encodes_a_server_decodes() {
    let shared = client::Shared { text: "t".into() };
    let sent = client::commands::Exchange(client::Sent { mode: client::Mode::Fast, shared });
    let line = to_string(&sent).expect("a client encodes commands");
    let arrived: server::commands::Exchange = from_str(&line).expect("a server decodes commands");
    assert_eq!(arrived.0.mode, server::Mode::Fast);
}

#[test]
fn what_a_server_encodes_a_client_decodes() {
    let nested = server::Nested::On(server::Shared { text: "t".into() });
    let reply = server::Received { id: 1, state: server::ReceivedState::Off(nested) };
    let line = to_string(&reply).expect("a server encodes replies");
    assert_eq!(line, r#"{"state":"off","inner":"on","text":"t","id":1}"#);
    let arrived: client::Received = from_str(&line).expect("a client decodes replies");
    assert!(matches!(arrived.state, client::ReceivedState::Off(client::Nested::On(_))));

    let event = server::Event::Changed {
        data: server::events::Changed { state: server::State::On },
        timestamp: qapi_runtime::Timestamp { seconds: 1, microseconds: 2 },
    };
    let line = to_string(&event).expect("a server encodes events");
    assert_eq!(from_str::<client::Event>(&line).expect("a client decodes events").name(), "CHANGED");
}

/// A type that no command or event uses is the user's own, and so is what it refers to.
#[test]
fn what_nothing_uses_goes_both_ways() {
    crate::round_trip::<client::Own>(r#"{"mode":"slow"}"#);
    crate::round_trip::<server::Own>(r#"{"mode":"slow"}"#);
    crate::round_trip::<both::Received>(r#"{"id":1,"state":"on","text":"t"}"#);
}
