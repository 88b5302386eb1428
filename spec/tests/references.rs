//! What references may load: a stranger's document reads no file and asks no address but those that belong to it.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use trueline_spec::diagnostic::Severity;
use trueline_spec::source::{Fetch, FetchError, Fetched, FileSystem, NotFetched, Request};
use trueline_spec::{DOCUMENT_LIMIT, LoadOptions, Loaded, load, render};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
const NOT_ALLOWED: &str = "reference-not-allowed";

/// A document with one schema for each reference.
fn document(references: &[&str]) -> String {
    references.iter().enumerate().fold(HEAD.to_owned(), |mut text, (index, reference)| {
        let _ = writeln!(text, "    S{index}: {{$ref: '{reference}'}}");
        text
    })
}

/// Texts by location; notes what was asked for.
#[derive(Default)]
struct Texts {
    texts: Vec<(String, String)>,
    asked: RefCell<Vec<String>>,
}

impl Texts {
    fn of(texts: &[(&str, &str)]) -> Self {
        let texts = texts.iter().map(|(location, text)| ((*location).to_owned(), (*text).to_owned())).collect();
        Self { texts, asked: RefCell::default() }
    }
}

impl Fetch for Texts {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        self.asked.borrow_mut().push(location.to_owned());
        let found = self.texts.iter().find(|(known, _)| known == location);
        found.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| FetchError("nothing is there".to_owned()))
    }
}

fn read(location: &str, fetch: &dyn Fetch, allowed: &[&str]) -> Loaded {
    let allow_refs = allowed.iter().map(|&prefix| prefix.to_owned()).collect();
    load(location, fetch, LoadOptions { allow_refs, ..LoadOptions::default() }).expect("the document is there")
}

fn rendered(loaded: &Loaded) -> String {
    loaded.diagnostics.iter().map(|diagnostic| render::text(&loaded.documents, diagnostic, false)).collect()
}

/// The lines of refused references.
fn refused(loaded: &Loaded) -> Vec<usize> {
    let refused = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.code == NOT_ALLOWED);
    refused
        .map(|diagnostic| {
            assert_eq!(diagnostic.severity, Severity::Error);
            loaded.documents.position(&diagnostic.span).1
        })
        .collect()
}

#[test]
fn what_is_refused_is_never_asked_for_and_all_of_it_is_reported_with_what_allows_it() {
    let text =
        document(&["/etc/passwd", "pet.yaml", "../../../etc/shadow", "file:///etc/hosts", "http://127.0.0.1:9/x"]);
    let fetch = Texts::of(&[("api/openapi.yaml", &text), ("api/pet.yaml", "type: string")]);
    let loaded = read("api/openapi.yaml", &fetch, &[]);
    assert!(loaded.api.is_none());
    assert_eq!(refused(&loaded), [6, 8, 9, 10]);
    assert_eq!(*fetch.asked.borrow(), ["api/openapi.yaml", "api/pet.yaml"]);
    let shown = rendered(&loaded);
    assert_eq!(loaded.diagnostics.len(), 4, "{shown}");
    for help in [
        "--allow-ref /etc/passwd",
        "--allow-ref ../../etc/shadow",
        "--allow-ref /etc/hosts",
        "--allow-ref http://127.0.0.1:9/x",
    ] {
        assert!(shown.contains(&format!("`{help}`")), "{help}: {shown}");
    }
    assert!(shown.contains("api/openapi.yaml:6:16") && shown.contains("S0: {$ref: '/etc/passwd'}"), "{shown}");
}

#[test]
fn the_help_is_enough() {
    let text = document(&["../common/pet.yaml", "http://127.0.0.1:9/x"]);
    let texts = [
        ("api/openapi.yaml", text.as_str()),
        ("common/pet.yaml", "$ref: other.yaml"),
        ("common/other.yaml", "type: string"),
        ("http://127.0.0.1:9/x", "type: string"),
    ];
    let loaded = read("api/openapi.yaml", &Texts::of(&texts), &["common/pet.yaml", "http://127.0.0.1:9/x"]);
    assert_eq!(refused(&loaded), [1], "{}", rendered(&loaded));
    let loaded = read("api/openapi.yaml", &Texts::of(&texts), &["common", "http://127.0.0.1:9/x"]);
    assert!(loaded.api.is_some(), "{}", rendered(&loaded));
}

