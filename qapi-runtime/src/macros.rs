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
        $crate::__enumeration_encode! { $ty }
        $crate::__enumeration_decode! { $ty $body }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__enumeration! { strict $ty $body }
        $crate::__enumeration_encode! { $ty }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__enumeration! { strict $ty $body }
        $crate::__enumeration_decode! { $ty $body }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__enumeration! { open $ty $body }
        $crate::__enumeration_encode! { $ty }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__enumeration! { open $ty $body }
        $crate::__enumeration_decode! { $ty $body }
    };
    ($ty:ident $body:tt) => {
        $crate::__enumeration! { open $ty $body }
        $crate::__enumeration_encode! { $ty }
        $crate::__enumeration_decode! { $ty $body }
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
        impl $ty {
            /// The known values, as they are written on the wire.
            pub const NAMES: &'static [&'static str] = &[$( $(#[$meta])* $name, )*];
            /// The known values, in the same order.
            pub const VALUES: &'static [Self] = &[$( $(#[$meta])* Self::$variant, )*];

            /// The value as it is written on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $( $(#[$meta])* Self::$variant => $name, )*
                    $( Self::$other(name) => name, )?
                }
            }
        }

        impl ::core::fmt::Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $ty {
            type Err = $crate::UnknownName;
            #[inline]
            fn from_str(name: &str) -> ::core::result::Result<Self, $crate::UnknownName> {
                match $crate::decode::find(Self::NAMES, name) {
                    ::core::option::Option::Some(place) => ::core::result::Result::Ok(Self::VALUES[place].clone()),
                    ::core::option::Option::None => $crate::__other!($mode name $( Self $other )?),
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration_encode {
    ($ty:ident) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Str(self.as_str())
            }
        }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration_decode {
    ($ty:ident { $( $(#[$meta:meta])* $variant:ident = $name:literal , )* $( .. $other:ident $(,)? )? }) => {
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                // Without a variant for others, the first value does as well.
                $crate::__first! { $( { Self::$other(::std::string::String::new()) } )? { Self::VALUES[0].clone() } }
            }
            #[inline]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                $crate::decode::value(self, reader)
            }
        }
        $crate::__deserialize! { $ty }
    };
}

/// An object: `object! { Type { field: "name", other: "*other", } }`.
///
/// Every entry ends in a comma. A name that begins with `*`, as in a schema, is that of a member that may be absent;
/// its field is an `Option`. After the name may stand:
///
/// - `selects`: the member is the discriminator of a union that shares this object; the field
///   holds the union, see [`union!`](crate::union);
/// - `with(path)`: the module `path` has serde's functions `serialize` and `deserialize` for the
///   field, whose type has a `Default`;
/// - `optional_with(path)`: the same for a member that may be absent; the field is an `Option` of
///   what the module handles.
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
    // The usual table in one step, which the compiler is quicker with than with several.
    ($ty:ident { $( $field:ident : $name:literal , )* }) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn members(&self, show: &mut dyn ::core::ops::FnMut($crate::view::Names, &[&dyn $crate::Encode])) {
                show(&[$( $name, )*], &[$( &self.$field, )*])
            }
        }
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self { $( $field: $crate::Decode::blank(), )* }
            }
            #[inline]
            fn layer(&mut self, visit: $crate::decode::Visit<'_, '_>) -> $crate::decode::Read {
                visit.members($crate::decode::Shape::open(&[$( $name, )*]), &mut [$( &mut self.$field, )*])
            }
        }
        impl $crate::__serde::Serialize for $ty {
            #[inline]
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::ser::serialize(self, serializer)
            }
        }
        impl<'de> $crate::__serde::Deserialize<'de> for $ty {
            #[inline]
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::de::deserialize(deserializer)
            }
        }
    };
    (strict $ty:ident $body:tt) => {
        $crate::__encode! { $ty $body }
        $crate::__decode! { strict $ty $body }
    };
    (encode strict $ty:ident $body:tt) => {
        $crate::__encode! { $ty $body }
    };
    (decode strict $ty:ident $body:tt) => {
        $crate::__decode! { strict $ty $body }
    };
    (encode $ty:ident $body:tt) => {
        $crate::__encode! { $ty $body }
    };
    (decode $ty:ident $body:tt) => {
        $crate::__decode! { open $ty $body }
    };
    ($ty:ident $body:tt) => {
        $crate::__encode! { $ty $body }
        $crate::__decode! { open $ty $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __encode {
    (
        $ty:ident {
            $( $(#[$meta:meta])* $field:ident : $name:literal $( $flag:ident $( ($($path:tt)+) )? )? , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn members(&self, show: &mut dyn ::core::ops::FnMut($crate::view::Names, &[&dyn $crate::Encode])) {
                show(
                    &[$( $(#[$meta])* $name, )*],
                    &[
                        $( $(#[$meta])* $crate::__part!(self.$field $( , $flag $( $($path)+ )? )?), )*
                        $( &$crate::view::Rest(&self.$rest), )?
                    ],
                )
            }
        }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __decode {
    (
        $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $field:ident : $name:literal $( $flag:ident $( ($($path:tt)+) )? )? , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self {
                    $( $(#[$meta])* $field: $crate::__blank!($( $flag )?), )*
                    $( $rest: $crate::Map::new(), )?
                }
            }
            #[allow(unused)]
            #[inline]
            fn layer(&mut self, visit: $crate::decode::Visit<'_, '_>) -> $crate::decode::Read {
                const SHAPE: $crate::decode::Shape = {
                    let mut shape = $crate::decode::Shape::$mode(&[$( $(#[$meta])* $name, )*]);
                    let mut at = 0;
                    $( $(#[$meta])* {
                        $( shape = $crate::__selects!(shape, at, $flag); )?
                        at += 1;
                    } )*
                    $( let _ = stringify!($rest); shape = shape.keeps(); )?
                    shape
                };
                visit.members(
                    SHAPE,
                    &mut [
                        $( $(#[$meta])* $crate::__slot!(self.$field $( , $flag $( $($path)+ )? )?), )*
                        $( &mut self.$rest, )?
                    ],
                )
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
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Union($tag, self)
            }
        }
        impl $crate::view::UnionRef for $ty {
            #[inline]
            fn branch(&self) -> (&str, ::core::option::Option<&dyn $crate::Encode>) {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        ($name, $crate::__payload!($( payload $payload )?)), )*
                    Self::$other(unknown) => (&unknown.name, ::core::option::Option::Some(unknown)),
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
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self::$other($crate::UnknownBranch::default())
            }
            #[inline]
            fn layer(&mut self, visit: $crate::decode::Visit<'_, '_>) -> $crate::decode::Read {
                visit.union(self)
            }
            #[inline]
            fn union(&mut self) -> ::core::option::Option<&mut dyn $crate::decode::UnionMut> {
                ::core::option::Option::Some(self)
            }
        }
        impl $crate::decode::UnionMut for $ty {
            #[inline]
            fn branches(&self) -> &'static $crate::decode::Branches {
                &$crate::decode::Branches {
                    tag: $tag,
                    names: &[$( $(#[$meta])* $name, )*],
                    strict: !$crate::__open!($mode),
                }
            }
            // Where conditions leave no branch, nothing is ever selected.
            #[allow(unused, clippy::diverging_sub_expression)]
            #[inline]
            fn select(&mut self, place: usize) {
                let mut at = place;
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
            fn payload(&mut self, visit: $crate::decode::Visit<'_, '_>) -> $crate::decode::Read {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__layer!(visit $( payload $payload )?), )*
                    Self::$other(unknown) => visit.unknown($tag, unknown),
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
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__alternative!($( payload $payload )?), )*
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
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self::$other($crate::Value::Null)
            }
            #[inline]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                match reader.kind()? {
                    $( $(#[$meta])* $crate::__kind!($kind) => {
                        *self = Self::$variant $( (<$payload as $crate::Decode>::blank()) )?;
                    } )*
                    #[allow(unreachable_patterns)]
                    _ => {}
                }
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__payload_read!(reader, $( payload $payload )?), )*
                    Self::$other(value) if $crate::__open!($mode) => $crate::Decode::read(value, reader),
                    Self::$other(_) => reader.mismatch("another kind of value"),
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
        impl $crate::Encode for $ty {
            #[inline]
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Part(&self.0)
            }
        }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident($inner:ty)) => {
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self($crate::Decode::blank())
            }
            #[inline]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                $crate::Decode::read(&mut self.0, reader)
            }
            #[inline]
            fn layer(&mut self, visit: $crate::decode::Visit<'_, '_>) -> $crate::decode::Read {
                $crate::Decode::layer(&mut self.0, visit)
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
            #[inline]
            pub fn name(&self) -> &str {
                match self {
                    $( $(#[$meta])* Self::$variant { .. } => $name, )*
                    Self::$other(unknown) => &unknown.name,
                }
            }

            /// When the event happened.
            #[must_use]
            #[inline]
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
            fn members(&self, show: &mut dyn ::core::ops::FnMut($crate::view::Names, &[&dyn $crate::Encode])) {
                let name = &$crate::wire::Name(self.name());
                match self {
                    $( $(#[$meta])* Self::$variant { data, timestamp } =>
                        show($crate::wire::EVENT, &[name, &$crate::wire::Data(data), timestamp]), )*
                    Self::$other(unknown) => show($crate::wire::EVENT, &[name, &unknown.data, &unknown.timestamp]),
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
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                reader.event(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::decode::EventMut for $ty {
            #[inline]
            fn names(&self) -> &'static [&'static str] {
                Self::NAMES
            }
            #[allow(unused)]
            #[inline]
            fn select(&mut self, place: usize) {
                let timestamp = $crate::Timestamp::default();
                let mut at = place;
                $( $(#[$meta])* {
                    if at == 0 {
                        *self = Self::$variant { data: <$data as $crate::Decode>::blank(), timestamp };
                        return;
                    }
                    at -= 1;
                } )*
            }
            #[inline]
            fn unknown(&mut self) -> ::core::option::Option<&mut $crate::UnknownEvent> {
                match self {
                    Self::$other(unknown) if $crate::__open!($mode) => ::core::option::Option::Some(unknown),
                    _ => ::core::option::Option::None,
                }
            }
            #[inline]
            fn data(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                match self {
                    $( $(#[$meta])* Self::$variant { data, .. } => $crate::Decode::read(data, reader), )*
                    Self::$other(unknown) => $crate::Decode::read(&mut unknown.data, reader),
                }
            }
            #[inline]
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

/// The first of several expressions.
#[doc(hidden)]
#[macro_export]
macro_rules! __first {
    ($first:block $( $rest:block )*) => {
        $first
    };
}

/// A member's value. A serde module never sees that a member is absent.
#[doc(hidden)]
#[macro_export]
macro_rules! __part {
    ($self:ident . $field:ident) => {
        &$self.$field
    };
    ($self:ident . $field:ident, selects) => {
        &$crate::view::Branch(&$self.$field)
    };
    ($self:ident . $field:ident, with $($path:tt)+) => {
        &$crate::view::Converted(|| {
            ::core::option::Option::Some($($path)+::serialize(&$self.$field, $crate::__json::value::Serializer))
        })
    };
    ($self:ident . $field:ident, optional_with $($path:tt)+) => {
        &$crate::view::Converted(|| {
            let value = $self.$field.as_ref()?;
            ::core::option::Option::Some($($path)+::serialize(value, $crate::__json::value::Serializer))
        })
    };
}

/// A member's slot. A union reads its discriminator itself.
#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    ($self:ident . $field:ident $( , selects )?) => {
        &mut $self.$field
    };
    ($self:ident . $field:ident, with $($path:tt)+) => {
        &mut $crate::decode::Convert::new(&mut $self.$field, |value| $($path)+::deserialize(value))
    };
    ($self:ident . $field:ident, optional_with $($path:tt)+) => {
        &mut $crate::decode::Convert::new(&mut $self.$field, |value| {
            $($path)+::deserialize(value).map(::core::option::Option::Some)
        })
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __selects {
    ($shape:ident, $at:ident, selects) => {
        $shape.selects($at)
    };
    ($shape:ident, $at:ident, $flag:ident) => {
        $shape
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __blank {
    (with) => {
        ::core::default::Default::default()
    };
    (optional_with) => {
        ::core::option::Option::None
    };
    ($( $selects:ident )?) => {
        $crate::Decode::blank()
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
macro_rules! __payload {
    ($payload:ident $ty:ty) => {
        ::core::option::Option::Some($payload)
    };
    () => {
        ::core::option::Option::None
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __alternative {
    ($payload:ident $ty:ty) => {
        $crate::View::Part($payload)
    };
    () => {
        $crate::View::Null
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __payload_read {
    ($reader:ident, $payload:ident $ty:ty) => {
        $crate::Decode::read($payload, $reader)
    };
    ($reader:ident,) => {
        $crate::Decode::read(&mut (), $reader)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __layer {
    ($visit:ident $payload:ident $ty:ty) => {
        $crate::Decode::layer($payload, $visit)
    };
    ($visit:ident) => {
        $visit.nothing()
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __kind {
    (null) => {
        $crate::decode::Kind::Null
    };
    (bool) => {
        $crate::decode::Kind::Bool
    };
    (number) => {
        $crate::decode::Kind::Number
    };
    (string) => {
        $crate::decode::Kind::String
    };
    (array) => {
        $crate::decode::Kind::Array
    };
    (object) => {
        $crate::decode::Kind::Object
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
