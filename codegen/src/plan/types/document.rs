//! Walks every schema of a document once and decides the type of each.

use trueline_spec::model::{Api, Checked, Direction, MediaType, Operation, ParameterEncoding, SchemaId};

use crate::names::NameLock;
use crate::options::TypeOptions;
use crate::plan::facts::{files, media};
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::types::Types;
use crate::plan::naming::inbound;
use crate::plan::naming::operation_name::OperationNames;
use crate::plan::types::overrides::{InvalidOverride, Overrides};
use crate::plan::types::planner::TypePlanner;

/// Which of the schemas that a document names have types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Components {
    /// All.
    All,
    /// Those that an operation needs.
    Reached,
}

/// Plans every type of a document: first what it names, then what operations say without a name.
///
/// # Errors
/// Where the caller configures what is not a schema, or a schema that gets no type.
pub fn plan(
    api: &Checked<Api>,
    components: Components,
    options: &TypeOptions,
    names: &OperationNames,
    lock: &NameLock,
) -> Result<Types, InvalidOverride> {
    let mut planner = TypePlanner::new(api, Overrides::resolve(api, options)?, names);
    planner.components_are = components;
    planner.split_received(lock);
    planner.name_components();
    planner.required_by_alternatives = planner.names_of_alternatives();
    let is_seed = |id| components == Components::All || planner.directions.is_reached(id);
    let seeds: Vec<(&String, SchemaId)> =
        api.named_schemas.iter().map(|(name, id)| (name, *id)).filter(|(_, id)| is_seed(*id)).collect();
    for (_, id) in &seeds {
        let hint = planner.component_hint(*id);
        for direction in planner.directions_of_component(*id) {
            planner.rust_type(*id, direction, &hint);
        }
        planner.waiting();
    }
    for operation in &api.operations {
        planner.operation(operation, &names.hint(operation), Direction::Request);
    }
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            planner.operation(operation, &inbound::webhook(webhook, operation), Direction::Response);
        }
    }
    planner.waiting();
    if components == Components::All {
        let positions = &planner.positions;
        let is_used = |id| {
            [Direction::Request, Direction::Response]
                .into_iter()
                .any(|direction| positions.contains_key(&(id, direction)))
        };
        planner.overrides.check_used(is_used)?;
    }
    Ok(planner.finish(lock))
}

impl TypePlanner<'_> {
    /// Plans the types of whatever an operation takes and gives.
    pub(crate) fn operation(&mut self, operation: &Operation, hint: &NameHint, sent: Direction) {
        let received = sent.reversed();
        let to_send = hint.clone().of(sent);
        for parameter in &operation.parameters {
            if let Some(schema) = parameter.schema() {
                let hint = to_send.parameter(parameter.location.as_str(), &parameter.name);
                let hint = self.part_of(operation, parameter.origin, hint);
                self.rust_type(schema, sent, &hint);
            }
        }
        if let Some(body) = &operation.body {
            let hint = self.part_of(operation, body.origin, to_send.message("body", "body"));
            self.content(&body.content, sent, &hint);
            for (name, schema) in files::headers(body) {
                self.rust_type(schema, sent, &hint.parameter("header", name));
            }
        }
        let to_receive = hint.clone().of(received);
        let first =
            operation.responses.iter().map(|response| response.status).filter(|status| status.is_success()).min();
        for response in &operation.responses {
            let words = if Some(response.status) == first {
                "response".to_owned()
            } else {
                format!("{} response", response.status)
            };
            let whole = to_receive.message(&words, &response.status.to_string());
            let whole = self.part_of(operation, response.origin, whole);
            self.content(&response.content, received, &whole);
            for header in &response.headers {
                if let ParameterEncoding::Style { schema, .. } = &header.encoding {
                    let outer = if Some(response.status) == first { &to_receive } else { &whole };
                    let hint = outer.parameter(&format!("{} header", response.status), &header.name);
                    let hint = self.part_of(operation, header.origin, hint);
                    self.rust_type(*schema, received, &hint);
                }
            }
        }
        for callback in &operation.callbacks {
            for called in &callback.operations {
                self.operation(called, &inbound::callback(hint, callback, called), received);
            }
        }
    }

    /// What is in each media type: JSON, else the first, has the name alone.
    fn content(&mut self, content: &[MediaType], direction: Direction, hint: &NameHint) {
        let usual = content.iter().position(MediaType::is_json).unwrap_or_default();
        for (index, media) in content.iter().enumerate() {
            let hint = if index == usual {
                hint.clone()
            } else {
                hint.message(media::name(&media.essence()).as_str(), &media.essence())
            };
            for schema in media.schema.into_iter().chain(media.item_schema) {
                self.rust_type(schema, direction, &hint);
            }
        }
    }
}
