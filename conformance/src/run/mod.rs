//! A run: the plan, the exchanges, their verdicts, told as events.

pub(crate) mod fingerprint;
mod run_error;
mod runner;
mod settings;
mod watch;

pub use run_error::RunError;
pub use runner::run;
pub use settings::{DEFAULT_WORK, Settings, SnapshotMode};
