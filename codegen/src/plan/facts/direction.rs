//! Where a schema's values travel, and whether that makes a difference to their type.

use trueline_spec::model::{Api, Direction, MediaType, Operation, SchemaId, SchemaKind, Schemas};

use crate::plan::facts::files;
use crate::plan::facts::subtypes::subtypes;

/// What is known of every schema, by its index.
pub(crate) struct Directions {
    requested: Vec<bool>,
    answered: Vec<bool>,
    sensitive: Vec<bool>,
    is_library: bool,
}

impl Directions {
    /// Follows every operation of the document.
    pub(crate) fn of(api: &Api) -> Self {
        let count = api.schemas.len();
        let is_library = api.operations.is_empty();
        let mut directions =
            Self { requested: vec![false; count], answered: vec![false; count], sensitive: vec![], is_library };
        for operation in &api.operations {
            directions.operation(api, operation, Direction::Request);
            for callback in operation.callbacks.iter().flat_map(|callback| &callback.operations) {
                directions.operation(api, callback, Direction::Response);
            }
        }
        for operation in api.webhooks.iter().flat_map(|webhook| &webhook.operations) {
            directions.operation(api, operation, Direction::Response);
        }
        directions.sensitive = sensitive(&api.schemas, &[]);
        directions
    }

    /// The use whose type serves for this one: the same where there can be two types. It says nothing of which there are, so
    /// that no operation decides on the types of another.
    pub(crate) fn canonical(&self, id: SchemaId, direction: Direction) -> Direction {
        if self.is_split(id) { direction } else { Direction::Response }
    }

    /// Whether requests hold values of a schema, and answers do not.
    pub(crate) fn is_sent_alone(&self, id: SchemaId) -> bool {
        self.requested[id.index()] && !self.answered[id.index()]
    }

    /// Whether requests hold values of a schema.
    pub(crate) fn is_requested(&self, id: SchemaId) -> bool {
        self.requested[id.index()]
    }

    /// Whether answers hold values of a schema.
    pub(crate) fn is_answered(&self, id: SchemaId) -> bool {
        self.answered[id.index()]
    }

    /// Whether requests hold the type that serves a schema in a use; of a document without operations, any may.
    pub(crate) fn is_sent(&self, id: SchemaId, direction: Direction) -> bool {
        if self.is_split(id) { direction == Direction::Request } else { self.requested[id.index()] || self.is_library }
    }

    /// Whether any operation holds values of a schema.
    pub(crate) fn is_reached(&self, id: SchemaId) -> bool {
        self.requested[id.index()] || self.answered[id.index()]
    }

    /// Whether a schema has one type for each use.
    pub(crate) fn is_split(&self, id: SchemaId) -> bool {
        self.sensitive[id.index()]
    }

    /// Gives schemas one type for each use, and whatever holds them.
    pub(crate) fn split(&mut self, schemas: &Schemas, further: &[SchemaId]) {
        self.sensitive = sensitive(schemas, further);
    }

    fn operation(&mut self, api: &Api, operation: &Operation, sent: Direction) {
        let received = sent.reversed();
        for schema in operation.parameters.iter().filter_map(trueline_spec::model::Parameter::schema) {
            self.reach(&api.schemas, schema, sent);
        }
        let schemas = |media: &MediaType| media.schema.into_iter().chain(media.item_schema);
        let bodies = |content: &[MediaType]| content.iter().flat_map(schemas).collect::<Vec<_>>();
        if let Some(body) = &operation.body {
            let headers = files::headers(body).map(|(_, schema)| schema);
            for schema in bodies(&body.content).into_iter().chain(headers) {
                self.reach(&api.schemas, schema, sent);
            }
        }
        for response in &operation.responses {
            let headers = response.headers.iter().filter_map(|header| header.encoding.schema());
            for schema in headers.chain(bodies(&response.content)) {
                self.reach(&api.schemas, schema, received);
            }
        }
    }

    fn reach(&mut self, schemas: &Schemas, id: SchemaId, direction: Direction) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let reached = match direction {
                Direction::Request => &mut self.requested[id.index()],
                Direction::Response => &mut self.answered[id.index()],
            };
            if !std::mem::replace(reached, true) {
                waiting.extend(children(schemas, id, Some(direction)));
            }
        }
    }
}

/// The schemas of a schema's parts.
pub(crate) fn children(schemas: &Schemas, id: SchemaId, direction: Option<Direction>) -> Vec<SchemaId> {
    use trueline_spec::model::AdditionalProperties::Schema as Additional;
    match &schemas[id].kind {
        SchemaKind::Ref(target) => vec![*target],
        SchemaKind::AllOf(parts) => {
            // What extends a base type is not of its other subtypes.
            let is_object = |id: SchemaId| matches!(schemas[schemas.resolve(id)].kind, SchemaKind::Object(_));
            let extends = parts.iter().filter(|part| is_object(**part)).count() > 1 && schemas.merged(id).is_some();
            let is_base = |part: &SchemaId| extends && subtypes(schemas, schemas.resolve(*part)).is_some();
            parts.iter().copied().filter(|part| !is_base(part)).chain(schemas.merged(id)).collect()
        }
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => variants.schemas.clone(),
        SchemaKind::String(string) => string.content_schema.into_iter().collect(),
        SchemaKind::Array(array) => array.prefix_items.iter().copied().chain(array.items).collect(),
        SchemaKind::Object(object) => {
            let properties = object.properties.values().map(|property| property.schema);
            let mut found: Vec<SchemaId> = properties
                .filter(|property| direction.is_none_or(|direction| !schemas.is_hidden(*property, direction)))
                .collect();
            found.extend(object.pattern_properties.iter().map(|(_, schema)| *schema));
            if let Additional(schema) = object.additional {
                found.push(schema);
            }
            found.extend(subtypes(schemas, id).iter().flat_map(|tags| &tags.mapping).map(|(_, target)| *target));
            found
        }
        _ => Vec::new(),
    }
}

/// Schemas that go one way otherwise than the other, and `further` ones, with all that hold them.
fn sensitive(schemas: &Schemas, further: &[SchemaId]) -> Vec<bool> {
    let mut parents: Vec<Vec<SchemaId>> = vec![Vec::new(); schemas.len()];
    let mut waiting = further.to_vec();
    for (id, schema) in schemas.iter() {
        for child in children(schemas, id, None) {
            parents[child.index()].push(id);
        }
        if let SchemaKind::Object(object) = &schema.kind {
            let marked = |id| schemas.is_hidden(id, Direction::Request) || schemas.is_hidden(id, Direction::Response);
            if object.properties.values().any(|property| marked(property.schema)) {
                waiting.push(id);
            }
        }
    }
    let mut sensitive = vec![false; schemas.len()];
    while let Some(id) = waiting.pop() {
        if !std::mem::replace(&mut sensitive[id.index()], true) {
            waiting.extend(&parents[id.index()]);
        }
    }
    sensitive
}
