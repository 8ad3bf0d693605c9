//! QAPI's builtin types, and the containers that generated types are made of.

use super::decode::{Decode, UnionMut, Visit};
use super::encode::Encode;
use super::partial::leave_out;
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
unsigned! { u8; u16; u32; }

impl Encode for u64 {
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.unsigned(name, *self);
    }
}

/// Some servers send numbers above `i64::MAX` as negative ones. QEMU takes them as two's complement, and so does this,
/// unless the type around the number is strict. The number is written back as what it stands for.
impl Decode for u64 {
    #[inline]
    fn blank() -> Self {
        0
    }
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        const RANGE: (i128, i128) = (0, u64::MAX as i128);
        *self = match reader.integer(RANGE.0, RANGE.1)? {
            (true, magnitude @ 1..) => reader.twos_complement(magnitude, RANGE)?,
            (_, magnitude) => magnitude,
        };
        Ok(())
    }
}

/// An integer of 64 bits that may or may not have a sign: from `i64::MIN` to `u64::MAX`. What is beyond that is not
/// written, because no QEMU can read it.
impl Encode for i128 {
    fn write(&self, name: &str, writer: &mut Writer) {
        match (i64::try_from(*self), u64::try_from(*self)) {
            (Ok(value), _) => writer.signed(name, value),
            (_, Ok(value)) => writer.unsigned(name, value),
            _ => writer.out_of_range(name, *self, i64::MIN.into(), u64::MAX.into()),
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
        match self {
            Value::Null => writer.null(name),
            Value::Bool(value) => writer.boolean(name, *value),
            Value::Number(number) => writer.foreign(name, number),
            Value::String(text) => writer.string(name, text),
            Value::Array(elements) => elements.write(name, writer),
            Value::Object(members) => members.write(name, writer),
        }
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
        writer.entries(self);
    }
}

impl Decode for Map<String, Value> {
    fn blank() -> Self {
        Map::new()
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        *self = reader.map()?;
        Ok(())
    }
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        visit.members(Shape::open(&[]).keeps(), &mut [self])
    }
    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        Some(self)
    }
}

/// An optional member. Whether it may be `null` is up to its type. Agents that are written in Go send `null` for an
/// absent list or string, which is read as such, unless the type around the member is strict.
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
        let value = if T::has_blank() { self.insert(T::blank()) } else { self.insert(T::start(reader)?) };
        match value.read(reader) {
            Ok(()) => Ok(()),
            Err(_) => absent(self, reader),
        }
    }
}

/// The value of an optional member does not fit. Perhaps it is `null` because the member should be absent.
#[cold]
fn absent<T>(member: &mut Option<T>, reader: &mut Reader<'_>) -> Read {
    *member = None;
    reader.null_is_absent()
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
    // Types that contain themselves are boxed. Not inlined, so that the value's way to the heap takes up no stack at
    // each level of nesting.
    #[inline(never)]
    fn blank() -> Self {
        Box::new(T::blank())
    }
    #[inline]
    fn has_blank() -> bool {
        T::has_blank()
    }
    #[inline(never)]
    fn start(reader: &mut Reader<'_>) -> Read<Self> {
        if T::has_blank() { Ok(Self::blank()) } else { T::start(reader).map(Box::new) }
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
    // Inlined, so that an empty list, a frequent answer, is read in registers, which saves a tenth of the time.
    #[inline(always)]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        match reader.list()? {
            true if reader.is_partial() => read_partial(self, reader),
            true => read_elements(self, reader),
            false => Ok(()),
        }
    }
}

/// Reads a list from its first element on.
#[inline(never)]
fn read_elements<T: Decode>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Read {
    loop {
        let index = list.len();
        read_element(list, reader).inspect_err(|_| reader.in_element(index))?;
        if !reader.next_element()? {
            return Ok(());
        }
    }
}

#[inline]
fn read_element<T: Decode>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Read {
    if T::has_blank() {
        list.push(T::blank());
    } else {
        list.push(T::start(reader)?);
    }
    match list.last_mut() {
        Some(element) => element.read(reader),
        None => Ok(()),
    }
}

/// Reads a list and leaves out elements that do not fit.
#[cold]
fn read_partial<T: Decode>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Read {
    let (mut index, mut more) = (0, true);
    while more {
        let (start, count) = (reader.checkpoint(), list.len());
        if read_element(list, reader).is_err() {
            list.truncate(count);
            leave_out(reader, start).inspect_err(|_| reader.in_element(index))?;
        }
        more = reader.next_element()?;
        index += 1;
    }
    Ok(())
}
