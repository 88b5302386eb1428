//! What a workspace depends on, at hand: fetched where it has not been before, so that whoever has it needs no network.

use std::path::Path;
use std::process::{Command, Stdio};

/// Has Cargo fetch what this machine's builds of a workspace need.
pub fn fetched(workspace: &Path) {
    let host = Command::new("rustc").args(["--print", "host-tuple"]).output().expect("rustc").stdout;
    let host = String::from_utf8_lossy(&host).trim().to_owned();
    let fetch = |further: &[&str]| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["fetch", "--quiet", "--target", &host]).args(further).current_dir(workspace);
        command.stdin(Stdio::null()).output().expect("cargo")
    };
    if !fetch(&["--offline"]).status.success() {
        let output = fetch(&[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
