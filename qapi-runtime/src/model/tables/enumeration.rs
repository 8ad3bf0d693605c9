//! Tables of enumerations.

#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($ty:ident $body:tt) => {
        $crate::__names! { open $ty $body }
        $crate::__enumeration_encode! { open $ty $body }
        $crate::__enumeration_decode! { $ty $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __names {
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
                match $crate::__private::find(Self::NAMES, name) {
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
    (
        $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $variant:ident = $name:literal , )*
            $( .. $other:ident $(,)? )?
        }
    ) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn write(&self, name: &str, writer: &mut $crate::Writer) {
                match self {
                    $( Self::$other(value) => writer.unknown_value(name, value, $crate::__kept!($mode Self::NAMES)), )?
                    #[allow(unreachable_patterns)]
                    _ => writer.string(name, self.as_str()),
                }
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
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::Read {
                $crate::__private::value(self, Self::NAMES, reader)
            }
        }
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

pub(crate) use __enumeration;
