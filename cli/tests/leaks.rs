//! The program against those who want its user's keys or terminal: a server that repeats every credential, one that sends
//! elsewhere, and texts that a terminal or a log of CI would act on. All that the program writes is looked at.
#![allow(clippy::format_collect, reason = "encoders are plainer so, and their texts are short")]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a server was sent, and what it responds to that.
type Respond = fn(&[u8]) -> Vec<u8>;

/// A server of this process; it notes every request.
struct Server {
    address: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    fn start(respond: Respond) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let request = read(&mut stream);
                let response = respond(&request);
                noted.lock().expect("nobody panicked").push(request);
                let _ = stream.write_all(&response);
            }
        });
        Self { address, requests }
    }

    fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().expect("nobody panicked").clone()
    }
}

/// A whole request: its head, and as much of a body as it declares.
fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = stream.read(&mut buffer).unwrap_or(0);
        bytes.extend_from_slice(&buffer[..count]);
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let Some(end) = end.filter(|_| count > 0) else {
            if count == 0 {
                return bytes;
            }
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            return bytes;
        }
    }
}

fn response(status: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 {status}\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// What a run wrote: standard output and error, and every file below a folder.
fn written(output: &Output, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = vec![("stdout".to_owned(), output.stdout.clone()), ("stderr".to_owned(), output.stderr.clone())];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), fs::read(&path).expect("read")));
            }
        }
    }
    found
}

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Keys, version: '1'}
paths:
  /things:
    post:
      operationId: postThing
      parameters:
        - {name: x-session, in: header, required: true, schema: {type: string}, x-trueline-session: {unknown-status: 401, foreign-status: 403}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [owner, note], properties: {owner: {type: string}, note: {type: string}}}
      security: [{Basic: [], Query: [], Cookie: []}]
      responses:
        '200': {description: Repeats., content: {application/json: {schema: {type: object, required: [absent]}}}}
components:
  securitySchemes:
    Basic: {type: http, scheme: basic}
    Query: {type: apiKey, in: query, name: key}
    Cookie: {type: apiKey, in: cookie, name: session}
";

/// Every report that a program or a person reads, but for the commands of GitHub.
const REPORTS: [&str; 12] = [
    "--report",
    "json=report.json",
    "--report",
    "text=report.txt",
    "--report",
    "html=report.html",
    "--report",
    "junit=report.xml",
    "--report",
    "sarif=report.sarif",
    "--report",
    "har=report.har",
];

/// Signs that every place of a request writes in another way.
const PASSWORD: &str = r#"p@ss "w0rd"\/ %+&<'$(id)`"#;
const KEY: &str = "k3y/with+signs=&and%more";
const COOKIE: &str = "c00kie-of-session-1234567";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(document: &str, address: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("openapi.yaml"), document).expect("written");
        let config = format!(
            "[targets.keys]\nbase-url = '{address}'\n[targets.keys.credentials]\nBasic = {{ env = 'BASIC' }}\n\
             Query = {{ env = 'KEY' }}\nCookie = {{ env = 'COOKIE' }}\n[[targets.keys.actors]]\nname = 'alice'\n\
             headers = {{ x-session = {{ env = 'SESSION' }} }}\nbody = {{ '/owner' = {{ env = 'PASSWORD' }} }}\n"
        );
        fs::write(folder.path().join("trueline.toml"), config).expect("written");
        Self(folder)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.0.path())
            .env("GITHUB_STEP_SUMMARY", self.0.path().join("summary.md"))
            .env("BASIC", format!("user:{PASSWORD}"))
            .env("KEY", KEY)
            .env("COOKIE", COOKIE);
        command.env("SESSION", PASSWORD.replace('"', "'")).env("PASSWORD", PASSWORD);
        command
    }

    fn conform(&self, words: &[&str]) -> Output {
        let fixed = ["conform", "openapi.yaml", "--target", "keys", "--cases", "4", "--state", "state"];
        let program = std::env::var("TRUELINE_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trueline").to_owned());
        self.command(&program).args(fixed).args(words).output().expect("it starts")
    }
}

