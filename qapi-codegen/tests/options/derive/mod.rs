//! `derive`: further traits for types; a trait that a type has already is not derived twice.

#[rustfmt::skip]
mod expected;

use std::collections::{BTreeSet, HashSet};

crate::case! {
    "expected.rs" => |builder| {
        builder
            .derive("Re*", "Eq")
            .derive("Re*", "Hash")
            .derive("Level", "Hash")
            .derive("Level", "PartialOrd")
            .derive("Level", "Ord")
            .derive("Ra*", "PartialOrd")
            .derive("write", "Eq")
    };
}

#[test]
fn the_traits_are_there() {
    let reading = expected::Reading::new(expected::Level::High);
    assert!(HashSet::from([reading.clone()]).contains(&reading));
    let levels = BTreeSet::from([expected::Level::High, expected::Level::Low]);
    assert_eq!(levels.first(), Some(&expected::Level::Low));
    assert!(expected::Ratio { ratio: 0.5 } < expected::Ratio { ratio: 0.75 });
}
