//! How every room writes files: the whole text, or the old one stays.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file so that whoever reads it, and whoever is interrupted, sees the old bytes or the new ones, never a part:
/// the bytes go to a temporary file in the same folder, which is then renamed. A symbolic link at the path is replaced,
/// not followed. On Unix the file has the permissions that the process's umask leaves of `rw-rw-rw-`. What is no file, a
/// pipe or `/dev/stdout`, is written to as it is.
///
/// # Errors
/// Where the folder does not exist or cannot be written, or the disk is full; the old file is untouched then.
///
/// # Examples
/// ```
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("report.json");
/// trueline_spec::disk::write(&file, b"{}\n")?;
/// assert_eq!(std::fs::read(&file)?, b"{}\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A file that is written piece by piece, and is there as a whole or not at all: see [`write()`]. Dropped without
/// [`commit`](Self::commit) it leaves nothing.
///
/// # Examples
/// ```
/// use std::io::Write;
/// use trueline_spec::disk::AtomicFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("log.json");
/// let mut file = AtomicFile::create(&path)?;
/// file.write_all(b"[]")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&path)?, b"[]");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    destination: Destination,
}

#[derive(Debug)]
enum Destination {
    /// A temporary file that takes the path's place.
    Staged(BufWriter<NamedTempFile>),
    /// A pipe or a device, which is written to as it is.
    Device(BufWriter<File>),
}

impl AtomicFile {
    /// Begins a file; nothing is at its path yet.
    ///
    /// # Errors
    /// The folder does not exist or cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        let destination = match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                Destination::Device(BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?))
            }
            _ => Destination::Staged(BufWriter::new(staged(path)?)),
        };
        Ok(Self { path: path.to_owned(), destination })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// It cannot be written; what was there before is untouched then.
    pub fn commit(self) -> io::Result<()> {
        match self.destination {
            Destination::Staged(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(self.path).map(drop).map_err(|error| error.error)
            }
            Destination::Device(mut file) => file.flush(),
        }
    }
}

impl io::Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.destination {
            Destination::Staged(file) => file.write(bytes),
            Destination::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.destination {
            Destination::Staged(file) => file.flush(),
            Destination::Device(file) => file.flush(),
        }
    }
}

/// A temporary file beside a path.
fn staged(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".trueline-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        super::write(&file, b"old").expect("written");
        super::write(&file, b"new").expect("written");
        assert_eq!(std::fs::read(&file).expect("read"), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
        assert!(super::write(&folder.path().join("none/a.txt"), b"").is_err());
        assert!(super::write(folder.path(), b"").is_err());
    }

    #[test]
    fn what_is_not_committed_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        super::write(&file, b"old").expect("written");
        let mut unfinished = super::AtomicFile::create(&file).expect("begun");
        std::io::Write::write_all(&mut unfinished, b"new").expect("written");
        drop(unfinished);
        assert_eq!(std::fs::read(&file).expect("read"), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("stdout");
        std::os::unix::fs::symlink("/dev/null", &link).expect("linked");
        super::write(&link, b"text").expect("written");
        assert!(link.is_symlink() && std::path::Path::new("/dev/null").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        std::fs::write(&target, "kept").expect("written");
        std::os::unix::fs::symlink(&target, &link).expect("linked");
        super::write(&link, b"new").expect("written");
        assert_eq!(std::fs::read(&target).expect("read"), b"kept");
        assert_eq!(std::fs::read(&link).expect("read"), b"new");
    }
}
