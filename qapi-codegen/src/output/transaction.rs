//! Writing several files as if it were one step.
//!
//! Every new text is first written to a temporary file beside its place; only when all of that has worked are the files
//! moved into place, which replaces each of them as a whole. A file that has other names (hard links) is written in place,
//! as is one in a folder that takes no new files. If a step fails, those before it are undone, so what a reader must be
//! able to rely on is: after an error everything is as it was.

use super::place::{Place, Present};
use crate::change::{Change, ChangeKind};
use crate::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What has to be done.
#[derive(Default)]
pub struct Transaction<'a> {
    writes: Vec<Step<'a>>,
    removals: Vec<&'a Path>,
}

struct Step<'a> {
    /// The path as the user gave it.
    shown: &'a Path,
    place: Place,
    text: &'a str,
}

/// What is ready to be put into place.
enum Staged {
    /// A temporary file, to be moved.
    Moved(PathBuf),
    /// Nothing: the file that is there is written to.
    InPlace,
}

/// What has been done so far; dropping it undoes that.
#[derive(Default)]
struct Done {
    folders: Vec<PathBuf>,
    temporary: Vec<PathBuf>,
    /// Files that were replaced or removed, with what was there before.
    files: Vec<(PathBuf, Option<Present>)>,
}

impl<'a> Transaction<'a> {
    /// Plans to write a text.
    pub fn write(&mut self, shown: &'a Path, place: Place, text: &'a str) {
        self.writes.push(Step { shown, place, text });
    }

    /// Plans to remove a file.
    pub fn remove(&mut self, path: &'a Path) {
        self.removals.push(path);
    }

    /// What will be changed.
    pub fn changes(&self) -> Vec<Change> {
        let kind = |step: &Step| if step.place.present.is_some() { ChangeKind::Stale } else { ChangeKind::Missing };
        let writes = self.writes.iter().map(|step| Change { path: step.shown.to_owned(), kind: kind(step) });
        let removals = self.removals.iter().map(|path| Change { path: path.to_path_buf(), kind: ChangeKind::LeftOver });
        writes.chain(removals).collect()
    }

    /// Does it.
    pub fn run(self) -> Result<(), Error> {
        let mut done = Done::default();
        let mut staged = Vec::new();
        for step in &self.writes {
            staged.push(done.stage(step).map_err(Error::io(step.shown))?);
        }
        for (step, staged) in self.writes.iter().zip(staged) {
            let place = &step.place;
            let before = (place.path.clone(), place.present.clone());
            match staged {
                Staged::Moved(temporary) => {
                    fs::rename(&temporary, &place.path).map_err(Error::io(step.shown))?;
                    done.files.push(before);
                }
                Staged::InPlace => {
                    // It is changed as soon as it is opened.
                    done.files.push(before);
                    fs::write(&place.path, step.text).map_err(Error::io(step.shown))?;
                }
            }
        }
        for path in &self.removals {
            // A link is removed itself, not what it leads to; it is not put back, should a later step fail.
            let before = if path.is_symlink() { None } else { Place::at(path).ok().and_then(|place| place.present) };
            fs::remove_file(path).map_err(Error::io(path))?;
            done.files.extend(before.map(|before| (path.to_path_buf(), Some(before))));
        }
        done.keep();
        Ok(())
    }
}

impl Done {
    /// Writes the text of a step beside its place.
    fn stage(&mut self, step: &Step) -> io::Result<Staged> {
        let Place { path, present } = &step.place;
        let in_place = || OpenOptions::new().write(true).open(path).map(|_| Staged::InPlace);
        if present.as_ref().is_some_and(|present| present.has_other_names) {
            return in_place();
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.make_folder(folder)?;
        match self.temporary_file(folder, step.text.as_bytes(), present.as_ref()) {
            Ok(temporary) => Ok(Staged::Moved(temporary)),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && present.is_some() => {
                in_place().map_err(|_| error)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes a folder and those above it, and remembers which are new.
    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => self.folders.push(folder),
                Err(_) if folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        if folder.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// A new file in a folder with these bytes, and with the mode and owner of the file that it will replace.
    fn temporary_file(&mut self, folder: &Path, bytes: &[u8], like: Option<&Present>) -> io::Result<PathBuf> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(".qapi-{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = folder.join(name);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        self.temporary.push(path.clone());
        file.write_all(bytes)?;
        if let Some(like) = like {
            #[cfg(unix)]
            {
                let (user, group) = like.owner;
                // Only root may give a file away; for everyone else the file was their own, or becomes it.
                let _ = std::os::unix::fs::fchown(&file, Some(user), Some(group));
            }
            file.set_permissions(like.permissions.clone())?;
        }
        Ok(path)
    }

    /// Nothing is to be undone.
    fn keep(mut self) {
        self.folders.clear();
        self.temporary.clear();
        self.files.clear();
    }

    /// Puts back what was there. There is nobody to tell of a failure: the error that led here is reported.
    fn undo(&mut self) {
        for (path, before) in std::mem::take(&mut self.files).into_iter().rev() {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let _ = match before {
                Some(before) if before.has_other_names => fs::write(&path, &before.bytes),
                Some(before) => self
                    .temporary_file(&folder, &before.bytes, Some(&before))
                    .and_then(|temporary| fs::rename(temporary, &path))
                    .or_else(|_| fs::write(&path, &before.bytes)),
                None => fs::remove_file(&path),
            };
        }
        for path in &self.temporary {
            let _ = fs::remove_file(path);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        self.undo();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_halfway_leaves_everything_as_it_was() {
        let root = std::env::temp_dir().join(format!("qapi-transaction-{}", std::process::id()));
        fs::create_dir_all(root.join("blocked.rs/inside")).expect("folders");
        fs::write(root.join("old.rs"), "old").expect("a file");
        let place = |name: &str, present| Place { path: root.join(name), present };
        let paths = ["old.rs", "new/deep/new.rs", "blocked.rs"].map(|name| root.join(name));
        let mut plan = Transaction::default();
        plan.write(&paths[0], Place::at(&paths[0]).expect("it can be read"), "text");
        plan.write(&paths[1], place("new/deep/new.rs", None), "text");
        // A folder has appeared since the place was looked at: the last move fails.
        plan.write(&paths[2], place("blocked.rs", None), "text");
        assert!(plan.run().is_err());
        assert_eq!(fs::read_to_string(&paths[0]).expect("it is there"), "old");
        let mut names: Vec<_> =
            fs::read_dir(&root).expect("it is there").map(|entry| entry.expect("one").file_name()).collect();
        names.sort();
        assert_eq!(names, ["blocked.rs", "old.rs"], "neither new folders nor temporary files stay");
        fs::remove_dir_all(&root).expect("it can be removed");
    }
}
