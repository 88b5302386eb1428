//! The program as people start it: exit codes, and that what is wrong is told.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../trueline.toml");

fn trueline(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trueline")).args(words).output().expect("it starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn conform(words: &[&str], state: &Path) -> Output {
    let state = state.display().to_string();
    let fixed = ["conform", DOCUMENT, "--cases", "10", "--state", &state];
    trueline(&[&fixed, words].concat())
}

/// A mock in another process, ended by its own id.
struct Served(Child, String);

impl Served {
    fn start(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_trueline"))
            .args(["mock", DOCUMENT, "--addr", "127.0.0.1:0"])
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");
        let address = address.trim_end_matches(';').to_owned();
        Self(child, address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_run_against_the_embedded_mock_ends_with_0() {
    let state = tempfile::tempdir().expect("a folder");
    let report = state.path().join("report.json");
    let output = conform(&["--report", &format!("json={}", report.display())], state.path());
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(text(&output).contains("has no snapshots"), "{}", text(&output));
    let json = std::fs::read_to_string(report).expect("it is written");
    assert!(json.contains("\"failures\": 0"), "{json}");
}

#[test]
fn a_faulty_server_ends_with_1_and_shows_the_minimal_request() {
    let state = tempfile::tempdir().expect("a folder");
    let served = Served::start(&["--fault", "ignore=query.limit/maximum"]);
    let output = conform(&["--config", CONFIG, "--target", "local", "--base-url", &served.1], state.path());
    assert_eq!(code(&output), 1, "{}", text(&output));
    assert!(text(&output).contains("/messages?limit=201'"), "{}", text(&output));
}

#[test]
fn the_line_of_a_failure_reproduces_it_as_pasted() {
    let state = tempfile::tempdir().expect("a folder");
    let served = Served::start(&["--fault", "ignore=query.limit/maximum"]);
    let output = conform(&["--config", CONFIG, "--target", "local", "--base-url", &served.1], state.path());
    let text = text(&output);
    let line = text.lines().find_map(|line| line.trim().strip_prefix("request: ")).expect("a line");
    let pasted = Command::new("sh")
        .args(["-c", line])
        .env("TRUELINE_BEARERAUTH_SECRET", "tybrite_sk_test_abc123")
        .env("TRUELINE_ALICE_X_AUTH_TOKEN", "alice_session_token")
        .output();
    let Ok(pasted) = pasted else { panic!("a shell is there") };
    let answer = String::from_utf8_lossy(&pasted.stdout).into_owned();
    if String::from_utf8_lossy(&pasted.stderr).contains("not found") {
        eprintln!("not run: there is no curl");
        return;
    }
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{line}\n{answer}");
}

#[test]
fn what_is_wrong_before_anything_is_sent_ends_with_2() {
    let state = tempfile::tempdir().expect("a folder");
    for (words, wanted) in [
        (
            &["--target", "nobody", "--config", CONFIG][..],
            "there is no target `nobody`; the configuration has `local`, `sandbox`",
        ),
        (&["--target", "local", "--config", "absent.toml"], "`absent.toml` cannot be read"),
        (&["--target", "sandbox", "--config", CONFIG], "the environment variable `TYBRITE_SECRET_KEY` is not set"),
        (&["--base-url", "nonsense"], "`nonsense` cannot be tested: it is not an absolute address"),
        (&["--report", "xml=x"], "there is no report `xml`"),
        (&["--fault", "x"], "names no fault"),
    ] {
        let output = conform(words, state.path());
        assert_eq!(code(&output), 2, "{words:?}: {}", text(&output));
        assert!(text(&output).contains(wanted), "{words:?}: {}", text(&output));
    }
}

#[test]
fn a_live_key_is_refused_and_not_shown() {
    let state = tempfile::tempdir().expect("a folder");
    let config = state.path().join("trueline.toml");
    let written = "[targets.shop]\nbase-url = 'http://127.0.0.1:9'\n[targets.shop.credentials.BearerAuth]\n\
                   secret = 'tybrite_sk_live_hidden'\n";
    std::fs::write(&config, written).expect("it is written");
    let config = config.display().to_string();
    let words = ["--target", "shop", "--config", &config];
    let output = conform(&words, state.path());
    assert_eq!(code(&output), 2, "{}", text(&output));
    assert!(text(&output).contains("for `production`, which is real data"), "{}", text(&output));
    assert!(!text(&output).contains("live_hidden"));
    let output = conform(&[&words[..], &["--allow-live"]].concat(), state.path());
    assert_eq!(code(&output), 3, "{}", text(&output));
}

#[test]
fn a_target_without_credentials_ends_with_2_as_nothing_is_proven() {
    let state = tempfile::tempdir().expect("a folder");
    let mock = Served::start(&[]);
    let output = conform(&["--base-url", &mock.1], state.path());
    let told = text(&output);
    assert_eq!(code(&output), 2, "{told}");
    assert!(told.contains("nothing is proven"), "{told}");
    assert!(told.contains("the target has no credential for BearerAuth"), "{told}");
}

#[test]
fn a_target_that_is_not_there_ends_with_3() {
    let state = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let output = conform(&["--base-url", &address, "--config", CONFIG, "--target", "local"], state.path());
    assert_eq!(code(&output), 3, "{}", text(&output));
    assert!(text(&output).contains("nothing that speaks HTTP answers"), "{}", text(&output));
}

#[test]
fn a_document_is_read_from_an_address() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes).unwrap_or(0);
            let request = String::from_utf8_lossy(&bytes[..count]).into_owned();
            let body = if request.starts_with("GET /api/openapi.yaml ") {
                "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                 A: {$ref: 'parts/a.yaml#/A'}\n"
            } else if request.starts_with("GET /api/parts/a.yaml ") {
                "A: {type: string}\n"
            } else {
                ""
            };
            let status = if body.is_empty() { "404 Not Found" } else { "200 OK" };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        }
    });
    let output = trueline(&["check", &format!("{address}/api/openapi.yaml")]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(text(&output).contains("1 named schema, 0 errors, 0 warnings"), "{}", text(&output));
    let output = trueline(&["check", &format!("{address}/absent.yaml")]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("the server responds with 404 Not Found"), "{}", text(&output));
}

