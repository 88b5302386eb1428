//! What makes one report of a run.

use super::Event;

/// Makes a report of the events of a run. What it gives is the report's text, piece by piece.
pub trait Reporter: Send {
    /// Takes an event, and gives what can be written already; often nothing.
    fn event(&mut self, event: &Event) -> String;

    /// The rest, after the last event, however the run ended.
    fn finish(&mut self) -> String;
}
