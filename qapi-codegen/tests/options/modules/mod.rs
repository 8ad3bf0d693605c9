//! `module_name`, and modules that are named like keywords or like our own.

#[rustfmt::skip]
mod tree;

crate::case! {
    "tree" => |builder| builder.module_name("net/core.json", "net").module_name("block/*", "type");
}

#[test]
fn each_module_has_its_name() {
    let command = tree::commands::UseThem::new(
        tree::mod_::InMod::new(1),
        tree::self_::InSelf::new(2),
        tree::commands_::InCommands::new(3),
        tree::r#type::InBlock::new(4),
        tree::net::InNet::new(5),
    );
    let text = serde_json::to_string(&command).expect("it encodes");
    assert_eq!(crate::round_trip::<tree::commands::UseThem>(&text), command);
}

/// Two files of one module: the message says how to tell them apart.
#[test]
fn two_files_cannot_be_one_module() {
    let message = crate::refusal("modules", |builder| builder);
    assert_eq!(
        message,
        "`block/core.json` and `net/core.json` both become Rust module `core`; give one of them another name with \
         `module_name(\"net/core.json\", \"NAME\")`"
    );
}
