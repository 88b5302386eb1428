//! A server that repeats credentials: (secret) x (encoding) x (where the server writes it) x (what shows it). Every run is
//! a real one, over a socket; each cell that shows a secret or a part of one is listed.
#![allow(clippy::format_collect, reason = "encoders are plainer so, and their texts are short")]

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use support::{Told, tell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use trueline_conformance::report::Summary;
use trueline_conformance::target::Config;
use trueline_conformance::target::Target;
use trueline_conformance::transport::{HttpTransport, ServiceTransport, Transport};
use trueline_conformance::{RunError, Settings, SnapshotMode};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

/// A key wherever one can be: in headers, a query, a cookie, as a user's password, in a body and in a path.
const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Leaks, version: '1'}
paths:
  /things/{id}:
    post:
      operationId: postThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: x-session, in: header, required: true, schema: {type: string}, x-trueline-session: {unknown-status: 401, foreign-status: 403}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [owner, note], properties: {owner: {type: string}, note: {type: string}}}
      security: [{Basic: [], Query: [], Cookie: []}]
      responses:
        '200':
          description: Repeats.
          headers: {x-echo: {schema: {type: string, enum: [a]}}}
          content: {application/json: {schema: {type: object, required: [absent]}}}
components:
  securitySchemes:
    Basic: {type: http, scheme: basic}
    Query: {type: apiKey, in: query, name: key}
    Cookie: {type: apiKey, in: cookie, name: session}
";

struct Held;

impl Fetch for Held {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(DOCUMENT.as_bytes().to_vec())
    }
}

fn document() -> Arc<Checked<Api>> {
    let loaded =
        load("https://me:hunter2hunter2@docs.example/leaks.yaml?token=hunter2hunter2", &Held, LoadOptions::default());
    let loaded = loaded.expect("read");
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    Arc::new(loaded.api.expect("right"))
}

/// A target whose every credential has the same secret in it, some of the file and some of the environment.
fn target(api: &Api, address: &str, secret: &str) -> Target {
    let literal = serde_json::Value::from(secret).to_string();
    let text = format!(
        "[targets.leaks]\nbase-url = '{address}'\n[targets.leaks.credentials]\nBasic = {{ env = 'BASIC' }}\n\
         Query = {{ env = 'QUERY' }}\nCookie = {{ env = 'QUERY' }}\n[[targets.leaks.actors]]\nname = 'alice'\n\
         headers = {{ x-session = {literal} }}\nbody = {{ '/owner' = {{ env = 'QUERY' }} }}\n\
         [[targets.leaks.actors.resources]]\noperation = 'postThing'\npath = {{ id = {{ env = 'QUERY' }} }}\n"
    );
    let config = Config::parse("trueline.toml", &text).expect("it is right");
    assert_shows_nothing("Debug of the configuration", &format!("{config:?}"), secret, secret);
    let environment = |name: &str| match name {
        "BASIC" => Some(format!("user:{secret}")),
        "QUERY" => Some(secret.to_owned()),
        _ => None,
    };
    let target = Target::resolve("leaks", config.target("leaks").expect("there"), api, &environment).expect("known");
    assert_shows_nothing("Debug of the target", &format!("{target:?}"), secret, secret);
    target
}

/// A server that writes the same response each time, and notes what it was sent.
async fn server(response: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let response = response.clone();
            tokio::spawn(async move {
                let mut bytes = vec![0; 256 * 1024];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(&response).await;
            });
        }
    });
    format!("http://{address}")
}

