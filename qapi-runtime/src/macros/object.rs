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
    // The usual tables in one step, which the compiler is quicker with than with several.
    ($ty:ident {}) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn has_members(&self) -> bool {
                false
            }
        }
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self {}
            }
        }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
    ($ty:ident { $( $field:ident : $name:literal , )* }) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn members(&self, writer: &mut $crate::json::Writer) {
                $( writer.member($name, &self.$field); )*
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
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
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
            #[allow(unused)]
            #[inline]
            fn members(&self, writer: &mut $crate::json::Writer) {
                $( $(#[$meta])* $crate::__member!(writer, $name, self.$field $( , $flag $( $($path)+ )? )?); )*
                $( writer.rest(&self.$rest); )?
            }
            #[inline]
            fn has_members(&self) -> bool {
                const NAMES: &[&str] = &[$( $(#[$meta])* $name, )* $( ::core::stringify!($rest), )?];
                !NAMES.is_empty()
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

/// Writes a member. A serde module never sees that a member is absent.
#[doc(hidden)]
#[macro_export]
macro_rules! __member {
    ($writer:ident, $name:literal, $self:ident . $field:ident) => {
        $writer.member($name, &$self.$field)
    };
    ($writer:ident, $name:literal, $self:ident . $field:ident, selects) => {
        $crate::Encode::members(&$self.$field, $writer)
    };
    ($writer:ident, $name:literal, $self:ident . $field:ident, with $($path:tt)+) => {
        $writer.converted(
            $name,
            ::core::option::Option::Some($($path)+::serialize(&$self.$field, $crate::__json::value::Serializer)),
        )
    };
    ($writer:ident, $name:literal, $self:ident . $field:ident, optional_with $($path:tt)+) => {
        $writer.converted(
            $name,
            $self.$field.as_ref().map(|value| $($path)+::serialize(value, $crate::__json::value::Serializer)),
        )
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
