//! Packages of Debian: these change the machine, so that only the user installs them.

use std::io;
use std::process::Command;

/// The version of an installed package.
///
/// # Errors
/// Where it is not installed.
pub(super) fn version(package: &str) -> io::Result<String> {
    let output = Command::new("dpkg-query").args(["--show", "--showformat=${Version}", package]).output();
    match output {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(io::Error::other(format!("it is not installed: `apt-get install {package}`"))),
    }
}
