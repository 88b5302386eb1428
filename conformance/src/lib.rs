//! From the document to a verdict: what is sent, how answers are judged, and what is told of it.

pub mod config;
mod format;
mod formatted;
pub mod mock;
pub mod rule;
pub mod snapshot;
pub mod strategy;
mod types;
pub mod validator;
pub mod wire;
