//! The examples that somebody wrote beside the clients of golden cases do as they say, against the mock of their document.

#[path = "../../codegen/tests/common/fetched.rs"]
mod fetched;

use std::future::pending;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::{env, fs};

use fetched::fetched;
use trueline_codegen::folder::Foreign;
use trueline_codegen::{Config, Generator};
use trueline_conformance::mock::{Fixture, Mock, Server};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// The case, its example, and what the example's variables of the environment begin with.
const EXAMPLES: [(&str, &str, &str); 2] = [("mail", "send_email", "POSTBOX"), ("billing", "checkout", "TOLLGATE")];

fn case(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/cases").join(name)
}

fn read(name: &str) -> Checked<Api> {
    let document = case(name).join("openapi.yaml");
    load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read").api.expect("right")
}

/// The clients as one workspace, with this repository's versions.
fn workspace() -> std::path::PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
    fs::create_dir_all(&workspace).expect("a folder");
    let members: Vec<String> = EXAMPLES.iter().map(|(name, ..)| format!("{name:?}")).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(workspace.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(repository.join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the versions");
    for (name, example, _) in EXAMPLES {
        let configuration = case(name).join("trueline.toml");
        let config = Config::read(&configuration).unwrap_or_else(|error| panic!("{error}"));
        let generated =
            Generator::new(config.options(&format!("case-{name}"))).generate(&read(name)).expect("a client");
        generated.files.write(&workspace.join(name), Foreign::Overwrite).expect("written");
        let file = format!("{example}.rs");
        fs::copy(case(name).join("own/examples").join(&file), workspace.join(name).join("examples").join(file))
            .expect("the example");
    }
    fetched(&workspace);
    workspace
}

async fn mock(name: &str) -> String {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(Mock::new(Arc::new(read(name)), Fixture::default()), address).await.expect("a free port");
    let url = format!("http://{}", server.address());
    tokio::spawn(server.serve(pending()));
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn examples_run_against_the_mock() {
    let workspace = workspace();
    for (name, example, variables) in EXAMPLES {
        let url = mock(name).await;
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        command
            .args(["run", "--offline", "--quiet", "--package", &format!("case-{name}"), "--example", example])
            .current_dir(&workspace)
            .env("CARGO_TARGET_DIR", temporary.parent().unwrap_or(temporary))
            .env(format!("{variables}_URL"), url)
            .env(format!("{variables}_TOKEN"), "sesame");
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("run").expect("cargo");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && told.is_empty(), "{name}: {told}");
        assert!(!output.stdout.is_empty(), "{name} says what it did");
    }
}
