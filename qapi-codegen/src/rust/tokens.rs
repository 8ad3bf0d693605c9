//! The model as tokens, so that it can stand in `quote!`.
//!
//! The printer composes what it prints with `quote!`; so can any other generator that uses the model. What the model keeps
//! as text has been parsed before, so turning it into tokens cannot fail.

use super::cfg::Cfg;
use super::code::{Attribute, Code};
use super::item::JsonType;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

/// An identifier from a name as it is written in source, such as `id` or `r#type`.
pub fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

impl ToTokens for Code {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self.as_str().parse::<TokenStream>() {
            Ok(code) => tokens.extend(code),
            Err(error) => tokens.extend(syn::Error::from(error).to_compile_error()),
        }
    }
}

impl ToTokens for Cfg {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Cfg::Given(code) => quote!(#code),
            Cfg::Feature(name) => quote!(feature = #name),
            Cfg::Not(inner) => quote!(not(#inner)),
            Cfg::All(parts) => quote!(all(#(#parts),*)),
            Cfg::Any(parts) => quote!(any(#(#parts),*)),
        });
    }
}

impl Attribute {
    /// What stands between `#[` and `]`.
    pub fn content(&self) -> TokenStream {
        match self {
            Attribute::Doc(text) => quote!(doc = #text),
            Attribute::List { name, arguments } => {
                let name = ident(name);
                quote!(#name(#(#arguments),*))
            }
            Attribute::Other(code) => quote!(#code),
        }
    }
}

/// With its `#[` and `]`.
impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let content = self.content();
        tokens.extend(quote!(#[#content]));
    }
}

/// The word for it in the table of an alternate.
impl ToTokens for JsonType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(ident(self.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust::parse;

    #[test]
    fn parts_of_the_model_stand_in_quote() {
        let given = parse::<syn::Meta>("target_os = \"linux\"").expect("a predicate").0;
        let cfg = Cfg::Given(given).and(!Cfg::Feature("x".to_owned()));
        let attribute = Attribute::Doc("Text.".to_owned());
        let name = ident("r#type");
        let expected = "#[doc = \"Text.\"] #[cfg(all(target_os = \"linux\", not(feature = \"x\")))] r#type";
        let expected: TokenStream = expected.parse().expect("tokens");
        assert_eq!(quote!(#attribute #[cfg(#cfg)] #name).to_string(), expected.to_string());
    }
}
