//! `trueline replay`: a case that failed before, alone.

use std::path::Path;

use trueline_conformance::record::KeptCases;

use crate::configuration::Places;
use crate::conform::{self, Conform};
use crate::{Exit, load};

/// What `replay` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Replay {
    /// A file below `STATE/cases`, a JSON report (all of its failures), or an ID: the start of the cause of a finding
    /// in JSON reports, or of the name of a file below `STATE/cases`.
    #[arg(value_name = "FILE|ID")]
    case: String,
    #[command(flatten)]
    conform: Conform,
}

/// Does it. Without other arguments the case is sent where it was found.
pub(crate) fn run(arguments: Replay) -> Exit {
    let Replay { case, mut conform } = arguments;
    let file = Path::new(&case);
    let found = if file.is_file() {
        KeptCases::of_file(file)
    } else {
        let (config, state, target) = conform.places();
        KeptCases::of_id(&Places::state(config, state), target, &case)
    };
    match found {
        Ok(cases) => {
            conform.take_from(&cases);
            conform::run_again(&conform, cases)
        }
        Err(error) => {
            load::error(&error.to_string());
            Exit::Usage
        }
    }
}