#[test]
fn an_overlay_is_applied_by_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (removes, breaks, out) = (file("removes.overlay.yaml"), file("breaks.overlay.yaml"), file("client"));
    let head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";
    fs::write(&removes, format!("{head}- {{target: '$.paths[?@.post]', remove: true}}\n")).expect("written");
    fs::write(
        &breaks,
        format!("{head}- {{target: $.components.schemas, update: {{Loop: {{$ref: '#/components/schemas/Loop'}}}}}}\n"),
    )
    .expect("written");
    let operations = |words: &[&str]| {
        let output = text(&trueline(&[&["check", DOCUMENT], words].concat()));
        let found = output.split(" operation").next().and_then(|before| before.rsplit(' ').next());
        found.and_then(|number| number.parse::<usize>().ok()).unwrap_or_else(|| panic!("{output}"))
    };
    assert!(operations(&["--overlay", &removes]) < operations(&[]));
    let all: [&[&str]; 4] =
        [&["check", DOCUMENT], &["generate", DOCUMENT, "--out", &out], &["conform", DOCUMENT], &["mock", DOCUMENT]];
    for words in all {
        let output = trueline(&[words, &["--overlay", &removes, "--overlay", &breaks]].concat());
        assert_eq!(code(&output), 2, "{}", text(&output));
        assert!(text(&output).contains(&format!("{breaks}:4:")), "{}", text(&output));
    }
}

#[test]
fn a_configuration_says_what_the_arguments_do_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (config, manifest) = (file("trueline.toml"), folder.path().join("client/Cargo.toml"));
    let generate = |words: &[&str]| {
        let output = trueline(&[&["generate", "--config", &config], words].concat());
        (code(&output), text(&output))
    };
    let write = |text: &str| fs::write(&config, text).expect("written");
    write(&format!("[codegen]\ndocument = {DOCUMENT:?}\nout = \"client\"\nversion = \"2.0.0\"\n"));
    assert_eq!(generate(&[]).0, 0);
    let written = fs::read_to_string(&manifest).expect("it is written");
    assert!(written.contains("name = \"client\"\nversion = \"2.0.0\""), "{written}");
    let (code, told) = generate(&["--check", "--package", "other"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains(&format!("run `trueline generate --config {config} --package other`")), "{told}");
    let (code, told) = generate(&["--include", "getThread"]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("did you mean `getThreadMessages`"), "{told}");
    write(&format!("[codegen]\ndocument = {DOCUMENT:?}\nouts = \"client\"\n"));
    let (code, told) = generate(&[]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains(&format!("{config}:3:1")) && told.contains("did you mean `out`?"), "{told}");
    assert_eq!(generate(&["--package"]).0, 2);
}

#[test]
fn a_mock_tells_of_a_port_in_use_and_of_a_broken_document() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let output = trueline(&["mock", DOCUMENT, "--addr", &address]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("choose another port with --addr"), "{}", text(&output));
    let output = trueline(&["mock", CONFIG]);
    assert_eq!(code(&output), 2, "{}", text(&output));
}

#[cfg(unix)]
#[test]
fn a_mock_stops_gracefully() {
    let mut served = Served::start(&[]);
    let id = served.0.id().to_string();
    let status = Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
    assert!(status.success());
    let status = served.0.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
}
