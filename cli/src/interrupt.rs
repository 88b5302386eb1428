//! Ctrl-C, and the signal that supervisors send: a run ends with what it found, and the second time at once.

use std::io::IsTerminal as _;

use trueline_conformance::transport::Interrupt;

use crate::{Exit, load};

/// An interrupt that comes with the first signal. A thread of its own waits for it, since a run may keep its own busy.
pub(crate) fn on_signals() -> Interrupt {
    let interrupt = Interrupt::default();
    let own = interrupt.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Err(error) = runtime.and_then(|runtime| runtime.block_on(wait(&own))) {
            load::warning(&format!("Ctrl-C ends the program without its reports: {error}"));
        }
    });
    interrupt
}

/// Interrupts with the first signal, and ends the program with the second.
async fn wait(interrupt: &Interrupt) -> std::io::Result<()> {
    let mut signals = Signals::new()?;
    signals.next().await?;
    interrupt.interrupt();
    if std::io::stderr().is_terminal() {
        // The line that shows how far the run is.
        anstream::eprint!("\r\u{1b}[K");
    }
    load::note("interrupted: writing what was found so far; press Ctrl-C again to stop at once");
    signals.next().await?;
    std::process::exit(Exit::Interrupted.code().into())
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn next(&mut self) -> std::io::Result<()> {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
        Ok(())
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[allow(clippy::unnecessary_wraps, reason = "it is an error elsewhere")]
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> std::io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
