//! Members that no type declares: those of unknown branches, and those in fields that keep unknown members.
//!
//! Their names come from the user or from a peer. What is written must be read back as the same value, so a member that
//! a type declares is refused here, also if that type is another one that shares the object, and if the declared member
//! is absent. All of this costs nothing as long as there are no such members.

use super::decode::Decode;
use super::encode::Encode;
use super::union::UnknownBranch;
use crate::text::{Reader, ValueKind, Writer, path};
use serde_json::{Map, Value};

/// Writes only the members: the union writes the discriminator.
impl Encode for UnknownBranch {
    fn members(&self, writer: &mut Writer) {
        writer.rest(&self.members);
    }
}

impl Writer {
    /// Writes additional members, which no type declares.
    ///
    /// It is an error if one of them has a name that was written already.
    pub fn rest(&mut self, members: &Map<String, Value>) {
        self.additional(members, &[]);
    }

    #[doc(hidden)]
    /// As [`Writer::rest`], for a type with these members, even if some are absent.
    pub fn additional(&mut self, members: &Map<String, Value>, declared: &[&str]) {
        if !members.is_empty() {
            self.check_additional(members.keys(), declared);
            self.entries(members);
        }
    }

    #[doc(hidden)]
    /// Checks that additional members are read back as such, although other types share the object. `kept` are those of
    /// the value that was read back.
    pub fn check_kept<T: Decode>(&mut self, members: &Map<String, Value>, kept: fn(&T) -> &Map<String, Value>) {
        if members.is_empty() {
            return;
        }
        let text = self.text();
        let (start, _) = path::innermost(text.as_bytes());
        let object = format!("{{{}}}", text.get(start..).unwrap_or_default().trim_end_matches(','));
        let mut reader = Reader::new(&object);
        let again = T::start(&mut reader).and_then(|mut again| again.read(&mut reader).map(|()| again));
        match again {
            Ok(again) => {
                if let Some(name) = members.keys().find(|name| !kept(&again).contains_key(*name)) {
                    self.fail_additional(name);
                }
            }
            // A member of the branch is among them, with a value of another type.
            Err(_) => self.fail(format_args!("additional members are declared: {}", reader.message())),
        }
    }

    #[doc(hidden)]
    /// Writes the members of a branch, of a union that shares the object of a type with these members.
    pub fn branch(&mut self, union: &impl Encode, declared: &[&str]) {
        union.members(self);
        self.check_declared(declared);
    }

    #[doc(hidden)]
    /// Writes an unknown alternative of an alternate; `known` are the kinds of the others, `None` if the type is strict.
    pub fn unknown_alternative(&mut self, name: &str, value: &Value, known: Option<&[ValueKind]>) {
        self.name(name);
        let kind = ValueKind::of(value);
        match known {
            None => self.fail("an unknown alternative cannot be written, because the type is strict"),
            Some(known) if known.contains(&kind) => {
                let kind = kind.article_and_name();
                self.fail(format_args!("{kind} is a known alternative, and cannot be an unknown one"));
            }
            Some(_) => {}
        }
        value.write("", self);
    }

    #[doc(hidden)]
    /// Writes an unknown branch of a union whose discriminator is `tag`, and whose known branches are these; `None` if the
    /// type is strict.
    pub fn unknown_branch(&mut self, tag: &'static str, unknown: &UnknownBranch, known: Option<&[&str]>) {
        self.name(tag);
        let name = unknown.name.as_str();
        match known {
            None => {
                self.fail(format_args!("the unknown branch '{name}' cannot be written, because the type is strict"));
            }
            Some(known) if known.contains(&name) => {
                self.fail(format_args!("'{name}' is a known branch, and cannot be an unknown one"));
            }
            Some(_) => {}
        }
        self.string("", &unknown.name);
        unknown.members(self);
    }

    /// Writes members with their own names.
    pub(super) fn entries(&mut self, members: &Map<String, Value>) {
        for (name, value) in members {
            self.any_name(name);
            value.write("", self);
        }
    }
}
