//! Packages and documents the clients, as somebody does who publishes them.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::row::Row;
use super::{check, dependencies};

/// Packages and documents every row's client; a warning is an error.
pub(super) fn rows(rows: &mut [Row], scratch: &Path) -> io::Result<()> {
    let packages: Vec<&str> = rows.iter().filter(|row| row.is_generated()).map(|row| row.package.as_str()).collect();
    check::workspace(scratch, &packages)?;
    dependencies::at_hand(scratch)?;
    for row in rows.iter_mut().filter(|row| row.is_generated()) {
        let package = row.package.clone();
        let complaint = cargo(scratch, &["package", "--allow-dirty", "--package", &package])?;
        let documented = cargo(scratch, &["doc", "--no-deps", "--package", &package])?;
        eprintln!("{package}: packaged and documented");
        row.errors.extend(complaint.into_iter().chain(documented));
    }
    Ok(())
}

/// What Cargo has to complain of.
fn cargo(scratch: &Path, words: &[&str]) -> io::Result<Option<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(words)
        .arg("--offline")
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        .stdin(Stdio::null())
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let is_silent = output.status.success() && !told.lines().any(|line| line.starts_with("warning"));
    Ok((!is_silent).then(|| format!("cargo {}:\n{told}", words.join(" "))))
}
