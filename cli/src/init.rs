//! `trueline init`: a first `trueline.toml` for a document.

use std::path::{Component, Path, PathBuf};

use trueline_conformance::target::Starter;
use trueline_spec::{disk, source};

use crate::Exit;
use crate::load::{self, Format, Reading};

/// What `init` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// The OpenAPI document: a file, an address, or `-` for standard input.
    #[arg(value_name = "DOCUMENT")]
    document: String,
    #[command(flatten)]
    reading: Reading,
    /// The file to write. An existing one is not changed.
    #[arg(long, value_name = "FILE", default_value = "trueline.toml")]
    out: PathBuf,
    /// Overwrite an existing file.
    #[arg(long)]
    force: bool,
}

/// Writes the file.
pub(crate) fn run(arguments: &Init) -> Exit {
    match written(arguments) {
        Ok(starter) => {
            report(&arguments.out, &starter);
            Exit::Success
        }
        Err(message) => {
            load::error(&message);
            Exit::Usage
        }
    }
}

fn written(arguments: &Init) -> Result<Starter, String> {
    let out = &arguments.out;
    // A link that leads nowhere is there as well.
    if !arguments.force && out.symlink_metadata().is_ok() {
        return Err(format!("`{}` exists, and nothing was written; --force overwrites it", out.display()));
    }
    let location = &arguments.document;
    let loaded = load::read(location, arguments.reading.options(), Format::Text);
    let loaded = loaded.ok_or("nothing was written")?;
    let Some(api) = loaded.api else {
        return Err(format!("`{}` has errors, so nothing was written", load::shown(location)));
    };
    let starter = Starter::of(&api, named(location, out).as_deref());
    disk::write(out, starter.text.as_bytes())
        .map_err(|error| format!("`{}` cannot be written: {error}", out.display()))?;
    Ok(starter)
}

fn report(out: &Path, starter: &Starter) {
    load::println(&format!("{}: written", load::shown(&out.display().to_string())));
    if !starter.variables.is_empty() {
        load::note(&format!("it reads these environment variables: {}", starter.variables.join(", ")));
    }
    load::note(&format!("set its base-url, then run `trueline conform --target {}`", Starter::TARGET));
}

/// The document as the file is to name it: relative to the file's folder. An address with credentials is not written down.
fn named(location: &str, out: &Path) -> Option<String> {
    if location == load::STDIN {
        return None;
    }
    if source::is_address(location) {
        return (source::shown(location) == location).then(|| location.to_owned());
    }
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let absolute = |path: &Path| path.canonicalize().ok();
    if Path::new(location).is_absolute() {
        return Some(location.to_owned());
    }
    let relative = relative(&absolute(folder)?, &absolute(Path::new(location))?);
    Some(relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

/// The way from a folder to a file, both absolute.
fn relative(folder: &Path, file: &Path) -> PathBuf {
    let same = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(same).map(|_| Component::ParentDir);
    up.chain(file.components().skip(same)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Path, PathBuf, relative};

    #[test]
    fn the_way_to_a_document_is_relative() {
        for (folder, file, way) in [
            ("/a", "/a/api.yaml", "api.yaml"),
            ("/a", "/a/docs/api.yaml", "docs/api.yaml"),
            ("/a/b/c", "/a/d/api.yaml", "../../d/api.yaml"),
        ] {
            assert_eq!(relative(Path::new(folder), Path::new(file)), PathBuf::from(way));
        }
    }
}
