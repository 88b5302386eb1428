//! Finds the points of operations and of the schemas that their requests and responses have.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{
    AdditionalProperties, Api, EnumSchema, ObjectSchema, Operation, OperationId, Parameter, Response, SchemaId,
    SchemaKind, Variants,
};
use trueline_spec::source::{Node, NodeKind, Origin};

use super::keyword::{bound, constraint};
use super::points::{OperationPoints, PointId, Points, ResponsePoints, SchemaPoints};
use super::{Goal, Goals, PointKind};
use crate::schema::Types;

/// Characters of a label that are kept.
const LONGEST_LABEL: usize = 60;
/// Statuses from here on show that the server fails: nobody wants to see them.
const FAILURES: u16 = 500;

/// The points of operations.
pub(super) fn survey(api: &Api, chosen: &[OperationId]) -> (Points, FxHashMap<OperationId, OperationPoints>) {
    let mut survey =
        Survey { api, points: Points::for_schemas(api.schemas.len()), seen: FxHashSet::default(), waiting: Vec::new() };
    let operations = chosen.iter().map(|id| (*id, survey.operation(api.operation(*id)))).collect();
    while let Some((schema, direction)) = survey.waiting.pop() {
        survey.schema(schema, direction);
    }
    survey.alias();
    (survey.points, operations)
}

struct Survey<'a> {
    api: &'a Api,
    points: Points,
    seen: FxHashSet<(SchemaId, Direction)>,
    waiting: Vec<(SchemaId, Direction)>,
}

impl<'a> Survey<'a> {
    fn operation(&mut self, operation: &'a Operation) -> OperationPoints {
        let key = || operation.key.clone();
        let own = self.points.at(PointKind::Operation, self.place(operation.origin), key);
        self.points.want(own, Goal::Sent);
        self.points.want(own, Goal::Succeeded);
        let parameters = operation.parameters.iter().map(|parameter| self.parameter(parameter, own)).collect();
        let body = operation.body.as_ref().map(|body| {
            let point = self.points.at(PointKind::Body, self.place(body.origin), String::new);
            self.points.want(point, Goal::Accepted);
            if !body.required {
                self.points.want(point, Goal::LeftOut);
            }
            self.points.rules.entry(body.origin).or_default().push(("required", point));
            self.owned(point, own)
        });
        let media_types = operation.body.iter().flat_map(|body| &body.content);
        let content = media_types.map(|media_type| {
            self.waiting.extend(media_type.schema.map(|schema| (schema, Direction::Request)));
            let place = self.place(media_type.origin);
            let point = self.points.at(PointKind::RequestContent, place, || cut(&media_type.name));
            self.points.want(point, Goal::Accepted);
            self.owned(point, own)
        });
        let content = content.collect();
        let responses = operation.responses.iter().map(|response| self.response(operation, response, own)).collect();
        OperationPoints { own, parameters, body, content, responses }
    }

    fn parameter(&mut self, parameter: &Parameter, operation: PointId) -> PointId {
        self.waiting.extend(parameter.schema().map(|schema| (schema, Direction::Request)));
        let label = || cut(&format!("{}.{}", parameter.location.as_str(), parameter.name));
        let point = self.points.at(PointKind::Parameter, self.place(parameter.origin), label);
        self.points.want(point, Goal::Accepted);
        if !parameter.required {
            self.points.want(point, Goal::LeftOut);
        }
        self.points.rules.entry(parameter.origin).or_default().push(("required", point));
        self.owned(point, operation)
    }

    fn response(&mut self, operation: &Operation, response: &Response, own: PointId) -> ResponsePoints {
        let name = response.status.to_string();
        let declared = self.api.documents.node(operation.origin).get("responses");
        let mut entries = declared.into_iter().flat_map(Node::entries);
        let entry = entries.find(|entry| entry.key.eq_ignore_ascii_case(&name));
        let place = entry.map_or_else(|| self.place(response.origin), |entry| entry.key_origin);
        let status = self.points.at(PointKind::Status, place, || name);
        let is_failure =
            !response.status.matches(FAILURES - 1) && (FAILURES..600).any(|code| response.status.matches(code));
        let wanted: Goals = (!is_failure).then_some(Goal::Received).into_iter().collect();
        self.points.want_all(status, wanted);
        self.owned(status, own);
        let content = response.content.iter().map(|media_type| {
            self.waiting.extend(media_type.schema.map(|schema| (schema, Direction::Response)));
            let place = self.place(media_type.origin);
            let point = self.points.at(PointKind::ResponseContent, place, || cut(&media_type.name));
            self.points.want_all(point, wanted);
            (self.owned(point, own), 0)
        });
        let content = content.collect();
        let headers = response.headers.iter().map(|header| {
            let place = self.place(header.origin);
            let point = self.points.at(PointKind::ResponseHeader, place, || cut(&header.name));
            self.points.want_all(point, wanted);
            self.owned(point, own)
        });
        ResponsePoints { status, content, headers: headers.collect() }
    }

