//! Tables of objects.

#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    // Most tables, in one step: the compiler takes longer for several.
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
    };
    ($ty:ident { $( $field:ident : $name:literal , )* }) => {
        impl $crate::Encode for $ty {
            #[inline]
            fn members(&self, writer: &mut $crate::Writer) {
                $( writer.member($name, &self.$field); )*
            }
        }
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self { $( $field: $crate::Decode::blank(), )* }
            }
            #[inline]
            fn layer(&mut self, visit: $crate::__private::Visit<'_, '_>) -> $crate::Read {
                visit.members($crate::__private::Shape::open(&[$( $name, )*]), &mut [$( &mut self.$field, )*])
            }
        }
    };
    ($ty:ident $body:tt) => {
        $crate::__encode! { both $ty $body }
        $crate::__decode! { open $ty $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __encode {
    (
        $direction:ident $ty:ident {
            $( $(#[$meta:meta])* $field:ident : $name:literal $( $flag:ident $( ($($path:tt)+) )? )? , )*
            $( .. $rest:ident $(,)? )?
        }
    ) => {
        impl $crate::Encode for $ty {
            #[allow(unused)]
            #[inline]
            fn members(&self, writer: &mut $crate::Writer) {
                const NAMES: &[&str] = &[$( $(#[$meta])* $name, )*];
                const SELECTS: bool = false $( $( || $crate::__is_selects!($flag) )? )*;
                $( $(#[$meta])* $crate::__member!(writer, NAMES, $name, self.$field $( , $flag $( $($path)+ )? )?); )*
                $( writer.additional(&self.$rest, NAMES); )?
                $( if SELECTS { $crate::__check_kept!($direction writer, self.$rest); } )?
            }
            #[inline]
            fn has_members(&self) -> bool {
                const NAMES: &[&str] = &[$( $(#[$meta])* $name, )* $( ::core::stringify!($rest), )?];
                !NAMES.is_empty()
            }
        }
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
            $crate::__start! { [$( $( $flag )? )*] {
                $( $(#[$meta])* $field: $name $( $flag $( ($($path)+) )? )? , )*
                $( .. $rest )?
            } }
            #[allow(unused)]
            #[inline]
            fn layer(&mut self, visit: $crate::__private::Visit<'_, '_>) -> $crate::Read {
                const SHAPE: $crate::__private::Shape = {
                    let mut shape = $crate::__private::Shape::$mode(&[$( $(#[$meta])* $name, )*]);
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
    };
}

/// Writes a member. A serde module never sees that a member is absent.
#[doc(hidden)]
#[macro_export]
macro_rules! __member {
    ($writer:ident, $names:ident, $name:literal, $self:ident . $field:ident) => {
        $writer.member($name, &$self.$field)
    };
    ($writer:ident, $names:ident, $name:literal, $self:ident . $field:ident, ahead) => {
        $writer.member($name, &$self.$field)
    };
    ($writer:ident, $names:ident, $name:literal, $self:ident . $field:ident, ahead_with $($path:tt)+) => {
        $crate::__member!($writer, $names, $name, $self.$field, with $($path)+)
    };
    ($writer:ident, $names:ident, $name:literal, $self:ident . $field:ident, selects) => {
        $writer.branch(&$self.$field, $names)
    };
    ($writer:ident, $names:ident, $name:literal, $self:ident . $field:ident, with $($path:tt)+) => {
        $writer.converted(
            $name,
            ::core::option::Option::Some($($path)+::serialize(&$self.$field, $crate::__private::serde_json::value::Serializer)),
        )
    };
    ($writer:ident, $names:ident, $name:literal, $self:ident . $field:ident, optional_with $($path:tt)+) => {
        $writer.converted(
            $name,
            $self.$field.as_ref().map(|value| $($path)+::serialize(value, $crate::__private::serde_json::value::Serializer)),
        )
    };
}

/// What a type keeps is read back to be sure, if it has both directions. A union in it may declare what is kept.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_kept {
    (both $writer:ident, $self:ident . $rest:ident) => {
        $writer.check_kept(&$self.$rest, |again: &Self| &again.$rest)
    };
    (encode $writer:ident, $self:ident . $rest:ident) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __is_selects {
    (selects) => {
        true
    };
    ($flag:ident) => {
        false
    };
}

/// A member's slot. A union reads its discriminator itself.
#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    ($self:ident . $field:ident $( , selects )?) => {
        &mut $self.$field
    };
    ($self:ident . $field:ident, ahead) => {
        &mut $self.$field
    };
    ($self:ident . $field:ident, ahead_with $($path:tt)+) => {
        &mut $crate::__private::Convert::new(&mut $self.$field, |value| $($path)+::deserialize(value))
    };
    ($self:ident . $field:ident, with $($path:tt)+) => {
        &mut $crate::__private::Convert::new(&mut $self.$field, |value| $($path)+::deserialize(value))
    };
    ($self:ident . $field:ident, optional_with $($path:tt)+) => {
        &mut $crate::__private::Convert::optional(&mut $self.$field, |value| {
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

/// A member's value before it is read.
/// `Decode::start`, for an object with a member that has no blank value. The flags of all members come first.
#[doc(hidden)]
#[macro_export]
macro_rules! __start {
    ([] $body:tt) => {};
    ([ahead $( $flags:ident )*] $body:tt) => {
        $crate::__start_fn! $body
    };
    ([ahead_with $( $flags:ident )*] $body:tt) => {
        $crate::__start_fn! $body
    };
    ([$other:ident $( $flags:ident )*] $body:tt) => {
        $crate::__start! { [$( $flags )*] $body }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __start_fn {
    (
        $( $(#[$meta:meta])* $field:ident : $name:literal $( $flag:ident $( ($($path:tt)+) )? )? , )*
        $( .. $rest:ident )?
    ) => {
        #[inline]
        fn has_blank() -> bool {
            false
        }
        fn start(reader: &mut $crate::Reader<'_>) -> $crate::Read<Self> {
            ::core::result::Result::Ok(Self {
                $( $(#[$meta])* $field: $crate::__started!(reader, $name $( , $flag $( $($path)+ )? )?), )*
                $( $rest: $crate::Map::new(), )?
            })
        }
    };
}

/// The value of one member in `Decode::start`.
#[doc(hidden)]
#[macro_export]
macro_rules! __started {
    ($reader:ident, $name:literal, ahead) => {
        $reader.ahead($name, $crate::Decode::start)?
    };
    ($reader:ident, $name:literal, ahead_with $($path:tt)+) => {
        $reader.converted_ahead($name, |value| $($path)+::deserialize(value))?
    };
    ($reader:ident, $name:literal $( , $flag:ident $($path:tt)* )?) => {
        $crate::__blank!($( $flag )?)
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
    (ahead) => {
        $crate::__private::no_blank()
    };
    (ahead_with) => {
        $crate::__private::no_blank()
    };
    ($( $selects:ident )?) => {
        $crate::Decode::blank()
    };
}

pub(crate) use __object;
