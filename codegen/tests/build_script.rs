//! A crate whose build script writes clients, really built: every golden case as a module of one crate.

#[path = "common/fetched.rs"]
mod fetched;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use fetched::fetched;
use trueline_codegen::{Config, Generator};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const CASES: [&str; 7] = ["answers", "bodies", "configured", "configured_time", "credentials", "objects", "rules"];

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

/// What a crate with all cases depends on.
fn dependencies() -> String {
    let mut lines: Vec<String> = Vec::new();
    for name in CASES {
        let document = case(name).join("openapi.yaml").to_string_lossy().into_owned();
        let api = load(&document, &FileSystem, LoadOptions::default()).expect("it is there").api.expect("it is right");
        let text = fs::read_to_string(case(name).join("trueline.toml")).unwrap_or_default();
        let options = Config::parse("trueline.toml", &text).expect("it is right").options(name);
        let generated = Generator::new(options).generate(&api).expect("Rust");
        lines.extend(generated.dependencies.lines().map(str::to_owned));
    }
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

/// The crate, with copies of the documents that a test can change.
fn write_crate(root: &Path) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let mut modules = "//! Clients.\n".to_owned();
    let mut script = "fn main() -> Result<(), trueline_codegen::BuildError> {\n".to_owned();
    fs::create_dir_all(root.join("src")).expect("a folder");
    for name in CASES {
        fs::create_dir_all(root.join(name)).expect("a folder");
        fs::copy(case(name).join("openapi.yaml"), root.join(name).join("openapi.yaml")).expect("a copy");
        let text = fs::read_to_string(case(name).join("trueline.toml")).unwrap_or_else(|_| "[codegen]\n".to_owned());
        let own = format!("[codegen]\ndocument = \"openapi.yaml\"\npackage = \"case-{name}\"\n");
        let text = text.replace("package = \"case-configured\"\n", "").replace("[codegen]\n", &own);
        fs::write(root.join(name).join("trueline.toml"), text).expect("written");
        writeln!(script, "    trueline_codegen::Generator::build_configured(\"{name}/trueline.toml\")?;")
            .expect("text");
        writeln!(modules, "include!(concat!(env!(\"OUT_DIR\"), \"/case_{name}.rs\"));").expect("text");
    }
    fs::write(root.join("build.rs"), script + "    Ok(())\n}\n").expect("written");
    fs::write(root.join("src/lib.rs"), modules).expect("written");
    let (dependencies, codegen) = (dependencies(), env!("CARGO_MANIFEST_DIR"));
    let manifest = format!(
        "[package]\nname = \"built\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         {dependencies}\n\n[build-dependencies]\ntrueline-codegen = {{ path = {codegen:?} }}\n"
    );
    fs::write(root.join("Cargo.toml"), manifest).expect("written");
    fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock")).expect("the versions");
    fetched(root);
}

fn check(root: &Path) -> (Output, String) {
    cargo(root, &["check"])
}

fn cargo(root: &Path, arguments: &[&str]) -> (Output, String) {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--offline")
        .current_dir(root)
        .env("CARGO_TARGET_DIR", temporary.parent().unwrap_or(temporary))
        .output()
        .expect("cargo");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, told)
}

#[test]
#[ignore = "builds a crate: `cargo xtask test --full`"]
fn a_build_script_writes_clients_and_runs_again_when_what_it_read_changes() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script");
    write_crate(&root);
    let (output, told) = check(&root);
    // What a client leaves out is reported by Cargo; nothing else is.
    let others = told.lines().filter(|line| line.starts_with("warning") && !line.contains("is not supported"));
    assert!(output.status.success() && others.filter(|line| !line.contains("generated")).count() == 0, "{told}");
    // Cargo says `Compiling` where the build script is built as well, else `Checking`.
    assert!(told.contains(" built v"), "{told}");
    let (_, told) = check(&root);
    assert!(!told.contains(" built v"), "nothing has changed: {told}");

    let document = root.join("objects/openapi.yaml");
    let text = fs::read_to_string(&document).expect("it is there");
    fs::write(&document, text.replace("\npaths:", "\npaths: 7\nx-paths:")).expect("written");
    let (output, told) = check(&root);
    assert!(!output.status.success(), "{told}");
    assert!(told.contains("objects/openapi.yaml:") && told.contains("`paths` must be an object"), "{told}");
}

