//! Requests that are signed on their way: by a closure, by a command, and each anew.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use sha2::{Digest as _, Sha256};
use trueline_conformance::report::StopKind;
use trueline_conformance::target::{Config, Signer, TargetConfig};
use trueline_conformance::{Conformance, Findings};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: addPet
      security: [{Signed: []}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 20}}}}}
      responses:
        '200': {description: The pet., content: {application/json: {schema: {type: object, properties: {name: {type: string, maxLength: 2}}}}}}
        '400': {description: It is none.}
        '401': {description: The signature is wrong.}
        '415': {description: It is no JSON.}
        '422': {description: It is none.}
components:
  securitySchemes:
    Signed: {type: apiKey, in: header, name: x-signature}
";

/// A command that signs method, path, body and a number that is new each time.
const SIGN: &str = r#"
import base64, hashlib, json, os, sys
assert os.environ["TRUELINE_BASE_URL"] == "http://localhost"
for number, line in enumerate(sys.stdin):
    with open(__file__ + ".lines", "a") as lines:
        lines.write(line)
    request = json.loads(line)
    body = request.get("body", "").encode() if "bodyBase64" not in request else base64.b64decode(request["bodyBase64"])
    assert all("trueline-signature" not in value for _, value in request["headers"])
    path = request["url"].removeprefix("http://localhost")
    nonce = f"{number}-{os.getpid()}"
    text = "|".join(["the-key-of-ada", nonce, request["method"], path]).encode() + b"|" + body
    print(json.dumps({"headers": {"x-nonce": nonce, "X-Signature": hashlib.sha256(text).hexdigest()}}), flush=True)
"#;

fn digest(nonce: &str, method: &str, path: &str, body: &[u8]) -> String {
    let text = [format!("the-key-of-ada|{nonce}|{method}|{path}|").as_bytes(), body].concat();
    let nibbles = Sha256::digest(text).into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

/// A service that takes each signature once, and repeats it.
fn service()
-> impl tower::Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    let seen: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    tower::service_fn(move |request: Request<Full<Bytes>>| {
        let seen = Arc::clone(&seen);
        async move {
            let (head, body) = request.into_parts();
            let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes);
            let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let (nonce, signature) = (header("x-nonce"), header("x-signature"));
            let path = head.uri.path_and_query().map_or("", |path| path.as_str());
            let is_right = signature == digest(nonce, head.method.as_str(), path, &body);
            let name = serde_json::from_slice::<serde_json::Value>(&body).ok();
            let name = name.as_ref().and_then(|pet| pet.get("name")?.as_str());
            let (status, text) = match name {
                _ if head.method != "POST" => (405, "{}".to_owned()),
                _ if !is_right || !seen.lock().expect("nobody panicked").insert(nonce.to_owned()) => {
                    (401, "{}".to_owned())
                }
                None => (400, "{}".to_owned()),
                _ if !header("content-type").starts_with("application/json") => (415, "{}".to_owned()),
                Some(name) if name.chars().count() > 20 => (400, "{}".to_owned()),
                // What is repeated has more than two characters.
                Some(_) => (200, serde_json::json!({ "name": signature }).to_string()),
            };
            let response = Response::builder().status(status).header("allow", "POST");
            Ok(response.header("content-type", "application/json").body(Full::from(text)).expect("a response"))
        }
    })
}

fn target(sign: &str) -> TargetConfig {
    let text = format!("[targets.t]\nbase-url = 'http://localhost'\n[targets.t.sign]\n{sign}\n");
    let config = Config::parse("trueline.toml", &text).unwrap_or_else(|error| panic!("{error}"));
    config.target("t").expect("it is there").clone()
}

fn conformance(folder: &tempfile::TempDir) -> Conformance {
    let document = folder.path().join("openapi.yaml");
    fs::write(&document, DOCUMENT).expect("it is written");
    Conformance::of(document).service(service())
}

/// The text without the folder of the document.
fn text(found: &Findings, folder: &tempfile::TempDir) -> String {
    found.text.replace(&folder.path().display().to_string(), "")
}

