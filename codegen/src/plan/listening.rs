//! Plans the types of what the API sends to programs that listen: webhooks, and callbacks of operations.

use trueline_spec::model::{Api, Callback, Direction, MediaType, Operation, Webhook};

use super::client::{ListeningPlan, MessagePlan};
use super::docs::Documentation;
use super::name_hint::NameHint;
use super::operation_name::OperationNames;
use super::{RustType, Types};
use crate::code_span;
use crate::names::{Ident, Scope, type_name};

/// Names that stand for the language's own.
const RESERVED: [&str; 4] = ["String", "Option", "Vec", "Box"];

/// Plans both, each in its own module.
pub(super) fn plan(api: &Api, types: &Types, names: &OperationNames, docs: &mut Documentation) -> ListeningPlan {
    let mut plan = ListeningPlan::default();
    let mut scope = Scope::reserving(RESERVED);
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            let name = webhook_words(webhook, operation);
            let what = format!("the webhook {}", code_span(&webhook.name));
            messages(&mut plan.webhooks, types, operation, &type_name(&name), &what, (&mut scope, docs));
        }
    }
    let mut scope = Scope::reserving(RESERVED);
    for operation in &api.operations {
        let caller = names.hint(operation);
        for callback in &operation.callbacks {
            for called in &callback.operations {
                let name = callback_words(&caller, callback, called);
                let what = format!("the callback {} of {}", code_span(&callback.name), code_span(&operation.key));
                messages(&mut plan.callbacks, types, called, &type_name(&name), &what, (&mut scope, docs));
            }
        }
    }
    plan
}

/// What types of a webhook are named after.
pub(super) fn webhook(webhook: &Webhook, operation: &Operation) -> NameHint {
    let key = format!("webhook {} {}", webhook.name, operation.method);
    NameHint::operation(&webhook_words(webhook, operation), &key).of(Direction::Response).written_at(operation.origin)
}

/// What types of a callback are named after: by its id, or by the operation that causes it.
pub(super) fn callback(caller: &NameHint, callback: &Callback, operation: &Operation) -> NameHint {
    let key = format!("callback {} {} {}", callback.name, callback.expression, operation.method);
    caller.message_of(&callback_words(caller, callback, operation), &key).below(operation.origin)
}

fn webhook_words(webhook: &Webhook, operation: &Operation) -> String {
    match &operation.operation_id {
        Some(id) => id.clone(),
        None => with_method(&webhook.name, operation, webhook.operations.len()),
    }
}

fn callback_words(caller: &NameHint, callback: &Callback, operation: &Operation) -> String {
    match &operation.operation_id {
        Some(id) => id.clone(),
        None => format!("{} {}", caller.words(), with_method(&callback.name, operation, callback.operations.len())),
    }
}

/// A name, with the method where several have it.
fn with_method(name: &str, operation: &Operation, operations: usize) -> String {
    if operations > 1 { format!("{name} {}", operation.method.as_str().to_ascii_lowercase()) } else { name.to_owned() }
}

fn messages(
    found: &mut Vec<MessagePlan>,
    types: &Types,
    operation: &Operation,
    name: &Ident,
    what: &str,
    (scope, documentation): (&mut Scope, &mut Documentation),
) {
    let method = operation.method.as_str();
    if let Some(body) = &operation.body
        && let Some(ty) = preferred(&body.content).map(|media| ty(types, media, Direction::Response))
    {
        let said = documentation.of_operation(operation);
        let docs =
            std::iter::once(format!("What {what} sends by {method}.")).chain(said).collect::<Vec<_>>().join("\n\n");
        found.push(MessagePlan { name: scope.claim(name.clone()), docs, ty });
    }
    for response in &operation.responses {
        let Some(media) = preferred(&response.content) else { continue };
        let suffix = type_name(&format!("answer {}", response.status));
        let answer = scope.claim(name.with_suffix(suffix.as_str()));
        let said = documentation.text(Some(&response.description), response.origin).unwrap_or_default();
        let docs = format!("What {what} may be answered with {}.\n\n{}", response.status, said.trim());
        found.push(MessagePlan { name: answer, docs, ty: ty(types, media, Direction::Request) });
    }
}

fn preferred(content: &[MediaType]) -> Option<&MediaType> {
    content.iter().find(|media| media.is_json()).or_else(|| content.first())
}

fn ty(types: &Types, media: &MediaType, direction: Direction) -> RustType {
    match media.schema {
        Some(schema) if media.is_json() || media.essence() == "application/x-www-form-urlencoded" => {
            types.rust_type(schema, direction)
        }
        None if media.is_json() => RustType::Value,
        _ if super::media::is_text(&media.essence()) => RustType::String,
        _ => RustType::Bytes,
    }
}