    /// Notes the operation that a point was met in first.
    fn owned(&mut self, point: PointId, operation: PointId) -> PointId {
        self.points.get_mut(point).operation.get_or_insert(operation);
        point
    }

    fn schema(&mut self, id: SchemaId, direction: Direction) {
        let id = self.api.schemas.resolve(id);
        if !self.seen.insert((id, direction)) {
            return;
        }
        let schema = &self.api.schemas[id];
        let goal = if direction == Direction::Request { Goal::Accepted } else { Goal::Received };
        let mut own = SchemaPoints::default();
        if direction == Direction::Request {
            own.constraints = self.constraints(schema.origin);
        }
        match &schema.kind {
            SchemaKind::Object(object) => own.properties = self.object(schema.origin, object, direction),
            SchemaKind::Enum(values) => own.values = self.values(schema.origin, values, goal),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                own.variants = self.variants(variants, goal);
                self.waiting.extend(variants.schemas.iter().map(|schema| (*schema, direction)));
            }
            SchemaKind::Array(array) => {
                let contained = array.contains.as_ref().map(|contains| contains.schema);
                let parts = array.prefix_items.iter().copied().chain(array.items).chain(contained);
                self.waiting.extend(parts.chain(array.unevaluated_items).map(|schema| (schema, direction)));
            }
            SchemaKind::AllOf(parts) => self.waiting.extend(parts.iter().map(|schema| (*schema, direction))),
            SchemaKind::Conditional { then, otherwise, .. } => {
                self.waiting.extend([*then, *otherwise].into_iter().flatten().map(|schema| (schema, direction)));
            }
            _ => {}
        }
        self.points.set_schema(id, own);
    }

    /// The keywords of an object of the document that constrain values.
    fn constraints(&mut self, origin: Origin) -> Vec<(super::keyword::Subject, PointId)> {
        let mut found = Vec::new();
        for entry in self.api.documents.node(origin).entries() {
            let Some((keyword, subject)) = constraint(entry.key, entry.value) else { continue };
            let label = || match entry.value.kind() {
                NodeKind::Mapping | NodeKind::Sequence => keyword.to_owned(),
                _ => cut(&format!("{keyword}: {}", shown(&entry.value.to_json()))),
            };
            let point = self.points.at(PointKind::Constraint, entry.key_origin, label);
            self.points.want(point, Goal::Accepted);
            let rules = self.points.rules.entry(origin).or_default();
            if !rules.contains(&(keyword, point)) {
                rules.push((keyword, point));
            }
            found.push((subject, point));
        }
        found
    }

    fn object(&mut self, origin: Origin, object: &ObjectSchema, direction: Direction) -> Box<[Option<PointId>]> {
        let goal = if direction == Direction::Request { Goal::Accepted } else { Goal::Received };
        let declared = self.api.documents.node(origin).get("properties");
        let places: FxHashMap<&str, Origin> =
            declared.into_iter().flat_map(Node::entries).map(|entry| (entry.key, entry.key_origin)).collect();
        let others = object.pattern_properties.iter().map(|(_, schema)| *schema);
        let additional = match object.additional {
            AdditionalProperties::Schema(schema) => Some(schema),
            _ => None,
        };
        let beside = object.dependent_schemas.iter().map(|(_, schema)| *schema).chain(object.unevaluated_properties);
        self.waiting.extend(others.chain(additional).chain(beside).map(|schema| (schema, direction)));
        let mut points = Vec::with_capacity(object.properties.len());
        for (name, property) in &object.properties {
            let is_hidden = self.api.schemas.is_hidden(property.schema, direction);
            if !is_hidden {
                self.waiting.push((property.schema, direction));
            }
            points.push(places.get(name.as_str()).map(|place| {
                let point = self.points.at(PointKind::Property, *place, || cut(name));
                if !is_hidden {
                    self.points.want(point, goal);
                }
                point
            }));
        }
        points.into()
    }

    /// The values of an enumeration; that of `const` is its keyword's.
    fn values(&mut self, origin: Origin, values: &EnumSchema, goal: Goal) -> Box<[Option<PointId>]> {
        let listed = self.api.documents.node(origin).get("enum").filter(|_| !values.is_const);
        let mut listed = listed.into_iter().flat_map(Node::items).map(|item| (item.to_json(), item.origin()));
        let mut points = Vec::with_capacity(values.values.len());
        for value in &values.values {
            // Some of the document's values are left out, and none is in another order.
            let place = listed.by_ref().find(|(own, _)| *own == value.value);
            points.push(place.map(|(_, place)| {
                let point = self.points.at(PointKind::EnumValue, place, || shown(&value.value));
                self.points.want(point, goal);
                point
            }));
        }
        points.into()
    }

    /// The variants that the document writes; several types, and `nullable`, have no place for each.
    fn variants(&mut self, variants: &Variants, goal: Goal) -> Box<[(Option<PointId>, Types)]> {
        let point = |(index, id): (usize, &SchemaId)| {
            let types = Types::of(self.api, *id);
            if !variants.written {
                return (None, types);
            }
            let resolved = &self.api.schemas[self.api.schemas.resolve(*id)];
            let label = || resolved.name.as_deref().map_or_else(|| format!("variant {}", index + 1), cut);
            let point = self.points.at(PointKind::Variant, self.api.schemas[*id].origin, label);
            self.points.want(point, goal);
            (Some(point), types)
        };
        variants.schemas.iter().enumerate().map(point).collect()
    }

    /// Rules that are a part's are those of the `allOf` as well: of several parts in one, only the whole is known.
    fn alias(&mut self) {
        for (_, schema) in self.api.schemas.iter() {
            let SchemaKind::AllOf(parts) = &schema.kind else { continue };
            let parts = parts.iter().map(|part| self.api.schemas[self.api.schemas.resolve(*part)].origin);
            let own = self.points.rules.get(&schema.origin).cloned().unwrap_or_default();
            let mut more: Vec<(&'static str, PointId)> = Vec::new();
            for origin in parts.filter(|origin| *origin != schema.origin) {
                let rules = self.points.rules.get(&origin).into_iter().flatten();
                more.extend(rules.filter(|(keyword, _)| own.iter().all(|(other, _)| other != keyword)));
            }
            if !more.is_empty() {
                self.points.rules.entry(schema.origin).or_default().extend(more);
            }
        }
        for rules in self.points.rules.values_mut() {
            let has = |keyword: &str, rules: &[(&str, PointId)]| rules.iter().any(|(own, _)| *own == keyword);
            for exclusive in ["exclusiveMaximum", "exclusiveMinimum"] {
                if has(exclusive, rules) {
                    continue;
                }
                let plain = rules.iter().find(|(own, _)| bound(exclusive) == Some(*own)).copied();
                rules.extend(plain.map(|(_, point)| (exclusive, point)));
            }
        }
    }

    /// The key of an object's node, which is where people look for it; the node itself where it has none.
    fn place(&self, origin: Origin) -> Origin {
        let node = self.api.documents.node(origin);
        let mut entries = node.parent().into_iter().flat_map(Node::entries);
        entries.find(|entry| entry.value.origin() == origin).map_or(origin, |entry| entry.key_origin)
    }
}

