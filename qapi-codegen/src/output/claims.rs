//! Which files this process has written, and for which schema.
//!
//! The build script of one crate may run several builders. Where two of them write one file, the second would win and the
//! first one's types would be missing without a word.

use super::files::{FileSet, collision};
use super::place;
use crate::error::Error;
use crate::options::Advice;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The maker of each file, and the hash of its text.
static CLAIMS: Mutex<Option<HashMap<PathBuf, (String, u64)>>> = Mutex::new(None);

/// Notes that a build script makes these files.
///
/// # Errors
///
/// [`Error::Refused`] if it has made one of them with another text. The same text again is no fault.
pub fn claim(files: &FileSet) -> Result<(), Error> {
    let mut claims = CLAIMS.lock().unwrap_or_else(PoisonError::into_inner);
    let claims = claims.get_or_insert_default();
    let mut new = Vec::new();
    for file in files.files() {
        let mut hasher = DefaultHasher::new();
        file.text.hash(&mut hasher);
        let hash = hasher.finish();
        let path = place::identity(&file.path);
        match claims.get(&path) {
            Some((maker, other)) if *other != hash || *maker != file.maker => {
                return Err(collision(file, maker, Some(Advice::Builder)));
            }
            _ => new.push((path, (file.maker.clone(), hash))),
        }
    }
    claims.extend(new);
    Ok(())
}
