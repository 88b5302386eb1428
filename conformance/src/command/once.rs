//! A command that prints one thing and ends.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::command_error::said;
use super::limits::OUTPUT;
use super::{CommandError, CommandLine};
use crate::redact::Redactor;

/// What a command prints on standard output.
///
/// # Errors
///
/// It fails, takes too long, or prints too much or no text.
pub(crate) async fn output(
    line: &CommandLine,
    environment: &[(&str, &str)],
    timeout: Duration,
    redactor: &Redactor,
) -> Result<String, CommandError> {
    let program = line.shown();
    let not_started =
        |error: std::io::Error| CommandError::NotStarted { program: line.shown(), reason: error.to_string() };
    let mut child = line.process(environment).spawn().map_err(not_started)?;
    let (mut printed, mut errors) = (Vec::new(), Vec::new());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let all = async {
        let read = tokio::join!(read(stdout, &mut printed), read(stderr, &mut errors));
        (read, child.wait().await)
    };
    let ended = tokio::time::timeout(timeout, all).await;
    let said = said(redactor, &errors);
    let Ok((_, status)) = ended else { return Err(CommandError::TooSlow { program, timeout, said }) };
    let status = status.map_err(not_started)?;
    if !status.success() {
        return Err(CommandError::Failed { program, status: code(status), said });
    }
    if printed.len() as u64 > OUTPUT {
        return Err(CommandError::TooMuch { program });
    }
    String::from_utf8(printed).map_err(|_| CommandError::Unusable { program, what: "no UTF-8".to_owned(), said })
}

/// Reads to the end, and keeps what is allowed and one byte.
async fn read(from: Option<impl AsyncRead + Unpin>, bytes: &mut Vec<u8>) {
    let Some(mut from) = from else { return };
    // Where a pipe breaks, what came is what there is.
    let _ = (&mut from).take(OUTPUT + 1).read_to_end(bytes).await;
    let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
}

/// How a process ended.
pub(super) fn code(status: std::process::ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}