/// A value of the document as a label.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| cut(&value.to_string()), cut)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LABEL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use trueline_spec::model::OperationId;

    use super::super::points::Points;
    use super::survey;
    use crate::testing::api;

    const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /list:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Both'}}}}
      responses: {'204': {description: d}}
components:
  schemas:
    Both:
      allOf:
      - {$ref: '#/components/schemas/First'}
      - type: object
        required: [b]
        properties: {b: {$ref: '#/components/schemas/Above'}}
    First: {type: object, required: [a], properties: {a: {type: string, enum: [x, y], nullable: true}}}
    Above: {type: integer, minimum: 0, exclusiveMinimum: true}
    Unused: {type: integer, minimum: 7}
";

    fn labels(points: &Points, found: &[u32]) -> Vec<String> {
        found.iter().map(|id| points.all[*id as usize].label.clone()).collect()
    }

    #[test]
    fn a_rule_of_an_all_of_is_that_of_the_part_that_has_it() {
        let api = api(DOCUMENT);
        let (points, _) = survey(&api, &[OperationId::new(0)]);
        let both = api.schemas[api.named_schemas["Both"]].origin;
        let required = points.of_rule(both, "required");
        assert_eq!(labels(&points, &required), ["required", "required"]);
        let of = |name: &str| required.iter().filter(|point| points.requires(&api, **point, name)).count();
        assert_eq!((of("a"), of("b"), of("c")), (1, 1, 0));
    }

    #[test]
    fn an_exclusive_bound_of_3_0_is_one_constraint() {
        let api = api(DOCUMENT);
        let (points, _) = survey(&api, &[OperationId::new(0)]);
        let above = api.schemas[api.named_schemas["Above"]].origin;
        let found = points.of_rule(above, "exclusiveMinimum");
        assert_eq!(labels(&points, &found), ["minimum: 0"]);
        assert_eq!(points.of_rule(above, "minimum"), found);
    }

    #[test]
    fn what_no_operation_leads_to_is_no_point() {
        let api = api(DOCUMENT);
        let (points, _) = survey(&api, &[OperationId::new(0)]);
        let labels: Vec<&str> = points.all.iter().map(|point| point.label.as_str()).collect();
        assert!(labels.contains(&"x") && labels.contains(&"y") && !labels.contains(&"minimum: 7"), "{labels:?}");
    }
}
