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
            fn write(&self, name: &str, writer: &mut $crate::json::Writer) {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::Encode::write($crate::__alternative!($( payload $payload )?), name, writer), )*
                    Self::$other(value) => $crate::Encode::write(value, name, writer),
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

#[doc(hidden)]
#[macro_export]
macro_rules! __alternative {
    ($payload:ident $ty:ty) => {
        $payload
    };
    () => {
        &()
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
