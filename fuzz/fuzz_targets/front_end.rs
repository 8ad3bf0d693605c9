//! Files to a schema or diagnostics: no panic, every place is within its file, and what is accepted can be dumped
//! and restated, and says the same when it is loaded again.
//!
//! The input is several files: each line `=====` begins another one. They are named `0`, `1` and so on.
#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;
use qapi_parser::diagnostic::{Format, render};
use qapi_parser::{DocLevel, Memory, Options, dump, load_with, restate};
use std::path::Path;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let files = text.split("=====\n").enumerate().map(|(index, text)| (index.to_string(), text.as_bytes()));
    let files = Memory::from_iter(files);
    let root = Path::new("0");
    check(&files, root, &Options { docs: DocLevel::Warn, legacy: false, ..Options::default() });
    check(&files, root, &Options { docs: DocLevel::Warn, legacy: true, ..Options::default() });
});

fn check(files: &Memory, root: &Path, options: &Options) {
    match load_with(files, root, options) {
        Ok(loaded) => {
            dump::dump(&loaded.schema, true);
            let facts = dump::dump(&loaded.schema, false);
            let restated = restate::restate(&loaded.schema);
            let again = Memory::from_iter(restated.into_iter().map(|file| (file.module, file.text)));
            match load_with(&again, root, options) {
                Ok(again) => assert_eq!(dump::dump(&again.schema, false), facts, "restated, it says something else"),
                Err(failure) => panic!("restated, it is rejected:\n{failure}"),
            }
        }
        Err(failure) => {
            assert!(!failure.diagnostics.is_empty());
            for diagnostic in &failure.diagnostics {
                for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
                    let text = failure.sources.file(label.span.file).text();
                    assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{label:?}");
                }
            }
            // The first few are enough, and rendering takes most of the time.
            let first = &failure.diagnostics[..failure.diagnostics.len().min(3)];
            render(first, &failure.sources, Format::Human { colors: false });
        }
    }
}