#[test]
fn a_document_from_an_address_reads_no_file() {
    let text = document(&["/etc/passwd", "c:/windows/win.ini", "file:///etc/passwd", "http://10.0.0.1/", "pet.yaml"]);
    let fetch = Texts::of(&[("https://example.org/a/openapi.yaml", &text), ("https://example.org/a/pet.yaml", "{}")]);
    let loaded = read("https://example.org/a/openapi.yaml", &fetch, &[]);
    // The first is a path of the same server.
    assert_eq!(refused(&loaded), [7, 8, 9]);
    let asked = fetch.asked.borrow();
    assert!(asked.iter().all(|location| location.starts_with("https://example.org/")), "{asked:?}");
}

#[test]
fn an_identifier_is_no_address() {
    let text = format!(
        "{HEAD}    A: {{$id: 'https://example.org/a', type: string}}\n    B: {{$ref: 'https://example.org/a'}}\n"
    );
    let fetch = Texts::of(&[("openapi.yaml", &text)]);
    let loaded = read("openapi.yaml", &fetch, &[]);
    assert!(loaded.api.is_some(), "{}", rendered(&loaded));
    assert_eq!(*fetch.asked.borrow(), ["openapi.yaml"]);
}

#[test]
fn a_document_is_known_by_where_it_was_in_the_end() {
    struct Moved;
    impl Fetch for Moved {
        fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
            Err(FetchError("it is asked for by a reading".to_owned()))
        }
        fn fetch_for(&self, request: &Request<'_>) -> Result<Fetched, NotFetched> {
            let text = match request.location {
                "https://example.org/latest" => document(&["pet.yaml"]),
                "https://example.org/v2/pet.yaml" => "type: string".to_owned(),
                other => return Err(FetchError(format!("nothing is at {other}")).into()),
            };
            let moved = (request.location == "https://example.org/latest")
                .then(|| "https://example.org/v2/openapi.yaml".to_owned());
            Ok(Fetched { bytes: text.into_bytes(), location: moved })
        }
    }
    let loaded = read("https://example.org/latest", &Moved, &[]);
    assert!(loaded.api.is_some() && loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
}

#[test]
fn secrets_of_addresses_are_not_shown() {
    let text = document(&["#/a", "absent.yaml", "https://bob:pw2@127.0.0.1/x?token=t2"]);
    let location = "https://ann:pw1@example.org/openapi.yaml?api_key=t1";
    let loaded = read(location, &Texts::of(&[(location, &text)]), &[]);
    let shown = rendered(&loaded);
    let json: String = loaded.diagnostics.iter().map(|one| render::json(&loaded.documents, one).to_string()).collect();
    for secret in ["pw1", "t1"] {
        assert!(!shown.contains(secret) && !json.contains(secret), "{secret}: {shown}\n{json}");
    }
    // The line itself is the document's, and shown as it is.
    for secret in ["pw2", "t2"] {
        assert!(!json.contains(secret), "{secret}: {json}");
    }
    assert!(shown.contains("https://***@example.org/openapi.yaml?api_key=***:6:16"), "{shown}");
}

#[test]
fn the_number_of_documents_is_bounded() {
    struct Any(String);
    impl Fetch for Any {
        fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
            let text = if location == "openapi.yaml" { self.0.as_str() } else { "type: string" };
            Ok(text.as_bytes().to_vec())
        }
    }
    let references: Vec<String> = (0..=DOCUMENT_LIMIT).map(|index| format!("s{index}.yaml")).collect();
    let text = document(&references.iter().map(String::as_str).collect::<Vec<_>>());
    let loaded = read("openapi.yaml", &Any(text), &[]);
    let shown = rendered(&loaded);
    assert!(shown.contains(&format!("more than {DOCUMENT_LIMIT} documents are referred to")), "{shown}");
}

/// Files of a folder, with a document that refers to them.
fn folder(files: &[(&str, &str)], references: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
    fs::create_dir_all(folder.path().join("api")).expect("made");
    fs::write(folder.path().join("api/openapi.yaml"), document(references)).expect("written");
    folder
}

fn read_folder(folder: &Path, allowed: &[&str]) -> Loaded {
    read(&folder.join("api/openapi.yaml").to_string_lossy(), &FileSystem, allowed)
}

