//! Tests of the command `qapi`, run as a user runs it.

mod help;
mod run;
mod vendor;
