//! Looking ahead for the discriminator of a union.
//!
//! In: a reader at the first member of an object. Out: the place of the discriminator's value. Afterwards: the reader
//! stands where it stood.
//!
//! A server writes members in an order of its own, so that much may stand before the discriminator. To go over all of
//! it twice would cost a good part of the time that reading takes. So the first place that has the right name, with as
//! many brackets closed as opened before it, is taken for the discriminator. Only brackets in strings can make that
//! wrong. When the member comes, its place must be the one that was foreseen; if it is not, the whole text is read
//! again without guessing. Once more than the whole text was gone over for nothing, guessing ends.
//!
//! A thread remembers what finds a name from one text to the next.

use super::{Reader, scan};
use crate::decode::Read;
use memchr::memmem::Finder;
use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// How far to look before going over everything.
const WINDOW: usize = 1 << 16;

/// How many names a thread remembers.
const NAMES: usize = 8;

/// How the discriminators of a text are looked for.
#[derive(Debug)]
pub struct Ahead {
    /// Whether guessing is allowed.
    guess: bool,
    /// Whether any was made.
    pub guessed: bool,
    /// How many bytes were gone over for nothing.
    wasted: usize,
}

/// What finds a name fast, which takes a while to make.
struct Seeker {
    /// The address of the name.
    address: usize,
    /// Made when the name is looked for again. It borrows the name, so that there is nothing to drop.
    finder: Option<ManuallyDrop<Finder<'static>>>,
}

thread_local! {
    static SEEKERS: RefCell<[Seeker; NAMES]> =
        const { RefCell::new([const { Seeker { address: 0, finder: None } }; NAMES]) };
}

impl Ahead {
    #[inline]
    pub fn new(guess: bool) -> Self {
        Ahead { guess, guessed: false, wasted: 0 }
    }

    /// The first place of a name in a text, if it pays to look for it.
    fn find(&mut self, name: &'static str, text: &[u8]) -> Option<usize> {
        let address = name.as_ptr().addr();
        SEEKERS.with_borrow_mut(|seekers| {
            let seeker = &mut seekers[(address >> 3 ^ address >> 7) % NAMES];
            if std::mem::replace(&mut seeker.address, address) != address {
                seeker.finder = None;
                return None;
            }
            let found = seeker.finder.get_or_insert_with(|| ManuallyDrop::new(Finder::new(name))).find(text);
            if found.is_none() {
                self.wasted += text.len();
            }
            found
        })
    }
}

impl Reader<'_> {
    /// The place of the value of the member `tag`; `None` if the object has no such member.
    pub(super) fn look_ahead(&mut self, tag: &'static str) -> Option<usize> {
        self.guess_ahead(tag).or_else(|| scan::member(self.text, self.at, tag))
    }

    fn guess_ahead(&mut self, tag: &'static str) -> Option<usize> {
        let start = self.at;
        let rest = self.bytes().get(start..)?;
        // What comes first needs no guess.
        if !self.ahead.guess || self.ahead.wasted > self.text.len() || rest.get(1..)?.starts_with(tag.as_bytes()) {
            return None;
        }
        let found = self.ahead.find(tag, rest.get(..WINDOW).unwrap_or(rest))?;
        let (before, after) = (rest.get(..found)?, rest.get(found + tag.len()..)?);
        let colon = scan::space(after, 1);
        let is_name = before.ends_with(b"\"") && after.first() == Some(&b'"') && after.get(colon) == Some(&b':');
        if !is_name || scan::depth(before) != 0 {
            self.ahead.wasted += found;
            return None;
        }
        self.ahead.guessed = true;
        Some(start + found + tag.len() + scan::space(after, colon + 1))
    }

    /// Passes over a discriminator, which has been read already and must be where it was foreseen.
    #[inline]
    pub(super) fn skip_foreseen(&mut self, foreseen: Option<usize>) -> Read {
        self.peek();
        if foreseen == Some(self.at) { self.skip() } else { self.malformed() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Decode;
    use crate::json::Visit;

    /// An object of which only a discriminator is looked for.
    struct Sought(Option<usize>);

    impl Decode for Sought {
        fn blank() -> Self {
            Sought(None)
        }
        fn read(&mut self, reader: &mut Reader<'_>) -> Read {
            let start = reader.at;
            if reader.open(b'}')? {
                self.0 = reader.look_ahead("kind");
            }
            reader.at = start;
            reader.depth = 100;
            reader.skip()
        }
        fn layer(&mut self, _: Visit<'_, '_>) -> Read {
            Ok(())
        }
    }

    /// However the names of discriminators are written, looking for them stays linear in the text.
    #[test]
    fn looking_for_nothing_ends() {
        let objects = r#"{"\u006bind":1},"#.repeat(20_000);
        for text in [format!("[{objects}{{}}]"), format!(r#"[{objects}{{"":[{{"kind":1}}]}}]"#)] {
            let mut reader = Reader::new(&text, true);
            let mut list = Vec::<Sought>::blank();
            list.read(&mut reader).expect("well formed");
            assert_eq!(list.iter().filter(|sought| sought.0.is_some()).count(), 20_000);
            assert!(reader.ahead.wasted <= text.len() + WINDOW);
        }
    }
}
