//! What stands at a path.
//!
//! Links are followed, dangling ones too, and only regular files are ever opened: reading a pipe would wait for a
//! writer, and replacing a device would take it away from the system.

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::io;
use std::path::{Component, Path, PathBuf};

/// More links than this in a row are a loop.
const MAX_LINKS: usize = 40;

/// A place for a file: where the links end, and what is there.
pub struct Place {
    /// The path with links followed.
    pub path: PathBuf,
    /// The file that is there, if any.
    pub present: Option<Present>,
}

/// A regular file.
#[derive(Clone)]
pub struct Present {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its mode.
    pub permissions: Permissions,
    /// User and group.
    #[cfg(unix)]
    pub owner: (u32, u32),
    /// Whether the file has other names, too (hard links).
    pub has_other_names: bool,
}

/// Why no file can be written to a path.
#[derive(Debug)]
pub enum Obstacle {
    /// The path does not end in a name.
    NoName,
    /// A folder is there.
    Folder,
    /// Something is there that is neither a folder nor a regular file: a pipe, a socket, a device.
    Special,
    /// It cannot be read.
    Io(io::Error),
}

impl Place {
    /// Looks at a path.
    ///
    /// # Errors
    ///
    /// An [`Obstacle`] if something other than a regular file is there, or it cannot be read.
    pub fn at(path: &Path) -> Result<Self, Obstacle> {
        if path.file_name().is_none() || path.as_os_str().as_encoded_bytes().ends_with(b"/") {
            return Err(Obstacle::NoName);
        }
        let resolved = follow(path).map_err(Obstacle::Io)?;
        let metadata = match fs::metadata(&resolved) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Place { path: resolved, present: None });
            }
            Err(error) => return Err(Obstacle::Io(error)),
        };
        if metadata.is_dir() {
            return Err(Obstacle::Folder);
        }
        if !metadata.is_file() {
            return Err(Obstacle::Special);
        }
        let present = Present {
            bytes: fs::read(&resolved).map_err(Obstacle::Io)?,
            permissions: metadata.permissions(),
            #[cfg(unix)]
            owner: (std::os::unix::fs::MetadataExt::uid(&metadata), std::os::unix::fs::MetadataExt::gid(&metadata)),
            #[cfg(unix)]
            has_other_names: std::os::unix::fs::MetadataExt::nlink(&metadata) > 1,
            #[cfg(not(unix))]
            has_other_names: false,
        };
        Ok(Place { path: resolved, present: Some(present) })
    }
}

/// Where the links that start at a path end; nothing need be there. A link to a folder that is yet to be made is
/// followed, too.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let link = path.ancestors().enumerate().find_map(|(depth, part)| {
            // The system follows links to folders that exist.
            let target = fs::read_link(part).ok().filter(|_| depth == 0 || !part.exists())?;
            Some(part.parent().unwrap_or(Path::new("")).join(target).join(path.strip_prefix(part).ok()?))
        });
        match link {
            // Joining nothing would add a slash.
            Some(next) => path = next.components().collect(),
            None => return Ok(path),
        }
    }
    Err(io::Error::other("too many links, which may form a loop"))
}

/// A form of a path that is equal for all paths to one file, whether or not the file exists.
pub fn identity(path: &Path) -> PathBuf {
    let path = follow(path).unwrap_or_else(|_| path.to_owned());
    let absolute = std::path::absolute(&path).unwrap_or(path);
    // What does not exist cannot be a link: its part of the path is resolved by its names alone.
    for ancestor in absolute.ancestors() {
        let Ok(mut real) = fs::canonicalize(ancestor) else { continue };
        let rest = absolute.strip_prefix(ancestor).unwrap_or(Path::new(""));
        for component in rest.components() {
            match component {
                Component::ParentDir => drop(real.pop()),
                Component::CurDir => {}
                component => real.push(component),
            }
        }
        return real;
    }
    absolute
}

/// What tells an existing file from all others: its device and its number there.
pub type FileId = (u64, u64);

/// The file that a path leads to, by whatever name; `None` if there is none, or the system does not say.
pub fn file_id(path: &Path) -> Option<FileId> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        _ = path;
        None
    }
}

/// A set of paths that finds other paths to the same files, also by hard links. Each path is resolved once.
#[derive(Debug, Default)]
pub struct SameFiles<'a> {
    by_identity: HashMap<PathBuf, &'a Path>,
    by_id: HashMap<FileId, &'a Path>,
}

impl<'a> SameFiles<'a> {
    /// The set of these paths.
    pub fn of(paths: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        let mut files = SameFiles::default();
        for path in paths {
            files.by_identity.entry(identity(path)).or_insert(path);
            if let Some(id) = file_id(path) {
                files.by_id.entry(id).or_insert(path);
            }
        }
        files
    }

    /// The path of the set that leads to the same file as this one.
    pub fn find(&self, path: &Path) -> Option<&'a Path> {
        let by_id = file_id(path).and_then(|id| self.by_id.get(&id));
        by_id.or_else(|| self.by_identity.get(&identity(path))).copied()
    }
}
