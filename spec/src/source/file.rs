//! Files of this machine: what the user names is read as it is, what a document names only where the policy allows it, its
//! links followed one by one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::fetch::{FetchError, NotFetched};
use super::location::Location;
use super::policy::{Held, Place, Policy};
use super::read::SIZE_LIMIT;

/// The most symbolic links that a path may lead through, as Linux has it.
const LINK_LIMIT: usize = 40;

/// Reads what the user names, pipes included, up to just beyond the largest text that is read.
pub(super) fn read_named(path: &str) -> io::Result<Vec<u8>> {
    bounded(File::open(path)?)
}

/// Reads a file that a document refers to. Nothing outside of what the policy allows is looked at, and nothing but a
/// regular file is opened: a device could last for ever, and a pipe would wait.
pub(super) fn read_referenced(location: &str, policy: &Policy) -> Result<Vec<u8>, NotFetched> {
    let place = match Location::parse(location) {
        Location::File(path) => policy.place(&path),
        _ => None,
    };
    let Some(place) = place else {
        return Err(policy.check(location, location).err().map_or_else(|| unreadable("no file"), NotFetched::Refused));
    };
    let path = without_links(location, &place, policy)?;
    let metadata = fs::symlink_metadata(&path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(unreadable("it is not a regular file"));
    }
    let file = open(&path).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(unreadable("it is not a regular file"));
    }
    bounded(file).map_err(failed)
}

fn bounded(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(SIZE_LIMIT).unwrap_or(u64::MAX);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file that may have become something else since it was looked at.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// The path that a place means once every link is followed, each of which stays where files may be read.
fn without_links(location: &str, place: &Place, policy: &Policy) -> Result<PathBuf, NotFetched> {
    let mut resolved = fs::canonicalize(&place.root).map_err(failed)?;
    let mut waiting: Vec<PathBuf> = place.rest.iter().rev().map(PathBuf::from).collect();
    let mut links = 0;
    while let Some(next) = waiting.pop() {
        let target = resolved.join(&next);
        if next == Path::new("..") {
            resolved.pop();
        } else {
            resolved = target;
        }
        match policy.holds(&resolved) {
            Held::Outside => {
                return Err(NotFetched::Refused(Policy::link_out(location, &resolved.to_string_lossy())));
            }
            Held::Above => continue,
            Held::Inside => {}
        }
        if !fs::symlink_metadata(&resolved).map_err(failed)?.is_symlink() {
            continue;
        }
        links += 1;
        if links > LINK_LIMIT {
            return Err(unreadable("it leads through too many symbolic links"));
        }
        let target = fs::read_link(&resolved).map_err(failed)?;
        resolved.pop();
        waiting.extend(steps(&target).into_iter().rev());
    }
    match policy.holds(&resolved) {
        Held::Inside => Ok(resolved),
        Held::Above | Held::Outside => {
            Err(NotFetched::Refused(Policy::link_out(location, &resolved.to_string_lossy())))
        }
    }
}

/// The parts of a link's target, a root or a drive among them as one.
fn steps(target: &Path) -> Vec<PathBuf> {
    let mut steps = Vec::new();
    let mut root = PathBuf::new();
    for component in target.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => root.push(component),
            Component::CurDir => {}
            Component::ParentDir | Component::Normal(_) => steps.push(PathBuf::from(component.as_os_str())),
        }
    }
    if !root.as_os_str().is_empty() {
        steps.insert(0, root);
    }
    steps
}

#[allow(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn failed(error: io::Error) -> NotFetched {
    NotFetched::Failed(FetchError(error.to_string()))
}

fn unreadable(reason: &str) -> NotFetched {
    NotFetched::Failed(FetchError(reason.to_owned()))
}
