//! The language's own test schemas become Rust that compiles; see `build.rs`.

#[test]
fn the_schemas_of_the_language_compile() {
    if !qapi_language::PRESENT {
        eprintln!("skipped: ../shared/conformance is not there");
    }
}
