//! Every report of one run against a server that writes what terminals, logs of CI, XML, HTML and Markdown act on, and
//! repeats the key that it is sent. `cargo insta review` shows what differs; other readers judge the formats.

use std::convert::Infallible;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::Value;
use trueline_conformance::report::{ReportContext, ReportRequest, Reports, Subject, TextStyle};
use trueline_conformance::target::{Config, Target};
use trueline_conformance::transport::{HttpTransport, ServiceTransport, Transport};
use trueline_conformance::{Settings, SnapshotMode, run};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const KEY: &str = "k3y-of-the-test-0123456789";
/// As JSON writes it.
const HOSTILE: &str = r"]]></failure><script>alert(1)</script>\n::error::forged|`|\r\u001b[31m##[error]x\u202e\uffff";

/// The reports of a run, as files of a folder.
struct Written(tempfile::TempDir);

impl Written {
    fn text(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.0.path().join(name)).expect("it is written");
        assert!(!text.contains(KEY), "{name} shows the key");
        assert!(
            !text.contains(['\u{1b}', '\r', '\u{202e}']) && !text.contains("##["),
            "{name} acts on a terminal: {text}"
        );
        text
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).expect("it is JSON")
    }
}

fn document() -> Arc<Checked<Api>> {
    let loaded = load("tests/reports/openapi.yaml", &FileSystem, LoadOptions::default()).expect("it is read");
    Arc::new(loaded.api.expect("it is right"))
}

/// Answers with hostile texts, and with the key.
async fn respond(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let key = request.headers().get("x-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    let (status, body) = match (request.method().as_str(), request.uri().path()) {
        ("GET", "/health") => (204, String::new()),
        ("GET", path) if path.starts_with("/pets/") => (200, format!(r#"{{"nam": "{HOSTILE}"}}"#)),
        ("POST", "/pets") if key.is_empty() => (401, String::new()),
        ("POST", "/pets") => (500, format!(r#"{{"error": "{HOSTILE}", "key": "{key}"}}"#)),
        _ => (405, String::new()),
    };
    let mut response = Response::builder().status(status).header("set-cookie", "session=of-the-server; Path=/");
    if request.uri().path() == "/health" {
        response = response.header("allow", "GET");
    }
    if !body.is_empty() {
        response = response.header("content-type", "application/json");
    }
    Ok(response.body(Full::new(Bytes::from(body))).expect("a response"))
}

fn hostile_server() -> Transport {
    Transport::Service(ServiceTransport::new(tower::service_fn(respond)))
}

/// Runs with a seed, and writes what is asked for.
async fn written(formats: &[&str], transport: Transport, seed: u64) -> Written {
    written_in(TextStyle::default(), formats, transport, seed).await
}

/// The same, and what would be printed in a style, as the file `printed`.
async fn written_in(style: TextStyle, formats: &[&str], transport: Transport, seed: u64) -> Written {
    let folder = tempfile::tempdir().expect("a folder");
    let api = document();
    let config =
        format!("[targets.hostile]\nbase-url = 'http://127.0.0.1:4020'\n[targets.hostile.credentials]\nKey = '{KEY}'");
    let config = Config::parse("trueline.toml", &config).expect("it is TOML");
    let config = config.target("hostile").expect("it is there");
    let target = Target::resolve("hostile", config, &api, &|_| None).expect("every setting is known");
    let asked: Vec<ReportRequest> = formats
        .iter()
        .map(|format| format!("{format}={}", folder.path().join(format).display()).parse().expect("a report"))
        .collect();
    let subject = Arc::new(Subject::new(Arc::clone(&api), &target, Path::new(env!("CARGO_MANIFEST_DIR"))));
    let context =
        ReportContext { style, subject, lists_missing: false, step_summary: Some(folder.path().join("summary")) };
    let mut reports = Reports::new(&asked, &context).expect("they can be written");
    let transport = reports.observe(transport);
    let settings = Settings { cases: 2, seed, snapshots: SnapshotMode::Off, concurrency: 1, ..Settings::default() };
    let mut printed = String::new();
    let result = run(&api, &target, &transport, &settings, &mut |event| printed += &reports.event(&event)).await;
    let error = result.err().map(|error| target.redactor().redact(&error.to_string()));
    let (rest, outcome) = reports.finish(error);
    outcome.expect("they are written");
    std::fs::write(folder.path().join("printed"), printed + &rest).expect("written");
    Written(folder)
}

/// Compares a report with the one that is kept, without what differs from version to version.
fn kept(name: &str, text: &str) {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("reports");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[tokio::test]
async fn text_acts_on_no_terminal() {
    let written = written(&["text"], hostile_server(), 0).await;
    assert_eq!(written.text("text"), written.text("printed"));
    kept("text", &written.text("text"));
}

#[tokio::test]
async fn text_of_a_terminal_has_its_width_and_colours() {
    let style = TextStyle { width: 60, has_colours: true };
    let written = written_in(style, &["text"], hostile_server(), 0).await;
    let printed = std::fs::read_to_string(written.0.path().join("printed")).expect("it is written");
    let plain = anstream::adapter::strip_str(&printed).to_string();
    let file = written.text("text");
    assert!(file.split_whitespace().eq(plain.split_whitespace()), "nothing but white space differs");
    let is_wrapped = |line: &&str| line.starts_with("             ") && !line.contains("| ");
    let longest = plain.lines().filter(is_wrapped).map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest > 40 && longest <= 60), "{plain}");
    kept("terminal", &printed.replace('\u{1b}', "ESC"));
}

#[tokio::test]
async fn junit_has_a_suite_for_each_operation() {
    let text = written(&["junit"], hostile_server(), 0).await.text("junit");
    let report = quick_junit::Report::deserialize_from_str(&text).expect("it is JUnit");
    let suites: Vec<_> = report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.failures > 0)).collect();
    assert_eq!(suites, [("addPet", true), ("getPet", true), ("getHealth", false)]);
    kept("junit", &text);
}

#[tokio::test]
async fn a_run_without_a_result_is_an_error_of_junit() {
    let nobody = Transport::Http(HttpTransport::new("http://127.0.0.1:1").expect("a system"));
    let text = written(&["junit"], nobody, 0).await.text("junit");
    let report = quick_junit::Report::deserialize_from_str(&text).expect("it is JUnit");
    assert_eq!((report.errors, report.failures), (1, 0), "{text}");
}

#[tokio::test]
async fn sarif_points_at_the_lines_of_the_document() {
    let written = written(&["sarif"], hostile_server(), 0).await;
    let log = written.json("sarif");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(!results.is_empty());
    let document = std::fs::read_to_string("tests/reports/openapi.yaml").expect("the document");
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "tests/reports/openapi.yaml");
        let line = place["region"]["startLine"].as_u64().expect("a line");
        assert!(
            document.lines().nth(usize::try_from(line).expect("small") - 1).is_some_and(|line| !line.trim().is_empty())
        );
        let rule = result["ruleIndex"].as_u64().expect("an index");
        assert_eq!(
            log["runs"][0]["tool"]["driver"]["rules"][usize::try_from(rule).expect("small")]["id"],
            result["ruleId"]
        );
    }
    kept("sarif", &written.text("sarif"));
}

