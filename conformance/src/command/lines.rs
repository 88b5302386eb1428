//! A command that runs as long as a run does, and answers each line with a line.

use std::sync::{Arc, Mutex as SharedMutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::Mutex;

use super::command_error::said;
use super::limits::{GRACE, LINE, SHOWN};
use super::once::code;
use super::{CommandError, CommandLine};
use crate::redact::Redactor;

/// A command that answers lines. It starts with the first, and ends when nobody asks any more.
pub(crate) struct LineCommand {
    line: CommandLine,
    environment: Vec<(String, String)>,
    timeout: Duration,
    redactor: Redactor,
    running: Mutex<Option<Running>>,
}

struct Running {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// The end of what it printed on standard error.
    errors: Arc<SharedMutex<Vec<u8>>>,
}

impl LineCommand {
    /// A command that answers each line within a time.
    pub(crate) fn new(
        line: CommandLine,
        environment: Vec<(String, String)>,
        timeout: Duration,
        redactor: Redactor,
    ) -> Self {
        Self { line, environment, timeout, redactor, running: Mutex::new(None) }
    }

    /// The answer to a line. One is asked after the other.
    ///
    /// # Errors
    ///
    /// There is none: the command has ended, takes too long, or answers too much.
    pub(crate) async fn ask(&self, line: &str) -> Result<String, CommandError> {
        let mut place = self.running.lock().await;
        // Whoever stops waiting leaves an answer behind that is nobody's: the command is started anew then.
        let mut running = match place.take() {
            Some(running) => running,
            None => self.start()?,
        };
        let answer = tokio::time::timeout(self.timeout, running.exchange(line)).await;
        let (program, failed) = (self.line.shown(), running.errors.clone());
        let said = || said(&self.redactor, &failed.lock().unwrap_or_else(PoisonError::into_inner));
        match answer {
            Ok(Some(answer)) if answer.len() > LINE => Err(CommandError::LongLine { program }),
            Ok(Some(answer)) => {
                *place = Some(running);
                String::from_utf8(answer).map_err(|_| CommandError::Unusable {
                    program,
                    what: "no UTF-8".to_owned(),
                    said: said(),
                })
            }
            Ok(None) => {
                let status = tokio::time::timeout(GRACE, running.child.wait()).await;
                let status = status.ok().and_then(Result::ok).map_or_else(|| "its output closed".to_owned(), code);
                // What it said last is read by another task.
                tokio::task::yield_now().await;
                Err(CommandError::Failed { program, status, said: said() })
            }
            Err(_) => Err(CommandError::NoLine { program, timeout: self.timeout, said: said() }),
        }
    }

    /// Lets it end by itself, for some time.
    pub(crate) async fn close(&self) {
        let Some(Running { mut child, stdin, stdout, .. }) = self.running.lock().await.take() else { return };
        drop((stdin, stdout));
        let _ = tokio::time::timeout(GRACE, child.wait()).await;
    }

    fn start(&self) -> Result<Running, CommandError> {
        let reason = |error: &dyn std::fmt::Display| CommandError::NotStarted {
            program: self.line.shown(),
            reason: error.to_string(),
        };
        let environment: Vec<_> =
            self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut process = self.line.process(&environment);
        let mut child = process.stdin(std::process::Stdio::piped()).spawn().map_err(|error| reason(&error))?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(reason(&"it has no pipes"));
        };
        let errors = Arc::default();
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep_end(stderr, Arc::clone(&errors)));
        }
        Ok(Running { child, stdin, stdout: BufReader::new(stdout), errors })
    }
}

impl Running {
    /// Sends a line and reads one; nothing where the command has ended.
    async fn exchange(&mut self, line: &str) -> Option<Vec<u8>> {
        // Where it does not read any more, it has ended or is about to.
        let written = async {
            self.stdin.write_all(line.as_bytes()).await?;
            self.stdin.write_all(b"\n").await?;
            self.stdin.flush().await
        };
        written.await.ok()?;
        let mut answer = Vec::new();
        let limit = u64::try_from(LINE).unwrap_or(u64::MAX).saturating_add(1);
        (&mut self.stdout).take(limit).read_until(b'\n', &mut answer).await.ok()?;
        (answer.ends_with(b"\n") || answer.len() > LINE).then_some(answer)
    }
}

/// Reads to the end, and keeps the end.
async fn keep_end(mut from: impl AsyncRead + Unpin, kept: Arc<SharedMutex<Vec<u8>>>) {
    // A character takes up to four bytes, and a secret may begin before what is shown.
    const KEPT: usize = SHOWN * 8;
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&bytes[..count]);
        let more = kept.len().saturating_sub(KEPT);
        kept.drain(..more);
    }
}
