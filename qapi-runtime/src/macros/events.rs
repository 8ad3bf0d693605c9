//! Commands and events around another type, and all events of a server.

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
        impl $crate::Encode for $ty {
            #[inline]
            fn write(&self, name: &str, writer: &mut $crate::Writer) {
                $crate::Encode::write(&self.0, name, writer);
            }
            #[inline]
            fn members(&self, writer: &mut $crate::Writer) {
                $crate::Encode::members(&self.0, writer);
            }
            #[inline]
            fn has_members(&self) -> bool {
                $crate::Encode::has_members(&self.0)
            }
        }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident($inner:ty)) => {
        impl $crate::Decode for $ty {
            #[inline]
            fn blank() -> Self {
                Self($crate::Decode::blank())
            }
            #[inline]
            fn has_blank() -> bool {
                <$inner as $crate::Decode>::has_blank()
            }
            #[inline]
            fn start(reader: &mut $crate::Reader<'_>) -> $crate::Read<Self> {
                $crate::Decode::start(reader).map(Self)
            }
            #[inline]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::Read {
                $crate::Decode::read(&mut self.0, reader)
            }
            #[inline]
            fn layer(&mut self, visit: $crate::__private::Visit<'_, '_>) -> $crate::Read {
                $crate::Decode::layer(&mut self.0, visit)
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
        $crate::__events_impl! { encode both $ty $body }
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
            #[inline]
            pub fn name(&self) -> &str {
                match self {
                    $( $(#[$meta])* Self::$variant { .. } => $name, )*
                    Self::$other(unknown) => &unknown.name,
                }
            }

            /// When the event happened.
            #[must_use]
            #[inline]
            pub fn timestamp(&self) -> $crate::Timestamp {
                match self {
                    $( $(#[$meta])* Self::$variant { timestamp, .. } => *timestamp, )*
                    Self::$other(unknown) => unknown.timestamp,
                }
            }
        }
    };
}

/// Writes the data of an unknown event. Whether it is one is known where events are read, too.
#[doc(hidden)]
#[macro_export]
macro_rules! __unknown_event {
    (both $writer:ident $unknown:ident) => {
        $writer.unknown_event::<Self>($unknown)
    };
    (open $writer:ident $unknown:ident) => {
        $writer.member("data", &$unknown.data)
    };
    (strict $writer:ident $unknown:ident) => {
        $writer.strict_event($unknown)
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
            #[inline]
            fn members(&self, writer: &mut $crate::Writer) {
                writer.string("event", self.name());
                match self {
                    $( $(#[$meta])* Self::$variant { data, .. } => writer.data("data", data), )*
                    Self::$other(unknown) => $crate::__unknown_event!($mode writer unknown),
                }
                writer.member("timestamp", &self.timestamp());
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
            #[inline]
            fn blank() -> Self {
                Self::$other($crate::UnknownEvent::default())
            }
            #[inline]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> $crate::Read {
                reader.event(self)
            }
        }
        #[allow(deprecated)]
        impl $crate::__private::EventMut for $ty {
            #[allow(unused, clippy::diverging_sub_expression)]
            #[inline]
            fn select(&mut self, name: &str, reader: &mut $crate::Reader<'_>) -> $crate::Read<bool> {
                let timestamp = $crate::Timestamp::default();
                *self = match name {
                    $( $(#[$meta])* $name =>
                        Self::$variant { data: <$data as $crate::Decode>::start(reader)?, timestamp }, )*
                    _ => return ::core::result::Result::Ok(false),
                };
                ::core::result::Result::Ok(true)
            }
            #[inline]
            fn unknown(&mut self) -> ::core::option::Option<&mut $crate::UnknownEvent> {
                if !$crate::__open!($mode) {
                    return ::core::option::Option::None;
                }
                *self = Self::$other($crate::UnknownEvent::default());
                match self {
                    Self::$other(unknown) => ::core::option::Option::Some(unknown),
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }
            #[inline]
            fn slots(&mut self) -> (&mut dyn $crate::Decode, &mut $crate::Timestamp) {
                match self {
                    $( $(#[$meta])* Self::$variant { data, timestamp } => (data, timestamp), )*
                    Self::$other(unknown) => (&mut unknown.data, &mut unknown.timestamp),
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
}