fn assert_signed(found: &Findings) {
    assert_eq!((found.summary.succeeded, found.summary.stopped), (1, None), "{}", found.text);
    // Nothing fails but what is repeated, and a request without the signature is refused.
    assert_eq!(found.failures.len(), 1, "{}", found.text);
    assert!(found.text.contains("key/missing"), "{}", found.text);
    let failure = &found.failures[0];
    assert_eq!(failure.answer, r#"200 application/json {"name":"[TRUELINE_SIGNATURE]"}"#, "{}", found.text);
    assert!(failure.curl.contains("x-signature: '\"$TRUELINE_SIGNATURE\"''"), "{}", failure.curl);
    assert!(
        failure.curl.ends_with("# without its signature: sign it as `sign` of the target does"),
        "{}",
        failure.curl
    );
}

#[tokio::test]
async fn a_command_signs_each_request_anew_and_no_signature_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("sign.py");
    fs::write(&script, SIGN).expect("written");
    let run = async || {
        let sign = format!("command = ['python3', '{}']\nscheme = 'Signed'", script.display());
        conformance(&folder).target(target(&sign)).run().await.expect("it runs")
    };
    let (one, other) = (run().await, run().await);
    assert_signed(&one);
    let mut schema: serde_json::Value = serde_json::from_str(include_str!("../commands.schema.json")).expect("JSON");
    schema["$ref"] = "#/$defs/signRequest".into();
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let lines = fs::read_to_string(script.with_extension("py.lines")).expect("lines");
    assert!(lines.contains("bodyBase64"), "a body that is no text is signed as well");
    for line in lines.lines() {
        assert!(validator.is_valid(&serde_json::from_str(line).expect("JSON")), "{line}");
    }
    assert_eq!(one.summary, other.summary);
    assert_eq!(one.text, other.text);
}

#[tokio::test]
async fn a_closure_signs_as_well_as_a_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let count = std::sync::atomic::AtomicUsize::new(0);
    let signer = Signer::new(move |request| {
        let nonce = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst).to_string();
        let path = request.url.strip_prefix("http://localhost").ok_or("another address")?;
        let signature = digest(&nonce, request.method, path, request.body);
        Ok(vec![("x-nonce".to_owned(), nonce), ("x-signature".to_owned(), signature)])
    });
    let found = conformance(&folder).signed_by(signer.of_scheme("Signed")).run().await.expect("it runs");
    assert_signed(&found);
    let wrong = Signer::new(|_| Ok(Vec::new())).of_scheme("Sealed");
    let error = conformance(&folder).signed_by(wrong).run().await.expect_err("no such scheme").to_string();
    assert!(error.ends_with("sign: the document has no security scheme `Sealed`; it has: Signed"), "{error}");
}

/// Whoever fails to sign is at fault, and not the server.
#[tokio::test]
async fn a_command_that_fails_ends_the_run_and_accuses_nobody() {
    let good = r#"{"headers": {"x-signature": "abcdefgh"}}"#;
    for (script, timeout, why) in [
        (
            format!("read -r line; echo '{good}'; read -r line; echo no key in the-drawer >&2; exit 9"),
            5.0,
            "`sh` ended with exit code 9, and said: no key in the-drawer",
        ),
        (
            "while read -r line; do echo signed; done".to_owned(),
            5.0,
            "what it answers is no line of JSON with `headers` or",
        ),
        ("while read -r line; do echo '{\"error\": \"the key is locked\"}'; done".to_owned(), 5.0, "the key is locked"),
        (
            "while read -r line; do echo '{\"headers\": {\"te\": \"x\"}}'; done".to_owned(),
            5.0,
            "`te` cannot be the header of",
        ),
        (format!("read -r line; echo '{good}'; sleep 20"), 0.2, "`sh` did not answer a line within 0.2 s"),
        (
            "head -c 3000000 /dev/zero".to_owned(),
            5.0,
            "answers a line that is too long (limit `command-line`: 1048576 bytes)",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let script_file = folder.path().join("sign.sh");
        fs::write(&script_file, &script).expect("written");
        let sign = format!("command = ['sh', '{}']\ntimeout = {timeout}", script_file.display());
        let found = conformance(&folder).target(target(&sign)).run().await.expect("it runs");
        assert_eq!(found.summary.stopped, Some(StopKind::CommandFailed), "{script}: {}", found.text);
        let said = text(&found, &folder);
        assert!(
            said.contains("a request cannot be signed: ") && said.replace('\n', " ").contains(why),
            "{script}: {said}"
        );
        assert!(found.failures.iter().all(|failure| failure.status.is_some()), "{said}");
    }
}
