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
        }

        #[allow(deprecated)]
        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[allow(deprecated)]
        impl ::core::str::FromStr for $ty {
            type Err = $crate::UnknownName;
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
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
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
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            fn blank() -> Self {
                // Without a variant for others, the first value does as well.
                $crate::__first! { $( { Self::$other(::std::string::String::new()) } )? { Self::VALUES[0].clone() } }
            }
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
/// An entry may begin with its number, counted from zero: `0 field: "name",`. Numbers make no difference except that
/// the compiler takes less time, as long as all entries have one and nothing more than their name.
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
    // Members with numbers: a `match` costs the compiler less than a search for the place.
    ($ty:ident { $( $number:literal $field:ident : $name:literal , )* }) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Object(&[$( $name, )*], self)
            }
            fn member(&self, place: usize) -> $crate::View<'_> {
                match place {
                    $( $number => $crate::Encode::view(&self.$field), )*
                    _ => $crate::View::Absent,
                }
            }
        }
        $crate::__serialize! { $ty }
    };
    // Any table: members are found by counting.
    (
        $ty:ident {
            $( $(#[$meta:meta])* $( $number:literal )? $field:ident : $name:literal
                $( $flag:ident $( ($($path:tt)+) )? )? , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            fn view(&self) -> $crate::View<'_> {
                const NAMES: &[&str] = &[$( $(#[$meta])* $name, )*];
                $crate::__first! {
                    $( { let _ = stringify!($rest); $crate::View::Keeping(NAMES, self) } )?
                    { $crate::View::Object(NAMES, self) }
                }
            }
            #[allow(unused)]
            fn member(&self, place: usize) -> $crate::View<'_> {
                let mut at = place;
                $( $(#[$meta])* {
                    if at == 0 {
                        return $crate::__view!(self.$field $( , $flag $( $($path)+ )? )?);
                    }
                    at -= 1;
                } )*
                $( if at == 0 {
                    return $crate::View::Rest(&self.$rest);
                } )?
                $crate::View::Absent
            }
            #[allow(unused)]
            fn convert(&self, place: usize) -> ::core::result::Result<$crate::Value, $crate::__json::Error> {
                let mut at = place;
                $( $(#[$meta])* {
                    if at == 0 {
                        $( $( return $crate::__convert!(self.$field, $flag $($path)+); )? )?
                    }
                    at -= 1;
                } )*
                ::core::result::Result::Ok($crate::Value::Null)
            }
        }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __decode {
    ($mode:ident $ty:ident { $( $number:literal $field:ident : $name:literal , )* }) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            fn blank() -> Self {
                Self { $( $field: $crate::Decode::blank(), )* }
            }
            fn shape(&self) -> $crate::decode::Shape {
                $crate::decode::Shape::$mode(&[$( $name, )*])
            }
            fn member(&mut self, place: usize, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                match place {
                    $( $number => $crate::Decode::read(&mut self.$field, reader), )*
                    _ => reader.skip(),
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (
        $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $( $number:literal )? $field:ident : $name:literal
                $( $flag:ident $( ($($path:tt)+) )? )? , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            fn blank() -> Self {
                Self {
                    $( $(#[$meta])* $field: $crate::__blank!($( $flag )?), )*
                    $( $rest: $crate::Map::new(), )?
                }
            }
            #[allow(unused)]
            fn shape(&self) -> $crate::decode::Shape {
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
                SHAPE
            }
            #[allow(unused)]
            fn member(&mut self, place: usize, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                let mut at = place;
                $( $(#[$meta])* {
                    if at == 0 {
                        return $crate::__read!(self.$field, reader $( , $flag $( $($path)+ )? )?);
                    }
                    at -= 1;
                } )*
                reader.skip()
            }
            #[allow(unused)]
            fn part(&mut self, part: $crate::decode::Part) -> $crate::decode::Inner<'_> {
                match part {
                    $( $crate::decode::Part::Rest => $crate::decode::Inner::Rest(&mut self.$rest), )?
                    _ => {
                        $( $(#[$meta])* { $( $crate::__branch!(self.$field, $flag); )? } )*
                        $crate::decode::Inner::Nothing
                    }
                }
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
            fn view(&self) -> $crate::View<'_> {
                $crate::View::Union($tag, self)
            }
        }
        #[allow(deprecated)]
        impl $crate::view::UnionRef for $ty {
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
            fn blank() -> Self {
                Self::$other($crate::UnknownBranch::default())
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                reader.union(self)
            }
            fn inner(&mut self) -> $crate::decode::Inner<'_> {
                $crate::decode::Inner::Union(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::decode::UnionMut for $ty {
            fn branches(&self) -> &'static $crate::decode::Branches {
                &$crate::decode::Branches {
                    tag: $tag,
                    names: &[$( $(#[$meta])* $name, )*],
                    strict: !$crate::__open!($mode),
                }
            }
            // Where conditions leave no branch, nothing is ever selected.
            #[allow(unused, clippy::diverging_sub_expression)]
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
            fn payload(&mut self) -> $crate::decode::Inner<'_> {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__inner!($( payload $payload )?), )*
                    Self::$other(unknown) => $crate::decode::Inner::Unknown(unknown),
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
            fn blank() -> Self {
                Self::$other($crate::Value::Null)
            }
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
        #[allow(deprecated)]
        impl $crate::Encode for $ty {
            fn view(&self) -> $crate::View<'_> {
                $crate::Encode::view(&self.0)
            }
        }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident($inner:ty)) => {
        #[allow(deprecated)]
        impl $crate::Decode for $ty {
            fn blank() -> Self {
                Self($crate::Decode::blank())
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                $crate::Decode::read(&mut self.0, reader)
            }
            fn inner(&mut self) -> $crate::decode::Inner<'_> {
                $crate::Decode::inner(&mut self.0)
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
            fn blank() -> Self {
                Self::$other($crate::UnknownEvent::default())
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                reader.event(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::decode::EventMut for $ty {
            fn names(&self) -> &'static [&'static str] {
                Self::NAMES
            }
            #[allow(unused)]
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
            fn unknown(&mut self) -> ::core::option::Option<&mut $crate::UnknownEvent> {
                match self {
                    Self::$other(unknown) if $crate::__open!($mode) => ::core::option::Option::Some(unknown),
                    _ => ::core::option::Option::None,
                }
            }
            fn data(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::decode::Read {
                match self {
                    $( $(#[$meta])* Self::$variant { data, .. } => $crate::Decode::read(data, reader), )*
                    Self::$other(unknown) => $crate::Decode::read(&mut unknown.data, reader),
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

#[doc(hidden)]
#[macro_export]
macro_rules! __view {
    ($self:ident . $field:ident) => {
        $crate::Encode::view(&$self.$field)
    };
    ($self:ident . $field:ident, selects) => {
        $crate::Encode::view(&$self.$field).branch()
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
    ($self:ident . $field:ident, with $($path:tt)+) => {
        $($path)+::serialize(&$self.$field, $crate::__json::value::Serializer)
    };
    ($self:ident . $field:ident, optional_with $($path:tt)+) => {
        match &$self.$field {
            ::core::option::Option::Some(value) => $($path)+::serialize(value, $crate::__json::value::Serializer),
            ::core::option::Option::None => ::core::result::Result::Ok($crate::Value::Null),
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    ($self:ident . $field:ident, $reader:ident) => {
        $crate::Decode::read(&mut $self.$field, $reader)
    };
    // The union reads its discriminator itself.
    ($self:ident . $field:ident, $reader:ident, selects) => {
        $reader.skip()
    };
    ($self:ident . $field:ident, $reader:ident, with $($path:tt)+) => {
        $reader.convert(|value| {
            $self.$field = $($path)+::deserialize(value)?;
            ::core::result::Result::Ok(())
        })
    };
    ($self:ident . $field:ident, $reader:ident, optional_with $($path:tt)+) => {
        $reader.convert(|value| {
            $self.$field = ::core::option::Option::Some($($path)+::deserialize(value)?);
            ::core::result::Result::Ok(())
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
macro_rules! __branch {
    ($self:ident . $field:ident, selects) => {
        return $crate::Decode::inner(&mut $self.$field)
    };
    ($self:ident . $field:ident, $flag:ident) => {};
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
macro_rules! __inner {
    ($payload:ident $ty:ty) => {
        $crate::Decode::inner($payload)
    };
    () => {
        $crate::decode::Inner::Nothing
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
