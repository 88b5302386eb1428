//! Checks of whoever tests: what they see, and what becomes of what they find.

use std::convert::Infallible;
use std::fs;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::Value;
use trueline_conformance::check::{Check, Severity};
use trueline_conformance::report::StopKind;
use trueline_conformance::target::{CheckConfig, Config, TargetConfig};
use trueline_conformance::{Choice, Conformance, CustomCheck, Findings, Settings, SnapshotMode};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
security: [{Token: []}]
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: name, in: query, schema: {type: string, minLength: 1, maxLength: 30}}]
      responses:
        '200': {description: All pets., content: {application/json: {schema: {type: object}}}}
        '400': {description: The name is none.}
        '401': {description: The token is none.}
  /toys:
    get:
      operationId: listToys
      responses:
        '200': {description: All toys., content: {application/json: {schema: {type: object}}}}
        '401': {description: The token is none.}
components:
  securitySchemes:
    Token: {type: http, scheme: bearer}
";

/// A service that repeats its query and its token, and is right by the document.
fn service()
-> impl tower::Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    tower::service_fn(|request: Request<Full<Bytes>>| {
        let token = request.headers().get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let query = request.uri().query().unwrap_or_default();
        let name = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "name");
        let is_wrong = name.is_some_and(|(_, name)| !(1..=30).contains(&name.chars().count()));
        let status = match () {
            () if request.method() != "GET" => 405,
            () if token != "Bearer the-token-of-ada" => 401,
            () => {
                if is_wrong {
                    400
                } else {
                    200
                }
            }
        };
        let body = serde_json::json!({ "query": query, "token": token }).to_string();
        let response =
            Response::builder().status(status).header("content-type", "application/json").header("allow", "GET");
        std::future::ready(Ok(response.body(Full::from(body)).expect("a response")))
    })
}

fn target() -> TargetConfig {
    let text = "[targets.t]\nbase-url = 'http://localhost'\ncredentials.Token = 'the-token-of-ada'\n";
    Config::parse("trueline.toml", text).expect("it is right").target("t").expect("it is there").clone()
}

async fn run(folder: &tempfile::TempDir, settings: Settings) -> Findings {
    let document = folder.path().join("openapi.yaml");
    fs::write(&document, DOCUMENT).expect("it is written");
    let found = Conformance::of(document).service(service()).target(target()).settings(settings).run().await;
    let found = found.expect("it runs");
    assert!(!found.text.contains("of-ada"), "{}", found.text);
    found
}

fn settings(checks: Vec<CustomCheck>) -> Settings {
    Settings { checks, snapshots: SnapshotMode::Off, ..Settings::default() }
}

fn command(name: &str, script: &str, more: &str) -> CustomCheck {
    let text = format!("[checks.{name}]\ncommand = ['python3', '-c', '''{script}''']\n{more}\n");
    let config = Config::parse("trueline.toml", &text).unwrap_or_else(|error| panic!("{error}"));
    CustomCheck::of_config(name, &config.checks[name]).expect("a name")
}

/// A finding of a check of one's own is made smaller, has one cause in all operations, and is chosen as all others are.
#[tokio::test]
async fn a_closure_finds_what_it_looks_for_and_it_is_shrunk_and_grouped() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = CustomCheck::new("long-name", |case, answer| {
        let length = case.request.target.split_once("name=").map_or(0, |(_, name)| name.len());
        let is_long = case.is_valid && answer.status == 200 && length >= 3;
        if is_long { Err(format!("a name of {length} bytes is taken")) } else { Ok(()) }
    });
    let token = CustomCheck::new("no-token", |_, answer| {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if text.contains("of-ada") { Err(format!("the answer repeats the token: {text}")) } else { Ok(()) }
    });
    let checks = vec![long.expect("a name"), token.expect("a name")];
    let mut found = Vec::new();
    for concurrency in [1, 8] {
        found.push(run(&folder, Settings { concurrency, ..settings(checks.clone()) }).await);
    }
    assert_eq!(found[0].text, found[1].text, "the order is that of the plan");
    let found = &found[0];
    let names: Vec<&str> = found.failures.iter().map(|failure| failure.finding.check.as_str()).collect();
    assert_eq!(names, ["no-token", "long-name"], "{}", found.text);
    assert!(found.failures.iter().all(|failure| failure.severity == Severity::Violation), "{}", found.text);
    assert!(found.text.contains("listToys"), "{}", found.text);
    // The shortest name that fails.
    assert_eq!(found.failures[1].finding.message, "a name of 3 bytes is taken", "{}", found.text);
    let choice = Choice { checks: vec![Check::custom("long-name").expect("a name")], ..Choice::default() };
    let chosen = run(&folder, Settings { choice, ..settings(checks) }).await;
    assert_eq!(chosen.failures.len(), 1, "{}", chosen.text);
}

