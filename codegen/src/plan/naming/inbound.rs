//! What the types of webhooks and callbacks are named after.

use trueline_spec::model::{Callback, Direction, Operation, Webhook};

use crate::plan::hints::name_hint::NameHint;

/// What types of a webhook are named after.
pub(crate) fn webhook(webhook: &Webhook, operation: &Operation) -> NameHint {
    let key = format!("webhook {} {}", webhook.name, operation.method);
    NameHint::operation(&webhook_words(webhook, operation), &key).of(Direction::Response).written_at(operation.origin)
}

/// What types of a callback are named after: by its id, or by the operation that causes it.
pub(crate) fn callback(caller: &NameHint, callback: &Callback, operation: &Operation) -> NameHint {
    let key = format!("callback {} {} {}", callback.name, callback.expression, operation.method);
    caller.message_of(&callback_words(caller, callback, operation), &key).below(operation.origin)
}

/// The words that types of a webhook are named by.
pub(crate) fn webhook_words(webhook: &Webhook, operation: &Operation) -> String {
    match &operation.operation_id {
        Some(id) => id.clone(),
        None => with_method(&webhook.name, operation, webhook.operations.len()),
    }
}

/// The words that types of a callback are named by.
pub(crate) fn callback_words(caller: &NameHint, callback: &Callback, operation: &Operation) -> String {
    match &operation.operation_id {
        Some(id) => id.clone(),
        None => format!("{} {}", caller.words(), with_method(&callback.name, operation, callback.operations.len())),
    }
}

/// A name, with the method where several have it.
fn with_method(name: &str, operation: &Operation, operations: usize) -> String {
    if operations > 1 { format!("{name} {}", operation.method.as_str().to_ascii_lowercase()) } else { name.to_owned() }
}
