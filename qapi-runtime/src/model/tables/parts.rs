//! Pieces that several tables need.

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

/// What the schema has, of which something unknown must not be one; nothing if nothing unknown is kept.
#[doc(hidden)]
#[macro_export]
macro_rules! __kept {
    (open $known:expr) => {
        ::core::option::Option::Some($known)
    };
    (strict $known:expr) => {
        ::core::option::Option::None
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
macro_rules! __bind {
    ($payload:ident $ty:ty) => {
        $payload
    };
}
