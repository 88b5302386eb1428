//! `trueline generate --changelog`: what a new version of a package changes for those who use it.

use std::path::Path;

use trueline_codegen::Generated;
use trueline_codegen::files::FileSet;
use trueline_codegen::folder::{self, WriteError};
use trueline_codegen::surface::{self, Changelog};
use trueline_spec::render::printable;

use crate::load;

/// The file, below the package's folder.
const FILE: &str = "CHANGELOG.md";
/// The version of a package that has none of its own.
const UNRELEASED: &str = "Unreleased";

/// Compares a package with the one in its folder, and adds the changelog to its files where there is something to say. Lists
/// the changes where nothing is written.
pub(crate) fn keep(generated: &mut Generated, out: &Path, is_check: bool) -> Result<(), WriteError> {
    let unreadable = |error| WriteError::Io(out.to_owned(), error);
    if !is_check {
        folder::finish_interrupted(out)?;
    }
    let existing = match std::fs::read_to_string(out.join(FILE)) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(WriteError::Io(out.join(FILE), error)),
    };
    let version = generated.version.clone().unwrap_or_else(|| UNRELEASED.to_owned());
    let Some(earlier) = folder::earlier(out).map_err(unreadable)? else {
        if existing.is_none() {
            generated.files.add_shared(FILE, surface::first_version(None, &version));
        }
        return Ok(());
    };
    let changes = surface::between(&earlier, &generated.files);
    let before = version_of(&earlier).unwrap_or_else(|| UNRELEASED.to_owned());
    let Some(Changelog { text, incompatible, compatible, wanted_version }) =
        surface::updated(existing.as_deref(), [&before, &version], &changes)
    else {
        return Ok(());
    };
    if is_check {
        for change in &changes {
            load::println(&printable(&format!("{}: {}", change.effect, change.text)));
        }
    }
    load::println(&format!("{FILE}: {incompatible} incompatible and {compatible} compatible changes since {before}"));
    if let Some(wanted) = wanted_version {
        let advice = format!("these changes require version {wanted}; the package has {version}");
        load::warning(&printable(&advice));
    }
    generated.files.add_shared(FILE, text);
    Ok(())
}

/// The version in a package's manifest.
fn version_of(files: &FileSet) -> Option<String> {
    let manifest: toml::Table = files.text(Path::new("Cargo.toml"))?.parse().ok()?;
    Some(manifest.get("package")?.get("version")?.as_str()?.to_owned())
}
