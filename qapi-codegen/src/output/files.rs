//! A set of files that are written together.

use super::generated::{MARK, is_ours};
use super::place::{self, FileId, Obstacle, Place, SameFiles};
use super::transaction::Transaction;
use crate::change::Change;
use crate::error::Error;
use crate::options::Advice;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files to write, all or none.
///
/// Links are followed and modes are kept. Refused are: a place that holds no regular file, one that is an input, one
/// that two makers want, and one with a file that was not generated.
#[derive(Clone, Debug, Default)]
pub struct FileSet {
    files: Vec<NewFile>,
    left_over: Vec<PathBuf>,
    inputs: Vec<PathBuf>,
    /// How errors name the generator's options; `None` if the files are not its output.
    advice: Option<Advice>,
}

/// A file to write.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub text: String,
    /// What it comes from, such as the path of a schema.
    pub maker: String,
    /// Whether a file that was not generated may be replaced.
    pub overwrite: bool,
    /// Whether it is one of several files in a folder that the user named, not a file that the user named.
    pub in_tree: bool,
}

impl FileSet {
    /// An empty set for the generator's output; errors give their advice in this form.
    pub fn new(advice: Advice) -> Self {
        FileSet { advice: Some(advice), ..FileSet::default() }
    }

    /// An empty set for what a command writes that has only a flag `--overwrite`.
    pub fn plain() -> Self {
        FileSet::default()
    }

    /// Adds a file to write.
    pub fn add(&mut self, file: NewFile) {
        self.files.push(file);
    }

    /// Adds a file of an earlier run, to be removed.
    pub fn remove(&mut self, path: PathBuf) {
        self.left_over.push(path);
    }

    /// Adds a file that must not be written, because it was read.
    pub fn input(&mut self, path: impl Into<PathBuf>) {
        self.inputs.push(path.into());
    }

    /// Takes in another set.
    pub fn append(&mut self, other: FileSet) {
        self.files.extend(other.files);
        self.left_over.extend(other.left_over);
        self.inputs.extend(other.inputs);
    }

    /// The files to write.
    pub fn files(&self) -> &[NewFile] {
        &self.files
    }

    /// Whether a path is among the files to write or to remove.
    pub fn mentions(&self, path: &Path) -> bool {
        self.files.iter().any(|file| file.path == path) || self.left_over.iter().any(|other| other == path)
    }

    /// What would change. Nothing is written.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if a file must not be written, [`Error::Io`] if one cannot be read.
    pub fn changes(&self) -> Result<Vec<Change>, Error> {
        Ok(self.plan()?.changes())
    }

    /// Writes the files that are not as they should be, and removes what is left over. Folders are made as needed.
    ///
    /// # Errors
    ///
    /// Those of [`FileSet::changes`], and [`Error::Io`] if writing fails. In each case everything is as it was.
    pub fn write(&self) -> Result<Vec<Change>, Error> {
        let plan = self.plan()?;
        let changes = plan.changes();
        plan.run()?;
        Ok(changes)
    }

