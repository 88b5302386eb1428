//! Compiles the generated packages as one workspace, and measures what that costs.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{fs, io};

use trueline_codegen::folder::Foreign;
use trueline_codegen::{Generator, Options};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

use super::dependencies;
use super::row::{Cost, Row};

/// The package that is compiled first, so that no row pays for what all stand on.
const WARM_UP: &str = "corpus-warm-up";

/// Measures resources, where the system has it (GNU time).
const TIME: &str = "/usr/bin/time";

/// Compiles every row's package: the largest alone, the others as many at once as wanted.
pub(super) fn rows(mut rows: Vec<Row>, scratch: &Path, jobs: usize) -> io::Result<Vec<Row>> {
    let packages: Vec<&str> = rows.iter().filter(|row| row.is_generated()).map(package).collect();
    workspace(scratch, &packages)?;
    dependencies::at_hand(scratch)?;
    let largest = rows.iter().max_by_key(|row| row.lines).map(package).unwrap_or_default().to_owned();
    let (alone, others): (Vec<&str>, Vec<&str>) = packages.into_iter().partition(|package| *package == largest);
    for worker in 0..jobs.clamp(1, others.len().max(1)) {
        compile(scratch, WARM_UP, worker)?;
    }
    let mut results = super::each(&others, jobs, |worker, package| compile(scratch, package, worker));
    results.extend(super::each(&alone, 1, |worker, package| compile(scratch, package, worker)));
    let names: Vec<String> = others.into_iter().chain(alone).map(str::to_owned).collect();
    for (name, result) in names.iter().zip(results) {
        let (cost, told) = result?;
        if let Some(row) = rows.iter_mut().find(|row| row.package == *name) {
            row.check = Some(cost);
            row.errors.extend(told);
        }
    }
    Ok(rows)
}

fn package(row: &Row) -> &str {
    &row.package
}

/// The manifest of all packages, with this repository's versions and profile.
pub(super) fn workspace(scratch: &Path, packages: &[&str]) -> io::Result<()> {
    let repository = std::env::current_dir()?;
    let own = fs::read_to_string(repository.join("Cargo.toml"))?;
    let profiles = profiles(&own);
    let members: Vec<String> = packages.iter().chain([&WARM_UP]).map(|name| format!("{name:?}")).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n{profiles}", members.join(", "));
    write_warm_up(scratch)?;
    fs::write(scratch.join("Cargo.toml"), manifest)?;
    fs::copy(repository.join("Cargo.lock"), scratch.join("Cargo.lock"))?;
    Ok(())
}

/// The profiles of a manifest but for those of single packages: Cargo warns of what no client depends on.
fn profiles(manifest: &str) -> String {
    let profiles = manifest.find("[profile.dev]").map_or("", |at| &manifest[at..]);
    let sections = profiles.split_inclusive("\n\n");
    let is_of_one = |section: &str| section.contains("[profile.dev.package.") && !section.contains("package.\"*\"");
    sections.filter(|section| !is_of_one(section)).collect()
}

/// A document that declares nothing.
struct Nothing;

impl Fetch for Nothing {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(b"openapi: 3.1.0\ninfo: {title: Nothing, version: '1'}\npaths: {}\n".to_vec())
    }
}

fn write_warm_up(scratch: &Path) -> io::Result<()> {
    let loaded = load("openapi.yaml", &Nothing, LoadOptions::default()).map_err(|error| io::Error::other(error.0))?;
    let api = loaded.api.ok_or_else(|| io::Error::other("the empty document has errors"))?;
    let generated = Generator::new(Options::new(WARM_UP)).generate(&api).map_err(io::Error::other)?;
    generated.files.write(&scratch.join(WARM_UP), Foreign::Overwrite).map(drop).map_err(io::Error::other)
}

/// Compiles a package with a worker's own folder, which Cargo would have others wait for; what it tells is an error.
fn compile(scratch: &Path, package: &str, worker: usize) -> io::Result<(Cost, Option<String>)> {
    let target = if worker == 0 { "target".to_owned() } else { format!("target-{worker}") };
    let figures = scratch.join(format!("figures-{worker}"));
    let start = Instant::now();
    let output = cargo(&figures)
        .args(["check", "--all-targets", "--offline", "--quiet", "--package", package])
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", scratch.join(target))
        .env("RUSTFLAGS", "-D warnings")
        // What an earlier run left must not make a row cheaper, as it would not for one who adds the client anew.
        .env("CARGO_INCREMENTAL", "0")
        .stdin(Stdio::null())
        .output()?;
    let elapsed = start.elapsed();
    eprintln!("{package}: compiled in {:.1} s", elapsed.as_secs_f64());
    let (processor_seconds, peak_kib) = read_figures(&figures);
    let told = (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned());
    Ok((Cost { elapsed, processor_seconds, peak_kib }, told))
}

/// Cargo, below what measures it where that is at hand.
fn cargo(figures: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if !Path::new(TIME).is_file() {
        return Command::new(cargo);
    }
    let mut command = Command::new(TIME);
    command.arg("--quiet").arg("--output").arg(figures).args(["--format", "%U %S %M"]).arg(cargo);
    command
}

/// Seconds of processors, and the greatest memory of a process; a file of an earlier run is not read twice.
fn read_figures(figures: &Path) -> (Option<f64>, Option<u64>) {
    let text = fs::read_to_string(figures).unwrap_or_default();
    let _ = fs::remove_file(figures);
    let mut words = text.split_whitespace();
    let mut seconds = || words.next()?.parse::<f64>().ok();
    let processor = seconds().zip(seconds()).map(|(user, system)| user + system);
    (processor, words.next().and_then(|kib| kib.parse().ok()))
}
