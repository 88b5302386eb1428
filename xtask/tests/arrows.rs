//! Holds the arrows between the packages: a normal or build dependency that is not drawn in the architecture fails here.

use std::process::Command;

use serde_json::Value;

/// Who may depend on whom; an arrow may be skipped along, never turned.
const ARROWS: [(&str, &[&str]); 6] = [
    ("trueline-spec", &[]),
    ("trueline-codegen", &["trueline-spec"]),
    ("trueline-conformance", &["trueline-spec"]),
    ("trueline", &["trueline-spec", "trueline-codegen", "trueline-conformance"]),
    ("xtask", &["trueline-spec", "trueline-codegen", "trueline-conformance", "trueline"]),
    ("tybrite", &[]),
];

#[test]
fn packages_depend_only_along_the_drawn_arrows() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let drawn: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    for name in &ours {
        assert!(drawn.contains(name), "`{name}` is not drawn: add it to ARROWS and to the drawing");
    }
    for (name, allowed) in ARROWS {
        let package = packages.iter().find(|package| package["name"] == name).expect(name);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let target = dependency["name"].as_str().unwrap_or_default();
            if dependency["kind"] != "dev" && ours.contains(&target) {
                assert!(allowed.contains(&target), "`{name}` depends on `{target}`, which is not drawn");
            }
        }
    }
}