/// The request's head and body, and each credential of it decoded, in several encodings.
fn repeated(request: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(request).into_owned();
    let basic = text.split("Basic ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    let decoded = STANDARD.decode(basic).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let hexadecimal: String = decoded.bytes().map(|byte| format!("{byte:02x}")).collect();
    let html: String = decoded.chars().map(|sign| format!("&#{};", u32::from(sign))).collect();
    let value = serde_json::json!({
        "key": decoded, "again": basic, "hex": hexadecimal, "html": html, "request": text,
        "nested": serde_json::json!({"key": decoded}).to_string(),
    });
    let padding = "x".repeat(970);
    let mut all = serde_json::to_vec(&value).expect("a value");
    // A credential across the cut of what is shown, in every second response.
    if request.len().is_multiple_of(2) {
        all = format!("{padding} {decoded} {padding}").into_bytes();
    }
    let head = format!("content-type: application/json\r\nset-cookie: key={hexadecimal}\r\n");
    response("200 OK", &head, &all)
}

#[test]
fn a_server_that_repeats_credentials_gets_them_into_nothing_that_is_written() {
    let server = Server::start(repeated);
    let folder = Folder::new(DOCUMENT, &server.address);
    let output = folder.conform(&[&["--snapshots", "update", "--report", "github"][..], &REPORTS].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    for file in REPORTS.iter().filter_map(|option| option.split_once('=')).map(|(_, file)| file).chain(["summary.md"]) {
        assert!(folder.0.path().join(file).exists(), "{file}");
    }
    let mut wrong = Vec::new();
    for (name, bytes) in written(&output, folder.0.path()) {
        let text = String::from_utf8_lossy(&bytes);
        // As it is, and as a reader of JSON reads it.
        let read = text.replace("\\\"", "\"").replace("\\\\", "\\").replace("\\/", "/");
        let basic = STANDARD.encode(format!("user:{PASSWORD}"));
        let hexadecimal: String = PASSWORD.bytes().map(|byte| format!("{byte:02x}")).collect();
        let html: String = PASSWORD.chars().map(|sign| format!("&#{};", u32::from(sign))).collect();
        for secret in [PASSWORD, KEY, COOKIE, &basic, &hexadecimal, &html, &url(PASSWORD), &url(KEY)] {
            // One sign alone is a part of many texts, however many characters it is written with.
            let length = if secret.starts_with("&#") { 40 } else { 10 };
            let parts = secret.char_indices().filter_map(|(at, _)| secret.get(at..at + length));
            let shown: Vec<&str> = parts.filter(|part| text.contains(part) || read.contains(part)).collect();
            if !shown.is_empty() {
                wrong.push(format!("{name} shows {shown:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

fn url(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// The same for every line: what `sh` and `curl` send is what the program sent.
#[test]
fn every_line_sends_the_bytes_of_its_request() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("not run: there is no curl");
        return;
    }
    let server = Server::start(|_| response("500 Oops", "", b""));
    let document = DOCUMENT.replace(
        "note: {type: string}",
        "note: {type: string, minLength: 3, enum: [\"it's\", \"$(id) `id` \\\"x\\\" \\\\\"]}",
    );
    for document in [document.clone(), document.replace("enum: [", "enum: [\"@file ::error ##[x] \\u202e\\u0007\", ")] {
        let folder = Folder::new(&document, &server.address);
        let output = folder.conform(&["--report", "json=report.json"]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let sent = server.requests();
        let report = fs::read(folder.0.path().join("report.json")).expect("written");
        let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
        let failures = report["failures"].as_array().expect("a list");
        assert!(!failures.is_empty());
        for failure in failures {
            let line = failure["curl"].as_str().expect("a text");
            let before = server.requests().len();
            let pasted = folder.command("sh").args(["-c", line]).output().expect("a shell");
            let again = server.requests();
            assert_eq!(again.len(), before + 1, "{line}: {}", String::from_utf8_lossy(&pasted.stderr));
            let again = plain(&again[before]);
            assert!(sent.iter().any(|request| plain(request) == again), "{line}\nsends\n{again}");
        }
        let keyed = failures
            .iter()
            .filter_map(|failure| failure["curl"].as_str())
            .any(|line| line.contains("$(printf %s \"$BASIC\""));
        assert!(keyed, "no line has an encoded secret");
    }
}

/// A request without what `curl` adds of its own, in one order.
fn plain(request: &[u8]) -> String {
    let text = String::from_utf8_lossy(request);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let mut fields: Vec<String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| format!("{}: {}", name.to_ascii_lowercase(), value.trim()))
        .filter(|line| {
            !["host", "user-agent", "content-length", "connection"]
                .iter()
                .any(|own| line.starts_with(&format!("{own}:")))
        })
        .collect();
    fields.sort();
    format!("{first}\n{}\n\n{body}", fields.join("\n"))
}

#[test]
fn no_redirect_is_followed_and_no_credential_goes_elsewhere() {
    static ELSEWHERE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let elsewhere = Server::start(|_| response("200 OK", "", b""));
    ELSEWHERE.set(elsewhere.address.clone()).expect("set once");
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        static STATUS: Mutex<&str> = Mutex::new("");
        *STATUS.lock().expect("nobody panicked") = status;
        let server = Server::start(|_| {
            let location = format!("location: {}/things\r\n", ELSEWHERE.get().map_or("", String::as_str));
            response(*STATUS.lock().expect("nobody panicked"), &location, b"")
        });
        let folder = Folder::new(DOCUMENT, &server.address);
        let output = folder.conform(&[]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!server.requests().is_empty());
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

/// What a terminal or a log of CI acts on.
const ACTIVE: &str = "\u{1b}]52;c;aGk=\u{7}\u{1b}[2J\r\n9 operations, 9 classes, 9 requests: 9 conform, 0 undecided, 0 do not; 0 failures\n::error file=a::b\n##vso[task.complete]\u{202e}\u{9b}31m\u{2028}";

fn assert_harmless(name: &str, text: &str) {
    let is_active = |sign: char| {
        (sign.is_control() && sign != '\n')
            || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    let found: Vec<char> = text.chars().filter(|sign| is_active(*sign)).collect();
    assert!(found.is_empty(), "{name} has {found:?}:\n{text}");
    // A snapshot is what the server wrote, line by line, and is shown by what reviews it.
    for line in text.lines().filter(|_| !name.contains("/snapshots/")) {
        let start = line.trim_start();
        assert!(!start.starts_with("::"), "{name}: {line}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{name}: {line}");
        assert!(!start.starts_with("9 operations"), "{name}: {line}");
    }
}

#[test]
fn no_text_of_a_server_acts_on_a_terminal() {
    let server = Server::start(|_| response("200 OK", "content-type: application/json\r\n", ACTIVE.as_bytes()));
    let folder = Folder::new(DOCUMENT, &server.address);
    let output = folder.conform(&[&["--snapshots", "update"][..], &REPORTS].concat());
    assert_eq!(output.status.code(), Some(1));
    let written = written(&output, folder.0.path());
    assert!(written.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("52;c;aGk=")), "it is shown");
    for (name, bytes) in written {
        if !name.ends_with("openapi.yaml") {
            assert_harmless(&name, &String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn no_text_of_a_document_acts_on_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let quoted = serde_json::Value::from(ACTIVE).to_string();
    // In every text that a message or a report names, and as wrong values that messages show with their line.
    let document = format!(
        "{{\"openapi\": \"3.1.0\", \"info\": {{\"title\": {quoted}, \"version\": {quoted}}}, \"tags\": [{{\"name\": {quoted}}}],\n\
         \"paths\": {{\"/a\": {{\"get\": {{\"operationId\": {quoted}, \"parameters\": [{{\"name\": {quoted}, \"in\": \"query\", \"schema\": \
         {{\"type\": {quoted}, \"enum\": [{quoted}], \"pattern\": {quoted}, \"minLength\": {quoted}}}}}],\n\
         \"responses\": {{\"200\": {{\"description\": {quoted}, \"content\": {{{quoted}: {{\"schema\": {{\"$ref\": {quoted}}}}}}}}}}}}}}}}},\n\
         {quoted}: {quoted}, \"components\": {{\"schemas\": {{{quoted}: {{\"type\": \"object\", \"discriminator\": {{\"propertyName\": {quoted}, \
         \"mapping\": {{{quoted}: {quoted}}}}}, \"required\": [{quoted}]}}}}}}}}"
    );
    let raw = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n# {}\nx: [\u{1b}]52;c;aGk=\u{7}, ::error, ##vso[a]\n",
        "\u{202e}"
    );
    let wild = "wild\u{1b}[2J\u{202e}.json";
    for (name, text) in [("openapi.json", &document), (wild, &document), ("raw.yaml", &raw)] {
        fs::write(folder.path().join(name), text).expect("written");
        let program = std::env::var("TRUELINE_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trueline").to_owned());
        for words in [
            &["check"][..],
            &["check", "--strict"],
            &["check", "--format", "json"],
            &["generate", "--out", "client", "--package", "client"],
            &[&["conform", "--cases", "2", "--state", "state"][..], &REPORTS].concat(),
            &["conform", "--base-url", "http://127.0.0.1:9", "--cases", "2"],
        ] {
            let output = Command::new(&program)
                .current_dir(folder.path())
                .args(&words[..1])
                .arg(name)
                .args(&words[1..])
                .output();
            let output = output.expect("it starts");
            let shown = format!("{words:?} of {name:?}");
            assert_harmless(&shown, &String::from_utf8_lossy(&output.stdout));
            assert_harmless(&shown, &String::from_utf8_lossy(&output.stderr));
            assert!(!output.stderr.is_empty() || !output.stdout.is_empty(), "{shown}");
        }
        for file in REPORTS.iter().filter_map(|option| option.split_once('=')).map(|(_, file)| file) {
            let report = fs::read_to_string(folder.path().join(file)).unwrap_or_default();
            assert_harmless(file, &report);
        }
    }
}

#[test]
fn credentials_of_a_documents_address_are_shown_nowhere() {
    let server = Server::start(|request| {
        let body =
            if request.starts_with(b"GET /doc.yaml") { DOCUMENT.replace("'1'", "1") + "x: [\n" } else { String::new() };
        response(if body.is_empty() { "404 Not Found" } else { "200 OK" }, "", body.as_bytes())
    });
    let host = server.address.trim_start_matches("http://");
    let folder = Folder::new(DOCUMENT, &server.address);
    let program = std::env::var("TRUELINE_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trueline").to_owned());
    for path in ["doc.yaml?token=hunter2", "absent.yaml?token=hunter2"] {
        let location = format!("http://me:hunter2@{host}/{path}");
        for command in [
            &["check"][..],
            &["check", "--format", "json"],
            &["conform", "--state", "state"],
            &["generate", "--out", "client"],
            &["mock"],
        ] {
            let output = folder
                .command(&program)
                .args(&command[..1])
                .arg(&location)
                .args(&command[1..])
                .output()
                .expect("it starts");
            for (name, bytes) in written(&output, folder.0.path()) {
                assert!(!String::from_utf8_lossy(&bytes).contains("hunter2"), "{command:?} {path}: {name}");
            }
        }
    }
    let output = folder.conform(&["--base-url", &format!("http://me:hunter2@{host}")]);
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("has a user name or a password") && !text.contains("hunter2"), "{text}");
}

#[test]
fn a_credential_too_short_to_be_hidden_is_refused() {
    let folder = Folder::new(DOCUMENT, "http://127.0.0.1:9");
    let output = folder
        .command(env!("CARGO_BIN_EXE_trueline"))
        .args(["conform", "openapi.yaml", "--target", "keys"])
        .env("KEY", "q7Z")
        .output()
        .expect("it starts");
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("the credential of `Query` has less than 4 characters") && !text.contains("q7Z"), "{text}");
}
