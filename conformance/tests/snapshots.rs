//! What a run keeps is insta's: its own reader gives back the name, the document and the content, and what it writes on
//! acceptance is what the next run compares with.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use insta::Snapshot;
use support::{Told, embedded, files_below, messaging, service, settings, target, tell};
use trueline_conformance::mock::{Fixture, Mock};
use trueline_conformance::record::{Outcome, Snapshots};
use trueline_conformance::redact::{Redacted, Redactor};
use trueline_conformance::report::SnapshotSummary;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::{Settings, SnapshotMode};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// Names that operations and classes may have.
const NAMES: [&str; 12] = [
    "getPets/valid",
    "GET %2fthings%2f{id}/query.limit/above-maximum",
    "it's \"quoted\": yes/valid",
    "key: value # no comment/valid",
    "- item/valid",
    "---/valid",
    "a\nb\r\nc\td/valid",
    "null/valid",
    "\u{fc}\u{4f60}\u{1f980}\u{202e}/valid",
    "\u{0}\u{7f}\u{85}\u{2028}\u{feff}/valid",
    "back\\slash \\n/valid",
    "target/.hidden/a.snap/valid",
];

/// Contents that answers may have.
const CONTENTS: [&str; 12] = [
    "status: 200\ncontent-type: application/json\n\n{\n  \"id\": \"[uuid]\"\n}",
    "---\nstatus: 200\n---\nbody",
    "---",
    "line\r\nline\r\n",
    "stray\r\r\nreturn\rhere",
    "trailing  \n spaces \t\n\n",
    "\n\n leading",
    "",
    "\"quoted\": 'it''s' # %YAML &anchor *alias",
    "\u{fc}\u{4f60}\u{1f980}\u{202e}\u{feff}",
    "\u{0}\u{7f}\u{85}\u{2028}",
    "\u{feff}first",
];

fn redacted(text: &str) -> Redacted {
    Redactor::default().redact(text)
}

/// The only file with an ending below a folder.
fn only(folder: &Path, ending: &str) -> PathBuf {
    let mut found: Vec<PathBuf> =
        files_below(folder).into_iter().filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    assert_eq!(found.len(), 1, "{ending}: {found:?}");
    found.remove(0)
}

fn read(path: &Path) -> Snapshot {
    Snapshot::from_file(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What insta compares of a snapshot.
fn text(snapshot: &Snapshot) -> String {
    snapshot.as_text().expect("it is text").to_string()
}

#[test]
fn insta_reads_what_is_kept_and_what_waits_for_review() {
    for name in NAMES {
        for content in CONTENTS {
            let folder = tempfile::tempdir().expect("a folder");
            let snapshots = Snapshots::new(folder.path().to_owned());
            let source = format!("documents/{name}.yaml");
            snapshots.update(name, &redacted(&source), &redacted("status: 500")).expect("written");
            let outcome = snapshots.check(name, &redacted(&source), &redacted(content)).expect("compared");
            assert_eq!(outcome, Outcome::Different { kept: "status: 500".to_owned() }, "{name:?} {content:?}");

            let (kept, waiting) = (only(folder.path(), ".snap"), only(folder.path(), ".snap.new"));
            assert_eq!(text(&read(&kept)), "status: 500");
            for path in [&kept, &waiting] {
                assert_eq!(read(path).metadata().expression(), Some(name), "{}", path.display());
                assert_eq!(read(path).metadata().source(), Some(source.as_str()));
            }
            let plain: Vec<&str> = content.split('\n').map(|line| line.trim_end_matches('\r')).collect();
            assert_eq!(text(&read(&waiting)), plain.join("\n").trim_end(), "{name:?}");

            // What `cargo insta accept` does.
            read(&waiting).save(&kept).expect("accepted");
            fs::remove_file(&waiting).expect("removed");
            let outcome = snapshots.check(name, &redacted(&source), &redacted(content)).expect("compared");
            assert_eq!(outcome, Outcome::Same, "{name:?} {content:?}: {:?}", fs::read_to_string(&kept));
        }
    }
}

#[tokio::test]
async fn insta_reads_all_that_a_run_writes() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "target", "http://127.0.0.1:4020");
    let update = Settings { cases: 2, snapshots: SnapshotMode::Update, ..settings(state.path()) };
    let (_, first) = tell(&api, &target, &embedded(&api, &[]), &update).await;
    let check = Settings { snapshots: SnapshotMode::Check, ..update };
    let (_, second) = tell(&api, &target, &embedded(&api, &["omit=/thread/status"]), &check).await;
    let (first, second) = (first.expect("it is reached").snapshots, second.expect("it is reached").snapshots);

    let files = files_below(&state.path().join("snapshots"));
    let ending = |ending: &str| files.iter().filter(|path| path.to_string_lossy().ends_with(ending)).count();
    assert_eq!((ending(".snap"), ending(".snap.new")), (first.written, second.different));
    assert!(second.different > 0);
    for path in &files {
        let snapshot = read(path);
        let name = snapshot.metadata().expression().expect("a name").to_owned();
        let source = snapshot.metadata().source().expect("a document").to_owned();
        assert!(source.ends_with("tybrite-messaging.yaml") && name.contains('/'), "{source} {name}");
        assert!(text(&snapshot).starts_with("status: "), "{}", path.display());
        let parts = path.strip_prefix(state.path().join("snapshots")).expect("below");
        // `cargo insta` looks into no folder of these names.
        let is_looked_into = |part: &str| part != "target" && !part.starts_with('.');
        assert!(parts.iter().all(|part| is_looked_into(&part.to_string_lossy())), "{}", path.display());
    }
}

