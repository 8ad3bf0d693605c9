//! Tables of alternates.

#[doc(hidden)]
#[macro_export]
macro_rules! __alternate_impl {
    (
        encode $mode:ident $ty:ident {
            $( $(#[$meta:meta])* $kind:ident => $variant:ident $( ($payload:ty) )? , )*
            .. $other:ident $(,)?
        }
    ) => {
        /// The value as JSON.
        impl ::core::fmt::Display for $ty {
            // Without this, a crate of bindings compiles the encoding of all that any alternate holds. Building thirty commands
            // for release took twice as long.
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::display(self, f)
            }
        }
        impl $crate::Encode for $ty {
            #[inline]
            fn write(&self, name: &str, writer: &mut $crate::Writer) {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::Encode::write($crate::__alternative!($( payload $payload )?), name, writer), )*
                    Self::$other(value) => {
                        let known: &[$crate::ValueKind] = &[$( $(#[$meta])* $crate::__kind!($kind), )*];
                        writer.unknown_alternative(name, value, $crate::__kept!($mode known));
                    }
                }
            }
        }
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
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::Read {
                match reader.kind()? {
                    $( $(#[$meta])* $crate::__kind!($kind) => {
                        *self = Self::$variant $( (<$payload as $crate::Decode>::start(reader)?) )?;
                    } )*
                    #[allow(unreachable_patterns)]
                    _ => {}
                }
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__payload_read!(reader, $( payload $payload )?), )*
                    Self::$other(value) if $crate::__open!($mode) && $crate::__private::keeps_unknown(reader) => {
                        $crate::Decode::read(value, reader)
                    }
                    Self::$other(_) => reader.mismatch("another kind of value"),
                }
            }
        }
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
        $crate::ValueKind::Null
    };
    (bool) => {
        $crate::ValueKind::Bool
    };
    (number) => {
        $crate::ValueKind::Number
    };
    (string) => {
        $crate::ValueKind::String
    };
    (array) => {
        $crate::ValueKind::Array
    };
    (object) => {
        $crate::ValueKind::Object
    };
}