#[test]
fn what_is_no_document_is_not_shown() {
    let files = [
        ("api/.env", "SECRET=hunter2\nOTHER=hunter3\n"),
        ("api/key.pem", "-----BEGIN PRIVATE KEY-----\nhunter4: [\n"),
        ("api/notes.yaml", "hunter5 and more"),
    ];
    let folder = folder(&files, &[".env", "key.pem#/a", "notes.yaml", ".env#/SECRET"]);
    let loaded = read_folder(folder.path(), &[]);
    let shown = rendered(&loaded);
    assert!(!shown.contains("hunter"), "{shown}");
    assert_eq!(shown.matches("it is not a document").count(), 4, "{shown}");
}

#[test]
fn a_folder_with_an_escape_in_its_name_is_found() {
    let folder = folder(&[("a%20b/pet file.yaml", "type: string")], &[]);
    let entry = folder.path().join("a%20b/openapi.yaml");
    fs::write(&entry, document(&["pet%20file.yaml"])).expect("written");
    let loaded = read(&entry.to_string_lossy(), &FileSystem, &[]);
    assert!(loaded.api.is_some() && loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn links_that_lead_out_are_refused_and_others_are_followed() {
        let files = [
            ("api/parts/pet.yaml", "type: string"),
            ("secret.yaml", "type: string"),
            ("shared/x.yaml", "type: string"),
        ];
        let references = [
            "inside.yaml",
            "around.yaml",
            "folder/pet.yaml",
            "out.yaml",
            "far/passwd",
            "up/secret.yaml",
            "shared/x.yaml",
            "loop.yaml",
        ];
        let folder = folder(&files, &references);
        let api = folder.path().join("api");
        let link = |target: &str, name: &str| symlink(target, api.join(name)).expect("linked");
        link("parts/pet.yaml", "inside.yaml");
        link("../api/parts/../parts/pet.yaml", "around.yaml");
        link("parts", "folder");
        link("../secret.yaml", "out.yaml");
        link("/etc", "far");
        link("..", "up");
        link("../shared", "shared");
        link("loop.yaml", "loop.yaml");
        let loaded = read_folder(folder.path(), &[]);
        let shown = rendered(&loaded);
        assert_eq!(refused(&loaded), [9, 10, 11, 12], "{shown}");
        assert!(shown.contains("too many symbolic links") && shown.contains("by a symbolic link"), "{shown}");
        let shared = folder.path().join("shared");
        let loaded = read_folder(folder.path(), &[&shared.to_string_lossy()]);
        assert_eq!(refused(&loaded), [9, 10, 11], "{}", rendered(&loaded));
    }

    #[test]
    fn only_regular_files_are_opened() {
        let folder =
            folder(&[("api/a/x.yaml", "type: string")], &["pipe.yaml", "a", "null.yaml", "/dev/zero", "socket.yaml"]);
        let api = folder.path().join("api");
        let made = Command::new("mkfifo").arg(api.join("pipe.yaml")).status().expect("mkfifo is there");
        assert!(made.success());
        let _socket = std::os::unix::net::UnixListener::bind(api.join("socket.yaml")).expect("a socket");
        symlink("/dev/null", api.join("null.yaml")).expect("linked");
        let before = Instant::now();
        let loaded = read_folder(folder.path(), &["/dev"]);
        assert!(before.elapsed() < Duration::from_secs(10));
        let shown = rendered(&loaded);
        assert_eq!(shown.matches("it is not a regular file").count(), 5, "{shown}");
    }

    #[test]
    fn whether_a_file_exists_elsewhere_is_not_told() {
        let folder = folder(&[], &["there.yaml", "absent.yaml"]);
        let api = folder.path().join("api");
        symlink("/etc/passwd", api.join("there.yaml")).expect("linked");
        symlink("/etc/absent-for-sure", api.join("absent.yaml")).expect("linked");
        let loaded = read_folder(folder.path(), &[]);
        let messages: Vec<String> = loaded
            .diagnostics
            .iter()
            .map(|one| one.message.replace("there.yaml", "X").replace("absent.yaml", "X"))
            .collect();
        assert_eq!(refused(&loaded), [6, 7]);
        assert_eq!(messages[0], messages[1]);
    }
}
