//! For programs: one object a diagnostic.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Documents, Span};

/// One diagnostic as an object: `code`, `severity`, `message`, `file`, `line` and `column` (from 1), `labels`, `help`.
#[must_use]
#[allow(clippy::module_name_repetitions, reason = "the format is the name")]
pub fn json(documents: &Documents, diagnostic: &Diagnostic) -> Value {
    let mut object = place(documents, &diagnostic.span);
    object["code"] = diagnostic.code.into();
    object["severity"] = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
    .into();
    object["message"] = diagnostic.message.as_str().into();
    object["help"] = diagnostic.help.as_deref().into();
    object["labels"] = diagnostic
        .labels
        .iter()
        .map(|(span, label)| {
            let mut object = place(documents, span);
            object["message"] = label.as_str().into();
            object
        })
        .collect::<Vec<_>>()
        .into();
    object
}

fn place(documents: &Documents, span: &Span) -> Value {
    let (file, line, column) = documents.position(span);
    json!({"file": file, "line": line, "column": column})
}
