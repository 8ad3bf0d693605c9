//! What an option can be wrong about: `messages.txt` holds what is said, which is what to write instead.
//! `UPDATE_EXPECT=1` rewrites it.

use std::fmt::Write;
use std::path::Path;

/// The refusals of one fault: each call of the builder, and what is said of it.
macro_rules! refusals {
    ($text:ident: $title:literal $(.$method:ident($($argument:literal),*))+) => {
        let _ = writeln!($text, "# {}", $title);
        $(
            let message = crate::refusal("refused", |builder| builder.$method($($argument),*));
            let _ = writeln!($text, "{}({})\n    {message}", stringify!($method), stringify!($($argument),*));
        )+
    };
}

#[test]
fn every_refusal_says_what_to_write_instead() {
    let mut text = String::new();
    refusals! { text: "A selection that matches nothing"
        .select("query-staus")
        .select("nothing-like-it")
        .select("query-x*")
    }
    refusals! { text: "An override that matches nothing"
        .derive("Statusinfo", "Eq")
        .rename("StatusInfo.single-step", "step")
        .boxed("StatusInf.status")
        .strict("*.nothing")
    }
    refusals! { text: "An override that has no meaning where it matches"
        .strict("Status*.status")
        .derive("StatusInfo.status", "Eq")
        .replace("query-status", "u8")
        .replace("RunState.paused", "u8")
        .replace_with("StatusInfo", "u8", "crate::with")
        .replace_with("Source.paused", "u8", "crate::with")
        .boxed("StatusInfo")
        .boxed("StatusInfo.singlestep")
        .strict("StatusInfo.status")
        .keep_unknown_members("RunState")
        .keep_unknown_members("Source")
        .keep_unknown_members("set-status")
        .rename("Source.state", "kind")
    }
    refusals! { text: "A name that is taken"
        .rename("StatusInfo", "RunState")
        .rename("RunState", "StatusInfo")
        .rename("query-status", "SetStatus")
        .rename("StatusInfo.status", "singlestep")
        .rename("RunState.running", "Paused")
        .rename("StatusInfo.*", "same")
    }
    refusals! { text: "Text that is not Rust"
        .derive("RunState", "not rust")
        .attribute("RunState", "no_brackets")
        .replace("RunState", "Vec<")
        .rename("RunState", "two words")
        .cfg("CONFIG_LINUX", "target_os =")
        .runtime("my runtime")
        .module_name("block-core.json", "block-core")
        .extern_module("block-core.json", "other crate")
    }
    refusals! { text: "A symbol or a file that is not there"
        .define("CONFIG_LINUZ")
        .cfg("HOST", "unix")
        .module_name("block.json", "block")
        .extern_module("block_core.json", "other::{module}")
    }
    refusals! { text: "A type that is left out, but used"
        .undefine("CONFIG_LINUX")
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/options/refused/messages.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &text).expect("the messages can be written");
    }
    assert_eq!(text, std::fs::read_to_string(&path).expect("the messages"), "UPDATE_EXPECT=1 rewrites them");
}
