//! Rule: what `--help` says changes on purpose only. `UPDATE_EXPECT=1 cargo test` accepts a change.

use crate::run::qapi;
use expect_test::{ExpectFile, expect_file};
use std::path::Path;

fn check(arguments: &[&str], expected: ExpectFile) {
    let outcome = qapi(Path::new("."), arguments);
    assert_eq!((outcome.status, outcome.err.as_str()), (0, ""));
    expected.assert_eq(&outcome.out);
}

#[test]
fn help_texts() {
    check(&["--help"], expect_file!["help/qapi.txt"]);
    check(&["generate", "--help"], expect_file!["help/generate.txt"]);
    check(&["check", "--help"], expect_file!["help/check.txt"]);
    check(&["explain", "--help"], expect_file!["help/explain.txt"]);
    check(&["dump", "--help"], expect_file!["help/dump.txt"]);
    check(&["list", "--help"], expect_file!["help/list.txt"]);
    check(&["show", "--help"], expect_file!["help/show.txt"]);
    check(&["proxy", "--help"], expect_file!["help/proxy.txt"]);
    check(&["vendor", "--help"], expect_file!["help/vendor.txt"]);
    check(&["diff", "--help"], expect_file!["help/diff.txt"]);
    check(&["merge", "--help"], expect_file!["help/merge.txt"]);
    check(&["overlay", "--help"], expect_file!["help/overlay.txt"]);
    check(&["probe", "--help"], expect_file!["help/probe.txt"]);
    check(&["introspect", "--help"], expect_file!["help/introspect.txt"]);
    check(&["init", "--help"], expect_file!["help/init.txt"]);
    check(&["completions", "--help"], expect_file!["help/completions.txt"]);
    check(&["man", "--help"], expect_file!["help/man.txt"]);
}
