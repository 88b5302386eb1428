//! What an earlier run left in a folder.

use std::io;
use std::path::Path;

use super::changes::{obstacle, read};
use super::error::WriteError;
use super::record::{RECORD, Record};
use super::staging::{Staging, is_interrupted};
use crate::files::FileSet;

/// The files that the last run wrote, as they are now; none where there is no record of one.
///
/// # Errors
/// Where a file cannot be read.
pub fn earlier(directory: &Path) -> io::Result<Option<FileSet>> {
    let Some(record) = read(&directory.join(RECORD))? else { return Ok(None) };
    let mut files = FileSet::new();
    for path in Record::parse(&record).paths() {
        if obstacle(directory, path)?.is_none()
            && let Some(text) = read(&directory.join(path))?
        {
            files.add_text(path, text);
        }
    }
    Ok(Some(files))
}

/// Completes what an earlier run was interrupted at; returns whether there was something.
///
/// # Errors
/// Where another run writes the folder, or a file cannot be written.
pub fn finish_interrupted(directory: &Path) -> Result<bool, WriteError> {
    if !is_interrupted(directory) {
        return Ok(false);
    }
    let (staging, was_interrupted) = Staging::take(directory)?;
    staging.end()?;
    Ok(was_interrupted)
}
