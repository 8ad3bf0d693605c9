//! A value, and what was left out of it.

use super::decode::Decode;
use super::encode::Encode;
use crate::text::{Read, Reader, Writer};
use serde_json::Value;
use std::fmt;

/// A value, and what was left out of it because it does not fit.
///
/// One bad part need not cost a whole reply. Read as a `Partial`, an element of a list that does not fit its type is
/// left out, and an optional member that does not fit is absent; whatever was left out is kept as JSON beside the
/// value. A required member that does not fit makes its object one that does not fit. A value that fits is read as fast
/// as without `Partial`. Only the value itself is written.
///
/// ```
/// use qapi_runtime::{Partial, json};
///
/// let list: Partial<Vec<u8>> = json::from_str("[1, 256, 3]")?;
/// assert_eq!(list.value, [1, 3]);
/// assert_eq!(list.misfits[0].to_string(), "[1]: the number 256 is not in the range 0 to 255");
/// assert_eq!(list.misfits[0].value, 256);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partial<T> {
    /// The value.
    pub value: T,
    /// What was left out of it, in the order of the text.
    pub misfits: Vec<Misfit>,
}

/// A value that does not fit the type that the schema gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The path from the root of the text, such as `return[3].image`.
    pub path: String,
    /// Why it does not fit, with the path from this value on.
    pub fault: String,
    /// The value.
    pub value: Value,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path goes on in the fault, if that starts with a member or an index.
        write!(f, "{}: {}", self.path, self.fault)
    }
}

impl fmt::Debug for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = format_args!("{}", self.value);
        f.debug_struct("Misfit").field("path", &self.path).field("fault", &self.fault).field("value", &value).finish()
    }
}

impl<T: Decode> Decode for Partial<T> {
    fn blank() -> Self {
        Partial { value: T::blank(), misfits: Vec::new() }
    }
    fn has_blank() -> bool {
        T::has_blank()
    }
    fn start(reader: &mut Reader<'_>) -> Read<Self> {
        T::start(reader).map(|value| Partial { value, misfits: Vec::new() })
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let start = reader.checkpoint();
        if self.value.read(reader).is_ok() {
            return Ok(());
        }
        reader.recover()?;
        reader.go_back(start);
        reader.set_partial();
        self.value = T::start(reader)?;
        self.value.read(reader)?;
        reader.set_mode(start.mode());
        let end = reader.checkpoint();
        for (path, misfit) in reader.take_misfits() {
            reader.go_to(misfit.at);
            self.misfits.push(Misfit { path, fault: misfit.fault, value: reader.value()? });
        }
        reader.go_back(end);
        Ok(())
    }
}

impl<T: Encode> Encode for Partial<T> {
    fn write(&self, name: &str, writer: &mut Writer) {
        self.value.write(name, writer);
    }
    fn has_members(&self) -> bool {
        self.value.has_members()
    }
}
