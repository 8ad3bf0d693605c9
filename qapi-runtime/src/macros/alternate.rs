//! Alternates.

/// An alternate: `alternate! { Type { object => Variant(Payload), null => Null, ..Unknown } }`.
///
/// The kinds are `null`, `bool`, `number`, `string`, `array` and `object`; only the variant for
/// `null` has no payload. `Unknown` holds a [`Value`](crate::Value) of a kind that no branch
/// takes; with `strict` before the type such a value is an error.
///
/// ```
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum StrOrNull { S(String), Null, Unknown(serde_json::Value) }
/// qapi_runtime::alternate! { StrOrNull { string => S(String), null => Null, ..Unknown } }
/// assert_eq!(serde_json::from_str::<StrOrNull>("null").unwrap(), StrOrNull::Null);
/// assert_eq!(serde_json::from_str::<StrOrNull>("1").unwrap(), StrOrNull::Unknown(1.into()));
/// ```
#[macro_export]
macro_rules! alternate {
    (strict $ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode strict $ty $body }
        $crate::__alternate_impl! { decode strict $ty $body }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode strict $ty $body }
        $crate::__serialize! { $ty }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__alternate_impl! { decode strict $ty $body }
        $crate::__deserialize! { $ty }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode open $ty $body }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__alternate_impl! { decode open $ty $body }
        $crate::__deserialize! { $ty }
    };
    ($ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode open $ty $body }
        $crate::__alternate_impl! { decode open $ty $body }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
}
