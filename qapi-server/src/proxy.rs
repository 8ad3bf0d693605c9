//! Several clients on one monitor, with a policy that says what they may do.
//!
//! QEMU gives a monitor to one client at a time. The proxy is that client, and serves any number of its own: each
//! negotiates for itself, has ids of its own, and gets all events. What a client may execute is up to the [`Policy`],
//! which allows nothing by default.
//!
//! ```no_run
//! use qapi_client::Address;
//! use qapi_server::proxy::{Policy, Proxy};
//! use std::sync::Arc;
//!
//! let policy = Policy::new().allow("query-*").allow_if("device_del", &[("id", "guest-*")]);
//! let proxy = Proxy::connect(&Address::unix("/run/vm/qmp.sock"), policy)?;
//! let listening = Arc::new(proxy.server()).listen_unix("/run/vm/shared.sock")?;
//! proxy.wait();
//! # drop(listening);
//! # Ok::<(), std::io::Error>(())
//! ```

mod audit;
mod glob;
mod policy;
mod upstream;

pub use audit::Record;
pub use policy::{Decision, Policy};

use crate::command::{Act, Handler, Invocation, Outcome, Registered};
use crate::context::Context;
use crate::error::error;
use crate::hub::Hub;
use crate::server::Server;
use qapi_client::Address;
use qapi_runtime::Greeting;
use std::io;
use std::sync::Arc;
use std::time::Instant;
use upstream::Upstream;

/// A connection to a monitor that is shared.
pub struct Proxy {
    greeting: Greeting,
    shared: Arc<Shared>,
    hub: Arc<Hub>,
}

struct Shared {
    upstream: Arc<Upstream>,
    policy: Policy,
    audit: Box<dyn Fn(&Record<'_>) + Send + Sync>,
}

impl Proxy {
    /// Connects to a monitor, and negotiates with it. Out-of-band execution is enabled where it is offered.
    ///
    /// # Errors
    /// There is no monitor at the address, or it does not greet.
    pub fn connect(monitor: &Address, policy: Policy) -> io::Result<Self> {
        Proxy::with_audit(monitor, policy, |_| ())
    }

    /// As [`Proxy::connect`]; `audit` is called for every command, allowed or not.
    ///
    /// # Errors
    /// As [`Proxy::connect`].
    pub fn with_audit(
        monitor: &Address,
        policy: Policy,
        audit: impl Fn(&Record<'_>) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let hub = Hub::new();
        let (greeting, upstream) = Upstream::connect(monitor, &hub)?;
        Ok(Proxy { greeting, shared: Arc::new(Shared { upstream, policy, audit: Box::new(audit) }), hub })
    }

    /// The server for the clients: it greets as the monitor does. There may be several, for several sockets.
    #[must_use]
    pub fn server(&self) -> Server {
        let shared = self.shared.clone();
        let handler = move |context: &Context, invocation: &Invocation, oob: bool| {
            match shared.execute(context, invocation, oob) {
                Some(outcome) => Act::from(outcome),
                // The command may or may not have been executed, so there is nothing to answer.
                None => Act { cut: Some(0), ..Act::default() },
            }
        };
        let any = Registered { allow_oob: true, ..Registered::named("", Handler::Acting(Box::new(handler))) };
        Server::bare(Some(self.greeting.clone()), String::new()).sharing(&self.hub).fall_back_on(any)
    }

    /// The monitor's greeting.
    #[must_use]
    pub fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Waits until the monitor has gone. All clients are cut off then.
    pub fn wait(&self) {
        self.shared.upstream.wait();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.upstream.close();
    }
}

impl Shared {
    /// Executes a command if the policy lets it through. `None` if the monitor has gone without a reply.
    fn execute(&self, context: &Context, invocation: &Invocation, oob: bool) -> Option<Outcome> {
        let start = Instant::now();
        let decision = self.policy.decide(&invocation.command, &invocation.arguments);
        let outcome = match &decision {
            Decision::Refuse(reason) => Some(Err(error(reason.as_str()))),
            Decision::Forward(arguments) => self.upstream.execute(
                &invocation.command,
                arguments,
                oob,
                #[cfg(feature = "fd")]
                context.take_descriptor(),
            ),
        };
        let gone = error("The monitor has gone");
        let refusal = match &outcome {
            Some(Ok(_)) => None,
            Some(Err(refusal)) => Some(refusal),
            None => Some(&gone),
        };
        (self.audit)(&Record::new(context.client(), invocation, &decision, refusal, start.elapsed()));
        outcome
    }
}
