//! Runs against servers of things that are created, listed, read, changed and deleted, written in Python:
//! nothing is configured, every operation succeeds, nothing of what is correct is accused, and each fault is found.

mod support;

use std::process::Command;

use support::peer::{Peer, said};
use support::{Told, settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::request::WireRequest;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};
use trueline_spec::model::Method;
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// The servers.
const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/crud.py");

const STYLES: [&str; 3] = ["nested", "slugs", "numbers"];

/// The faults that a server can have, each with the check that finds it.
fn faults(style: &str) -> Vec<(String, String)> {
    let listed = said(SERVER, &["--style", style, "--list-faults"]);
    listed
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(fault, check)| (fault.to_owned(), check.to_owned()))
        .collect()
}

async fn tried(style: &str, fault: Option<&str>, seed: u64) -> Told {
    tried_with(style, fault, seed, false).await.0
}

/// The same, with what the server has of things that need no other before and after the run.
async fn tried_with(style: &str, fault: Option<&str>, seed: u64, keeps: bool) -> (Told, [Vec<String>; 2]) {
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("openapi.json");
    std::fs::write(&document, said(SERVER, &["--style", style, "--document"])).expect("it is written");
    let loaded = load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is read");
    let api = loaded.api.expect("it is right");
    let words: Vec<&str> =
        ["--style", style].into_iter().chain(fault.into_iter().flat_map(|fault| ["--fault", fault])).collect();
    let peer = Peer::start(SERVER, &words);
    let target = Target::resolve("peer", &TargetConfig::at(&peer.address), &api, &|_| None).expect("a target");
    let transport = Transport::Http(HttpTransport::new(&peer.address).expect("an address"));
    let settings = Settings { seed, cases: 100, keeps, ..settings(folder.path()) };
    let lists = || async {
        let mut found = Vec::new();
        for (_, operation) in api.operations() {
            if operation.method == Method::Get && operation.path.parameters().next().is_none() {
                let target = operation.path.as_str().to_owned();
                let request = WireRequest { method: "GET".to_owned(), target, headers: Vec::new(), body: Vec::new() };
                let answer = transport.send(&request, settings.timeout).await.expect("it answers");
                found.push(String::from_utf8_lossy(&answer.body).into_owned());
            }
        }
        found
    };
    let before = lists().await;
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    result.expect("it answers");
    (told, [before, lists().await])
}

#[tokio::test]
async fn what_a_run_created_is_gone_at_its_end() {
    for style in STYLES {
        let (told, [before, after]) = Box::pin(tried_with(style, None, 0, false)).await;
        assert!(!before.is_empty() && before == after, "{style}: {after:?}\n{}", told.text);
        assert!(
            told.json["cleanup"]["removed"].as_u64().is_some_and(|removed| removed > 10),
            "{}",
            told.json["cleanup"]
        );
        assert_eq!(told.json["cleanup"]["left"], serde_json::json!([]));
        let (told, [before, after]) = Box::pin(tried_with(style, None, 0, true)).await;
        assert!(before != after && told.json.get("cleanup").is_none(), "{style}");
    }
}

#[tokio::test]
async fn a_correct_server_passes_in_silence_and_every_operation_succeeds() {
    for style in STYLES {
        for seed in 0..3 {
            let told = Box::pin(tried(style, None, seed)).await;
            assert!(told.failures.is_empty(), "{style}, seed {seed}: {}", told.text);
            let summary = told.summary.expect("it ended");
            assert_eq!((summary.succeeded, summary.undecided), (summary.operations, 0), "{style}: {}", told.text);
            assert!(told.text.contains("law/kept") && told.text.contains("law/deleted"), "{style}: {}", told.text);
        }
    }
}

#[tokio::test]
async fn a_thing_that_a_change_renames_is_not_lost() {
    for seed in 0..3 {
        let (told, [before, after]) = Box::pin(tried_with("renamed", None, seed, false)).await;
        assert!(told.failures.is_empty(), "seed {seed}: {}", told.text);
        assert_eq!(before, after, "seed {seed}: {}", told.text);
    }
}

#[tokio::test]
async fn what_takes_several_requests_is_found() {
    for (style, fault, check) in [
        ("nested", "inner/delete-noop", "deleted"),
        ("slugs", "outer/delete-noop", "deleted"),
        ("numbers", "outer/change-first-member-lost", "kept"),
        ("slugs", "inner/change-lost", "kept"),
        ("nested", "outer/delete-takes-another", "lost"),
        ("numbers", "inner/create-overwrites-earlier", "isolation"),
        ("nested", "outer/delete-leaves-children", "orphan"),
        ("slugs", "outer/list-keeps-deleted", "listed"),
    ] {
        let told = Box::pin(tried(style, Some(fault), 0)).await;
        let checks: Vec<&str> = told.failures.iter().map(|failure| failure.finding.check.as_str()).collect();
        assert_eq!(checks, [check], "{style} {fault}: {}", told.text);
    }
}

/// The names of what is created are passed on by variables, so that the lines show the same against another server.
#[tokio::test]
async fn what_a_law_shows_is_a_script() {
    for style in ["nested", "numbers"] {
        let told = Box::pin(tried(style, Some("outer/delete-leaves-children"), 0)).await;
        let failure =
            told.failures.iter().find(|failure| failure.finding.check.as_str() == "orphan").expect("it is found");
        let lines: Vec<&str> =
            failure.before.iter().map(|step| step.curl.as_str()).chain([failure.curl.as_str()]).collect();
        let script = lines.join("\n");
        assert_eq!(
            lines.iter().map(|line| line.get(..8).unwrap_or(line)).collect::<Vec<_>>(),
            ["thing_1=", "thing_2=", "curl --s", "curl --s"]
        );
        assert!(lines[3].contains("\"$thing_1\"'/") && lines[3].contains("/'\"$thing_2\""), "{script}");
        let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
        if !has("curl") || !has("jq") {
            continue;
        }
        let again = Peer::start(SERVER, &["--style", style, "--fault", "outer/delete-leaves-children"]);
        let address = lines[3].split('\'').find(|word| word.starts_with("http://")).and_then(|word| word.get(..23));
        let port = address.and_then(|address| address.split(':').nth(2)).and_then(|port| port.split('/').next());
        let there = format!("http://127.0.0.1:{}", port.expect("a port"));
        let output =
            Command::new("sh").args(["-c", &script.replace(&there, &again.address)]).output().expect("a shell");
        let shown = String::from_utf8_lossy(&output.stdout);
        let last = shown.rsplit("HTTP/1.1 ").next().unwrap_or_default();
        assert!(last.starts_with("200"), "{script}\n{shown}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[tokio::test]
#[ignore = "runs against a hundred servers"]
async fn every_fault_is_found_by_its_check() {
    let mut missed = Vec::new();
    for style in STYLES {
        for (fault, check) in faults(style) {
            let told = Box::pin(tried(style, Some(&fault), 0)).await;
            let is_found = told.failures.iter().any(|failure| failure.finding.check.as_str() == check);
            println!("{style} {fault}: {}", if is_found { check.as_str() } else { "not found" });
            if !is_found {
                missed.push(format!("{style} {fault}"));
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}
