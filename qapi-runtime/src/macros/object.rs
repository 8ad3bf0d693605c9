//! Objects: structs, arguments, data.

/// An object: `object! { Type { field: "name", other: "*other", } }`.
///
/// Every entry ends in a comma. A name that begins with `*`, as in a schema, is that of a member that may be absent;
/// its field is an `Option`. After the name may stand:
///
/// - `selects`: the member is the discriminator of a union that shares this object; the field
///   holds the union, see [`union!`](crate::union);
/// - `with(path)`: the module `path` has serde's functions `serialize` and `deserialize` for the
///   field, whose type has a `Default`;
/// - `optional_with(path)`: the same for an optional member; the field is an `Option` of what the module handles;
/// - `ahead_with(path)`: as `with`, for a type without `Default`: its value is looked for before the other members are
///   read;
/// - `ahead`: the member's type is an object that has such a member.
///
/// A last entry `..field` names a field of type [`Map`](crate::Map) that keeps members unknown to
/// the schema; they are skipped otherwise, and an error in `object! { strict Type { .. } }`. With
/// `encode` or `decode` before the type, only one direction is implemented.
///
/// ```
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct InetSocketAddress { pub host: String, pub port: String, pub ipv4: Option<bool> }
/// qapi_runtime::object! {
///     InetSocketAddress {
///         host: "host",
///         port: "port",
///         ipv4: "*ipv4",
///     }
/// }
/// let text = r#"{"host":"h","port":"1"}"#;
/// let address: InetSocketAddress = serde_json::from_str(text).unwrap();
/// assert_eq!(address.ipv4, None);
/// assert_eq!(serde_json::to_string(&address).unwrap(), text);
/// ```
#[macro_export]
macro_rules! object {
    (strict $ty:ident $body:tt) => {
        $crate::__encode! { both $ty $body }
        $crate::__decode! { strict $ty $body }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__encode! { encode $ty $body }
        $crate::__serialize! { $ty }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__decode! { strict $ty $body }
        $crate::__deserialize! { $ty }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__encode! { encode $ty $body }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__decode! { open $ty $body }
        $crate::__deserialize! { $ty }
    };
    ($ty:ident $body:tt) => {
        $crate::__object! { $ty $body }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
}
