//! Why a package was not written.

use std::path::PathBuf;
use std::{fmt, io};

use super::changes::Obstacles;

/// Why a package was not written; its folder is as it was.
#[derive(Debug)]
pub enum WriteError {
    /// Files that are not this program's are where it would write.
    Obstacles(Obstacles),
    /// Another run writes the same folder at this moment.
    Busy(PathBuf),
    /// A folder or file cannot be read or written.
    Io(PathBuf, io::Error),
}

impl WriteError {
    /// Of a path, for `map_err`.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io(path, error)
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Obstacles(obstacles) => obstacles.fmt(f),
            Self::Busy(path) => write!(f, "another run is writing `{}`; wait until it has finished", path.display()),
            Self::Io(path, error) => write!(f, "`{}` cannot be written: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}
