//! A case that failed is tried again alone, at a server that has forgotten everything since: what it takes is made first.

mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::peer::{Peer, said};
use support::{Told, settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::record::KeptCases;
use trueline_conformance::report::ReplaySummary;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/crud.py");

/// A run at a new server: what it reported, and how many requests it took.
async fn ran(folder: &Path, fault: Option<&str>, replays: Option<KeptCases>) -> (Told, usize) {
    let document = folder.join("openapi.json");
    std::fs::write(&document, said(SERVER, &["--style", "nested", "--document"])).expect("it is written");
    let loaded = load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is read");
    let api = loaded.api.expect("it is right");
    let fault = fault.into_iter().flat_map(|fault| ["--fault", fault]);
    let peer = Peer::start(SERVER, &["--style", "nested"].into_iter().chain(fault).collect::<Vec<_>>());
    let target = Target::resolve("peer", &TargetConfig::at(&peer.address), &api, &|_| None).expect("a target");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let transport = Transport::Http(HttpTransport::new(&peer.address).expect("an address"));
    let transport = transport.observed(move |_| _ = counted.fetch_add(1, Ordering::Relaxed));
    let settings = Settings { cases: 100, replays, ..settings(&folder.join("state")) };
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    result.expect("it answers");
    (told, count.load(Ordering::Relaxed))
}

#[tokio::test]
async fn what_failed_fails_again_until_it_is_mended() {
    for fault in [
        "inner/read-lacks-member",
        "inner/change-accepts-above",
        "inner/change-lost",
        "inner/delete-noop",
        "outer/read-crash",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        let (found, whole) = Box::pin(ran(here, Some(fault), None)).await;
        let failure = found.failures.first().unwrap_or_else(|| panic!("{fault}: {}", found.text));
        let cause = format!("{:016x}", failure.cause);
        let cases = KeptCases::of_id(&here.join("state"), None, &cause[..8]).expect("it is kept");
        assert_eq!((cases.target(), cases.base_url().is_some()), (Some("peer"), true));

        let (again, requests) = Box::pin(ran(here, Some(fault), Some(cases.clone()))).await;
        let replays = again.summary.as_ref().expect("a result").replays;
        assert_eq!(replays, ReplaySummary { failing: 1, ..ReplaySummary::default() }, "{fault}: {}", again.text);
        let same = &again.failures[0];
        assert_eq!((same.cause, &same.operation, &same.class), (failure.cause, &failure.operation, &failure.class));
        assert!(requests * 2 < whole, "{fault}: {requests} requests of {whole}");

        let (mended, requests) = Box::pin(ran(here, None, Some(cases.clone()))).await;
        let replays = mended.summary.as_ref().expect("a result").replays;
        assert_eq!(replays, ReplaySummary { fixed: 1, ..ReplaySummary::default() }, "{fault}: {}", mended.text);
        // A law of sequences plays all of its own again.
        assert!(requests < 300, "{fault}: {requests}");
        assert_eq!(mended.json["cleanup"]["left"], serde_json::json!([]), "{fault}: {}", mended.text);
        let kept = KeptCases::of_id(&here.join("state"), Some("peer"), &cause).expect("it stays");
        println!("{fault}: {whole} requests of the run, {requests} of the replay, {} kept", kept.target().is_some());
    }
}
