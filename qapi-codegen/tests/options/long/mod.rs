//! Names, conditions, types and lists that do not fit on a line: rustfmt has nothing to change.

#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| {
        builder
            .cfg("HOST_LINUX", "target_os = \"linux\"")
            .cfg("HOST_64", "any(target_pointer_width = \"64\", target_pointer_width = \"32\")")
            .cfg("HOST_ARM", "target_arch = \"aarch64\"")
            .cfg("HOST_X86", "target_arch = \"x86_64\"")
            .cfg("HOST_DEBUG", "not(debug_assertions)")
            .derive("Small", "Eq")
            .derive("Small", "std::hash::Hash")
            .attribute("Small", "#[derive(PartialOrd, Ord)]")
            .attribute("Small.a", "#[cfg_attr(any(), serde(default, rename = \"a\", with = \"a::module::of::some::length\"))]")
            .replace("Small.pairs", "Vec<Vec<crate::long::types_that_the_user_has::AnAliasOfSomeLengthForAnInteger>>")
    };
}

mod types_that_the_user_has {
    pub type AnAliasOfSomeLengthForAnInteger = i64;
}

use expected::{Kind, Small};

#[test]
fn it_works() {
    let small = Small { a: 1, pairs: None };
    assert_eq!(crate::round_trip::<Small>(r#"{"a": 1}"#), small);
    assert!(small < Small { a: 2, pairs: None });
    assert_eq!(Kind::ASmallThingThatNeedsANameOfConsiderableLengthHere.to_string().len(), 59);
}
