//! Serde's traits for types that have a table.

#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($ty:ident) => {
        impl $crate::__private::serde_core::Serialize for $ty {
            #[inline]
            fn serialize<S: $crate::__private::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serialize(self, serializer)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($ty:ident) => {
        impl<'de> $crate::__private::serde_core::Deserialize<'de> for $ty {
            #[inline]
            fn deserialize<D: $crate::__private::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize(deserializer)
            }
        }
    };
}

/// An enumeration's own `Serialize`: a string, so that its values can be keys of maps.
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize_name {
    (
        $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $variant:ident = $name:literal , )*
            $( .. $other:ident $(,)? )?
        }
    ) => {
        impl $crate::__private::serde_core::Serialize for $ty {
            #[inline]
            fn serialize<S: $crate::__private::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $( if let Self::$other(value) = self {
                    $crate::__private::check_unknown(value, $crate::__kept!($mode Self::NAMES))
                        .map_err($crate::__private::serde_core::ser::Error::custom)?;
                } )?
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use __deserialize;
pub(crate) use __serialize;
pub(crate) use __serialize_name;
