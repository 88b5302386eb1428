//! Runs against the messaging contract as somebody else wrote it: a server in Python, correct in several styles, or with one
//! fault of hundreds.

mod support;

use support::peer::{Peer, said};
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

/// Faults by the letter alone: implementations differ, so that they are faults where the target is held to it.
const STRICT: [&str; 7] = [
    "credentials/scheme-case",
    "validation/limit-empty",
    "validation/limit-hexadecimal",
    "validation/limit-spaces",
    "validation/order-empty",
    "validation/email-with-spaces",
    "validation/order-id-lenient",
];

/// Departures from the contract that the document does not rule out, or that nobody can prove from outside.
const UNDECIDED: [(&str, &str); 20] = [
    ("creation/message-filled-in", "what else the message says is not declared"),
    ("creation/message-twice", "how many messages a thread begins with is not declared"),
    ("credentials/session-any-case", "another session may differ in case alone"),
    ("credentials/customer-case", "another customer may differ in case alone"),
    ("credentials/test-key-sees-all", "it takes a key of real data"),
    ("credentials/live-writes-sandbox", "it takes a key of real data"),
    ("errors/code-missing-on-405", "the body of a 405 is not declared"),
    ("errors/method-empty-405", "the body of a 405 is not declared"),
    ("errors/method-allow-too-much", "it takes a DELETE that nobody declares, which may destroy something"),
    ("errors/method-delete-accepted", "it takes a DELETE that nobody declares, which may destroy something"),
    ("errors/head-404", "frameworks answer so to a method that they were not given"),
    ("errors/head-with-body", "clients of HTTP drop what follows the head of an answer to HEAD"),
    ("pages/deleted-disguised", "what was deleted is not known from outside"),
    ("stability/head-edits", "what was edited by the first HEAD of all is edited before and after every other"),
    ("stability/refused-writes", "what was written by the first refusal of all is there before and after every other"),
    ("validation/limit-decimal", "`10.0` is an integer to JSON Schema"),
    ("validation/limit-exponent", "`1e1` is an integer to JSON Schema"),
    ("validation/cursor-empty", "an empty cursor may be none"),
    ("validation/media-type-absent", "a body of no content type may be taken for what it is (RFC 9110 section 8.3)"),
    ("validation/path-not-uuid-is-404", "nothing has an identity that is none"),
];

/// A run against a server with its first actor and what it promises.
async fn tried(words: &[&str], strict_formats: bool, settings: &Settings) -> Told {
    let (api, peer) = (messaging(), Peer::start(SERVER, words));
    let mut target = target(&api, "peer", &peer.address);
    target.strict_formats = strict_formats;
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
        let told = tried(&words, seed == 0, &settings).await;
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
        let told = tried(&["--fault", fault, "--style", "other-media=400"], false, &settings).await;
        let found = told.failures.iter().any(|failure| failure.finding.check.as_str().starts_with(check));
        assert!(found, "{fault} is not found by {check}: {}", told.text);
    }
}

/// Every fault of the server is found, but for those that are none by the document: they are named, each with the reason.
#[tokio::test]
#[ignore = "runs against hundreds of servers"]
async fn every_fault_that_can_be_proven_is_found() {
    let state = tempfile::tempdir().expect("a folder");
    let (mut found, mut missed) = (0, Vec::new());
    for fault in faults() {
        let settings = Settings { cases: 100, ..settings(state.path()) };
        let words = ["--fault", &fault, "--style", "other-media=400"];
        let told = tried(&words, STRICT.contains(&fault.as_str()), &settings).await;
        match told.failures.first() {
            Some(first) => {
                println!("{fault}: {} in {}", first.finding.check, first.class.as_str());
                found += 1;
            }
            None => missed.push(fault),
        }
    }
    println!("{found} of {}", found + missed.len());
    missed.sort_unstable();
    let mut undecided = UNDECIDED.map(|(fault, _)| fault);
    undecided.sort_unstable();
    assert_eq!(missed, undecided);
}

fn faults() -> Vec<String> {
    let text = said(SERVER, &["--list-faults"]);
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}
