//! How every room writes files: the whole text, or the old one stays.

use std::io::{self, Write as _};
use std::path::Path;

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
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".trueline-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
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
