//! The language's own test schemas become Rust that compiles; see `build.rs`.

use qapi_gate::needs;

#[needs(shared = "conformance")]
#[test]
fn the_schemas_of_the_language_compile() {
    assert!(std::hint::black_box(qapi_language::PRESENT), "the build script found no schemas");
}
