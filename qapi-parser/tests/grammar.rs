//! Rule: the committed parser is the one that pest generates from the grammar.
//!
//! It is generated here and not in a derive, so that building this crate needs neither pest's generator nor its
//! dependencies. After a change of `qapi.pest`, `UPDATE_EXPECT=1 cargo test -p qapi-parser --test grammar` writes it.

use quote::quote;
use std::fs;

const PARSER: &str = "src/syntax/generated.rs";
const HEADER: &str = "// @generated from qapi.pest by tests/grammar.rs; do not edit.\n\n";

fn generated() -> String {
    let input = quote! {
        #[grammar = "syntax/qapi.pest"]
        pub(super) struct Grammar;
    };
    let parser = pest_generator::derive_parser(input, false);
    let file = quote! {
        #![allow(dead_code, missing_docs, clippy::all)]

        /// The parser of `qapi.pest`.
        pub(super) struct Grammar;

        #parser
    };
    let file = syn::parse2(file).expect("pest generates Rust");
    format!("{HEADER}{}", prettyplease::unparse(&file))
}

#[test]
fn the_committed_parser_is_current() {
    let generated = generated();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(PARSER, &generated).expect("a writable file");
    }
    let committed = fs::read_to_string(PARSER).expect("a readable file");
    assert!(committed == generated, "{PARSER} is not what qapi.pest says; UPDATE_EXPECT=1 writes it anew");
}
