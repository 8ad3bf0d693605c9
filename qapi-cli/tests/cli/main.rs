//! Tests of the command `qapi`, run as a user runs it.

mod errors;
mod help;
mod look;
mod more;
mod older;
mod output;
mod probe;
mod proxy;
mod run;
mod vendor;
