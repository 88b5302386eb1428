//! Every report of one run against a server that writes what terminals, logs of CI, XML, HTML and Markdown act on, and
//! repeats the key that it is sent. `cargo insta review` shows what differs; other readers judge the formats.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use trueline_conformance::report::{ReportRequest, Reports, TextStyle};
use trueline_conformance::target::{Config, Target};
use trueline_conformance::transport::{ServiceTransport, Transport};
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
    let mut reports = Reports::new(&asked, style).expect("they can be written");
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
