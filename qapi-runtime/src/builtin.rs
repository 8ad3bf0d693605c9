//! QAPI's builtin types, and the containers that generated types are made of.

use crate::shape::{BY_PLACE, flag};
use crate::slot::{Decode, ListMut, Slot};
use crate::view::{Encode, ListRef, View};
use serde_json::{Map, Value};

macro_rules! builtin {
    ($($ty:ty, $slot:ident, $view:ident;)*) => { $(
        impl Encode for $ty {
            fn view(&self) -> View<'_> {
                View::$view((*self).into())
            }
        }
        impl Decode for $ty {
            fn blank() -> Self {
                Self::default()
            }
            #[inline]
            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(self)
            }
        }
    )* };
}

builtin! {
    bool, Bool, Bool;
    i8, I8, I64;
    i16, I16, I64;
    i32, I32, I64;
    i64, I64, I64;
    u8, U8, U64;
    u16, U16, U64;
    u32, U32, U64;
    u64, U64, U64;
    f64, F64, F64;
}

impl Encode for String {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Str(self)
    }
}

impl Decode for String {
    #[inline]
    fn blank() -> Self {
        Self::new()
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Str(self)
    }
}

/// `null`.
impl Encode for () {
    fn view(&self) -> View<'_> {
        View::Null
    }
}

impl Decode for () {
    fn blank() -> Self {}
    fn slot(&mut self) -> Slot<'_> {
        Slot::Null
    }
}

/// `any`.
impl Encode for Value {
    fn view(&self) -> View<'_> {
        View::Value(self)
    }
}

impl Decode for Value {
    fn blank() -> Self {
        Value::Null
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Value(self)
    }
}

/// An object whose members no schema names.
impl Encode for Map<String, Value> {
    fn view(&self) -> View<'_> {
        View::Object(&[("", BY_PLACE, flag::rest)], self)
    }
    fn member(&self, _: usize) -> View<'_> {
        View::Rest(self)
    }
}

impl Decode for Map<String, Value> {
    fn blank() -> Self {
        Map::new()
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::open(&[("", BY_PLACE, flag::rest)], self)
    }
    fn member(&mut self, _: usize) -> Slot<'_> {
        Slot::Rest(self)
    }
}

/// What may be absent. A `null` that is present is a matter of the member's own type.
impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => value.view(),
            None => View::Absent,
        }
    }
}

impl<T: Decode> Decode for Option<T> {
    #[inline]
    fn blank() -> Self {
        None
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        self.insert(T::blank()).slot()
    }
}

impl<T: Encode> Encode for Box<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

impl<T: Decode> Decode for Box<T> {
    #[inline]
    fn blank() -> Self {
        Box::new(T::blank())
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }
}

impl<T: Encode> Encode for Vec<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Encode> ListRef for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> View<'_> {
        <[T]>::get(self, index).map_or(View::Absent, T::view)
    }
}

impl<T: Decode> Decode for Vec<T> {
    #[inline]
    fn blank() -> Self {
        Vec::new()
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Decode> ListMut for Vec<T> {
    fn push(&mut self) -> Slot<'_> {
        self.push(T::blank());
        self.last_mut().map_or(Slot::Nothing, T::slot)
    }
}
