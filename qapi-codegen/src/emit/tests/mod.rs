//! What is printed, from models made by hand.

mod files;
mod items;
mod lines;

use crate::rust::{
    Body, Cfg, Conversion, Crate, Direction, Events, Extra, Field, Impls, Item, Module, Path, Selector, Struct, Type,
    Variant, parse,
};

const BOTH: Impls = Impls { encode: true, decode: true };

fn item(name: &str, body: Body) -> Item {
    Item {
        name: name.to_owned(),
        definition: name.to_lowercase(),
        doc: format!("{name}."),
        cfg: None,
        deprecated: None,
        derives: vec![parse::<syn::Path>("Debug").expect("a path").0, parse::<syn::Path>("Clone").expect("a path").0],
        attributes: Vec::new(),
        non_exhaustive: false,
        direction: Direction::default(),
        uses: Vec::new(),
        impls: BOTH,
        strict: false,
        body,
        message: None,
    }
}

fn field(name: &str, wire: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        wire: wire.to_owned(),
        doc: format!("`{wire}`"),
        cfg: None,
        deprecated: None,
        attributes: Vec::new(),
        optional: matches!(ty, Type::Option(_)),
        ty,
        conversion: Conversion::None,
    }
}

fn structure(fields: Vec<Field>, extra: Option<Extra>) -> Body {
    Body::Struct(Struct { constructor: !fields.is_empty(), fields, extra })
}

fn variant(name: &str, selector: Selector, payload: Option<Type>) -> Variant {
    Variant {
        name: name.to_owned(),
        wire: name.to_lowercase(),
        selector,
        doc: format!("{name}."),
        cfg: None,
        deprecated: None,
        attributes: Vec::new(),
        from: payload.is_some() && matches!(selector, Selector::Json(_)),
        payload,
    }
}

fn given(text: &str) -> Type {
    Type::Given(parse::<syn::Type>(text).expect("a type").0)
}

fn cfg(text: &str) -> Option<Cfg> {
    Some(Cfg::Given(parse::<syn::Meta>(text).expect("a predicate").0))
}

fn optional(ty: Type) -> Type {
    Type::Option(Box::new(ty))
}

fn path(module: &str, name: &str) -> Type {
    Type::Path(Path::new(module, name))
}

/// A crate with one module, `here`.
fn krate(items: Vec<Item>) -> Crate {
    let module = Module {
        name: "here".to_owned(),
        doc: "Types of `here.json`.".to_owned(),
        cfg: None,
        items,
        aliases: Vec::new(),
    };
    Crate {
        runtime: parse::<syn::Path>("::qapi_runtime").expect("a path").0,
        modules: vec![module],
        root: Some("here".to_owned()),
        events: Events { variants: Vec::new(), unknown: "Unknown".to_owned(), non_exhaustive: true, impls: BOTH },
        versions: None,
        facade: None,
    }
}

fn printed(items: Vec<Item>) -> String {
    let krate = krate(items);
    super::items(&krate, &krate.modules[0], &krate.modules[0].items, 0)
}
