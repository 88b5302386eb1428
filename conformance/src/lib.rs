//! From the document to a verdict: what is sent, how answers are judged, and what is told of it.
//!
//! The stages, in order: [`strategy`] and `mutation` make values and mistakes, [`case`] confirms that a request is what
//! it is meant to be, [`transport`] brings it to a [`target`], `check` judges the answer, [`run`] does all of it in the
//! order of a plan, and [`report`] tells its [`event`]s. [`mock`] serves the same document.

pub mod case;
mod check;
pub mod config;
pub mod curl;
mod drafter;
pub mod event;
mod fingerprint;
mod format;
mod formatted;
mod judgement;
mod limits;
pub mod mock;
mod mutation;
mod parts;
mod pattern;
mod place;
pub mod redact;
pub mod report;
pub mod request;
pub mod rule;
mod run;
mod run_error;
mod saved;
mod schema_cost;
pub mod secret;
mod settings;
mod shrink;
mod signature;
pub mod snapshot;
pub mod strategy;
pub mod target;
#[cfg(test)]
mod testing;
pub mod transport;
mod twins;
mod types;
pub mod validator;
pub mod verdict;
mod watch;
pub mod wire;
mod work;

pub use run::run;
pub use run_error::RunError;
pub use settings::{DEFAULT_WORK, Settings, SnapshotMode};
