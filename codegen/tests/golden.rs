//! Every folder below `tests/cases` is a document with the package that is expected of it, by `[codegen]` of the folder's
//! `trueline.toml` where there is one; what is expected compiles, and does on the wire what the folder's `wire.rs` says,
//! where there is one.
//!
//! What is expected is a whole package, so it is files of Rust and no snapshots; `INSTA_UPDATE=always` rewrites them too.

#[path = "common/fetched.rs"]
mod fetched;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use fetched::fetched;
use trueline_codegen::files::FileSet;
use trueline_codegen::folder::{Differences, Foreign, RECORD};
use trueline_codegen::{Config, Generator};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Every case by its name, in order; `GOLDEN_ONLY=maps,lists` takes these alone.
fn cases() -> Vec<String> {
    let only = env::var("GOLDEN_ONLY").ok();
    let is_wanted = |name: &String| only.as_ref().is_none_or(|only| only.split(',').any(|wanted| wanted == name));
    let mut names: Vec<String> = fs::read_dir(root())
        .expect("the folder of cases")
        .map(|entry| entry.expect("a case").file_name().to_string_lossy().into_owned())
        .filter(|name| document(name).is_file() && is_wanted(name))
        .collect();
    names.sort();
    names
}

/// A case's document: `openapi.yaml` beside it, or the one that its `openapi.path` names.
fn document(name: &str) -> PathBuf {
    let folder = root().join(name);
    match fs::read_to_string(folder.join("openapi.path")) {
        Ok(path) => folder.join(path.trim_end()),
        Err(_) => folder.join("openapi.yaml"),
    }
}

fn generate(name: &str) -> FileSet {
    generate_with(name, "")
}

fn generate_with(name: &str, dev_dependencies: &str) -> FileSet {
    let document = document(name);
    let loaded = load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("a document");
    let told: Vec<String> = loaded.diagnostics.iter().map(|one| format!("{one:?}")).collect();
    let api = loaded.api.unwrap_or_else(|| panic!("{name}: {}", told.join("\n")));
    let configuration = root().join(name).join("trueline.toml");
    let text = fs::read_to_string(&configuration).unwrap_or_default();
    let config = Config::parse(&configuration.to_string_lossy(), &text).unwrap_or_else(|error| panic!("{error}"));
    let mut options = config.options(&package(name));
    options.dev_dependencies.push_str(dev_dependencies);
    options.has_extension = root().join(name).join("own/src/ext/mod.rs").is_file();
    Generator::new(options).generate(&api).unwrap_or_else(|error| panic!("{name}: {error}")).files
}

fn package(case: &str) -> String {
    format!("case-{}", case.replace('_', "-"))
}

/// What a case does on the wire.
fn wire(case: &str) -> Option<PathBuf> {
    let path = root().join(case).join("wire.rs");
    path.is_file().then_some(path)
}

/// What a case shows: the run-time part is the same in each, and checked in once.
fn own(files: &FileSet) -> FileSet {
    let mut own = FileSet::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("src/support")) {
        own.add_text(path, text);
    }
    own
}

/// What a case has that somebody wrote beside the client, below its `own`.
fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("listed") {
            let name = entry.expect("an entry").file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else if from.is_file() {
        fs::copy(from, to).expect("copied");
    }
}

/// The record says nothing that the files do not.
fn without_record(mut differences: Differences) -> Differences {
    differences.missing.retain(|path| path != Path::new(RECORD));
    differences
}

#[test]
fn every_case_is_written_as_expected() {
    let update = matches!(env::var("INSTA_UPDATE").as_deref(), Ok("always" | "1" | "force"));
    let mut wrong = String::new();
    for name in cases() {
        let expected = root().join(&name).join("expected");
        let files = own(&generate(&name));
        if update {
            files.write(&expected, Foreign::Overwrite).expect("written");
            fs::remove_file(expected.join(RECORD)).expect("removed");
        }
        let differences = without_record(files.check(&expected).expect("readable"));
        if !differences.is_empty() {
            wrong.extend([name.clone(), ":\n".to_owned(), differences.to_string()]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nlook at the difference, then run with INSTA_UPDATE=always");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for name in cases() {
        assert_eq!(generate(&name), generate(&name), "{name}");
    }
}

/// All cases as one workspace, checked with this repository's versions, profile and built dependencies.
#[test]
fn everything_expected_compiles_without_a_warning_and_does_as_it_says() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let workspace = temporary.join("golden");
    let members: Vec<String> = cases().iter().map(|name| format!("{name:?}")).collect();
    let own_manifest = fs::read_to_string(repository.join("Cargo.toml")).expect("a manifest");
    let profiles = own_manifest.find("[profile.dev]").map_or("", |at| &own_manifest[at..]);
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n{profiles}", members.join(", "));
    fs::create_dir_all(&workspace).expect("a folder");
    fs::write(workspace.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(repository.join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the versions");
    for name in cases() {
        let tests = wire(&name).map(|path| format!("{WIRE}\n[[test]]\nname = \"wire\"\npath = {path:?}\n"));
        generate_with(&name, &tests.unwrap_or_default())
            .write(&workspace.join(&name), Foreign::Overwrite)
            .expect("written");
        copy(&root().join(&name).join("own"), &workspace.join(&name));
    }
    fetched(&workspace);
    // `GOLDEN_LINTS=clippy` asks more, and needs clippy's own builds of the dependencies.
    let lints = env::var("GOLDEN_LINTS").unwrap_or_else(|_| "check".to_owned());
    cargo(&workspace, &[&lints, "--workspace", "--all-targets"]);
    // With one feature, with none of those that tags have, and without TLS.
    for (case, tag) in [("tag_features", "pets-owners"), ("billing", "customers")] {
        let package = format!("--package={}", package(case));
        let both = format!("rustls,{tag}");
        for features in ["rustls", both.as_str(), tag].into_iter().filter(|_| cases().iter().any(|name| name == case)) {
            cargo(&workspace, &[&lints, &package, "--no-default-features", "--features", features]);
        }
    }
    let with_wire: Vec<String> =
        cases().into_iter().filter(|name| wire(name).is_some()).map(|name| package(&name)).collect();
    if with_wire.is_empty() {
        return;
    }
    let arguments = with_wire.into_iter().flat_map(|package| ["--package".to_owned(), package]);
    let arguments: Vec<String> = ["test", "--test=wire", "--features=blocking,testing,tracing"]
        .map(str::to_owned)
        .into_iter()
        .chain(arguments)
        .collect();
    cargo(&workspace, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
}

/// What tests of clients on the wire stand on, besides the client.
const WIRE: &str = r#"futures-util = { version = "0.3", default-features = false, features = ["std"] }
http = "1"
serde_yaml = { package = "yaml_serde", version = "0.10" }
tower = { version = "0.5", default-features = false, features = ["util"] }
tokio = { version = "1", features = ["rt", "rt-multi-thread", "net", "time", "macros", "io-util", "sync"] }
tracing = { version = "0.1", default-features = false, features = ["std"] }
"#;

fn cargo(workspace: &Path, arguments: &[&str]) {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .args(["--offline", "--quiet"])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", temporary.parent().unwrap_or(temporary))
        .output()
        .expect("cargo");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success() && !told.contains("warning"), "{told}");
}