#[tokio::test]
async fn fingerprints_do_not_depend_on_the_seed() {
    let of = async |seed| {
        let log = written(&["sarif"], hostile_server(), seed).await.json("sarif");
        let results = log["runs"][0]["results"].as_array().cloned().expect("results");
        let texts = results.iter().map(|result| result["partialFingerprints"]["truelineFinding/v1"].to_string());
        texts.collect::<Vec<_>>()
    };
    let (one, other) = (of(0).await, of(7).await);
    assert_eq!(one, other);
    let distinct: std::collections::BTreeSet<_> = one.iter().collect();
    assert_eq!(distinct.len(), one.len());
}

/// The schema of OASIS is in the package `serde-sarif`, which nothing here is linked to.
#[tokio::test]
#[ignore = "it fetches a package"]
async fn sarif_is_valid_by_its_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest =
        "[package]\nname = \"schema\"\nedition = \"2024\"\n[dependencies]\nserde-sarif = \"=0.8.0\"\n[workspace]\n";
    std::fs::create_dir(folder.path().join("src")).expect("made");
    std::fs::write(folder.path().join("src/lib.rs"), "").expect("written");
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("written");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .current_dir(folder.path())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").expect("the package");
    let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
    let schema = std::fs::read_to_string(manifest.with_file_name("src/schema.json")).expect("the schema");
    // Its pattern of languages has a bracket that nothing opens, which ECMA-262 does not take.
    let schema: Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let nobody = Transport::Http(HttpTransport::new("http://127.0.0.1:1").expect("a system"));
    for transport in [hostile_server(), nobody] {
        let log = written(&["sarif"], transport, 0).await.json("sarif");
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{error}: {}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [] }] })));
}

