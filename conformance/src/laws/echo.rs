//! What a request sends the answer repeats, and what it leaves out has the declared default (`x-trueline-echoes`).

use serde_json::Value;

use super::seen::Seen;
use crate::check::{Check, Finding};
use crate::judge::Rule;
use crate::schema::{is_same_value, subschema};

pub(super) fn check(seen: &Seen<'_>) -> Vec<Finding> {
    let echoes = seen.operation.laws.echoes.iter();
    echoes
        .filter_map(|echo| {
            let sent = seen.asked.body.as_ref().and_then(|body| body.pointer(&echo.request));
            let (due, why) = match sent {
                Some(sent) => (sent.clone(), "the request says"),
                None => (default_of(seen, &echo.request)?, "the request leaves out, and whose default is"),
            };
            let due_text = brief(&due);
            let message = match seen.body.pointer(&echo.response) {
                Some(repeated) if is_same_value(repeated, &due) => return None,
                Some(other) => {
                    let other = brief(other);
                    format!("`{}` is {other}; `{}`, which it repeats, {why} {due_text}", echo.response, echo.request)
                }
                None => {
                    format!("`{}` is missing; it repeats `{}`, which {why} {due_text}", echo.response, echo.request)
                }
            };
            Some(Finding::new(Check::Echo, message, Some(Rule::new(seen.operation.origin, "x-trueline-echoes"))))
        })
        .collect()
}

/// The default of a field of the body.
fn default_of(seen: &Seen<'_>, pointer: &str) -> Option<Value> {
    // Without a body nothing is created of which a field has its default.
    seen.asked.body.as_ref()?;
    let media_type = seen.operation.body.as_ref()?.content.iter().find(|media_type| media_type.is_json())?;
    let schema = subschema::at(seen.api, media_type.schema?, pointer)?;
    seen.api.schemas[schema].annotations.default.clone()
}

/// A value for people.
pub(super) fn brief(value: &Value) -> String {
    const LONGEST: usize = 120;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("`{start}`... ({} characters)", text.chars().count())
}
