//! What reading an answer costs, beside structures that derive `serde::Deserialize`: lists of two hundred messages and of
//! two hundred repositories, as a client reads them and as `decode/derived.rs` does.
//!
//! `cargo bench -p trueline-codegen --bench decode`. The clients are generated anew, and measured by a program of their own.

#[path = "../tests/common/fetched.rs"]
mod fetched;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use fetched::fetched;
use trueline_codegen::folder::Foreign;
use trueline_codegen::{Generator, Options};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// The clients, and their documents.
const CLIENTS: [(&str, &str); 2] =
    [("messages", "../spec/documents/tybrite-messaging.yaml"), ("repositories", "benches/decode/repositories.yaml")];

/// The measuring program's manifest.
const MANIFEST: &str = r#"[package]
name = "decode"
version = "0.0.0"
edition = "2024"
publish = false

[[bench]]
name = "decode"
path = "program.rs"
harness = false

[dependencies]
messages = { path = "messages" }
repositories = { path = "repositories" }
chrono = { version = "0.4", default-features = false, features = ["serde"] }
criterion = { version = "0.8", default-features = false, features = ["cargo_bench_support"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["float_roundtrip"] }
uuid = { version = "1", features = ["serde"] }

[workspace]
members = ["messages", "repositories"]
"#;

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("decode");
    for (name, document) in CLIENTS {
        let document = here.join(document);
        let loaded = load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read");
        let client = Generator::new(Options::new(name)).generate(&loaded.api.expect("right")).expect("a client");
        client.files.write(&workspace.join(name), Foreign::Overwrite).expect("written");
    }
    for file in ["program.rs", "derived.rs"] {
        fs::copy(here.join("benches/decode").join(file), workspace.join(file)).expect("copied");
    }
    // A library is what a package without a program needs.
    fs::create_dir_all(workspace.join("src")).expect("a folder");
    fs::write(workspace.join("src/lib.rs"), "").expect("written");
    fs::write(workspace.join("Cargo.toml"), MANIFEST).expect("written");
    fs::copy(here.join("../Cargo.lock"), workspace.join("Cargo.lock")).expect("the versions");
    fetched(&workspace);
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["bench", "--offline", "--package", "decode", "--bench", "decode", "--"])
        .args(env::args_os().skip(1).filter(|argument| argument != "--bench"))
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .status()
        .expect("cargo");
    assert!(status.success(), "the measuring program fails");
}
