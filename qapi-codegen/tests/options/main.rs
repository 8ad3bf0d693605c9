//! Every option of the builder: a schema, what it becomes, and what that does on the wire.
//!
//! A folder is a case. `schema.json` goes in; the `.rs` files come out, are compiled, and are tested by `mod.rs`, which
//! also holds the calls of the builder. `qapi.toml` and `flags` say the same to the command `qapi`. Its own tests run them,
//! and rewrite what comes out with `UPDATE_EXPECT=1`, even where it does not compile.

mod attribute;
mod boxed;
mod conditions;
mod derive;
mod documentation;
mod everyday;
mod extern_module;
mod features;
mod formatting;
mod layout;
mod long;
mod manual;
mod merge;
mod modules;
mod names;
mod non_exhaustive;
mod refused;
mod rename;
mod replace;
mod role;
mod runtime;
mod select;
mod strict;
mod unknown_members;

use qapi_codegen::{Builder, Error};
use std::path::Path;

/// A test that each file of a case is what the builder makes of the case's schema.
macro_rules! case {
    ($($file:literal => |$builder:ident| $options:expr;)+) => {
        #[test]
        fn output_is_as_expected() {
            let folder = module_path!().rsplit("::").next().unwrap_or_default();
            $(crate::check(folder, $file, |$builder| $options);)+
        }
    };
}
pub(crate) use case;

/// The schema of a case.
fn builder(case: &str) -> Builder {
    Builder::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/options").join(case).join("schema.json"))
}

/// Compares a file, or a folder's tree, with what the options make of the schema.
fn check(case: &str, file: &str, options: impl FnOnce(Builder) -> Builder) {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/options").join(case).join(file);
    let builder = options(builder(case));
    let builder = if file.ends_with(".rs") { builder.out_file(target) } else { builder.out_dir(target) };
    if let Err(error) = builder.check() {
        panic!("{case}/{file}: {error}\n`UPDATE_EXPECT=1 cargo test -p qapi-cli --test options` rewrites it");
    }
}

/// What the builder refuses to do.
fn refusal(case: &str, options: impl FnOnce(Builder) -> Builder) -> String {
    match options(builder(case)).out_file("never.rs").check() {
        Err(Error::Stale(_)) | Ok(_) => "it was accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Decodes, and makes sure that encoding gives the same value back.
fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(text: &str) -> T {
    let value: T = serde_json::from_str(text).expect(text);
    let again = serde_json::to_value(&value).expect("it encodes");
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(text).expect("valid JSON"), "{text}");
    value
}

/// Why a text does not decode.
fn decode_error<T: serde::de::DeserializeOwned>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(_) => panic!("{text} was decoded"),
        Err(error) => error.to_string(),
    }
}
