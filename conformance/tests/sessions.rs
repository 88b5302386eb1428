//! Credentials that last for a time: obtained before a run, renewed within it, hidden in all that it shows.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use trueline_conformance::report::StopKind;
use trueline_conformance::target::{Config, TargetConfig};
use trueline_conformance::{Conformance, ConformanceError, Findings};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
security: [{Token: []}]
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses:
        '200': {description: All pets., content: {application/json: {schema: {type: object}}}}
        '400': {description: The limit is none.}
        '401': {description: The token is none.}
  /echo:
    get:
      operationId: echo
      responses:
        '200': {description: Nothing., content: {application/json: {schema: {type: integer}}}}
        '401': {description: The token is none.}
components:
  securitySchemes:
    Token: {type: http, scheme: bearer}
";

/// A service that takes each token of `session-NUMBER-of-ada` so many times, and repeats it.
fn service(
    uses: usize,
) -> impl tower::Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    let counts: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
    tower::service_fn(move |request: Request<Full<Bytes>>| {
        let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        let is_form = token.strip_prefix("session-").is_some_and(|rest| rest.ends_with("-of-ada"));
        let mut counts = counts.lock().expect("nobody panicked");
        let count = counts.entry(token.to_owned()).or_default();
        *count += 1;
        let query = request.uri().query().unwrap_or_default();
        let limit =
            query.strip_prefix("limit=").map(|limit| limit.parse::<i64>().is_ok_and(|limit| (1..10).contains(&limit)));
        let status = match request.uri().path() {
            _ if request.method() != "GET" => 405,
            _ if !is_form || *count > uses => 401,
            _ if limit == Some(false) => 400,
            _ => 200,
        };
        let body = serde_json::json!({ "token": token }).to_string();
        let response =
            Response::builder().status(status).header("content-type", "application/json").header("allow", "GET");
        std::future::ready(Ok(response.body(Full::from(body)).expect("a response")))
    })
}

fn target(credential: &str) -> TargetConfig {
    let text = format!("[targets.t]\nbase-url = 'http://localhost'\n[targets.t.credentials]\nToken = {credential}\n");
    let config = Config::parse("trueline.toml", &text).expect("it is right");
    config.target("t").expect("it is there").clone()
}

/// A command that prints the token of a number that grows.
fn login(folder: &Path) -> String {
    let script = "n=$(cat n 2>/dev/null || echo 0); n=$((n+1)); echo $n > n; echo session-$n-of-ada";
    let script = format!("cd '{}' && {script}", folder.display());
    format!("command = [\"sh\", \"-c\", \"{script}\"]")
}

async fn run(folder: &Path, uses: usize, credential: &str) -> Result<Findings, ConformanceError> {
    let document = folder.join("openapi.yaml");
    fs::write(&document, DOCUMENT).expect("it is written");
    Conformance::of(document).service(service(uses)).target(target(credential)).run().await
}

/// The token is renewed wherever it is refused, and nothing that a run shows depends on when that is.
#[tokio::test]
async fn a_session_that_expires_is_renewed_and_the_report_is_the_same() {
    let folders: Vec<_> = (0..2).map(|_| tempfile::tempdir().expect("a folder")).collect();
    let of = async |number: usize, uses| {
        let folder: &Path = folders[number].path();
        let found = run(folder, uses, &format!("{{ {}, renewals = 1000 }}", login(folder))).await.expect("it runs");
        (found, fs::read_to_string(folder.join("n")).expect("a number").trim().parse::<usize>().expect("a number"))
    };
    let ((lasting, logins), (expiring, many)) = (of(0, usize::MAX).await, of(1, 7).await);
    assert_eq!(logins, 1, "a credential that is taken is not renewed");
    assert!(many > 5, "{many}");
    let path = |text: &str, folder: &tempfile::TempDir| text.replace(&folder.path().display().to_string(), "");
    assert_eq!(path(&expiring.text, &folders[1]), path(&lasting.text, &folders[0]));
    assert_eq!(expiring.summary, lasting.summary);
    assert!(lasting.summary.succeeded == 2, "{}", lasting.text);
    // `echo` repeats the token, where a number is declared.
    assert!(lasting.failures.iter().any(|failure| failure.answer.contains("[TRUELINE_TOKEN]")), "{}", lasting.text);
    for text in [&lasting.text, &expiring.text] {
        assert!(!text.contains("of-ada") && text.contains("$TRUELINE_TOKEN"), "{text}");
    }
}

