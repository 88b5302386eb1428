//! A run: the plan, the exchanges, their verdicts, told as events.

mod bases;
mod canary;
mod choice;
mod cleanup;
mod exchanges;
mod failing;
pub(crate) mod fingerprint;
mod found;
mod halt;
mod hazard;
mod held;
mod judging;
mod laws;
mod making;
mod openness;
mod overworked;
mod partition;
mod plan;
mod preflight;
mod refusals;
mod replay;
mod replay_alone;
mod run_error;
mod runner;
mod script;
mod settings;
mod snapshots;
mod unanswered;
mod untestable;
mod watch;

pub use choice::{Choice, ClassPattern, InvalidClassPattern};
pub use partition::{InvalidPartition, Partition};
pub use run_error::RunError;
pub use runner::run;
pub use settings::{Settings, SnapshotMode};
