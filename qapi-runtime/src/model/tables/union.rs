//! Tables of unions.

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
            fn members(&self, writer: &mut $crate::Writer) {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } => {
                        writer.string($tag, $name);
                        $( $crate::Encode::members($crate::__bind!(payload $payload), writer); )?
                    } )*
                    Self::$other(unknown) => {
                        let known: &[&str] = &[$( $(#[$meta])* $name, )*];
                        writer.unknown_branch($tag, unknown, $crate::__kept!($mode known));
                    }
                }
            }
        }
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
            fn layer(&mut self, visit: $crate::__private::Visit<'_, '_>) -> $crate::Read {
                visit.union(self)
            }
            #[inline]
            fn union(&mut self) -> ::core::option::Option<&mut dyn $crate::__private::UnionMut> {
                ::core::option::Option::Some(self)
            }
        }
        impl $crate::__private::UnionMut for $ty {
            #[inline]
            fn branches(&self) -> $crate::__private::Branches {
                $crate::__private::Branches { tag: $tag, strict: !$crate::__open!($mode) }
            }
            // Where conditions leave no branch, nothing is ever selected.
            #[allow(unused, clippy::diverging_sub_expression)]
            #[inline]
            fn select(&mut self, name: &str, reader: &mut $crate::Reader<'_>) -> $crate::Read<bool> {
                *self = match name {
                    $( $(#[$meta])* $name => Self::$variant $( (<$payload as $crate::Decode>::start(reader)?) )?, )*
                    _ => return ::core::result::Result::Ok(false),
                };
                ::core::result::Result::Ok(true)
            }
            #[inline]
            fn payload(&mut self) -> $crate::__private::Payload<'_> {
                match self {
                    $( $(#[$meta])* Self::$variant { $( 0: $crate::__bind!(payload $payload) )? } =>
                        $crate::__payload!($( payload $payload )?), )*
                    Self::$other(unknown) => $crate::__private::Payload::Unknown(unknown),
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __payload {
    ($payload:ident $ty:ty) => {
        $crate::__private::Payload::Members($payload)
    };
    () => {
        $crate::__private::Payload::Nothing
    };
}