#[tokio::test]
async fn annotations_of_github_are_one_line_each() {
    let written = written(&["github"], hostile_server(), 0).await;
    let text = written.text("github");
    assert!(text.lines().all(|line| line.starts_with("::error file=tests/reports/openapi.yaml,line=")), "{text}");
    kept("github", &text);
    let summary = written.text("summary");
    assert!(!summary.contains("<script"), "{summary}");
    kept("summary", &summary);
}

#[tokio::test]
async fn har_has_every_exchange() {
    let written = written(&["har", "json"], hostile_server(), 0).await;
    let log = written.json("har");
    let entries = log["log"]["entries"].as_array().expect("entries");
    let judged = written.json("json")["summary"]["requests"].as_u64().expect("a number");
    assert!(u64::try_from(entries.len()).expect("small") >= judged, "{} of {judged}", entries.len());
    assert!(!written.text("har").contains("of-the-server"), "a cookie of the server is shown");
    let of = |method: &str, status: u64| {
        let is_it = |entry: &&Value| entry["request"]["method"] == method && entry["response"]["status"] == status;
        let mut entry = entries.iter().find(is_it).cloned().expect("it was sent");
        for time in ["time", "startedDateTime"] {
            entry[time] = "TIME".into();
        }
        entry["timings"]["wait"] = "TIME".into();
        serde_json::to_string_pretty(&entry).expect("JSON")
    };
    kept("har", &[of("GET", 200), of("POST", 500)].join("\n"));
}

/// The schemas of HAR 1.2 are in the package `har-schema` of npm.
#[tokio::test]
#[ignore = "it fetches a package"]
async fn har_is_valid_by_its_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let installed = Command::new("npm")
        .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "har-schema@2.0.0"])
        .current_dir(folder.path())
        .output()
        .expect("npm runs");
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    let schemas = folder.path().join("node_modules/har-schema/lib");
    let mut definitions = serde_json::Map::new();
    for entry in std::fs::read_dir(&schemas).expect("the schemas") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(&path).expect("read");
            let mut schema: Value = serde_json::from_str(&text).expect("JSON");
            // Each schema's own `$id` would be what its references are relative to.
            schema.as_object_mut().expect("an object").remove("$id");
            let text = schema.to_string().replace(".json#\"", "\"").replace("\"$ref\":\"", "\"$ref\":\"#/definitions/");
            let text = text.replace("#/definitions/#/definitions/", "#/definitions/");
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            definitions.insert(name, serde_json::from_str(&text).expect("JSON"));
        }
    }
    let schema = serde_json::json!({
        "$schema": "http://json-schema.org/draft-06/schema#",
        "$ref": "#/definitions/har",
        "definitions": definitions,
    });
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let nobody = Transport::Http(HttpTransport::new("http://127.0.0.1:1").expect("a system"));
    for transport in [hostile_server(), nobody] {
        let log = written(&["har"], transport, 0).await.json("har");
        assert!(!log["log"]["entries"].as_array().expect("entries").is_empty());
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{error}: {}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    assert!(!validator.is_valid(&serde_json::json!({ "log": { "version": "1.2", "entries": [] } })));
}

/// Reports of JSON are what their schema says, in every member: what the schema does not name is an error here.
#[tokio::test]
async fn json_is_valid_by_its_schema() {
    let mut schema: Value = serde_json::from_str(include_str!("../report.schema.json")).expect("JSON");
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let nobody = Transport::Http(HttpTransport::new("http://127.0.0.1:1").expect("a system"));
    for (transport, member) in [(hostile_server(), "seed"), (nobody, "error")] {
        let report = written(&["json"], transport, 0).await.json("json");
        assert!(!report[member].is_null(), "{report}");
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| format!("{error}: {}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{report}");
    }
}

/// Forbids members that a schema does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if members.contains_key("properties") && members.contains_key("required") {
                members.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[tokio::test]
async fn the_page_has_no_markup_of_others() {
    let text = written(&["html"], hostile_server(), 0).await.text("html");
    assert_eq!(text.matches("<script>").count(), 1, "{text}");
    assert!(!text.contains("<b>&") && !text.contains("http://") && !text.contains("https://"), "{text}");
    let (head, body) = text.split_once("<body>").expect("a body");
    assert!(head.contains("default-src 'none'"));
    let (body, _) = body.split_once("<script>").expect("the script");
    kept("html", body);
}