    fn plan(&self) -> Result<Transaction<'_>, Error> {
        self.refuse_collisions()?;
        let inputs = SameFiles::of(&self.inputs);
        let mut plan = Transaction::default();
        for file in &self.files {
            refuse_input(&inputs, &file.path)?;
            let place = Place::at(&file.path).map_err(|obstacle| self.explain(file, obstacle))?;
            if let Some(present) = &place.present {
                if present.bytes == file.text.as_bytes() {
                    continue;
                }
                if !file.overwrite && !is_ours(&present.bytes) {
                    return Err(Error::Refused { path: file.path.clone(), reason: self.not_ours() });
                }
            }
            plan.write(&file.path, place, &file.text);
        }
        let wanted: HashSet<PathBuf> = self.files.iter().map(|file| place::identity(&file.path)).collect();
        for path in &self.left_over {
            let is_kept = inputs.find(path).is_some() || wanted.contains(&place::identity(path));
            if !is_kept && fs::symlink_metadata(path).is_ok() {
                plan.remove(path);
            }
        }
        Ok(plan)
    }

    /// Why a file that was not generated stays, with what to write instead.
    fn not_ours(&self) -> String {
        match self.advice {
            Some(advice) => format!(
                "the file there was not generated (it does not begin with `{}`); write to another place, or replace it \
                 with `{}`",
                MARK.trim_end(),
                advice.flag("overwrite")
            ),
            None => "another file is there already; replace it with `--overwrite`".to_owned(),
        }
    }

    /// The error for a file that cannot be written, with what to write instead.
    fn explain(&self, file: &NewFile, obstacle: Obstacle) -> Error {
        let what = match obstacle {
            Obstacle::Io(error) => return Error::Io(file.path.clone(), error),
            Obstacle::NoName => "it does not end in the name of a file",
            Obstacle::Folder => "it is a folder",
            Obstacle::Special => "it is not a regular file",
        };
        let shown = file.path.display().to_string();
        let reason = match (self.advice.filter(|_| !file.in_tree), obstacle) {
            (Some(Advice::Flags), Obstacle::Special) => format!("{what}; `--out -` writes to standard output"),
            (Some(advice), Obstacle::Folder | Obstacle::NoName) => {
                let advice = advice.option("out_dir", &[&shown]);
                format!("{what}; name a file in it, or write a module tree with `{advice}`")
            }
            _ => what.to_owned(),
        };
        Error::Refused { path: file.path.clone(), reason }
    }

    /// Refuses two files in one place, and a file where another one needs a folder.
    fn refuse_collisions(&self) -> Result<(), Error> {
        let mut makers: HashMap<&Path, &NewFile> = HashMap::new();
        let mut names: HashMap<FileId, &NewFile> = HashMap::new();
        let paths: Vec<PathBuf> = self.files.iter().map(|file| place::identity(&file.path)).collect();
        for (file, path) in self.files.iter().zip(&paths) {
            let before = makers.insert(path, file);
            let other_name = place::file_id(&file.path).and_then(|id| names.insert(id, file));
            if let Some(first) = before.or(other_name) {
                return Err(collision(file, &first.maker, self.advice));
            }
        }
        for (file, path) in self.files.iter().zip(&paths) {
            if let Some(first) = path.ancestors().skip(1).find_map(|folder| makers.get(folder)) {
                return Err(collision(first, &file.maker, self.advice));
            }
        }
        Ok(())
    }
}

fn refuse_input(inputs: &SameFiles<'_>, path: &Path) -> Result<(), Error> {
    match inputs.find(path) {
        Some(input) => {
            let reason = format!("it is an input: `{}` was read from it", input.display());
            Err(Error::Refused { path: path.to_owned(), reason })
        }
        None => Ok(()),
    }
}

/// The error for a file that two makers want, or that one wants as a folder.
pub(super) fn collision(file: &NewFile, other: &str, advice: Option<Advice>) -> Error {
    let NewFile { path, maker, in_tree, .. } = file;
    let both = match other == maker {
        true => format!("`{maker}` would be written to it twice"),
        false => format!("both `{other}` and `{maker}` would be written to it"),
    };
    let advice = match (advice, in_tree) {
        (None, _) => return Error::Refused { path: path.clone(), reason: both },
        (Some(Advice::Builder), true) => "out_dir(\"src/other\")".to_owned(),
        (Some(Advice::Builder), false) => {
            "out_file(Path::new(&std::env::var(\"OUT_DIR\")?).join(\"other.rs\"))".to_owned()
        }
        (Some(advice), true) => advice.option("out_dir", &["src/other"]),
        (Some(advice), false) => advice.option("out_file", &["src/other.rs"]),
    };
    let reason = format!("{both}; give one of them a place of its own, for example `{advice}`");
    Error::Refused { path: path.clone(), reason }
}
