//! `boxed`: a box for a member or branch. A glob passes over what needs none: lists, strings, numbers.

#[rustfmt::skip]
mod expected;

use expected::{Either, Large, Ref, Tree};

crate::case! {
    "expected.rs" => |builder| builder.boxed("Tree.*").boxed("Either.leaf").boxed("Ref.tree").boxed("plant.either");
}

#[test]
fn a_box_is_not_seen_on_the_wire() {
    let tree = Tree {
        left: Some(Box::new(Tree::new(vec![], Box::new(Large { text: Some("l".into()) })))),
        ..Tree::new(vec![], Box::default())
    };
    let text = serde_json::to_string(&tree).expect("it encodes");
    assert_eq!(text, r#"{"left":{"children":[],"own":{"text":"l"}},"children":[],"own":{}}"#);
    assert_eq!(crate::round_trip::<Tree>(&text), tree);
    assert_eq!(
        crate::round_trip::<Either>(r#"{"kind":"leaf","text":"t"}"#),
        Either::Leaf(Box::new(Large { text: Some("t".into()) }))
    );
    assert_eq!(crate::round_trip::<Ref>(&text), Ref::Tree(Box::new(tree)));
}
