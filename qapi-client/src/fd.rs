//! Passing file descriptors over Unix sockets, and naming them for the server.
//!
//! A descriptor handed to a client must be closed on every path.

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use std::io::{self, IoSlice};
use std::os::fd::BorrowedFd;

/// Sends bytes without waiting, and a descriptor with the first of them.
pub(crate) fn send(socket: BorrowedFd<'_>, bytes: &[u8], descriptor: BorrowedFd<'_>) -> io::Result<usize> {
    let descriptors = [descriptor];
    let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(io::Error::other("no room for a descriptor"));
    }
    Ok(sendmsg(socket, &[IoSlice::new(bytes)], &mut control, SendFlags::DONTWAIT | SendFlags::NOSIGNAL)?)
}

/// The command `getfd`: names the descriptor that is sent with it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Getfd {
    pub(crate) fdname: String,
}

qapi_runtime::object! { Getfd { fdname: "fdname", } }

impl qapi_runtime::Command for Getfd {
    type Response = qapi_runtime::Empty;
    const NAME: &'static str = "getfd";
}

/// The guard of a descriptor's name, written once for both clients, which differ in `async` and `.await`.
macro_rules! named {
    ([$($async:tt)?] [$($await:tt)*]) => {
        use super::client::Client;
        use crate::error::Error;
        use crate::fd::Getfd;
        use std::os::fd::OwnedFd;

        /// A file descriptor that the server keeps under a name until a command uses it. If none has used it, dropping
        /// this tells the server to close it.
        #[derive(Debug)]
        pub struct NamedFd {
            client: Client,
            name: String,
            used: bool,
        }

        impl NamedFd {
            /// The name, for the command that uses the descriptor.
            #[must_use]
            pub fn name(&self) -> &str {
                &self.name
            }

            /// Says that a command has used the descriptor, and with it the name.
            pub fn used(mut self) {
                self.used = true;
            }
        }

        impl Drop for NamedFd {
            fn drop(&mut self) {
                if self.used {
                    return;
                }
                let arguments = serde_json::json!({ "fdname": self.name });
                // If the connection has ended, the server has closed the descriptor with it.
                if let Ok(call) = self.client.start_raw("closefd", Some(&arguments)) {
                    call.detach();
                }
            }
        }

        impl Client {
            /// Gives the server a file descriptor, which it keeps under a name.
            ///
            /// # Errors
            /// As [`Client::execute_with_fd`].
            pub $($async)? fn getfd(
                &self,
                name: impl Into<String>,
                descriptor: OwnedFd,
            ) -> Result<NamedFd, Error> {
                let command = Getfd { fdname: name.into() };
                self.execute_with_fd(&command, descriptor)$($await)*?;
                Ok(NamedFd { client: self.clone(), name: command.fdname, used: false })
            }
        }
    };
}

pub(crate) use named;
