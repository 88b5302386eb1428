//! A finding of a run, as far as verdicts look at it.

use serde_json::Value;
use trueline_spec::render::printable_line;

/// What a tool found.
#[derive(Debug, Default)]
pub(super) struct Finding {
    /// The check: `undeclared-status`, or Schemathesis' code.
    pub check: String,
    /// The operation.
    pub operation: String,
    /// The class of the request; empty where the tool has none.
    pub class: String,
    /// What is wrong.
    pub message: String,
    /// The answer, cut.
    pub answer: String,
    /// How grave it is, in the tool's own words.
    pub severity: String,
    /// The request as a line of a shell; empty where the tool's report has none.
    pub request: String,
}

impl Finding {
    /// What the suite's report says of a failure.
    pub(super) fn of_suite(failure: &Value) -> Self {
        let text = |name: &str| failure[name].as_str().unwrap_or_default().to_owned();
        Self {
            check: text("check"),
            operation: text("operation"),
            class: text("class"),
            message: text("message"),
            answer: text("answer"),
            severity: text("severity"),
            request: text("curl"),
        }
    }

    /// One line.
    pub(super) fn line(&self) -> String {
        let place = format!("{} {} {}", self.check, self.operation, self.class);
        let answer: String = self.answer.chars().take(200).collect();
        printable_line(&[place.trim_end(), &self.message, &answer].join(" | ")).into_owned()
    }
}
