//! The words of the command, and what it does with each document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;
use trueline::Exit;
use trueline_spec::render::printable;
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

use super::case::Case;
use super::document::document;
use super::schema::Dialect;
use super::simplify::simpler;
use crate::corpus::{RoundTrip, round_trip_of};

/// Generates clients for documents of random schemas, and has them decode and encode random values.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask random-schemas")]
struct Arguments {
    /// How many schemas.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    schemas: u64,
    /// The number of the first; `--first NUMBER --schemas 1` repeats a single schema.
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,
    /// The seed of random values.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How many schemas are compiled at once.
    #[arg(long, value_name = "N", default_value_t = 500)]
    together: u64,
    /// How many times failing schemas are simplified, with one compilation each.
    #[arg(long, value_name = "N", default_value_t = 0)]
    simplify: usize,
}

/// A schema whose values do not come back.
struct Failure {
    case: Case,
    text: String,
}

/// Runs it with the words after `random-schemas`; exits 1 where a value does not come back equal.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask random-schemas".to_owned();
    let arguments = Arguments::parse_from(std::iter::once(&name).chain(words));
    match try_all(&arguments) {
        Ok(failures) if failures.is_empty() => Exit::Success,
        Ok(failures) => {
            for Failure { case, text } in &failures {
                eprintln!("{}", printable(&format!("\n{:?} {}\n{text}", case.dialect, case.text())));
            }
            Exit::Findings
        }
        Err(error) => {
            eprintln!("error: {}", printable(&error.to_string()));
            Exit::Usage
        }
    }
}

fn try_all(arguments: &Arguments) -> io::Result<Vec<Failure>> {
    let scratch = std::env::current_dir()?.join("target/random-schemas");
    let end = arguments.first.saturating_add(arguments.schemas);
    let (mut failures, mut equal, mut refused, mut empty, mut next) = (Vec::new(), 0, 0, 0, arguments.first);
    while next < end {
        let last = next.saturating_add(arguments.together.max(1)).min(end);
        let cases: Vec<Case> = (next..last).map(|number| Case::of(arguments.seed, number)).collect();
        let (accepted, others): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(is_accepted);
        refused += others.len();
        let (failed, found) = failures_of(&accepted, &scratch)?;
        equal += found.equal + found.unknown;
        empty += found.without_values;
        failures.extend(failed);
        next = last;
        eprintln!("{next} schemas: {equal} values equal, {} schemas with others", failures.len());
    }
    failures.sort_by_key(|failure| failure.case.text().len());
    for round in 0..arguments.simplify {
        eprintln!("simplified: {}", round + 1);
        failures = simplified(failures, &scratch)?;
    }
    println!(
        "{} schemas, seed {}: {equal} values equal, {} schemas with values that are not; {empty} types have no value, \
         {refused} schemas mean nothing",
        arguments.schemas,
        arguments.seed,
        failures.len()
    );
    Ok(failures)
}

/// Tries cases, those of each version as one document, and gives those that fail.
fn failures_of(cases: &[Case], scratch: &Path) -> io::Result<(Vec<Failure>, RoundTrip)> {
    let (mut failures, mut sum) = (Vec::new(), RoundTrip::default());
    for (dialect, has_operation, name) in
        [(Dialect::V30, true, "v30"), (Dialect::V31, false, "v31"), (Dialect::V31, true, "v31-operation")]
    {
        let is_here = |place: usize| dialect == Dialect::V30 || place.is_multiple_of(2) == has_operation;
        let of_version = cases.iter().enumerate().filter(|(place, case)| case.dialect == dialect && is_here(*place));
        let cases: Vec<&Case> = of_version.map(|(_, case)| case).collect();
        if cases.is_empty() {
            continue;
        }
        let file = written(&cases, dialect, has_operation, scratch, name)?;
        let found = round_trip_of(&file, scratch).map_err(io::Error::other)?;
        let by_name: BTreeMap<&str, &Case> =
            cases.iter().flat_map(|case| case.schemas.iter().map(|(name, _)| (name.as_str(), *case))).collect();
        let mut known: Vec<&str> = Vec::new();
        for told in &found.told {
            let Some(case) = by_name.get(told.schema.as_str()).filter(|case| !known.contains(&case.name())) else {
                continue;
            };
            known.push(case.name());
            failures.push(Failure { case: (*case).clone(), text: told.text.clone() });
        }
        sum.equal += found.equal;
        sum.unknown += found.unknown;
        sum.without_values += found.without_values;
    }
    Ok((failures, sum))
}

fn written(cases: &[&Case], dialect: Dialect, has_operation: bool, scratch: &Path, name: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(scratch)?;
    let file = scratch.join(format!("{name}.json"));
    fs::write(&file, format!("{:#}", document(cases, dialect, has_operation)))?;
    Ok(file)
}

/// The most schemas that are made simpler, the smallest first.
const SIMPLIFIED: usize = 40;

/// The most simpler schemas that are tried in place of one, the smallest first.
const CANDIDATES: usize = 60;

/// The same failures, each of the smallest schema that still fails so.
fn simplified(failures: Vec<Failure>, scratch: &Path) -> io::Result<Vec<Failure>> {
    let mut candidates = Vec::new();
    let mut origins: BTreeMap<String, usize> = BTreeMap::new();
    for (place, failure) in failures.iter().take(SIMPLIFIED).enumerate() {
        let mut found = simpler(&failure.case);
        found.sort_by_key(|case| case.text().len());
        found.dedup();
        for case in found.into_iter().filter(is_accepted).take(CANDIDATES) {
            let number = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
            let case = case.renamed(number);
            origins.insert(case.name().to_owned(), place);
            candidates.push(case);
        }
    }
    let (found, _) = failures_of(&candidates, scratch)?;
    let mut smallest: Vec<Failure> = failures;
    for failure in found {
        let Some(known) = origins.get(failure.case.name()).and_then(|place| smallest.get_mut(*place)) else { continue };
        if kind(&failure.text) == kind(&known.text) && failure.case.text().len() < known.case.text().len() {
            *known = failure;
        }
    }
    smallest.sort_by_key(|failure| failure.case.text().len());
    let mut texts = std::collections::BTreeSet::new();
    smallest.retain(|failure| texts.insert(failure.case.renamed(0).text()));
    Ok(smallest)
}

/// What a failure is, whatever the names and values.
fn kind(text: &str) -> &'static str {
    let kinds = ["is refused", "is missing", "was absent", "does not become JSON"];
    kinds.into_iter().find(|kind| text.contains(kind)).unwrap_or("is another")
}

/// Whether the reader takes a case as a document.
fn is_accepted(case: &Case) -> bool {
    let text = document(&[case], case.dialect, true).to_string();
    case.is_grounded()
        && load("openapi.json", &Text(text), LoadOptions::default()).is_ok_and(|loaded| loaded.api.is_some())
}

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}
