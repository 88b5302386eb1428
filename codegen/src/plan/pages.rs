//! Plans pages: where the law of an operation says that its answer is one, the client can follow its cursor.

use trueline_spec::model::{Api, Direction, Operation, ResponseStatus, SchemaId, SchemaKind};
use trueline_spec::pointer;

use super::client::{Omission, PagingPlan, ParameterPlan};
use super::operations::Context;

/// Plans the pages of an operation, where it has them.
pub fn plan(context: &mut Context<'_>, operation: &Operation, parameters: &[ParameterPlan]) -> Option<PagingPlan> {
    let law = operation.laws.page.as_ref()?;
    let cursor = parameters.iter().position(|parameter| parameter.wire_name == law.cursor);
    let item = item(context.api, operation, &law.items);
    let (Some(cursor), Some(item)) = (cursor, item) else {
        context.omissions.push(Omission {
            origin: operation.origin,
            feature: format!("the pages of `{}`: its cursor or its items are not declared", operation.key),
            instead: "pages are asked for one by one",
        });
        return None;
    };
    Some(PagingPlan {
        cursor,
        next_cursor: law.next_cursor.clone(),
        has_more: law.has_more.clone(),
        items: law.items.clone(),
        item: context.types.rust_type(item, Direction::Response),
    })
}

/// The schema of the items at a place of the successful answer.
fn item(api: &Api, operation: &Operation, place: &str) -> Option<SchemaId> {
    let response = operation
        .responses
        .iter()
        .find(|response| response.status.is_success() || response.status == ResponseStatus::Default)?;
    let mut schema = response.content.iter().find(|media| media.is_json())?.schema?;
    for name in pointer::tokens(place) {
        match &api.schemas[api.schemas.as_one(schema)].kind {
            SchemaKind::Object(object) => schema = object.properties.get(&name)?.schema,
            _ => return None,
        }
    }
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::Array(array) => array.items,
        _ => None,
    }
}
