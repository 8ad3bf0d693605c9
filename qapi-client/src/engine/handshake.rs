//! Greeting and negotiation of capabilities (QMP specification, "Capabilities Negotiation").

use super::{Engine, Notice, Phase, Speaks};
use crate::error::Error;
use crate::framing::Overview;
use qapi_runtime::{Capability, Greeting, Response, Value, json};
use std::sync::Arc;

const CAPABILITIES: &str = "qmp_capabilities";

impl<T> Engine<T> {
    /// Handles a greeting. A server that takes the connection for a new one, as QEMU may while it starts, greets again
    /// and wants to negotiate again.
    pub(super) fn greeted(&mut self, message: Overview<'_>) {
        let idle = self.in_flight == 0;
        match self.phase {
            Phase::Greeting => {}
            Phase::Ready if idle && self.speaks != Speaks::Agent => {}
            Phase::Negotiating { .. } => return,
            _ => return self.end(Some(Error::protocol("an unexpected greeting", message.bytes()))),
        }
        let greeting = match json::from_slice::<Greeting>(message.bytes()) {
            Ok(greeting) => greeting,
            Err(error) => {
                let text = String::from_utf8_lossy(message.bytes());
                return self.end(Some(Error::misread("QMP", &text, &error)));
            }
        };
        let wanted = matches!(self.speaks, Speaks::Qmp { oob: true });
        let oob = wanted && greeting.qmp.capabilities.contains(&Capability::Oob);
        self.greeting = Some(Arc::new(greeting));
        self.phase = Phase::Negotiating { oob };
        self.last_id += 1;
        let arguments = if oob { r#","arguments":{"enable":["oob"]}"# } else { "" };
        let line = format!("{{\"execute\":\"{CAPABILITIES}\"{arguments},\"id\":{}}}\n", self.last_id);
        self.outbox.push(None, line.as_bytes(), false);
    }

    /// Handles a reply during negotiation, when only one command is waiting for one.
    pub(super) fn negotiated(&mut self, message: Overview<'_>, oob: bool) {
        let ours = self.last_id.to_string();
        if message.member("id").is_some_and(|id| id != ours) || !self.outbox.is_empty() {
            return self.discard(message.bytes());
        }
        match json::from_slice::<Response<Value>>(message.bytes()).map(|response| response.result) {
            Ok(Ok(_)) => {
                self.oob = oob;
                self.phase = Phase::Ready;
                self.notices.push_back(Notice::Ready);
            }
            Ok(Err(error)) => {
                self.end(Some(Error::Refused { command: CAPABILITIES.to_owned(), error: Box::new(error) }));
            }
            Err(error) => {
                let text = String::from_utf8_lossy(message.bytes());
                self.end(Some(Error::misread(CAPABILITIES, &text, &error)));
            }
        }
    }
}
