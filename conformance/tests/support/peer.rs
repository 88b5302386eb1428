//! A server in Python that is ended with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A server of `tests/peers`.
pub struct Peer {
    process: Child,
    /// Where it listens.
    pub address: String,
}

impl Peer {
    /// Starts a script with its words, and waits until it says where it listens.
    pub fn start(script: &str, words: &[&str]) -> Self {
        let mut process = Command::new("python3")
            .arg(script)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 is there");
        let mut address = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut address).expect("it says where it is");
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a script prints.
pub fn said(script: &str, words: &[&str]) -> String {
    let output = Command::new("python3").arg(script).args(words).output().expect("python3 is there");
    String::from_utf8(output.stdout).expect("text")
}