#[tokio::test]
async fn a_credential_that_cannot_be_renewed_any_more_ends_the_run_and_says_why() {
    for (renewals, script, why) in [
        ("renewals = 2", None, "`Token`: it was renewed 2 times, and no more is allowed"),
        ("renewals = 0", None, "`Token`: it was renewed 0 times, and no more is allowed"),
        (
            "renewals = 9",
            Some("test -e n && { echo broken by session-1-of-ada >&2; exit 3; }; touch n; echo session-1-of-ada"),
            "`Token`: it cannot be renewed: `sh` ended with exit code 3, and said: broken by [TRUELINE_TOKEN]",
        ),
        ("renewals = 9", Some("echo session-1-of-ada"), "`Token`: a new one is refused as well"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let command = script.map_or_else(
            || login(folder),
            |script| format!("command = ['sh', '-c', 'cd \"{}\"; {script}']", folder.display()),
        );
        let found = run(folder, 8, &format!("{{ {command}, {renewals} }}")).await.expect("it runs");
        assert_eq!(found.summary.stopped, Some(StopKind::CredentialsExpired), "{}", found.text);
        assert!(found.text.contains(why), "{why}: {}", found.text);
        assert!(!found.text.contains("of-ada"), "{}", found.text);
        assert!(found.failures.iter().all(|failure| failure.status != Some(401)), "{}", found.text);
    }
}

#[tokio::test]
async fn what_is_no_credential_is_an_error_before_anything_is_sent() {
    for (command, why) in [
        (
            "['sh', '-c', 'echo no session for hunter2 >&2; exit 7']",
            "`sh` ended with exit code 7, and said: no session for",
        ),
        ("['trueline-has-no-such-program']", "`trueline-has-no-such-program` cannot be started: "),
        ("['sh', '-c', 'true']", "`sh` prints nothing where the credential is read"),
        ("['printf', 'a-token\\nanother\\n']", "`printf` prints several lines"),
        ("['echo', 'abc']", "`echo` prints less than 4 characters"),
        ("['printf', 'ab\\tcd\\001']", "`printf` prints characters that no header has"),
        ("['head', '-c', '70000', '/dev/zero']", "`head` prints too much (limit `command-output`: 65536 bytes)"),
        ("['sleep', '5'], timeout = 0.2", "`sleep` did not end within 0.2 s"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let error = run(folder.path(), 1, &format!("{{ command = {command} }}")).await.expect_err(command).to_string();
        assert!(error.starts_with("the credential of `Token` cannot be obtained: "), "{error}");
        assert!(error.contains(why), "{command}: {error}");
    }
}

/// Requests of a run that is under way eight at a time are refused together: one of them renews.
#[tokio::test]
async fn many_that_are_refused_together_renew_once() {
    let address = {
        let valid = Arc::new(AtomicUsize::new(1));
        let count = Arc::new(AtomicUsize::new(0));
        let app = axum::Router::new().fallback(move |request: Request<axum::body::Body>| {
            let (valid, count) = (Arc::clone(&valid), Arc::clone(&count));
            async move {
                let number = count.fetch_add(1, Ordering::SeqCst);
                if number == 6 {
                    valid.store(2, Ordering::SeqCst);
                }
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                let wanted = format!("Bearer session-{}-of-ada", valid.load(Ordering::SeqCst));
                let own = request.headers().get("authorization").and_then(|value| value.to_str().ok());
                let limit = request.uri().query().and_then(|query| query.strip_prefix("limit="));
                let is_right = limit.is_none_or(|limit| limit.parse().is_ok_and(|limit| (1..10).contains(&limit)));
                let status = match () {
                    () if request.method() != "GET" => 405,
                    () if own != Some(&wanted) => 401,
                    () => {
                        if is_right {
                            200
                        } else {
                            400
                        }
                    }
                };
                Response::builder()
                    .status(status)
                    .header("content-type", "application/json")
                    .header("allow", "GET")
                    .body(axum::body::Body::from("{}"))
                    .expect("a response")
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        address
    };
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("openapi.yaml");
    fs::write(&document, DOCUMENT).expect("it is written");
    let mut config = target(&format!("{{ {} }}", login(folder.path())));
    config.base_url = address.as_str().into();
    let found = Conformance::of(document).target(config).only("listPets").run().await.expect("it runs");
    let logins = fs::read_to_string(folder.path().join("n")).expect("a number");
    assert_eq!((logins.trim(), found.summary.stopped), ("2", None), "{}", found.text);
    assert!(found.summary.requests > 40, "{}", found.text);
    assert!(found.failures.is_empty(), "{}", found.text);
}
