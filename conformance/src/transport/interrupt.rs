//! The end of a run that somebody asks for, also while an answer is waited for.

use std::fmt;
use std::sync::Arc;

use tokio::sync::watch;

use super::{Answered, TransportError, TransportErrorKind};

/// Ends a run with everything that it found so far: clones of one are the same.
///
/// # Examples
///
/// ```
/// use trueline_conformance::Settings;
/// use trueline_conformance::transport::Interrupt;
///
/// let interrupt = Interrupt::default();
/// let settings = Settings { interrupt: interrupt.clone(), ..Settings::default() };
/// std::thread::spawn(move || interrupt.interrupt()).join().expect("it ends");
/// assert!(settings.interrupt.is_interrupted());
/// ```
#[derive(Clone)]
pub struct Interrupt(Arc<watch::Sender<bool>>);

impl Default for Interrupt {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interrupt({})", self.is_interrupted())
    }
}

impl Interrupt {
    /// Ends every run that has it, from any thread.
    pub fn interrupt(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody did.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody does.
    async fn interrupted(&self) {
        // The sender lives as long as this.
        let _ = self.0.subscribe().wait_for(|is_interrupted| *is_interrupted).await;
    }

    /// What comes of a request, for which nobody waits any more once somebody does.
    pub(super) async fn or_answer(&self, answer: impl Future<Output = Answered>) -> Answered {
        tokio::select! {
            biased;
            () = self.interrupted() => {
                Err(TransportError { kind: TransportErrorKind::Interrupted, message: INTERRUPTED.to_owned() })
            }
            answer = answer => answer,
        }
    }
}

/// Why nothing more is sent.
pub(crate) const INTERRUPTED: &str = "the run was interrupted";
