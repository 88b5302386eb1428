//! Plans the types of what the API sends to programs that listen: webhooks, and callbacks of operations.

use quote::quote;
use trueline_spec::model::{Api, Direction, MediaType, Operation};

use super::client::{ListeningPlan, MessagePlan};
use super::code_span;
use super::docs::Documentation;
use super::operations::Types;
use crate::names::{Ident, Scope, type_name};

/// Names that stand for the language's own.
const RESERVED: [&str; 4] = ["String", "Option", "Vec", "Box"];

/// Plans both, each in its own module.
pub(super) fn plan(api: &Api, types: &dyn Types, docs: &mut Documentation) -> ListeningPlan {
    let mut plan = ListeningPlan::default();
    let mut scope = Scope::reserving(RESERVED);
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            let name = name(operation, &webhook.name, webhook.operations.len());
            let what = format!("the webhook {}", code_span(&webhook.name));
            messages(&mut plan.webhooks, types, operation, &type_name(&name), &what, (&mut scope, docs));
        }
    }
    let mut scope = Scope::reserving(RESERVED);
    for operation in &api.operations {
        for callback in &operation.callbacks {
            for called in &callback.operations {
                let name = name(called, &callback.name, callback.operations.len());
                let what = format!("the callback {} of {}", code_span(&callback.name), code_span(&operation.key));
                messages(&mut plan.callbacks, types, called, &type_name(&name), &what, (&mut scope, docs));
            }
        }
    }
    plan
}

/// The operation's id, or the key that holds it, with the method where there are several.
pub(super) fn name(operation: &Operation, key: &str, operations: usize) -> String {
    match &operation.operation_id {
        Some(id) => id.clone(),
        None if operations > 1 => format!("{key} {}", operation.method.as_str().to_ascii_lowercase()),
        None => key.to_owned(),
    }
}

fn messages(
    found: &mut Vec<MessagePlan>,
    types: &dyn Types,
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

fn ty(types: &dyn Types, media: &MediaType, direction: Direction) -> proc_macro2::TokenStream {
    match media.schema {
        Some(schema) if media.is_json() || media.essence() == "application/x-www-form-urlencoded" => {
            types.rust_type(schema, direction)
        }
        None if media.is_json() => quote!(::serde_json::Value),
        _ if super::media::is_text(&media.essence()) => quote!(String),
        _ => quote!(::bytes::Bytes),
    }
}
