//! Findings that are known: read before a run, and written after it where that is asked for.

use std::path::PathBuf;

use trueline_conformance::record::{Baseline, BaselineError};
use trueline_conformance::report::Event;
use trueline_spec::disk::AtomicFile;
use trueline_spec::render::counted;

/// The baseline of a run.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Known findings")]
pub(crate) struct BaselineOptions {
    /// Known findings, by their causes: they are reported as known, and only others fail the run. After a run of the
    /// whole plan those that are no longer found are listed.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings that fail the run to the baseline, and remove those that are no longer found; then exit 0.
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
}

impl BaselineOptions {
    /// What is known.
    ///
    /// # Errors
    ///
    /// The file is not there, and is not to be made; it is broken; or it cannot be written and is to be.
    pub(crate) fn read(&self) -> Result<Option<Baseline>, String> {
        let Some(file) = &self.baseline else { return Ok(None) };
        let is_missing = std::fs::metadata(file).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
        if !self.update_baseline {
            let hint = if is_missing { "; `--update-baseline` creates it" } else { "" };
            return Baseline::read(file).map(Some).map_err(|error| format!("{error}{hint}, and nothing was tested"));
        }
        let known = if is_missing { Ok(Baseline::default()) } else { Baseline::read(file) };
        let known = known.and_then(|known| {
            let unwritable = |reason| BaselineError::Unwritable { file: file.clone(), reason };
            AtomicFile::create(file).map_err(unwritable)?;
            Ok(Some(known))
        });
        known.map_err(|error| format!("{error}, and nothing was tested"))
    }

    /// What is to be written at the end of a run.
    pub(crate) fn update(&self, known: Option<&Baseline>) -> Option<Update> {
        let file = self.baseline.clone().filter(|_| self.update_baseline)?;
        Some(Update { file, baseline: known.cloned().unwrap_or_default(), added: 0, removed: 0 })
    }
}

/// A baseline with what a run changes of it.
pub(crate) struct Update {
    file: PathBuf,
    baseline: Baseline,
    added: usize,
    removed: usize,
}

impl Update {
    pub(crate) fn event(&mut self, event: &Event) {
        let before = self.baseline.len();
        match event {
            Event::Failed(failure) if failure.is_failure => self.baseline.add(failure),
            Event::KnownGone(gone) => gone.iter().for_each(|gone| self.baseline.remove(gone.cause)),
            _ => return,
        }
        self.added += self.baseline.len().saturating_sub(before);
        self.removed += before.saturating_sub(self.baseline.len());
    }

    /// Writes the file, and reports what changed.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(crate) fn write(&self) -> Result<String, String> {
        self.baseline.write(&self.file).map_err(|error| error.to_string())?;
        let (file, count) = (self.file.display(), self.baseline.len());
        Ok(format!(
            "the baseline `{file}` has {} now: {} added, {} removed",
            counted(count, "finding"),
            self.added,
            self.removed
        ))
    }
}