/// Secrets that are awkward each in a way of its own.
fn secrets() -> Vec<String> {
    let long: String =
        (0..4096).map(|index| char::from(b'a' + u8::try_from(index * index % 23).expect("small"))).collect();
    [
        r#"p@ss "w0rd"\/p@ss "w0rd"\/"#,
        "sk_live_51H8xYzQ2eZvKYlo2C",
        "über-geheimnis-東京-😀-pass",
        "100%+plus&amp<tag>'quote';x=1",
        "per%41cent%2Fpercent%20twice",
        "with many spaces in between it",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([format!("K{long}")])
    .collect()
}

/// Ways to write a secret, and their names.
type Encoding = (&'static str, fn(&str) -> String);

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

const ENCODINGS: [Encoding; 26] = [
    ("as is", str::to_owned),
    ("JSON", json),
    ("JSON with escaped slashes", |text| json(text).replace('/', "\\/")),
    ("JSON as \\uXXXX", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
    ("JSON as \\uXXXX, upper case", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect()),
    ("JSON in JSON", |text| json(&json(text))),
    ("Base64", |text| STANDARD.encode(text)),
    ("Base64 without padding", |text| STANDARD_NO_PAD.encode(text)),
    ("Base64 for addresses", |text| URL_SAFE.encode(text)),
    ("Base64 for addresses without padding", |text| URL_SAFE_NO_PAD.encode(text)),
    ("Base64 of user and password", |text| STANDARD.encode(format!("user:{text}"))),
    ("Base64 behind one byte", |text| STANDARD.encode(format!("a{text}b"))),
    ("Base64 behind two bytes", |text| STANDARD.encode(format!("ab{text}c"))),
    ("Base64 of Base64", |text| STANDARD.encode(STANDARD.encode(text))),
    ("percent", percent),
    ("percent, lower case", |text| text.bytes().map(|byte| format!("%{byte:02x}")).collect()),
    ("percent twice", |text| percent(&percent(text))),
    ("form", |text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect()),
    ("hexadecimal", hexadecimal),
    ("hexadecimal, upper case", |text| hexadecimal(text).to_uppercase()),
    ("upper case", str::to_uppercase),
    ("lower case", str::to_lowercase),
    ("HTML", html),
    ("HTML, decimal", |text| text.chars().map(|sign| format!("&#{};", u32::from(sign))).collect()),
    ("HTML, hexadecimal", |text| text.chars().map(|sign| format!("&#x{:x};", u32::from(sign))).collect()),
    ("Debug", |text| format!("{text:?}")),
];

/// Where a server writes it: the response's head behind the status, and its body.
type Placement = (&'static str, fn(&str) -> (String, String));

const JSON_TYPE: &str = "content-type: application/json\r\n";

fn quoted(text: &str) -> String {
    // A text that is escaped already is put between the quotes as it is.
    if serde_json::from_str::<String>(&format!("\"{text}\"")).is_ok() {
        format!("\"{text}\"")
    } else {
        serde_json::Value::from(text).to_string()
    }
}

const PLACEMENTS: [Placement; 9] = [
    ("a value of a body", |text| (JSON_TYPE.to_owned(), format!("{{\"error\":{}}}", quoted(text)))),
    ("a name of a body", |text| (JSON_TYPE.to_owned(), format!("{{{}:1}}", quoted(text)))),
    ("a text", |text| ("content-type: text/plain\r\n".to_owned(), format!("the key {text} is not known"))),
    ("a header", |text| (format!("{JSON_TYPE}x-echo: {text}\r\nset-cookie: a={text}\r\n"), "{}".to_owned())),
    ("a content type", |text| (format!("content-type: text/plain; key={text}\r\n"), "{}".to_owned())),
    ("before the cut at 200", |text| {
        (JSON_TYPE.to_owned(), format!("{{\"error\":{}}}", quoted(&format!("{}{text}", "x".repeat(188)))))
    }),
    ("before the cut at 1,000", |text| {
        ("content-type: text/html\r\n".to_owned(), format!("{} {text}{}", "x".repeat(986), "y".repeat(50)))
    }),
    ("a head without its end", |text| {
        let most = text.char_indices().map(|(at, _)| at).find(|at| *at >= text.len() * 2 / 3).unwrap_or(text.len());
        ("content-type: text/plain\r\n".to_owned(), format!("the key {}", &text[..most]))
    }),
    ("no HTTP", |text| (String::new(), text.to_owned())),
];

/// What shows it.
fn sinks(told: &Told, result: &Result<Summary, RunError>, state: &Path) -> Vec<(String, String)> {
    let mut found = vec![
        ("text".to_owned(), told.text.clone()),
        ("JSON".to_owned(), told.json_text.clone()),
        ("Debug of failures".to_owned(), format!("{:?}", told.failures)),
        ("result".to_owned(), format!("{result:?}")),
    ];
    if let Err(error) = result {
        let error = error.clone();
        found.push(("error".to_owned(), error.to_string()));
        let panicked = std::panic::catch_unwind(|| panic!("{error:?}"));
        let message = panicked.err().and_then(|message| message.downcast::<String>().ok());
        found.push(("panic".to_owned(), *message.expect("it panicked")));
    }
    let mut folders = vec![state.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("read");
            let name = path.strip_prefix(state).expect("below").display().to_string();
            found.push((name.clone(), String::from_utf8_lossy(&bytes).into_owned()));
            // What is escaped in the file is read as its reader reads it.
            if let Ok(value) = serde_json::from_slice::<serde_json::Value>(&bytes) {
                found.push((format!("{name}, read"), texts(&value)));
            }
        }
    }
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(&told.json_text) {
        found.push(("JSON, read".to_owned(), texts(&value)));
    }
    found
}

/// Every text of a JSON value.
fn texts(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => format!("{text}\n"),
        serde_json::Value::Array(items) => items.iter().map(texts).collect(),
        serde_json::Value::Object(members) => {
            members.iter().map(|(name, value)| format!("{name}\n{}", texts(value))).collect()
        }
        _ => String::new(),
    }
}

/// So many secrets are tried at every place, the others at these.
const EVERYWHERE: usize = 2;
const CHOSEN: [&str; 2] = ["a value of a body", "before the cut at 1,000"];

/// Characters in a row that are a part of a secret.
const PART: usize = 12;

/// The first part of a secret, as it is or as it was written, that a text shows.
fn shown<'s>(text: &str, secret: &'s str, written: &'s str) -> Option<&'s str> {
    let mut parts = [secret, written].into_iter().flat_map(|whole| {
        let step = if whole.len() > 500 { 101 } else { 1 };
        let windows = whole.char_indices().map(|(at, _)| at).filter_map(move |at| whole.get(at..at + PART));
        windows.step_by(step)
    });
    parts.find(|part| text.contains(part))
}

fn assert_shows_nothing(sink: &str, text: &str, secret: &str, written: &str) {
    assert!(shown(text, secret, written).is_none(), "{sink} shows {:?}: {text}", shown(text, secret, written));
}

async fn run(
    api: &Arc<Checked<Api>>,
    secret: &str,
    response: Vec<u8>,
    mode: SnapshotMode,
    state: &Path,
) -> (Told, Result<Summary, RunError>) {
    let settings = Settings { cases: 2, snapshots: mode, ..support::settings(state) };
    let Some(parsed) = parsed(&response) else {
        let address = server(response).await;
        let target = target(api, &address, secret);
        return tell(api, &target, &Transport::Http(HttpTransport::new(&address).expect("a system")), &settings).await;
    };
    // Without sockets a run takes a tenth of the time.
    let service = tower::service_fn(move |_: http::Request<http_body_util::Full<bytes::Bytes>>| {
        let parsed = parsed.clone();
        async move { Ok::<_, std::convert::Infallible>(parsed.map(http_body_util::Full::new)) }
    });
    let target = target(api, "http://127.0.0.1:9", secret);
    tell(api, &target, &Transport::Service(ServiceTransport::new(service)), &settings).await
}

/// The response of its bytes, where they are one.
fn parsed(bytes: &[u8]) -> Option<http::Response<bytes::Bytes>> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).expect("a text");
    let fields = head.strip_prefix("HTTP/1.1 200")?.lines().skip(1);
    let mut builder = http::Response::builder();
    for (name, value) in fields.filter_map(|field| field.split_once(": ")) {
        builder = builder.header(name, http::HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
    }
    Some(builder.body(bytes::Bytes::copy_from_slice(&bytes[end + 4..])).expect("a response"))
}

fn response(head: &str, body: &str) -> Vec<u8> {
    if head.is_empty() {
        return body.as_bytes().to_vec();
    }
    let length = body.len();
    format!("HTTP/1.1 200 OK {}\r\n{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}", "reason")
        .into_bytes()
}

#[tokio::test]
async fn no_cell_of_the_matrix_shows_a_secret() {
    let api = document();
    let (mut cells, mut wrong) = (0, String::new());
    for (number, secret) in secrets().into_iter().enumerate() {
        let kept = tempfile::tempdir().expect("a folder");
        // Snapshots of another server, which all that follow differ from.
        let _ = run(&api, &secret, response(JSON_TYPE, "{}"), SnapshotMode::Update, kept.path()).await;
        for (encoding, encode) in ENCODINGS {
            let written = encode(&secret);
            for (placement, place) in PLACEMENTS {
                let (head, body) = place(&written);
                let fits = !head.chars().any(|sign| sign.is_control() && !matches!(sign, '\r' | '\n'));
                if !fits || (number >= EVERYWHERE && !CHOSEN.contains(&placement)) {
                    continue;
                }
                let response = response(&head, &body);
                let (told, result) = run(&api, &secret, response, SnapshotMode::Check, kept.path()).await;
                for (sink, text) in sinks(&told, &result, kept.path()) {
                    cells += 1;
                    // The credentials of the document's address are as secret.
                    let location = text.contains("hunter2").then_some("hunter2");
                    if let Some(part) = shown(&text, &secret, &written).or(location) {
                        let name: String = secret.chars().take(12).collect();
                        let _ = writeln!(wrong, "{name:?} | {encoding} | {placement} | {sink} | shows {part:?}");
                    }
                }
            }
        }
    }
    println!("{cells} cells");
    assert!(wrong.is_empty(), "{} of {cells} cells show a secret:\n{wrong}", wrong.lines().count());
    assert!(cells > 10_000, "{cells} cells are too few");
}

#[tokio::test]
async fn a_fingerprint_tells_nothing_of_a_secret() {
    let api = document();
    let mut fingerprints = Vec::new();
    for secret in secrets().iter().take(3) {
        let state = tempfile::tempdir().expect("a folder");
        let (_, result) = run(&api, secret, response(JSON_TYPE, "{}"), SnapshotMode::Off, state.path()).await;
        fingerprints.push(result.expect("it is reached").fingerprint);
    }
    assert_eq!(fingerprints[0], fingerprints[1]);
    assert_eq!(fingerprints[0], fingerprints[2]);
}
