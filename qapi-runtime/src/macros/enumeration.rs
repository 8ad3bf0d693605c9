//! Enumerations.

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
            fn write(&self, name: &str, writer: &mut $crate::json::Writer) {
                writer.string(name, self.as_str());
            }
        }
        impl $crate::__serde::Serialize for $ty {
            #[inline]
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
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
