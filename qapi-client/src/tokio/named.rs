//! File descriptors that the server knows by a name.

crate::fd::named! { [async] [.await] }
