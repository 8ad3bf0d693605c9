//! Numbers, as JSON writes them.

use super::fault::Read;
use super::reader::Reader;
use super::scan;
use serde_json::Number;

impl Reader<'_> {
    /// Takes an integer: whether there is a minus sign, and the magnitude. The range is for the message.
    #[inline]
    pub(crate) fn integer(&mut self, min: i128, max: i128) -> Read<(bool, u64)> {
        let first = self.peek();
        let bytes = self.bytes();
        let negative = first == b'-';
        let start = self.position() + usize::from(negative);
        let (mut end, mut magnitude) = (start, 0_u64);
        while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
            magnitude = magnitude.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            end += 1;
        }
        // Nineteen digits always fit.
        let usual = end.wrapping_sub(start).wrapping_sub(1) < 19;
        let leading_zero = bytes.get(start) == Some(&b'0') && end - start > 1;
        if !usual || leading_zero || matches!(bytes.get(end), Some(b'.' | b'e' | b'E')) {
            return self.unusual_integer(min, max);
        }
        self.go_to(end);
        Ok((negative, magnitude))
    }

    #[cold]
    fn unusual_integer(&mut self, min: i128, max: i128) -> Read<(bool, u64)> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return self.mismatch("a whole number");
        }
        let (text, is_integer) = self.number_text()?;
        if !is_integer {
            return self.fault(format_args!("expected a whole number, got {text}"));
        }
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        match digits.parse() {
            Ok(magnitude) => {
                self.go_to(self.position() + text.len());
                Ok((negative, magnitude))
            }
            Err(_) => self.out_of_range(text, min, max),
        }
    }

    #[cold]
    fn out_of_range<T>(&mut self, number: &str, min: i128, max: i128) -> Read<T> {
        self.fault(format_args!("the number {number} is not in the range {min} to {max}"))
    }

    /// Fails because the integer that was just taken does not fit.
    #[cold]
    pub(crate) fn misfit<T>(&mut self, negative: bool, magnitude: u64, (min, max): (i128, i128)) -> Read<T> {
        let number = format!("{}{magnitude}", if negative { "-" } else { "" });
        self.go_to(self.position() - number.len());
        self.out_of_range(&number, min, max)
    }

    /// The unsigned number whose two's complement is that of the negative integer that was just taken.
    #[cold]
    pub(crate) fn twos_complement(&mut self, magnitude: u64, range: (i128, i128)) -> Read<u64> {
        match 0_i64.checked_sub_unsigned(magnitude) {
            // A server of QEMU's takes them from its clients, too.
            Some(number) if !self.is_strict() || self.is_strict_throughout() => Ok(number.cast_unsigned()),
            _ => self.misfit(true, magnitude, range),
        }
    }

    /// Takes a finite number.
    pub(crate) fn float(&mut self) -> Read<f64> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return self.mismatch("a number");
        }
        let (text, _) = self.number_text()?;
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.go_to(self.position() + text.len());
                Ok(number)
            }
            _ => self.fault(format_args!("the number {text} is out of range")),
        }
    }

    /// Takes a number as `serde_json` keeps it.
    pub(crate) fn number(&mut self) -> Read<Number> {
        let (text, is_integer) = self.number_text()?;
        let exact = || text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from)).ok();
        // No integer is a negative zero.
        let number = match is_integer && text != "-0" {
            true => exact(),
            false => None,
        };
        match number.or_else(|| text.parse().ok().and_then(Number::from_f64)) {
            Some(number) => {
                self.go_to(self.position() + text.len());
                Ok(number)
            }
            None => self.fault(format_args!("the number {text} is out of range")),
        }
    }
}

impl<'de> Reader<'de> {
    /// The text of the number that is next, without taking it, and whether it is written as an integer.
    #[inline]
    fn number_text(&mut self) -> Read<(&'de str, bool)> {
        match scan::number(self.bytes(), self.position()) {
            Some((end, is_integer)) => Ok((self.text().get(self.position()..end).unwrap_or_default(), is_integer)),
            None => self.malformed(),
        }
    }
}
