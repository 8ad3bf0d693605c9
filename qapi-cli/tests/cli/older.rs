//! Rule: a schema of an older QEMU, or of a vendor, is told as what it is, in few words.

use crate::run::qapi;
use std::fs;

#[test]
fn an_old_schema_needs_the_flag() {
    let folder = tempfile::tempdir().expect("a folder");
    let schema =
        "{ 'union': 'Info', 'data': { 'a': 'int' } }\n{ 'command': 'get_it', 'if': 'defined(A)', 'returns': 'Info' }\n";
    fs::write(folder.path().join("old.json"), schema).expect("a schema");
    let refused = qapi(folder.path(), &["check", "old.json"]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("old.json:1:12\n") && refused.err.contains("QEMU before 6.2"), "{}", refused.err);
    assert_eq!(refused.err.matches("error[").count(), 1, "{}", refused.err);
    for command in
        [["check", "old.json", "--legacy"], ["list", "old.json", "--legacy"], ["dump", "--legacy", "old.json"]]
    {
        let read = qapi(folder.path(), &command);
        assert_eq!((read.status, read.err.as_str()), (0, ""), "{command:?}");
    }
    let generated = qapi(folder.path(), &["generate", "old.json", "--legacy", "--out", "-"]);
    assert_eq!(generated.status, 0, "{}", generated.err);
    assert!(generated.out.contains("pub enum Info"), "{}", generated.out);
}

#[test]
fn of_many_documentation_faults_a_few_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = format!("# {}\n", "word ".repeat(20).trim_end());
    fs::write(folder.path().join("long.json"), format!("##\n{}##\n", long.repeat(100))).expect("a schema");
    let few = qapi(folder.path(), &["check", "long.json"]);
    assert_eq!(few.status, 0);
    assert_eq!(few.err.matches("warning[doc-long-line]").count(), 3, "{}", few.err);
    assert!(few.err.contains("97 more of doc-long-line in long.json not shown"), "{}", few.err);
    let denied = qapi(folder.path(), &["check", "--docs", "deny", "long.json"]);
    assert_eq!((denied.status, denied.err.matches("error[doc-long-line]").count()), (1, 100));
    let json = qapi(folder.path(), &["check", "--message-format", "json", "long.json"]);
    assert_eq!(json.err.lines().count(), 100);
}
