//! What generated packages depend on, at hand before anything is compiled or measured.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Has Cargo fetch what this machine's builds of a workspace need, where it has not been fetched before: whoever has all of
/// it needs no network.
pub(super) fn at_hand(workspace: &Path) -> io::Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let host = Command::new(rustc).args(["--print", "host-tuple"]).output()?.stdout;
    let host = String::from_utf8_lossy(&host).trim().to_owned();
    if fetch(workspace, &host, true)? || fetch(workspace, &host, false)? {
        return Ok(());
    }
    let message = format!("what `{}` depends on cannot be fetched; run `cargo fetch` there", workspace.display());
    Err(io::Error::other(message))
}

fn fetch(workspace: &Path, host: &str, is_offline: bool) -> io::Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["fetch", "--quiet", "--target", host]).current_dir(workspace).stdin(Stdio::null());
    // What is missing is said by the attempt that may fetch it.
    if is_offline {
        command.arg("--offline").stderr(Stdio::null());
    }
    Ok(command.status()?.success())
}