/// A command that notes what it gets and finds the same.
const SCRIPT: &str = r#"
import json, os, sys
with open(FILE, "w") as lines:
    for line in sys.stdin:
        lines.write(line)
        lines.flush()
        exchange = json.loads(line)
        found = [{"message": "it repeats a token"}] if "oken-of-ada" in line or "$" in line or "[TRUELINE" in exchange["response"].get("body", "") else []
        print(json.dumps({"findings": found}), flush=True)
"#;

#[tokio::test]
async fn a_command_gets_lines_of_the_published_schema_without_secrets_unless_it_is_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let schema: Value = serde_json::from_str(include_str!("../commands.schema.json")).expect("JSON");
    let mut exchange = schema.clone();
    exchange["$ref"] = "#/$defs/checkExchange".into();
    let validator = jsonschema::draft202012::new(&exchange).expect("a schema");
    for (more, has_secrets) in [("", false), ("secrets = true", true)] {
        let file = folder.path().join("lines");
        let script = SCRIPT.replace("FILE", &format!("{:?}", file.display().to_string()));
        let found = run(&folder, settings(vec![command("repeated-token", &script, more)])).await;
        assert_eq!(found.failures.len(), 1, "{}", found.text);
        assert_eq!(found.failures[0].finding.check.as_str(), "repeated-token");
        let lines = fs::read_to_string(&file).expect("lines");
        assert!(lines.lines().count() >= found.summary.requests, "{}", found.text);
        for line in lines.lines() {
            let value: Value = serde_json::from_str(line).expect("JSON");
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{line}: {errors:?}");
        }
        assert_eq!(lines.contains("of-ada"), has_secrets);
        assert!(lines.contains("[TRUELINE_TOKEN]") != has_secrets);
    }
}

/// What fails is the command, and not the server.
#[tokio::test]
async fn a_command_that_fails_ends_the_run_and_accuses_nobody() {
    for (script, more, why) in [
        (
            "import sys; sys.stdin.readline(); sys.exit('no rules')",
            "",
            "`python3` ended with exit code 1, and said: no rules",
        ),
        (
            "import sys\nfor line in sys.stdin: print(1, flush=True)",
            "",
            "is no line of JSON with `findings` or `error`",
        ),
        (
            "import sys\nfor line in sys.stdin: print('{\"error\": \"no\"}', flush=True)",
            "",
            "the check `own` fails: no",
        ),
        ("import time; time.sleep(30)", "timeout = 0.3", "`python3` did not answer a line within 0.3 s"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let found = run(&folder, settings(vec![command("own", script, more)])).await;
        assert_eq!(found.summary.stopped, Some(StopKind::CommandFailed), "{script}: {}", found.text);
        assert!(found.text.replace('\n', " ").contains(why), "{why}: {}", found.text);
        assert!(found.failures.is_empty(), "{}", found.text);
    }
}

/// A case that a check of one's own found is tried again; one whose check is there no more is kept.
#[tokio::test]
async fn findings_are_kept_and_tried_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = tempfile::tempdir().expect("a folder");
    let check = |is_found: bool| {
        let check = CustomCheck::new("always", move |_, _| if is_found { Err("always".to_owned()) } else { Ok(()) });
        vec![check.expect("a name")]
    };
    let of = |checks| Settings { state: Some(state.path().to_owned()), ..settings(checks) };
    assert_eq!(run(&folder, of(check(true))).await.failures.len(), 1);
    let without = run(&folder, of(Vec::new())).await;
    assert_eq!((without.summary.replays.undecided, without.summary.replays.fixed), (1, 0), "{}", without.text);
    let failing = run(&folder, of(check(true))).await;
    assert_eq!(failing.summary.replays.failing, 1, "{}", failing.text);
    let fixed = run(&folder, of(check(false))).await;
    assert_eq!(fixed.summary.replays.fixed, 1, "{}", fixed.text);
}

#[test]
fn a_check_of_a_configuration_has_a_name_of_its_own() {
    let config: CheckConfig =
        Config::parse("trueline.toml", "[checks.a]\ncommand = ['x']\n").expect("it is right").checks["a"].clone();
    let error = CustomCheck::of_config("server-error", &config).expect_err("it is another's").to_string();
    assert!(error.starts_with("`server-error` cannot be the name of a check: it is another one's"), "{error}");
}
