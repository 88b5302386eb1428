//! From the document to a verdict: what is sent, how answers are judged, and what is told of it.

pub mod config;
pub mod snapshot;
