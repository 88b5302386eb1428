//! Plans the types of what the API sends to programs that listen: webhooks, and callbacks of operations.

use trueline_spec::model::{Api, Direction, MediaType, Operation};

use crate::code_span;
use crate::names::{Ident, Scope, type_name};
use crate::plan::facts::docs::Documentation;
use crate::plan::model::client::{InboundMessage, InboundPlan};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::Types;
use crate::plan::naming::inbound::{callback_words, webhook_words};
use crate::plan::naming::operation_name::OperationNames;

/// Names that stand for the language's own.
const RESERVED: [&str; 4] = ["String", "Option", "Vec", "Box"];

/// Plans both, each in its own module.
pub(crate) fn plan(api: &Api, types: &Types, names: &OperationNames, docs: &mut Documentation) -> InboundPlan {
    let mut plan = InboundPlan::default();
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

fn messages(
    found: &mut Vec<InboundMessage>,
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
        let description = documentation.of_operation(operation);
        let docs = std::iter::once(format!("The body that {what} sends by {method}."))
            .chain(description)
            .collect::<Vec<_>>()
            .join("\n\n");
        found.push(InboundMessage { name: scope.claim(name.clone()), docs, ty });
    }
    for response in &operation.responses {
        let Some(media) = preferred(&response.content) else { continue };
        let suffix = type_name(&format!("answer {}", response.status));
        let answer = scope.claim(name.with_suffix(suffix.as_str()));
        let description = documentation.text(Some(&response.description), response.origin).unwrap_or_default();
        let docs = format!("The response {} to {what}.\n\n{}", response.status, description.trim());
        found.push(InboundMessage { name: answer, docs, ty: ty(types, media, Direction::Request) });
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
        _ if crate::plan::facts::media::is_text(&media.essence()) => RustType::String,
        _ => RustType::Bytes,
    }
}
