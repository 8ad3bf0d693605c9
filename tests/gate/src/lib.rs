//! An attribute for tests that need something the machine may not have.
//!
//! A test harness can show that a test was ignored, and why, but only if that is known when the test is compiled. So that
//! is when this attribute looks. The tests are compiled again when what it found may have changed: the build script watches
//! the folders of programs, and the compiler the variables.
#![forbid(unsafe_code)]

use proc_macro::{Delimiter, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// The test is ignored, with a reason, if what it needs is missing:
///
/// - `#[needs(program = "qemu-ga")]`: a program that is installed. `QAPI_REQUIRE_LIVE` keeps such a test from being ignored.
/// - `#[needs(shared = "replies")]`: a path in the folder `shared` beside the checkout.
/// - `#[needs(env = "QAPI_REPLIES")]`: a variable of the environment.
///
/// It stands above `#[test]`, which would not see the `#[ignore]` otherwise.
#[proc_macro_attribute]
pub fn needs(arguments: TokenStream, test: TokenStream) -> TokenStream {
    let words: Vec<String> = arguments.into_iter().map(|token: TokenTree| token.to_string()).collect();
    let (reason, variables) = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["program", "=", name] => (missing_program(name.trim_matches('"')), vec!["PATH", "QAPI_REQUIRE_LIVE"]),
        ["shared", "=", path] => (missing_material(path.trim_matches('"')), vec![]),
        ["env", "=", name] => (missing_variable(name.trim_matches('"')), vec![name.trim_matches('"')]),
        _ => {
            let error =
                r#"compile_error!("write needs(program = \"..\"), needs(shared = \"..\") or needs(env = \"..\")");"#;
            return error.parse().unwrap_or_default();
        }
    };
    if !is_test(test.clone()) {
        return r#"compile_error!("needs stands above the attribute that makes a test of the function");"#
            .parse()
            .unwrap_or_default();
    }
    let ignored = reason.map(|reason| format!("#[ignore = {reason:?}]")).unwrap_or_default();
    let mut out: TokenStream = ignored.parse().unwrap_or_default();
    out.extend(test);
    // With this the compiler knows that the variable matters.
    let watched = variables.iter().map(|name| format!("const _: Option<&str> = option_env!({name:?});"));
    out.extend(watched.collect::<String>().parse::<TokenStream>().unwrap_or_default());
    out
}

/// Whether an item has an attribute `test`, or one such as `tokio::test`.
fn is_test(item: TokenStream) -> bool {
    let names_test = |attribute: TokenStream| {
        let mut words = attribute.into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
        words.any(|token| token.to_string() == "test")
    };
    item.into_iter().any(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => names_test(group.stream()),
        _ => false,
    })
}

fn missing_program(name: &str) -> Option<String> {
    let is_required = std::env::var_os("QAPI_REQUIRE_LIVE").is_some_and(|value| value != "0");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extra = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path).chain(extra).any(|folder| folder.join(name).is_file());
    (!found && !is_required).then(|| format!("{name} is not installed"))
}

fn missing_material(path: &str) -> Option<String> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = shared.join(path).exists();
    (!found).then(|| format!("the reference material ../shared/{path} was not there when this was compiled"))
}

fn missing_variable(name: &str) -> Option<String> {
    std::env::var_os(name).is_none().then(|| format!("{name} is not set"))
}
