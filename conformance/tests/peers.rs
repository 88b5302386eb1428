//! Runs against the messaging contract as somebody else wrote it: a server in Python, correct in several styles, or with one
//! fault of hundreds.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use support::{Told, messaging, settings, target, tell};
use trueline_conformance::transport::{HttpTransport, Transport};
use trueline_conformance::{RunError, Settings};

/// The server.
const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/messaging.py");

/// The styles in which it is correct, beside its own.
const STYLES: [&[&str]; 6] = [
    &[],
    &["cursor=opaque", "times=z"],
    &["times=mixed", "order-of-checks=auth-first", "unicode=escaped"],
    &["framing=chunked", "extra-fields=off", "other-media=400"],
    &["keep-alive=off", "ownerless=closed"],
    &["rate-limit=11"],
];

/// Faults that only values or several exchanges show, and faults that a wrong value shows which is almost right.
const FAULTS: [(&str, &str); 24] = [
    ("creation/message-trimmed", "readable"),
    ("creation/subject-lower-cased", "echo"),
    ("creation/id-repeats", "fresh-identity"),
    ("pages/default-20", "page-"),
    ("pages/one-too-many", "page-size"),
    ("pages/more-always", "page-"),
    ("pages/deleted-shown", "page-hidden"),
    ("selection/ignored", "selection"),
    ("selection/id-always", "selection"),
    ("items/differs-later", "item-differs"),
    ("stability/read-marks", "repeatable"),
    ("environment/missing-on-401", "environment"),
    ("credentials/session-prefix", "invalid-accepted"),
    ("credentials/key-without-rest", "invalid-accepted"),
    ("credentials/foreign-session-reads-one", "invalid-accepted"),
    ("validation/limit-above-32-bits", "invalid-accepted"),
    ("validation/order-upper-case", "invalid-accepted"),
    ("validation/fields-only-first-checked", "invalid-accepted"),
    ("validation/json-cut-short", "invalid-accepted"),
    ("validation/cursor-plain-time", "invalid-accepted"),
    ("errors/method-no-allow", "allow"),
    ("crash/deep-body", "server-error"),
    ("crash/unknown-field", "server-error"),
    ("credentials/live-key-sees-created", "environment-leak"),
];

/// A server that is ended with the test.
struct Peer {
    process: Child,
    address: String,
}

impl Peer {
    fn start(words: &[&str]) -> Self {
        let mut process = Command::new("python3")
            .arg(SERVER)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 is there");
        let mut address = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut address).expect("it says where it is");
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A run against a server with its first actor and what it promises.
async fn tried(words: &[&str], settings: &Settings) -> Told {
    let (api, peer) = (messaging(), Peer::start(words));
    let target = target(&api, "peer", &peer.address);
    let transport = Transport::Http(HttpTransport::new(&peer.address).expect("an address"));
    let (told, result) = tell(&api, &target, &transport, settings).await;
    let _: Result<_, RunError> = result;
    told
}

/// No style of a correct server is accused of anything.
#[tokio::test]
async fn a_correct_server_passes_in_silence() {
    let state = tempfile::tempdir().expect("a folder");
    for (seed, styles) in STYLES.iter().enumerate() {
        let words: Vec<&str> = styles.iter().flat_map(|style| ["--style", *style]).collect();
        let settings = Settings { seed: seed.try_into().expect("small"), cases: 60, ..settings(state.path()) };
        let told = tried(&words, &settings).await;
        assert!(told.failures.is_empty(), "{styles:?}: {}", told.text);
        assert!(told.text.contains("law/every-item-once"), "{styles:?}: {}", told.text);
    }
}

/// Each fault is found for its own reason.
#[tokio::test]
async fn faults_of_values_and_of_several_exchanges_are_found() {
    let state = tempfile::tempdir().expect("a folder");
    let listed = faults();
    for (fault, check) in FAULTS {
        assert!(listed.iter().any(|known| known == fault), "`{fault}` is no fault of the server");
        let settings = Settings { cases: 100, ..settings(state.path()) };
        let told = tried(&["--fault", fault, "--style", "other-media=400"], &settings).await;
        let found = told.failures.iter().any(|failure| failure.finding.check.starts_with(check));
        assert!(found, "{fault} is not found by {check}: {}", told.text);
    }
}

/// Every fault of the server, with the check that found it: at least nine of ten are.
#[tokio::test]
#[ignore = "runs against hundreds of servers"]
async fn nine_of_ten_faults_are_found() {
    let state = tempfile::tempdir().expect("a folder");
    let (mut found, mut missed) = (0, Vec::new());
    for fault in faults() {
        let settings = Settings { cases: 100, ..settings(state.path()) };
        let told = tried(&["--fault", &fault, "--style", "other-media=400"], &settings).await;
        let Some(first) = told.failures.first() else {
            missed.push(fault);
            continue;
        };
        println!("{fault}: {} in {}", first.finding.check, first.class.as_str());
        found += 1;
    }
    let all = found + missed.len();
    println!("{found} of {all}; not found: {}", missed.join(", "));
    assert!(found * 10 >= all * 9, "{found} of {all}; not found: {}", missed.join(", "));
}

fn faults() -> Vec<String> {
    let output = Command::new("python3").args([SERVER, "--list-faults"]).output().expect("python3 is there");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}
