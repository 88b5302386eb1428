//! No operation decides on what belongs to others: with any one left out of a document, and with any one added to it, the
//! names and signatures of all the rest are what they were. The names that were given are kept, as `trueline generate` does
//! it; names that nothing else wants stay without that, too. A client of one operation has the names of the whole.

mod surface;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::Value;
use surface::Surface;
use trueline_codegen::names::{LOCK, NameLock};
use trueline_codegen::{Generated, Generator, Layout, Options, Selection};
use trueline_spec::model::{Api, Checked, Method};
use trueline_spec::source::{Fetch, FetchError, FileSystem};
use trueline_spec::{LoadOptions, load};

/// A document in memory.
struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

fn read(document: &Value) -> Option<Checked<Api>> {
    load("openapi.json", &Text(document.to_string()), LoadOptions::default()).ok()?.api
}

/// A file as JSON, so that operations can be taken out of it.
fn document(path: &Path) -> Value {
    let api = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there").api;
    let api = api.unwrap_or_else(|| panic!("{} has errors", path.display()));
    api.documents.node(api.origin).to_json()
}

fn generate(document: &Value, names: &NameLock, layout: Option<Layout>) -> Option<Generated> {
    let options = Options { names: names.clone(), layout, ..Options::new("client") };
    Some(Generator::new(options).generate(&read(document)?).expect("Rust"))
}

fn lock(generated: &Generated) -> NameLock {
    NameLock::parse(generated.files.text(Path::new(LOCK)).expect("the names"))
}

/// Paths with their methods.
fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let is_method = |key: &&String| Method::ALL.iter().any(|method| method.as_str().eq_ignore_ascii_case(key));
    let of_path = |(path, item): (&String, &Value)| -> Vec<(String, String)> {
        let methods = item.as_object().into_iter().flat_map(|item| item.keys()).filter(is_method);
        methods.map(|method| (path.clone(), method.clone())).collect()
    };
    paths.flat_map(of_path).collect()
}

fn without(document: &Value, (path, method): &(String, String)) -> Value {
    let mut part = document.clone();
    if let Some(item) = part["paths"][path].as_object_mut() {
        item.shift_remove(method);
    }
    part
}

/// A client of one operation.
fn select(document: &Value, (path, method): &(String, String), layout: Option<Layout>) -> Option<Generated> {
    let selector = format!("{} {path}", method.to_uppercase()).parse().expect("a selector");
    let selection = Selection { include: vec![selector], exclude: Vec::new() };
    Some(
        Generator::new(Options { selection, layout, ..Options::new("client") })
            .generate(&read(document)?)
            .expect("Rust"),
    )
}

/// What becomes of a document's operations when one is left out, by name of what differs.
struct Outcome {
    /// With the names that the whole document was given.
    left_out: Vec<String>,
    /// With the names that the document was given without it.
    added: Vec<String>,
    /// Without names given before.
    bare: Vec<String>,
    /// Of the operation alone, by `--include`.
    chosen: Vec<String>,
}

/// None where the operation is the only one, or the document has errors without it: something refers to it.
fn try_without(
    document: &Value,
    (whole, surface): (&Generated, &Surface),
    operation: &(String, String),
    layout: Option<Layout>,
) -> Option<Outcome> {
    let part = without(document, operation);
    if operations(&part).is_empty() {
        // There are no others, and types of a document without operations are anybody's.
        return None;
    }
    let before = generate(&part, &NameLock::default(), layout)?;
    let left_out = generate(&part, &lock(whole), layout)?;
    let added = generate(document, &lock(&before), layout)?;
    let before = Surface::of(&before.files);
    Some(Outcome {
        left_out: Surface::of(&left_out.files).missing_in(surface),
        added: before.missing_in(&Surface::of(&added.files)),
        bare: before.missing_in(surface),
        chosen: Surface::of(&select(document, operation, layout)?.files).missing_in(surface),
    })
}

/// Tries some operations of a document, or all; shows what differs.
fn try_document(name: &str, document: &Value, most: usize, random: &mut TestRng, report: &mut Report) {
    let Some(whole) = generate(document, &NameLock::default(), report.layout) else { return };
    let surface = Surface::of(&whole.files);
    let mut operations = operations(document);
    while operations.len() > most {
        let place = usize::try_from(random.next_u64()).unwrap_or_default() % operations.len();
        operations.swap_remove(place);
    }
    for operation in operations {
        let Some(outcome) = try_without(document, (&whole, &surface), &operation, report.layout) else {
            report.needed += 1;
            continue;
        };
        report.tried += 1;
        let told = |how: &str, missing: Vec<String>| {
            let (method, path) = (&operation.1, &operation.0);
            missing.into_iter().take(5).map(|one| format!("{name}: {how} {method} {path}: {one}")).collect::<Vec<_>>()
        };
        report.bare.extend(told("without names and", outcome.bare));
        report.wrong.extend(told("without", outcome.left_out));
        report.wrong.extend(told("with", outcome.added));
        report.wrong.extend(told("with nothing but", outcome.chosen));
    }
}

