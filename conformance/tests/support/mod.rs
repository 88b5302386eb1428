//! What the tests of the engine share.
#![allow(dead_code, reason = "each test takes what it needs")]

pub mod app;
pub mod peer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde_json::Value;
use trueline_conformance::mock::{Fault, Fixture, Mock};
use trueline_conformance::report::{Event, Failure, Summary};
use trueline_conformance::report::{JsonReport, TextReport};
use trueline_conformance::target::Target;
use trueline_conformance::target::TargetConfig;
use trueline_conformance::transport::{HttpTransport, ServiceTransport, Transport};
use trueline_conformance::{RunError, Settings, SnapshotMode, run};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError, FileSystem};
use trueline_spec::{LoadOptions, load};

/// This repository's document.
pub const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");

/// What a report of JSON is.
static REPORT_SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../report.schema.json")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

/// Reads it.
pub fn messaging() -> Arc<Checked<Api>> {
    Arc::new(load(DOCUMENT, &FileSystem, LoadOptions::default()).expect("read").api.expect("right"))
}

/// A document of a test.
struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

/// Reads a document of a test, which has no mistake.
pub fn api_of(text: impl Into<String>) -> Arc<Checked<Api>> {
    Arc::new(load("api.yaml", &Text(text.into()), LoadOptions::default()).expect("read").api.expect("right"))
}

/// Its fixture.
pub fn fixture() -> Fixture {
    Fixture::beside(Path::new(DOCUMENT)).expect("the fixture is right")
}

/// A target with the fixture's credentials and actors.
pub fn target(api: &Api, name: &str, base_url: &str) -> Target {
    let config = TargetConfig { base_url: base_url.into(), ..fixture().as_target() };
    Target::resolve(name, &config, api, &|_| None).expect("every setting is known")
}

/// The document's mock, in process.
pub fn embedded(api: &Arc<Checked<Api>>, faults: &[&str]) -> Transport {
    let faults = faults.iter().map(|fault| fault.parse::<Fault>().expect("a fault")).collect();
    service(Mock::new(Arc::clone(api), fixture()).with_faults(faults))
}

/// A mock as the target of a run, which bounds its work.
pub fn service(mock: Mock) -> Transport {
    let metered = mock.clone();
    Transport::Service(ServiceTransport::new(mock).metered(move || metered.work()))
}

/// Few cases, no snapshots, a state folder of its own.
pub fn settings(state: &Path) -> Settings {
    Settings {
        cases: 20,
        snapshots: SnapshotMode::Off,
        state: Some(state.to_owned()),
        timeout: std::time::Duration::from_secs(2),
        ..Settings::default()
    }
}

/// All that a run reported.
#[derive(Debug, Default)]
pub struct Told {
    pub text: String,
    pub json: Value,
    pub json_text: String,
    pub failures: Vec<Failure>,
    pub classes: Vec<String>,
    pub summary: Option<Summary>,
}

/// Runs, and collects every report.
pub async fn tell(
    api: &Checked<Api>,
    target: &Target,
    transport: &Transport,
    settings: &Settings,
) -> (Told, Result<Summary, RunError>) {
    let (mut text, mut json, mut told) = (TextReport::default(), JsonReport::default(), Told::default());
    let result = run(api, target, transport, settings, &mut |event| {
        told.text.push_str(&text.text(&event));
        json.event(&event);
        match event {
            Event::Failed(failure) => told.failures.push(*failure),
            Event::ClassFinished(outcome) => told.classes.push(format!("{} {}", outcome.operation, outcome.class)),
            Event::Finished(summary) => told.summary = Some(summary),
            _ => {}
        }
    })
    .await;
    told.json = json.value();
    let broken: Vec<String> = REPORT_SCHEMA.iter_errors(&told.json).map(|error| error.to_string()).collect();
    assert_eq!(broken, Vec::<String>::new(), "the report is not what its schema says");
    told.json_text = json.text();
    (told, result)
}

/// A run at an address with the messaging document.
pub async fn tell_of_address(address: &str, state: &Path) -> (Told, Result<Summary, RunError>) {
    let api = messaging();
    let target = target(&api, "address", address);
    tell(&api, &target, &Transport::Http(HttpTransport::new(address).expect("a system")), &settings(state)).await
}

/// Every file below a folder, in order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect();
    files.sort();
    files
}