/// A document with operations and the greatest limit that each takes.
fn pets(operations: &[(&str, Option<u32>)]) -> String {
    let path = |(name, greatest): &(&str, Option<u32>)| {
        let greatest = greatest.map(|greatest| format!(", maximum: {greatest}")).unwrap_or_default();
        format!(
            "  /{name}:\n    get:\n      operationId: {name}\n      parameters:\n      - {{name: limit, in: query, \
             schema: {{type: integer{greatest}}}}}\n      responses: {{'200': {{description: d, content: \
             {{application/json: {{schema: {{type: boolean}}}}}}}}, '400': {{description: d}}}}\n"
        )
    };
    let paths: String = operations.iter().map(path).collect();
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}")
}

/// A run over a document in a folder, against its own mock.
async fn run_over(folder: &Path, file: &str, document: &str, settings: Settings) -> (Told, SnapshotSummary) {
    let path = folder.join(file);
    fs::write(&path, document).expect("written");
    let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read");
    let api = Arc::new(loaded.api.expect("right"));
    let target = Target::resolve("shop", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("known");
    let (told, result) =
        tell(&api, &target, &service(Mock::new(Arc::clone(&api), Fixture::default())), &settings).await;
    let summary = result.expect("it is reached");
    assert_eq!(summary.failures, 0, "{}", told.text);
    (told, summary.snapshots)
}

#[tokio::test]
async fn snapshots_of_no_class_are_told_and_removed_where_what_is_seen_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    let settings = |snapshots| Settings { cases: 2, snapshots, ..settings(&state) };
    let (before, after) = (pets(&[("cats", Some(9)), ("dogs", Some(9))]), pets(&[("cats", None)]));
    let (_, first) = run_over(folder.path(), "api.yaml", &before, settings(SnapshotMode::Update)).await;
    let kept = || files_below(&state.join("snapshots"));
    assert_eq!((kept().len(), first.orphaned, first.removed), (first.written, 0, 0));
    let (_, same) = run_over(folder.path(), "api.yaml", &before, settings(SnapshotMode::Check)).await;
    assert_eq!((same.same, same.orphaned), (first.written, 0));
    let notes = state.join("snapshots/shop/dogs/notes.txt");
    fs::write(&notes, "mine").expect("written");
    fs::copy(state.join("snapshots/shop/dogs/valid.snap"), state.join("snapshots/shop/dogs/valid.snap.new"))
        .expect("copied");
    let all = kept();

    // Nothing is reported where the plan is not whole, of another document, or where nobody looks.
    let only = Settings { only: Some("cats".to_owned()), ..settings(SnapshotMode::Update) };
    let over = Settings { max_time: Some(Duration::ZERO), ..settings(SnapshotMode::Update) };
    let little = Settings { max_work: Some(1), ..settings(SnapshotMode::Update) };
    let off = settings(SnapshotMode::Off);
    for (file, document, settings) in [
        ("api.yaml", &after, only),
        ("api.yaml", &after, over),
        ("api.yaml", &after, little),
        ("api.yaml", &after, off),
        ("other.yaml", &after, settings(SnapshotMode::Check)),
    ] {
        let (told, summary) = run_over(folder.path(), file, document, settings.clone()).await;
        let orphaned = told.text.contains("no class has any more") || !told.json["orphanedSnapshots"].is_null();
        assert_eq!((summary.orphaned, summary.removed, orphaned), (0, 0, false), "{settings:?}: {}", told.text);
        assert_eq!(kept(), all);
    }

    let (told, summary) = run_over(folder.path(), "api.yaml", &after, settings(SnapshotMode::Check)).await;
    let files: Vec<String> =
        told.json["orphanedSnapshots"]["files"].as_array().expect("files").iter().map(ToString::to_string).collect();
    for file in ["cats/query.limit/above-maximum.snap", "dogs/valid.snap", "dogs/valid.snap.new"] {
        assert!(files.contains(&format!("{file:?}")) && told.text.contains(file), "{file}: {}", told.text);
    }
    assert!(!files.iter().any(|file| file.contains("cats/valid") || file.contains("notes")), "{files:?}");
    assert_eq!((summary.orphaned, summary.removed), (files.len(), 0));
    assert!(told.text.contains("`--snapshots update` removes them"), "{}", told.text);
    assert_eq!(kept(), all);

    let (told, summary) = run_over(folder.path(), "api.yaml", &after, settings(SnapshotMode::Update)).await;
    assert_eq!((summary.orphaned, summary.removed), (0, files.len()), "{}", told.text);
    assert_eq!(kept().len(), summary.written + 1);
    assert!(notes.exists());
    let (_, summary) = run_over(folder.path(), "api.yaml", &after, settings(SnapshotMode::Check)).await;
    assert_eq!((summary.orphaned, summary.same), (0, kept().len() - 1));
}