#[derive(Default)]
struct Report {
    layout: Option<Layout>,
    tried: usize,
    /// Operations that are the only one, or that others refer to.
    needed: usize,
    /// What differs without an operation where no names were kept.
    bare: Vec<String>,
    wrong: Vec<String>,
}

impl Report {
    fn with(mut self, other: Self) -> Self {
        self.tried += other.tried;
        self.needed += other.needed;
        self.bare.extend(other.bare);
        self.wrong.extend(other.wrong);
        self
    }

    fn check(&self) {
        println!(
            "{} operations were left out, and {} are needed; where no names are kept, {} of others differ",
            self.tried,
            self.needed,
            self.bare.len()
        );
        assert!(self.wrong.is_empty(), "{} differences:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

fn random() -> TestRng {
    let seed = env::var("STABILITY_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1_u8);
    TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("not run: {} is absent", folder.display());
        return Vec::new();
    };
    let is_document = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml" || ending == "json");
    // What `$dynamicRef` means there is said by the operations.
    let is_fixed = |path: &PathBuf| !path.ends_with("kiota-dynamicref.yaml");
    let entries = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = entries.filter(is_document).filter(is_fixed).collect();
    found.sort();
    found
}

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Every operation of the golden cases.
fn try_cases(report: &mut Report) {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(case("cases")).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    for folder in cases {
        let path = folder.join("openapi.yaml");
        if path.is_file() {
            try_document(&folder.to_string_lossy(), &document(&path), usize::MAX, &mut random(), report);
        }
    }
}

#[test]
fn every_operation_of_the_golden_cases_can_come_and_go_among_resources() {
    let mut report = Report { layout: Some(Layout::Resources), ..Report::default() };
    try_cases(&mut report);
    assert!(report.tried > 90, "{} operations", report.tried);
    report.check();
}

#[test]
fn every_operation_of_the_golden_cases_can_come_and_go() {
    let mut report = Report::default();
    try_cases(&mut report);
    assert!(report.tried > 90, "{} operations", report.tried);
    // Two want one name there, each of which has it without the other.
    let is_of_one_name = |one: &&String| one.contains("operation_ids");
    // What is sent there keeps null apart; where it was only received before, what is sent has a type of its own.
    let is_sent_by = |one: &&String| {
        let sent_by = [
            "configured without names and post /events",
            "received without names and put /riders",
            "billing without names and patch /v1/customers/",
        ];
        sent_by.iter().any(|start| one.replace("_time:", ":").replace(':', "").contains(start))
    };
    let others: Vec<&String> = report.bare.iter().filter(|one| !is_of_one_name(one) && !is_sent_by(one)).collect();
    assert!(others.is_empty(), "{others:#?}");
    report.check();
}

#[test]
fn some_operations_of_small_real_documents_can_come_and_go() {
    let (mut report, mut random) = (Report::default(), random());
    for path in corpus() {
        if fs::metadata(&path).is_ok_and(|file| file.len() < 60_000) {
            try_document(&path.to_string_lossy(), &document(&path), 3, &mut random, &mut report);
        }
    }
    report.check();
}

#[test]
#[ignore = "takes long: `cargo xtask test --full`"]
fn operations_of_every_real_document_can_come_and_go() {
    let most = env::var("STABILITY_MOST").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let only = env::var("STABILITY_ONLY").unwrap_or_default();
    let paths: Vec<PathBuf> = corpus().into_iter().filter(|path| path.to_string_lossy().contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut report = Report::default();
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            // A large one takes as long as all small ones together.
            let is_large = fs::metadata(path).is_ok_and(|file| file.len() > 1_000_000);
            let most = if is_large { most.min(2) } else { most };
            try_document(&path.to_string_lossy(), &document(path), most, &mut random(), &mut report);
        }
        report
    };
    let report = thread::scope(|scope| {
        let count = thread::available_parallelism().map_or(1, NonZero::get);
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).fold(Report::default(), Report::with)
    });
    report.check();
}
