//! Enumerations.

/// An enumeration: `enumeration! { Type { Variant = "name", ..Unknown } }`.
///
/// Without `..Unknown`, or as `enumeration! { strict Type { .. } }`, an unknown name is an error. So is writing one that
/// is known: it would be read back as another value.
/// Gives `as_str`, `NAMES`, `VALUES`, [`Display`](std::fmt::Display),
/// [`FromStr`](std::str::FromStr) and serde's traits.
///
/// ```
/// #[derive(Debug, Clone, PartialEq, Eq, Hash)]
/// pub enum RunState { Debug, FinishMigrate, Unknown(String) }
/// qapi_runtime::enumeration! {
///     RunState {
///         Debug = "debug",
///         FinishMigrate = "finish-migrate",
///         ..Unknown
///     }
/// }
/// let state: RunState = serde_json::from_str("\"finish-migrate\"").unwrap();
/// assert_eq!(state, RunState::FinishMigrate);
/// assert_eq!("asleep".parse(), Ok(RunState::Unknown("asleep".to_owned())));
/// assert_eq!(RunState::NAMES, ["debug", "finish-migrate"]);
/// ```
#[macro_export]
macro_rules! enumeration {
    (strict $ty:ident $body:tt) => {
        $crate::__names! { strict $ty $body }
        $crate::__enumeration_encode! { strict $ty $body }
        $crate::__serialize_name! { strict $ty $body }
        $crate::__enumeration_decode! { $ty $body }
        $crate::__deserialize! { $ty }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__names! { strict $ty $body }
        $crate::__enumeration_encode! { strict $ty $body }
        $crate::__serialize_name! { strict $ty $body }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__names! { strict $ty $body }
        $crate::__enumeration_decode! { $ty $body }
        $crate::__deserialize! { $ty }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__names! { open $ty $body }
        $crate::__enumeration_encode! { open $ty $body }
        $crate::__serialize_name! { open $ty $body }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__names! { open $ty $body }
        $crate::__enumeration_decode! { $ty $body }
        $crate::__deserialize! { $ty }
    };
    ($ty:ident $body:tt) => {
        $crate::__enumeration! { $ty $body }
        $crate::__serialize_name! { open $ty $body }
        $crate::__deserialize! { $ty }
    };
}
