//! QAPI's builtin types, and the containers that generated types are made of.

use super::decode::{Decode, UnionMut, Visit};
use super::encode::Encode;
use super::shape::Shape;
use crate::text::{Read, Reader, Writer};
use serde_json::{Map, Value};

macro_rules! integers {
    ($($ty:ty, $write:ident, $fit:expr;)*) => { $(
        impl Encode for $ty {
            #[inline]
            fn write(&self, name: &str, writer: &mut Writer) {
                writer.$write(name, (*self).into());
            }
        }
        impl Decode for $ty {
            #[inline]
            fn blank() -> Self {
                0
            }
            #[inline]
            fn read(&mut self, reader: &mut Reader<'_>) -> Read {
                const RANGE: (i128, i128) = (<$ty>::MIN as i128, <$ty>::MAX as i128);
                let (negative, magnitude) = reader.integer(RANGE.0, RANGE.1)?;
                let fit: fn(bool, u64) -> Option<$ty> = $fit;
                match fit(negative, magnitude) {
                    Some(value) => *self = value,
                    None => return reader.misfit(negative, magnitude, RANGE),
                }
                Ok(())
            }
        }
    )* };
}

macro_rules! signed {
    ($($ty:ty;)*) => { integers! { $(
        $ty, signed, |negative, magnitude| match negative {
            true => 0_i64.checked_sub_unsigned(magnitude).and_then(|value| value.try_into().ok()),
            false => magnitude.try_into().ok(),
        };
    )* } };
}

macro_rules! unsigned {
    ($($ty:ty;)*) => { integers! { $(
        $ty, unsigned, |negative, magnitude| match negative && magnitude != 0 {
            true => None,
            false => magnitude.try_into().ok(),
        };
    )* } };
}

signed! { i8; i16; i32; i64; }
unsigned! { u8; u16; u32; u64; }

/// An integer of 64 bits that may or may not have a sign: from `i64::MIN` to `u64::MAX`. What is beyond that, which no
/// QEMU can read, is written as the nearest number that is within.
impl Encode for i128 {
    fn write(&self, name: &str, writer: &mut Writer) {
        match (i64::try_from(*self), u64::try_from(*self)) {
            (Ok(value), _) => writer.signed(name, value),
            (_, Ok(value)) => writer.unsigned(name, value),
            _ if *self < 0 => writer.signed(name, i64::MIN),
            _ => writer.unsigned(name, u64::MAX),
        }
    }
}

impl Decode for i128 {
    fn blank() -> Self {
        0
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let (negative, magnitude) = reader.integer(i64::MIN.into(), u64::MAX.into())?;
        let value = i128::from(magnitude);
        *self = if negative { -value } else { value };
        if *self < i64::MIN.into() {
            return reader.misfit(negative, magnitude, (i64::MIN.into(), u64::MAX.into()));
        }
        Ok(())
    }
}

impl Encode for f64 {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.float(name, *self);
    }
}

impl Decode for f64 {
    #[inline]
    fn blank() -> Self {
        0.0
    }
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        *self = reader.float()?;
        Ok(())
    }
}

impl Encode for bool {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.boolean(name, *self);
    }
}

impl Decode for bool {
    #[inline]
    fn blank() -> Self {
        false
    }
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        *self = reader.boolean()?;
        Ok(())
    }
}

impl Encode for String {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.string(name, self);
    }
}

impl Decode for String {
    #[inline]
    fn blank() -> Self {
        Self::new()
    }
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        *self = reader.owned()?;
        Ok(())
    }
}

/// `null`.
impl Encode for () {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.null(name);
    }
}

impl Decode for () {
    fn blank() -> Self {}
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        reader.null()
    }
}

/// `any`.
impl Encode for Value {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.foreign(name, self);
    }
}

impl Decode for Value {
    fn blank() -> Self {
        Value::Null
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        *self = reader.value()?;
        Ok(())
    }
}

/// An object with any members.
impl Encode for Map<String, Value> {
    fn members(&self, writer: &mut Writer) {
        writer.rest(self);
    }
}

impl Decode for Map<String, Value> {
    fn blank() -> Self {
        Map::new()
    }
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        visit.members(Shape::open(&[]).keeps(), &mut [self])
    }
    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        Some(self)
    }
}

/// An optional member. Whether it may be `null` is up to its type.
impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        match self {
            Some(value) => value.write(name, writer),
            None => writer.absent(name),
        }
    }
    #[inline]
    fn has_members(&self) -> bool {
        self.as_ref().is_none_or(Encode::has_members)
    }
}

impl<T: Decode> Decode for Option<T> {
    #[inline]
    fn blank() -> Self {
        None
    }
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        self.insert(T::blank()).read(reader)
    }
}

impl<T: Encode> Encode for Box<T> {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        (**self).write(name, writer);
    }
    #[inline]
    fn members(&self, writer: &mut Writer) {
        (**self).members(writer);
    }
    #[inline]
    fn has_members(&self) -> bool {
        (**self).has_members()
    }
}

impl<T: Decode> Decode for Box<T> {
    #[inline]
    fn blank() -> Self {
        Box::new(T::blank())
    }
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        (**self).read(reader)
    }
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        (**self).layer(visit)
    }
    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        Decode::rest(&mut **self)
    }
    fn union(&mut self) -> Option<&mut dyn UnionMut> {
        Decode::union(&mut **self)
    }
}

impl<T: Encode> Encode for Vec<T> {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.list(name, |writer| self.iter().for_each(|element| element.write("", writer)));
    }
}

impl<T: Decode> Decode for Vec<T> {
    #[inline]
    fn blank() -> Self {
        Vec::new()
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let mut more = reader.list()?;
        while more {
            self.push(T::blank());
            if let Some(element) = self.last_mut()
                && let Err(failed) = element.read(reader)
            {
                reader.in_element(self.len() - 1);
                return Err(failed);
            }
            more = reader.next_element()?;
        }
        Ok(())
    }
}
