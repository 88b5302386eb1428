//! The configuration that is found, the document that it names, and documents from standard input.

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use support::{document, serve};

/// Runs the program in a folder, with a text on its standard input: the exit code and all that it writes.
fn trueline(folder: &Path, words: &[&str], input: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.current_dir(folder).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // A program that reads nothing closes its end.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn the_nearest_configuration_upward_names_document_and_target() {
    let address = serve(|_| {
        Some(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n\"x\"".to_vec())
    });
    let root = tempfile::tempdir().expect("a folder");
    let (inner, deep) = (root.path().join("inner"), root.path().join("inner/a/b"));
    fs::create_dir_all(&deep).expect("made");
    fs::create_dir_all(inner.join("docs")).expect("made");
    fs::write(root.path().join("trueline.toml"), "document = 'absent.yaml'\n").expect("written");
    let config = format!("document = 'docs/api.yaml'\n[targets.near]\nbase-url = '{address}'\n");
    fs::write(inner.join("trueline.toml"), config).expect("written");
    fs::write(inner.join("docs/api.yaml"), document(2)).expect("written");
    for folder in [&inner, &deep] {
        let (code, text) =
            trueline(folder, &["conform", "--target", "near", "--cases", "2", "--snapshots", "update"], "");
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("2 operations"), "{text}");
    }
    // What is kept is the same from every folder.
    assert!(inner.join("conformance/snapshots/near").is_dir() && !deep.join("conformance").exists());
    // A folder that is named wins.
    let (code, text) = trueline(
        &deep,
        &["conform", "--target", "near", "--cases", "2", "--state", "own", "--snapshots", "update"],
        "",
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(deep.join("own/snapshots/near").is_dir(), "{text}");
    // Without a target it is the document's mock.
    let (code, text) = trueline(&deep, &["conform", "--cases", "2"], "");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("at the embedded mock"), "{text}");
    // Another one is named.
    let (code, text) = trueline(&deep, &["conform", "--config", "../../../trueline.toml", "--cases", "2"], "");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("absent.yaml` cannot be read"), "{text}");
}

#[test]
fn the_document_of_the_client_is_that_of_the_run_and_the_other_way_round() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("api.yaml"), document(1)).expect("written");
    let file = folder.path().join("trueline.toml");
    fs::write(&file, "[codegen]\ndocument = 'api.yaml'\n").expect("written");
    let (code, text) = trueline(folder.path(), &["conform", "--cases", "2"], "");
    assert_eq!(code, Some(0), "{text}");
    fs::write(&file, "document = 'api.yaml'\n[codegen]\npackage = 'one'\nout = 'client'\n").expect("written");
    let (code, text) = trueline(folder.path(), &["generate", "--config", "trueline.toml"], "");
    assert_eq!(code, Some(0), "{text}");
    assert!(folder.path().join("client/Cargo.toml").exists(), "{text}");
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, text) = trueline(folder.path(), &["conform"], "");
    assert_eq!(code, Some(2), "{text}");
    // No folder above one for temporary files has a configuration.
    let expected = "no document is set, and there is no `trueline.toml` in the working folder or above it; write one with \
                    `trueline init DOCUMENT`";
    assert!(text.contains(expected), "{text}");
    fs::write(folder.path().join("trueline.toml"), "[targets]\n").expect("written");
    let (code, text) = trueline(folder.path(), &["conform"], "");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("no document is set, and `trueline.toml` sets none; add `document ="), "{text}");
}

#[test]
fn standard_input_is_a_document_of_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let api = document(2);
    let (code, text) = trueline(folder.path(), &["check", "-"], &api);
    assert_eq!((code, text.as_str()), (Some(0), "<stdin>: 2 operations, 0 named schemas, 0 errors, 0 warnings"));
    let (code, text) = trueline(folder.path(), &["conform", "-", "--cases", "2", "--state", "state"], &api);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = trueline(folder.path(), &["generate", "-", "--out", "client", "--package", "client"], &api);
    assert_eq!(code, Some(0), "{text}");
    assert!(folder.path().join("client/Cargo.toml").exists());
    let (code, text) = trueline(folder.path(), &["resources", "-"], &api);
    assert_eq!(code, Some(0), "{text}");
    // A JSON text is one, whatever its name is.
    let json = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {}}";
    let (code, text) = trueline(folder.path(), &["check", "-"], json);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = trueline(folder.path(), &["init", "-"], &api);
    assert_eq!(code, Some(0), "{text}");
    let written = fs::read_to_string(folder.path().join("trueline.toml")).expect("read");
    assert!(written.contains("\n#document = \"openapi.yaml\"\n"), "{written}");
}

#[test]
fn a_mock_serves_standard_input() {
    use std::io::{BufRead as _, BufReader};
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.args(["mock", "-", "--addr", "127.0.0.1:0"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut mock = command.spawn().expect("it starts");
    mock.stdin.take().expect("a pipe").write_all(document(1).as_bytes()).expect("written");
    let mut line = String::new();
    BufReader::new(mock.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let address = line.trim().trim_start_matches("listening on ").split(';').next().expect("an address").to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let ended = support::conform(folder.path(), &document(1), &["--base-url", &address, "--cases", "2"]);
    mock.kill().expect("it ends");
    let _ = mock.wait();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
}

#[test]
fn mistakes_of_standard_input_have_places_and_its_references_the_working_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, text) =
        trueline(folder.path(), &["check", "-"], "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: []\n");
    assert!(text.contains("--> <stdin>:3:8"), "{code:?} {text}");
    let (code, text) = trueline(folder.path(), &["check", "-", "--format", "json"], "openapi: 3.1.0\ninfo: [\n");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("\"file\":\"<stdin>\""), "{text}");
    let (code, text) = trueline(folder.path(), &["check", "-", "-"], &document(1));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("standard input is one document"), "{text}");

    let answer =
        "responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'parts/a.yaml#/A'}}}}}";
    let api = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /a: {{get: {{{answer}}}}}\n");
    fs::create_dir(folder.path().join("parts")).expect("made");
    let (_, text) = trueline(folder.path(), &["check", "-"], &api);
    assert!(text.contains("parts/a.yaml"), "{text}");
    fs::write(folder.path().join("parts/a.yaml"), "A: {type: string}\n").expect("written");
    let (code, text) = trueline(folder.path(), &["check", "-"], &api);
    assert_eq!((code, text.as_str()), (Some(0), "<stdin>: 1 operation, 0 named schemas, 0 errors, 0 warnings"));
    // Its folder is the working folder, and no other.
    let (code, text) =
        trueline(folder.path(), &["check", "-", "--strict"], &api.replace("parts/a.yaml", "/etc/passwd"));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("is outside of the document's folder"), "{text}");
}
