//! What a baseline rests on: the causes of a faulty server are the same whatever the seed.

mod support;

use std::collections::BTreeMap;

use support::{embedded, messaging, settings, target, tell};
use trueline_conformance::Settings;
use trueline_conformance::check::Severity;

/// The causes of a run, with what they are for people.
async fn causes(faults: &[&str], seed: u64) -> BTreeMap<u64, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let api = messaging();
    let target = target(&api, "embedded", "http://localhost");
    let settings = Settings { seed, cases: 100, ..settings(folder.path()) };
    let (told, result) = tell(&api, &target, &embedded(&api, faults), &settings).await;
    result.expect("it has a result");
    let stable = told.failures.iter().filter(|failure| failure.severity != Severity::Unstable);
    stable
        .map(|failure| (failure.cause, format!("{} {}: {}", failure.operation, failure.class, failure.finding.check)))
        .collect()
}

#[tokio::test]
async fn causes_are_the_same_whatever_the_seed() {
    for faults in [
        // What was sent comes back as the body of a failure.
        &["status=201:500"][..],
        &["status=200:500"],
        &["status=200:202", "status=404:410"],
        &["status=400:500"],
        &["status=400:422"],
        &["ignore=query.limit/maximum", "ignore=query.limit/minimum"],
        &["omit-header=content-type"],
        &["null=/id", "omit=/status", "null=/messages/0/text"],
    ] {
        let first = Box::pin(causes(faults, 0)).await;
        for seed in [1, 2] {
            assert_eq!(Box::pin(causes(faults, seed)).await, first, "{faults:?}, seed {seed}");
        }
    }
}
