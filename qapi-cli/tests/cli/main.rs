//! Tests of the command `qapi`, run as a user runs it.

mod errors;
mod help;
mod look;
mod merge;
mod more;
mod older;
mod output;
mod overlay;
mod probe;
mod proxy;
mod run;
mod rust_diff;
mod vendor;
