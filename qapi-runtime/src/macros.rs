//! The macros that generated code calls, one for each type.
//!
//! Each turns a table into the few functions by which `ser` and `de` reach a type's parts. Any
//! entry of a table may carry `#[cfg(..)]`. What the entries mean is told in the crate's docs.

/// An enumeration: `enumeration! { Type { Variant = "name", ..Unknown } }`.
///
/// Without `..Unknown`, or as `enumeration! { strict Type { .. } }`, an unknown name is an error.
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
        $crate::__enumeration! { strict $ty $body }
        $crate::__enumeration_impl! { encode $ty }
        $crate::__enumeration_impl! { decode $ty }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__enumeration! { strict $ty $body }
        $crate::__enumeration_impl! { encode $ty }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__enumeration! { strict $ty $body }
        $crate::__enumeration_impl! { decode $ty }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__enumeration! { open $ty $body }
        $crate::__enumeration_impl! { encode $ty }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__enumeration! { open $ty $body }
        $crate::__enumeration_impl! { decode $ty }
    };
    ($ty:ident $body:tt) => {
        $crate::__enumeration! { open $ty $body }
        $crate::__enumeration_impl! { encode $ty }
        $crate::__enumeration_impl! { decode $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    (
        $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $variant:ident = $name:literal , )*
            $( .. $other:ident $(,)? )?
        }
    ) => {
        #[allow(deprecated)]
        impl $ty {
            /// The known values, as they are written on the wire.
            pub const NAMES: &'static [&'static str] = &[$( $(#[$meta])* $name, )*];
            /// The known values, in the same order.
            pub const VALUES: &'static [Self] = &[$( $(#[$meta])* Self::$variant, )*];

            /// The value as it is written on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( $(#[$meta])* Self::$variant => $name, )*
                    $( Self::$other(name) => name, )?
                }
            }

            /// What decoding starts with. The schema may list no value; then there is a variant for others.
            #[allow(dead_code, unreachable_code)]
            fn unset() -> Self {
                $( return Self::$other(::core::default::Default::default()); )?
                Self::VALUES[0].clone()
            }
        }

        #[allow(deprecated)]
        impl ::core::fmt::Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[allow(deprecated)]
        impl ::core::str::FromStr for $ty {
            type Err = $crate::UnknownName;
            #[inline]
            fn from_str(name: &str) -> ::core::result::Result<Self, $crate::UnknownName> {
                match $crate::slot::find(Self::NAMES, name) {
                    ::core::option::Option::Some(index) => ::core::result::Result::Ok(Self::VALUES[index].clone()),
                    ::core::option::Option::None => $crate::__other!($mode name $( Self $other )?),
                }
            }
        }

    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration_impl {
    (encode $ty:ident) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Str(self.as_str())
            }
        }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self::unset()
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::Enum(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::slot::EnumMut for $ty {
            #[inline]
            fn set(&mut self, name: &str) -> bool {
                match <Self as ::core::str::FromStr>::from_str(name) {
                    ::core::result::Result::Ok(value) => {
                        *self = value;
                        true
                    }
                    ::core::result::Result::Err(_) => false,
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
}

/// An object: `object! { Type { field: "name", other: "other" optional, } }`.
///
/// Every entry ends in a comma. After the name may stand:
///
/// - `optional`: the member may be absent; the field is an `Option`;
/// - `selects`: the member is the discriminator of a union that shares this object; the field
///   holds the union, see [`union!`](crate::union);
/// - `with(path)`: the module `path` has serde's functions `serialize` and `deserialize` for the
///   field, whose type has a `Default`;
/// - `optional_with(path)`: the same for a member that may be absent; the field is an `Option` of
///   what the module handles.
///
/// An entry may begin with its number, counted from zero, entries with a `cfg` included: `0 field:
/// "name",`. Either all entries of a table do or none; tables with `with` or `..` have no numbers.
/// Numbers make no difference except that the compiler takes less time.
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
///         ipv4: "ipv4" optional,
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
        $crate::__object! { encode $ty $body }
        $crate::__object! { decode strict $ty $body }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__object! { encode $ty $body }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__object! { decode strict $ty $body }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__object! { encode $ty $body }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__object! { decode open $ty $body }
    };
    ($ty:ident $body:tt) => {
        $crate::__object! { encode $ty $body }
        $crate::__object! { decode open $ty $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    // Members with numbers: a `match` costs the compiler less than a search for the place.
    (
        encode $ty:ident {
            $( $(#[$meta:meta])* $number:literal $field:ident : $name:literal $( $flag:ident )* , )*
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Object(&[$( $(#[$meta])* ($name, $number, 0 $( | $crate::flag::$flag )*), )*], self)
            }
            #[inline]
            fn member(&self, number: usize) -> $crate::View<'_> {
                match number {
                    $( $(#[$meta])* $number => $crate::Encode::view(&self.$field), )*
                    _ => $crate::View::Absent,
                }
            }
        }
        $crate::__serialize! { $ty }
    };
    (
        decode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $number:literal $field:ident : $name:literal $( $flag:ident )* , )*
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self { $( $(#[$meta])* $field: $crate::Decode::blank(), )* }
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::$mode(&[$( $(#[$meta])* ($name, $number, 0 $( | $crate::flag::$flag )*), )*], self)
            }
            #[inline]
            fn member(&mut self, number: usize) -> $crate::Slot<'_> {
                match number {
                    $( $(#[$meta])* $number => $crate::Decode::slot(&mut self.$field), )*
                    _ => $crate::Slot::Nothing,
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    // Any table: members are found by their place in it.
    (
        encode $ty:ident {
            $( $(#[$meta:meta])* $field:ident : $name:literal $( $flag:ident $( ($($path:tt)+) )? )* , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Object(
                    &[
                        $( $(#[$meta])* ($name, $crate::BY_PLACE, 0 $( | $crate::flag::$flag )*), )*
                        $( (stringify!($rest), $crate::BY_PLACE, $crate::flag::rest), )?
                    ],
                    self,
                )
            }
            #[allow(unused)]
            #[inline]
            fn member(&self, index: usize) -> $crate::View<'_> {
                let mut at = index;
                $( $(#[$meta])* {
                    if at == 0 {
                        return $crate::__view!(self.$field $( $( , $flag $($path)+ )? )*);
                    }
                    at -= 1;
                } )*
                $( if at == 0 {
                    return $crate::View::Rest(&self.$rest);
                } )?
                $crate::View::Absent
            }
            #[allow(unused)]
            fn convert(&self, name: &str) -> ::core::result::Result<$crate::Value, $crate::__json::Error> {
                $( $(#[$meta])* { $( $( if name == $name {
                    return $crate::__convert!(encode $flag self.$field, $($path)+);
                } )? )* } )*
                ::core::result::Result::Ok($crate::Value::Null)
            }
        }
        $crate::__serialize! { $ty }
    };
    (
        decode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $field:ident : $name:literal $( $flag:ident $( ($($path:tt)+) )? )* , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self {
                    $( $(#[$meta])* $field: $crate::__blank!($( $( $($path)+ )? )*), )*
                    $( $rest: $crate::Map::new(), )?
                }
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::$mode(
                    &[
                        $( $(#[$meta])* ($name, $crate::BY_PLACE, 0 $( | $crate::flag::$flag )*), )*
                        $( (stringify!($rest), $crate::BY_PLACE, $crate::flag::rest), )?
                    ],
                    self,
                )
            }
            #[allow(unused)]
            #[inline]
            fn member(&mut self, index: usize) -> $crate::Slot<'_> {
                let mut at = index;
                $( $(#[$meta])* {
                    if at == 0 {
                        return $crate::__slot!(self.$field $( $( , $($path)+ )? )*);
                    }
                    at -= 1;
                } )*
                $( if at == 0 {
                    return $crate::Slot::Rest(&mut self.$rest);
                } )?
                $crate::Slot::Nothing
            }
            #[allow(unused)]
            fn convert(
                &mut self,
                name: &str,
                value: $crate::Value,
            ) -> ::core::result::Result<(), $crate::__json::Error> {
                $( $(#[$meta])* { $( $( if name == $name {
                    self.$field = $crate::__convert!(decode $flag value, $($path)+);
                    return ::core::result::Result::Ok(());
                } )? )* } )*
                ::core::result::Result::Ok(())
            }
        }
        $crate::__deserialize! { $ty }
    };
}

/// A union: `union! { Type by "tag" { Variant(Payload) = "value", Bare = "other", ..Unknown } }`.
///
/// A payload is a type made by [`object!`] or `union!`, or a `Box` of one; its members share the
/// JSON object with the discriminator. `Unknown` holds an
/// [`UnknownBranch`](crate::UnknownBranch); with `strict` before the type, decoding never makes
/// one and an unknown branch is an error. `encode` and `decode` are as in [`object!`].
///
/// ```
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct MigrationExecCommand { pub args: Vec<String> }
/// # qapi_runtime::object! { MigrationExecCommand { args: "args", } }
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum MigrationAddress {
///     Exec(MigrationExecCommand),
///     None,
///     Unknown(qapi_runtime::UnknownBranch),
/// }
/// qapi_runtime::union! {
///     MigrationAddress by "transport" {
///         Exec(MigrationExecCommand) = "exec",
///         None = "none",
///         ..Unknown
///     }
/// }
/// let text = r#"{"transport":"exec","args":["cat"]}"#;
/// let address: MigrationAddress = serde_json::from_str(text).unwrap();
/// assert!(matches!(&address, MigrationAddress::Exec(exec) if exec.args == ["cat"]));
/// assert_eq!(serde_json::to_string(&address).unwrap(), text);
/// ```
///
/// A union whose base has more members than the discriminator is a struct; the field for the
/// discriminator holds the branch:
///
/// ```
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct CpuInfoS390 { pub dedicated: bool }
/// # qapi_runtime::object! { CpuInfoS390 { dedicated: "dedicated", } }
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct CpuInfo { pub cpu_index: i64, pub target: CpuInfoTarget }
/// qapi_runtime::object! { CpuInfo { cpu_index: "cpu-index", target: "target" selects, } }
///
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum CpuInfoTarget { S390x(CpuInfoS390), X86_64, Unknown(qapi_runtime::UnknownBranch) }
/// qapi_runtime::union! {
///     CpuInfoTarget by "target" { S390x(CpuInfoS390) = "s390x", X86_64 = "x86_64", ..Unknown }
/// }
/// let info: CpuInfo = serde_json::from_str(r#"{"target":"x86_64","cpu-index":0}"#).unwrap();
/// assert_eq!(info, CpuInfo { cpu_index: 0, target: CpuInfoTarget::X86_64 });
/// ```
#[macro_export]
macro_rules! union {
    (strict $ty:ident by $tag:literal $body:tt) => {
        $crate::__union_impl! { encode strict $ty by $tag $body }
        $crate::__union_impl! { decode strict $ty by $tag $body }
    };
    (encode strict $ty:ident by $tag:literal $body:tt) => {
        $crate::__union_impl! { encode strict $ty by $tag $body }
    };
    (decode strict $ty:ident by $tag:literal $body:tt) => {
        $crate::__union_impl! { decode strict $ty by $tag $body }
    };
    (encode $ty:ident by $tag:literal $body:tt) => {
        $crate::__union_impl! { encode open $ty by $tag $body }
    };
    (decode $ty:ident by $tag:literal $body:tt) => {
        $crate::__union_impl! { decode open $ty by $tag $body }
    };
    ($ty:ident by $tag:literal $body:tt) => {
        $crate::__union_impl! { encode open $ty by $tag $body }
        $crate::__union_impl! { decode open $ty by $tag $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __union_impl {
    (
        encode $mode:ident $ty:ident by $tag:literal {
            $( $(#[$meta:meta])* $variant:ident $( ($payload:ty) )? = $name:literal , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Union($tag, self)
            }
        }
        #[allow(deprecated)]
        impl $crate::view::UnionRef for $ty {
            #[inline]
            fn branch(&self) -> (&str, $crate::View<'_>) {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        ($name, $crate::__payload_view!($( payload $payload )?)), )*
                    Self::$other(unknown) => (&unknown.name, $crate::View::Rest(&unknown.members)),
                }
            }
        }
        $crate::__serialize! { $ty }
    };
    (
        decode $mode:ident $ty:ident by $tag:literal {
            $( $(#[$meta:meta])* $variant:ident $( ($payload:ty) )? = $name:literal , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self::$other($crate::UnknownBranch::default())
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                const BRANCHES: &$crate::slot::Branches = &$crate::slot::Branches {
                    tag: $tag,
                    names: &[$( $(#[$meta])* $name, )*],
                    strict: !$crate::__open!($mode),
                };
                $crate::Slot::Union(BRANCHES, self)
            }
        }
        #[allow(deprecated)]
        impl $crate::slot::UnionMut for $ty {
            // Where conditions leave no branch, nothing is ever selected.
            #[allow(unused, clippy::diverging_sub_expression)]
            #[inline]
            fn select(&mut self, index: usize) {
                let mut at = index;
                *self = 'branch: {
                    $( $(#[$meta])* {
                        if at == 0 {
                            break 'branch Self::$variant $( (<$payload as $crate::Decode>::blank()) )?;
                        }
                        at -= 1;
                    } )*
                    return;
                };
            }
            #[inline]
            fn payload(&mut self) -> $crate::Slot<'_> {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__payload_slot!($( payload $payload )?), )*
                    Self::$other(unknown) => $crate::Slot::Unknown(unknown),
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
}

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
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode strict $ty $body }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__alternate_impl! { decode strict $ty $body }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode open $ty $body }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__alternate_impl! { decode open $ty $body }
    };
    ($ty:ident $body:tt) => {
        $crate::__alternate_impl! { encode open $ty $body }
        $crate::__alternate_impl! { decode open $ty $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __alternate_impl {
    (
        encode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $kind:ident => $variant:ident $( ($payload:ty) )? , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__payload_view!($( payload $payload )? , Null), )*
                    Self::$other(value) => $crate::View::Value(value),
                }
            }
        }
        $crate::__serialize! { $ty }
    };
    (
        decode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $kind:ident => $variant:ident $( ($payload:ty) )? , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self::$other($crate::Value::Null)
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::Alternate(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::slot::AlternateMut for $ty {
            #[inline]
            fn select(&mut self, kind: $crate::slot::Kind) -> $crate::Slot<'_> {
                match kind {
                    $( $(#[$meta])* $crate::__kind!($kind) =>
                        *self = Self::$variant $( (<$payload as $crate::Decode>::blank()) )?, )*
                    #[allow(unreachable_patterns)]
                    _ => {}
                }
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__payload_slot!($( payload $payload )? , Null), )*
                    Self::$other(value) if $crate::__open!($mode) => $crate::Slot::Value(value),
                    Self::$other(_) => $crate::Slot::Nothing,
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
}

/// A struct around one field that looks like that field on the wire:
/// `transparent! { BlockdevAdd(BlockdevOptions) }`.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Names(pub Vec<String>);
/// qapi_runtime::transparent! { Names(Vec<String>) }
/// assert_eq!(serde_json::from_str::<Names>("[\"a\"]").unwrap(), Names(vec!["a".to_owned()]));
/// ```
#[macro_export]
macro_rules! transparent {
    (encode $ty:ident($inner:ty)) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::Encode::view(&self.0)
            }
        }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident($inner:ty)) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self($crate::Decode::blank())
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Decode::slot(&mut self.0)
            }
        }
        $crate::__deserialize! { $ty }
    };
    ($ty:ident($inner:ty)) => {
        $crate::transparent! { encode $ty($inner) }
        $crate::transparent! { decode $ty($inner) }
    };
}

/// A server's events: `events! { Event { Shutdown(events::Shutdown) = "SHUTDOWN", ..Unknown } }`.
///
/// Each variant has the fields `data` and `timestamp`; `Unknown` holds an
/// [`UnknownEvent`](crate::UnknownEvent). Gives `NAMES`, `name` and `timestamp`.
///
/// ```
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Shutdown { pub guest: bool }
/// qapi_runtime::object! { Shutdown { guest: "guest", } }
///
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum Event {
///     Shutdown { data: Shutdown, timestamp: qapi_runtime::Timestamp },
///     Unknown(qapi_runtime::UnknownEvent),
/// }
/// qapi_runtime::events! { Event { Shutdown(Shutdown) = "SHUTDOWN", ..Unknown } }
///
/// let line = r#"{"timestamp":{"seconds":-1,"microseconds":-1},
///     "event":"SHUTDOWN","data":{"guest":true}}"#;
/// let event: Event = serde_json::from_str(line).unwrap();
/// assert_eq!(event.name(), "SHUTDOWN");
/// ```
#[macro_export]
macro_rules! events {
    (strict $ty:ident $body:tt) => {
        $crate::__events! { $ty $body }
        $crate::__events_impl! { encode strict $ty $body }
        $crate::__events_impl! { decode strict $ty $body }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__events! { $ty $body }
        $crate::__events_impl! { encode strict $ty $body }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__events! { $ty $body }
        $crate::__events_impl! { decode strict $ty $body }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__events! { $ty $body }
        $crate::__events_impl! { encode open $ty $body }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__events! { $ty $body }
        $crate::__events_impl! { decode open $ty $body }
    };
    ($ty:ident $body:tt) => {
        $crate::__events! { $ty $body }
        $crate::__events_impl! { encode open $ty $body }
        $crate::__events_impl! { decode open $ty $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __events {
    (
        $ty:ident {
            $( $(#[$meta:meta])* $variant:ident ( $data:ty ) = $name:literal , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $ty {
            /// The known events' names.
            pub const NAMES: &'static [&'static str] = &[$( $(#[$meta])* $name, )*];

            /// The event's name.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $( $(#[$meta])* Self::$variant { .. } => $name, )*
                    Self::$other(unknown) => &unknown.name,
                }
            }

            /// When the event happened.
            #[must_use]
            pub fn timestamp(&self) -> $crate::Timestamp {
                match self {
                    $( $(#[$meta])* Self::$variant { timestamp, .. } => *timestamp, )*
                    Self::$other(unknown) => unknown.timestamp,
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __events_impl {
    (
        encode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $variant:ident ( $data:ty ) = $name:literal , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Object($crate::wire::EVENT, self)
            }
            fn member(&self, index: usize) -> $crate::View<'_> {
                match (index, self) {
                    (0, _) => $crate::View::Str(self.name()),
                    $( $(#[$meta])* (1, Self::$variant { data, .. }) =>
                        $crate::wire::data($crate::Encode::view(data)), )*
                    (1, Self::$other(unknown)) => $crate::Encode::view(&unknown.data),
                    $( $(#[$meta])* (2, Self::$variant { timestamp, .. }) => $crate::Encode::view(timestamp), )*
                    (2, Self::$other(unknown)) => $crate::Encode::view(&unknown.timestamp),
                    _ => $crate::View::Absent,
                }
            }
        }
        $crate::__serialize! { $ty }
    };
    (
        decode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $variant:ident ( $data:ty ) = $name:literal , )*
            .. $other:ident $(,)?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self::$other($crate::UnknownEvent::default())
            }
            #[inline]
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::Event(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::slot::EventMut for $ty {
            fn names(&self) -> &'static [&'static str] {
                Self::NAMES
            }
            #[allow(unused)]
            fn select(&mut self, index: usize) {
                let timestamp = $crate::Timestamp::default();
                let mut at = index;
                $( $(#[$meta])* {
                    if at == 0 {
                        *self = Self::$variant { data: <$data as $crate::Decode>::blank(), timestamp };
                        return;
                    }
                    at -= 1;
                } )*
            }
            fn unknown(&mut self) -> ::core::option::Option<&mut $crate::UnknownEvent> {
                match self {
                    Self::$other(unknown) if $crate::__open!($mode) => ::core::option::Option::Some(unknown),
                    _ => ::core::option::Option::None,
                }
            }
            fn data(&mut self) -> $crate::Slot<'_> {
                match self {
                    $( $(#[$meta])* Self::$variant { data, .. } => $crate::Decode::slot(data), )*
                    Self::$other(unknown) => $crate::Decode::slot(&mut unknown.data),
                }
            }
            fn timestamp(&mut self) -> &mut $crate::Timestamp {
                match self {
                    $( $(#[$meta])* Self::$variant { timestamp, .. } => timestamp, )*
                    Self::$other(unknown) => &mut unknown.timestamp,
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($ty:ident) => {
        #[allow(deprecated)]
        impl $crate::__serde::Serialize for $ty {
            #[inline]
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::ser::serialize(self, serializer)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($ty:ident) => {
        #[allow(deprecated)]
        impl<'de> $crate::__serde::Deserialize<'de> for $ty {
            #[inline]
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::de::deserialize(deserializer)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __open {
    (open) => {
        true
    };
    (strict) => {
        false
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __view {
    ($self:ident . $field:ident) => {
        $crate::Encode::view(&$self.$field)
    };
    ($self:ident . $field:ident, with $($path:tt)+) => {
        $crate::View::Foreign
    };
    ($self:ident . $field:ident, optional_with $($path:tt)+) => {
        match $self.$field {
            ::core::option::Option::Some(_) => $crate::View::Foreign,
            ::core::option::Option::None => $crate::View::Absent,
        }
    };
}

/// A serde module never sees that a member is absent.
#[doc(hidden)]
#[macro_export]
macro_rules! __convert {
    (encode with $self:ident . $field:ident, $($path:tt)+) => {
        $($path)+::serialize(&$self.$field, $crate::__json::value::Serializer)
    };
    (encode optional_with $self:ident . $field:ident, $($path:tt)+) => {
        match &$self.$field {
            ::core::option::Option::Some(value) => $($path)+::serialize(value, $crate::__json::value::Serializer),
            ::core::option::Option::None => ::core::result::Result::Ok($crate::Value::Null),
        }
    };
    (decode with $value:ident, $($path:tt)+) => {
        $($path)+::deserialize($value)?
    };
    (decode optional_with $value:ident, $($path:tt)+) => {
        ::core::option::Option::Some($($path)+::deserialize($value)?)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    ($self:ident . $field:ident) => {
        $crate::Decode::slot(&mut $self.$field)
    };
    ($self:ident . $field:ident, $($path:tt)+) => {
        $crate::Slot::Foreign
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __blank {
    () => {
        $crate::Decode::blank()
    };
    ($($path:tt)+) => {
        ::core::default::Default::default()
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __bind {
    ($payload:ident $ty:ty) => {
        $payload
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __payload_view {
    ($payload:ident $ty:ty $(, $($otherwise:tt)*)?) => {
        $crate::Encode::view($payload)
    };
    (, Null) => {
        $crate::View::Null
    };
    () => {
        $crate::View::Absent
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __payload_slot {
    ($payload:ident $ty:ty $(, $($otherwise:tt)*)?) => {
        $crate::Decode::slot($payload)
    };
    (, Null) => {
        $crate::Slot::Null
    };
    () => {
        $crate::Slot::Nothing
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __kind {
    (null) => {
        $crate::slot::Kind::Null
    };
    (bool) => {
        $crate::slot::Kind::Bool
    };
    (number) => {
        $crate::slot::Kind::Number
    };
    (string) => {
        $crate::slot::Kind::String
    };
    (array) => {
        $crate::slot::Kind::Array
    };
    (object) => {
        $crate::slot::Kind::Object
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __other {
    (open $name:ident $this:ident $other:ident) => {
        ::core::result::Result::Ok($this::$other($name.into()))
    };
    ($mode:ident $name:ident $($other:ident)*) => {
        ::core::result::Result::Err($crate::UnknownName)
    };
}