/// Cases whose texts are code, Markdown, modules or directives elsewhere.
const HOSTILE: [&str; 3] = ["hostile_markdown", "hostile_modules", "hostile_names"];

/// A crate with the hostile cases as modules, and with a client whose documentation would write a file.
fn write_hostile_crate(root: &Path, file: &Path) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    fs::create_dir_all(root.join("src")).expect("a folder");
    let mut modules = "//! Clients.\n".to_owned();
    let mut script =
        "use trueline_codegen::{BuildError, Generator, Options};\n\nfn main() -> Result<(), BuildError> {\n".to_owned();
    let file = file.to_string_lossy();
    let code = format!("std::fs::write({file:?}, \"evil\").unwrap();");
    let written = serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": format!("x\n```rust\n{code}\n```"), "version": "1"},
        "servers": [
            {"url": "/v1x\ncargo::rustc-link-arg=-Wl,--defsym=evil"},
            {"url": "/v2x\ncargo::rustc-env=EVIL=1\r\ncargo:rustc-cfg=evil"},
        ],
        "paths": {"/a": {"get": {
            "operationId": "a",
            "description": format!("- ```\n  {code}\n  ```\n\n1.     {code}\n\n`~`\n\n~~~rust\n{code}\n~~~\n\n    {code}"),
            "responses": {"200": {"description": format!("x\n\n\t{code}")}},
        }}},
        "components": {"schemas": {"A": {"type": "object", "title": format!("> ```\n> {code}"), "properties": {"a": {
            "type": "string",
            "pattern": "(?<=\ncargo::rustc-env=EVIL=2\n)x",
        }}}}},
    });
    fs::write(root.join("written.json"), written.to_string()).expect("written");
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    let documents = HOSTILE.map(|name| (name, text(case(name).join("openapi.yaml"))));
    for (name, document) in documents.into_iter().chain([("written", text(root.join("written.json")))]) {
        writeln!(script, "    Generator::new(Options::new({name:?})).build({document:?})?;").expect("text");
        writeln!(modules, "include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));").expect("text");
    }
    fs::write(root.join("build.rs"), script + "    Ok(())\n}\n").expect("written");
    fs::write(root.join("src/lib.rs"), modules).expect("written");
    let (dependencies, codegen) = (dependencies(), env!("CARGO_MANIFEST_DIR"));
    let manifest = format!(
        "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         {dependencies}\n\n[build-dependencies]\ntrueline-codegen = {{ path = {codegen:?} }}\n"
    );
    fs::write(root.join("Cargo.toml"), manifest).expect("written");
    fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock")).expect("the versions");
}

#[test]
#[ignore = "builds a crate: `cargo xtask test --full`"]
fn no_directive_and_no_doctest_of_a_document_runs() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script-hostile");
    let file = root.join("written-by-a-doctest");
    let _ = fs::remove_file(&file);
    write_hostile_crate(&root, &file);

    let (output, told) = cargo(&root, &["build", "--message-format=json-render-diagnostics"]);
    assert!(output.status.success(), "{told}");
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let script = messages
        .filter(|message| message["reason"] == "build-script-executed")
        .find(|message| message["package_id"].as_str().is_some_and(|id| id.contains("build-script-hostile")))
        .expect("the script ran");
    for what in ["linked_libs", "linked_paths", "cfgs", "env"] {
        assert_eq!(script[what], serde_json::json!([]), "{what}");
    }
    let out = Path::new(script["out_dir"].as_str().expect("a folder")).to_owned();
    let said = fs::read_to_string(out.with_file_name("output")).expect("what the script printed");
    let directives = ["cargo::rerun-if-changed=", "cargo::warning=", "cargo::rustc-check-cfg="];
    let others: Vec<&str> =
        said.lines().filter(|line| !directives.iter().any(|directive| line.starts_with(directive))).collect();
    assert!(others.is_empty() && said.contains("rustc-link-arg"), "{said}");

    let (output, told) = cargo(&root, &["test", "--doc"]);
    let ran = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && ran.contains("running 0 tests"), "{ran}\n{told}");
    assert!(!file.exists(), "a doctest has run");
}
