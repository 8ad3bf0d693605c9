//! Running the command.

use std::path::Path;
use std::process::Command;

/// What a run of `qapi` gave.
pub struct Outcome {
    /// Its exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs `qapi` in a folder.
pub fn qapi(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qapi"));
    command.args(arguments).current_dir(folder).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    let output = command.output().expect("qapi runs");
    Outcome {
        status: output.status.code().expect("an exit status"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}
