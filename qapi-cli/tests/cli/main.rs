//! Tests of the command `qapi`, run as a user runs it.

mod errors;
mod help;
mod run;
mod vendor;
