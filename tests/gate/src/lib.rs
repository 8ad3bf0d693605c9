//! An attribute for tests that need something the machine may not have.
//!
//! A test harness can show that a test was ignored, and why, but only if that is known when the test is compiled. So
//! that is when this attribute looks. What it finds may change later; a test that then lacks what it needs has to fail.
#![forbid(unsafe_code)]

use proc_macro::{TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// `#[needs(program = "qemu-ga")]` or `#[needs(shared = "replies")]`: the test is ignored, with a reason, if the
/// program is not installed, or the path is not in the folder `shared` beside the checkout. `QAPI_REQUIRE_LIVE` at
/// compile time keeps tests that need a program from being ignored.
#[proc_macro_attribute]
pub fn needs(arguments: TokenStream, test: TokenStream) -> TokenStream {
    let words: Vec<String> = arguments.into_iter().map(|token: TokenTree| token.to_string()).collect();
    let reason = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["program", "=", name] => missing_program(name.trim_matches('"')),
        ["shared", "=", path] => missing_material(path.trim_matches('"')),
        _ => return r#"compile_error!("write needs(program = \"..\") or needs(shared = \"..\")");"#
            .parse()
            .unwrap_or_default(),
    };
    let Some(reason) = reason else { return test };
    let mut out: TokenStream = format!("#[ignore = {reason:?}]").parse().unwrap_or_default();
    out.extend(test);
    out
}

fn missing_program(name: &str) -> Option<String> {
    let is_required = std::env::var_os("QAPI_REQUIRE_LIVE").is_some_and(|value| value != "0");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extra = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path).chain(extra).any(|folder| folder.join(name).is_file());
    (!found && !is_required).then(|| format!("{name} was not installed when this was compiled"))
}

fn missing_material(path: &str) -> Option<String> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = shared.join(path).exists();
    (!found).then(|| format!("the reference material ../shared/{path} was not there when this was compiled"))
}
