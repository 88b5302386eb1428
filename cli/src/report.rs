//! `trueline report merge`: the reports of partitions become one.

use std::fs::File;
use std::path::PathBuf;

use trueline_conformance::merge::{Merged, PartReport, merge};
use trueline_conformance::redact::Redactor;
use trueline_conformance::report::Event;

use crate::Exit;
use crate::baseline::BaselineOptions;
use crate::conclusion::{Conclusion, Tally, conclusion};
use crate::load;
use crate::reports::{ReportOptions, Shown};

/// What is done with reports.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Report {
    /// Merge the reports of the parts of `trueline conform --partition` into one. Exits as the whole run would have; 2
    /// if parts are missing, repeated, or of different plans, documents, seeds or versions.
    Merge(Merge),
}

/// What `report merge` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Merge {
    /// The reports of all parts, written with `--report json=FILE`, in any order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reports: ReportOptions,
    #[command(flatten)]
    baseline: BaselineOptions,
}

/// Does it.
pub(crate) fn run(command: &Report) -> Exit {
    let Report::Merge(arguments) = command;
    match merged(arguments) {
        Ok(conclusion) => conclusion.tell(),
        Err(error) => {
            load::error(&error);
            Exit::Usage
        }
    }
}

fn merged(arguments: &Merge) -> Result<Conclusion, String> {
    let parts: Vec<PartReport> = arguments.files.iter().map(read).collect::<Result<_, _>>()?;
    let baseline = arguments.baseline.read()?;
    let Merged { events, summary, error, places } =
        merge(parts, baseline.as_ref()).map_err(|error| error.to_string())?;
    let mut shown = Shown::reported(&arguments.reports, places)?;
    let mut update = arguments.baseline.update(baseline.as_ref());
    let mut tally = Tally::default();
    for event in &events {
        tally.event(event);
        if let Some(update) = &mut update {
            update.event(event);
        }
        shown.event(event);
    }
    let written = update.filter(|_| error.is_none()).map(|update| update.write()).transpose();
    let result = match &error {
        None => Ok(&summary),
        Some((reason, code)) => {
            let exit = Exit::ALL.into_iter().find(|exit| exit.code() == *code).unwrap_or(Exit::Usage);
            Err((exit, reason.clone()))
        }
    };
    let conclusion = conclusion(&result, &tally, written);
    let redactor = Redactor::default();
    shown.event(&Event::Concluded { code: conclusion.exit.code(), reason: redactor.redact(&conclusion.reason) });
    shown.finish(error.map(|(reason, _)| redactor.redact(&reason))).map_err(|error| error.to_string())?;
    Ok(conclusion)
}

fn read(file: &PathBuf) -> Result<PartReport, String> {
    let name = file.display().to_string();
    let report = File::open(file).map_err(|error| format!("`{name}` cannot be read: {error}"))?;
    PartReport::read(&name, report).map_err(|error| format!("`{name}`: {error}"))
}
