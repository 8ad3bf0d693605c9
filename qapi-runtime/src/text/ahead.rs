//! Looking ahead for the discriminator of a union.
//!
//! A server may write many members before the discriminator, and going over all of them twice would cost a good part of
//! the time that reading takes. So the first string ahead with the right name is taken for the discriminator, if as
//! many brackets are closed as opened before it. Brackets within strings can make this guess wrong. Whoever uses a
//! guess must check, when the member comes, that it stands where it was found; if it does not, the whole text is read
//! again without guessing.
//!
//! Without guessing, reading the reply to `query-qmp-schema`, whose discriminators come late, takes 1.075 times as many
//! instructions. Other replies take as many as before.
//!
//! However a text nests, all of this stays linear in its length: once more bytes than the text has were searched in
//! vain, guessing ends; and once several times as many were gone over, the brackets of the text are paired, so that
//! whole values are passed over at once.

use super::scan;
use memchr::memmem::Finder;
use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// How far to look before going over everything.
const WINDOW: usize = 1 << 16;

/// How many names a thread remembers.
const NAMES: usize = 8;

/// The state of looking ahead in one text.
#[derive(Debug)]
pub struct Ahead {
    /// Whether guessing is allowed.
    may_guess: bool,
    /// Whether any guess was made.
    guessed: bool,
    /// How many bytes were searched in vain.
    wasted: usize,
    /// How many bytes of lists and objects were gone over.
    passed: usize,
    /// The offsets of brackets, once it pays to know which close which.
    pairs: Option<Box<[(usize, usize)]>>,
}

/// How many times as many bytes as the text has may be gone over before its brackets are paired.
const PASSES: usize = 4;

/// A searcher for one name. Making one takes a while, so each thread keeps a few.
struct Searcher {
    /// The address of the name.
    address: usize,
    /// Made when the name is looked for a second time. It borrows the name, so that there is nothing to drop.
    finder: Option<ManuallyDrop<Finder<'static>>>,
}

thread_local! {
    static SEARCHERS: RefCell<[Searcher; NAMES]> =
        const { RefCell::new([const { Searcher { address: 0, finder: None } }; NAMES]) };
}

impl Ahead {
    #[inline]
    pub fn new(may_guess: bool) -> Self {
        Ahead { may_guess, guessed: false, wasted: 0, passed: 0, pairs: None }
    }

    /// Whether any guess was made, so that a failure may be due to a wrong one.
    pub fn guessed(&self) -> bool {
        self.guessed
    }

    /// Where the value of the member `name` starts; `None` if the object has no such member. A member starts at `at`.
    pub fn member(&mut self, text: &str, at: usize, name: &'static str) -> Option<usize> {
        self.guess(text, at, name).or_else(|| self.find(text, at, name))
    }

    /// The same without guessing.
    pub fn find(&mut self, text: &str, at: usize, name: &str) -> Option<usize> {
        scan::member(text, at, name, |bytes, at| match bytes.get(at) {
            Some(b'{' | b'[') => self.after(bytes, at),
            _ => scan::after(bytes, at),
        })
    }

    fn guess(&mut self, text: &str, at: usize, name: &'static str) -> Option<usize> {
        let rest = text.as_bytes().get(at..)?;
        // The first member needs no guess.
        if !self.may_guess || self.wasted > text.len() || rest.get(1..)?.starts_with(name.as_bytes()) {
            return None;
        }
        let found = self.search(name, rest.get(..WINDOW).unwrap_or(rest))?;
        let (before, after) = (rest.get(..found)?, rest.get(found + name.len()..)?);
        let colon = scan::space(after, 1);
        let is_name = before.ends_with(b"\"") && after.first() == Some(&b'"') && after.get(colon) == Some(&b':');
        if !is_name || scan::depth(before) != 0 {
            self.wasted += found;
            return None;
        }
        self.guessed = true;
        Some(at + found + name.len() + scan::space(after, colon + 1))
    }

    /// Whether there is nothing to drop.
    #[inline]
    pub fn is_simple(&self) -> bool {
        self.pairs.is_none()
    }

    /// The offset of the comma or bracket after the list or object at `at`.
    fn after(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        if self.passed <= PASSES * bytes.len() {
            let after = scan::after(bytes, at)?;
            self.passed += after - at;
            return Some(after);
        }
        let pairs = self.pairs.get_or_insert_with(|| scan::brackets(bytes).into());
        let index = pairs.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        Some(scan::space(bytes, pairs.get(index)?.1 + 1))
    }

    /// The first occurrence of a name, if it is worth searching for.
    fn search(&mut self, name: &'static str, text: &[u8]) -> Option<usize> {
        let address = name.as_ptr().addr();
        SEARCHERS.with_borrow_mut(|searchers| {
            let searcher = &mut searchers[(address >> 3 ^ address >> 7) % NAMES];
            if std::mem::replace(&mut searcher.address, address) != address {
                searcher.finder = None;
                return None;
            }
            let found = searcher.finder.get_or_insert_with(|| ManuallyDrop::new(Finder::new(name))).find(text);
            if found.is_none() {
                self.wasted += text.len();
            }
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the names of discriminators are written, looking for them stays linear in the text.
    #[test]
    fn searching_in_vain_ends() {
        let objects = r#"{"\u006bind":1},"#.repeat(20_000);
        for text in [format!("[{objects}{{}}]"), format!(r#"[{objects}{{"":[{{"kind":1}}]}}]"#)] {
            let mut ahead = Ahead::new(true);
            let starts = text.match_indices('{').map(|(at, _)| at + 1);
            let found = starts.filter(|at| ahead.member(&text, *at, "kind").is_some()).count();
            assert!((20_000..=20_001).contains(&found), "{found}");
            assert!(ahead.wasted <= text.len() + WINDOW);
        }
    }

    /// However deep a text nests, what is gone over stays linear in it, and the same is found.
    #[test]
    fn passing_over_values_stays_linear() {
        let text = format!(r#"{}{{"kind":0}}{}"#, r#"{"x":"[]","a":"#.repeat(5_000), r#","kind":1}"#.repeat(5_000));
        for may_guess in [true, false] {
            let mut ahead = Ahead::new(may_guess);
            let starts: Vec<usize> = text.match_indices(r#"{""#).map(|(at, _)| at + 1).collect();
            for (depth, at) in starts.iter().enumerate() {
                let found = ahead.member(&text, *at, "kind").expect("each object has one");
                assert_eq!(found, text.len() - depth * 10 - 2);
            }
            assert!(ahead.passed <= (PASSES + 2) * text.len());
        }
    }
}
