//! Waiting for the event that a command causes.

use super::client::Client;
use super::events::Events;
use qapi_runtime::Decode;

crate::events::expectations! { [] [] [Send] shared }

impl Client {
    /// Prepares to wait for the event that a command will cause. The subscription begins before the command is
    /// executed, so the event cannot be missed:
    ///
    /// ```no_run
    /// # use qapi_client::blocking::Client;
    /// # use std::time::Duration;
    /// use qemu_qapi::qmp::{commands::SystemReset, events::Reset};
    ///
    /// # fn f(client: &Client) -> Result<(), qapi_client::Error> {
    /// let reset = client.expect::<Reset>(|_| true).execute(&SystemReset)?;
    /// println!("by the guest: {}", reset.wait_for(Duration::from_secs(5))?.guest);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn expect<T: qapi_runtime::Event + Decode>(
        &self,
        matches: impl Fn(&T) -> bool + Send + 'static,
    ) -> Expect<'_, T> {
        Expect { client: self, matches: Box::new(matches) }
    }
}
