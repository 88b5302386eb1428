//! `cargo insta` itself lists, accepts and rejects what a run leaves for review.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use support::{embedded, files_below, messaging, settings, target, tell};
use trueline_conformance::report::SnapshotSummary;
use trueline_conformance::{Settings, SnapshotMode};

/// The version that is installed where there is none.
const VERSION: &str = "1.49.0";

/// `cargo insta` of that version: the one of this machine, else the one below `target/tools`, installed where it is not.
fn cargo_insta() -> PathBuf {
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("tools");
    let own = tools.join("bin").join(format!("cargo-insta{}", std::env::consts::EXE_SUFFIX));
    for program in [PathBuf::from("cargo-insta"), own.clone()] {
        let version = Command::new(&program).args(["insta", "--version"]).output();
        let is_wanted = |output: Output| String::from_utf8_lossy(&output.stdout).trim().ends_with(VERSION);
        if version.is_ok_and(is_wanted) {
            return program;
        }
    }
    println!("cargo insta: installing {VERSION} into {}", tools.display());
    let installed = Command::new(env!("CARGO"))
        .args(["install", "cargo-insta", "--locked", "--quiet", "--version", VERSION, "--root"])
        .arg(&tools)
        .env("CARGO_TARGET_DIR", tools.join("build"))
        .status();
    assert!(
        installed.is_ok_and(|status| status.success()),
        "cargo insta: {VERSION} is not there and cannot be installed without a network; \
         run `cargo install cargo-insta --locked --version {VERSION}`"
    );
    own
}

/// What `cargo insta` writes about a package.
fn insta(program: &Path, package: &Path, words: &[&str]) -> String {
    let mut command = Command::new(program);
    command.arg("insta").args(words).arg("--manifest-path").arg(package.join("Cargo.toml"));
    // What a person does, wherever the test runs.
    let output = command.env_remove("CI").env("CARGO", env!("CARGO")).output().expect("it starts");
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    assert!(output.status.success(), "{words:?}: {text}");
    text
}

/// The snapshots that wait for review, by the path of what is kept.
fn pending(program: &Path, package: &Path) -> Vec<String> {
    let text = insta(program, package, &["pending-snapshots", "--as-json"]);
    let lines = text.lines().filter(|line| line.starts_with('{'));
    let values = lines.map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut paths: Vec<String> =
        values.map(|value| value["path"].as_str().unwrap_or_else(|| panic!("{value}")).to_owned()).collect();
    paths.sort();
    paths
}

/// A run's snapshots after so much that differs from what the document's mock answers.
async fn compared(state: &Path, snapshots: SnapshotMode, faults: &[&str]) -> SnapshotSummary {
    let api = messaging();
    let target = target(&api, "target", "http://127.0.0.1:4020");
    let settings = Settings { cases: 2, snapshots, ..settings(state) };
    let (_, result) = tell(&api, &target, &embedded(&api, faults), &settings).await;
    result.expect("it is reached").snapshots
}

#[tokio::test]
#[ignore = "installs cargo-insta where it is not there"]
async fn cargo_insta_lists_accepts_and_rejects_what_waits() {
    const FAULTS: &[&str] = &["omit=/thread/status", "status=400:499"];
    let program = cargo_insta();
    let folder = tempfile::tempdir().expect("a folder");
    // Canonical, as `cargo metadata` names it.
    let package = folder.path().canonicalize().expect("it is there");
    fs::create_dir(package.join("src")).expect("created");
    fs::write(package.join("src/lib.rs"), "").expect("written");
    fs::write(package.join("Cargo.toml"), "[package]\nname = \"reviewed\"\nedition = \"2024\"\n[workspace]\n")
        .expect("written");
    // As in this repository, what waits is not committed.
    fs::create_dir(package.join(".git")).expect("created");
    fs::write(package.join(".gitignore"), "/target\n*.snap.new\n").expect("written");
    let state = package.join("conformance");
    compared(&state, SnapshotMode::Update, &[]).await;
    assert_eq!(pending(&program, &package), Vec::<String>::new());

    let different = compared(&state, SnapshotMode::Check, FAULTS).await.different;
    let waiting: Vec<String> = files_below(&state.join("snapshots"))
        .into_iter()
        .filter_map(|path| path.to_string_lossy().strip_suffix(".new").map(str::to_owned))
        .collect();
    assert_eq!((waiting.len(), different > 2), (different, true));
    assert_eq!(pending(&program, &package), waiting);

    insta(&program, &package, &["reject"]);
    assert_eq!(pending(&program, &package), Vec::<String>::new());
    assert_eq!(compared(&state, SnapshotMode::Check, FAULTS).await.different, different);
    insta(&program, &package, &["accept"]);
    assert_eq!(pending(&program, &package), Vec::<String>::new());
    let accepted = compared(&state, SnapshotMode::Check, FAULTS).await;
    assert_eq!((accepted.different, accepted.same > different), (0, true));
}
