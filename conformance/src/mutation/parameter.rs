//! Parameters that are missing or wrong.

use trueline_spec::model::{Api, JsonType, Location, Parameter, SchemaId};

use super::{
    Change, INVALID, Mutation,
    damage::{Damage, DamageKind, Step, damages},
};
use crate::judge::{Rule, location_of};
use crate::limits::CLASSES;
use crate::request::Drafter;
use crate::schema::Types;

pub(super) fn mutations(drafter: &Drafter<'_>) -> Vec<Mutation> {
    let parameters = drafter.operation.parameters.iter().enumerate();
    let of_all = parameters
        .filter(|(_, parameter)| parameter.session.is_none())
        .flat_map(|(index, parameter)| of_parameter(drafter, index, parameter));
    of_all.take(CLASSES + 1).collect()
}

fn of_parameter(drafter: &Drafter<'_>, index: usize, parameter: &Parameter) -> Vec<Mutation> {
    let location = location_of(parameter);
    let expects = expected(parameter.location);
    let mut found = Vec::new();
    if parameter.required && parameter.location != Location::Path {
        found.push(Mutation {
            class: format!("{location}/missing"),
            summary: format!("the required parameter `{}` is missing", parameter.name),
            rule: Rule::new(parameter.origin, "required"),
            expects: expects.clone(),
            change: Change::Withhold(index),
            location: Some(location.clone()),
        });
    }
    if let Some(schema) = parameter.schema() {
        found.extend(not_of_type(drafter, index, parameter, schema));
        let damages = damages(drafter.api, drafter.validators, schema);
        let rule = Rule::new(parameter.origin, "schema");
        let left_out = damages.left_out.into_iter().map(|reason| Mutation::left_out(&location, &rule, reason));
        let left_out: Vec<Mutation> = left_out.collect();
        found.extend(damages.found.into_iter().filter(can_be_text).map(|damage| Mutation {
            class: class_of(drafter.api, &location, &damage),
            summary: format!("`{}`: {}", parameter.name, words(&damage)),
            rule: Rule::new(drafter.api.schemas[damage.schema].origin, damage.keyword),
            expects: expects.clone(),
            location: Some(format!("{location}{}", damage.pointer())),
            change: Change::Argument(index, damage),
        }));
        found.extend(left_out);
    }
    found.extend(undecodable_cursor(drafter, index, parameter));
    found
}

/// In a path a value that is no identity may just not be found.
fn expected(location: Location) -> Vec<u16> {
    let not_found: &[u16] = if location == Location::Path { &[404] } else { &[] };
    [INVALID, not_found].concat()
}

/// Every text is a string; `null` and other types are no mistakes that a text can have.
fn can_be_text(damage: &Damage) -> bool {
    let is_of_another_type = damage.keyword == "type" && damage.name != "not-an-integer";
    let adds_a_member = matches!(damage.kind, DamageKind::Add(..)) && damage.steps.is_empty();
    !is_of_another_type && !adds_a_member
}

/// A text that is no number or no boolean.
fn not_of_type(drafter: &Drafter<'_>, index: usize, parameter: &Parameter, schema: SchemaId) -> Option<Mutation> {
    let types = Types::of(drafter.api, schema);
    if types.has(JsonType::String) || types.has(JsonType::Array) || types.has(JsonType::Object) {
        return None;
    }
    let location = location_of(parameter);
    let what = if types.has_number() { "number" } else { "boolean" };
    Some(Mutation {
        class: format!("{location}/not-a-{what}"),
        summary: format!("`{}` is a text that is no {what}", parameter.name),
        rule: Rule::new(drafter.api.schemas[drafter.api.schemas.resolve(schema)].origin, "type"),
        expects: expected(parameter.location),
        change: Change::Text(index, "trueline".to_owned()),
        location: Some(location),
    })
}

/// A cursor that no page gave, where the law says what cursors are.
fn undecodable_cursor(drafter: &Drafter<'_>, index: usize, parameter: &Parameter) -> Option<Mutation> {
    let law = drafter.operation.laws.page.as_ref()?;
    if law.cursor != parameter.name || !law.cursor_is_base64_of_sort_key || parameter.location != Location::Query {
        return None;
    }
    Some(Mutation {
        class: format!("{}/undecodable", location_of(parameter)),
        summary: format!("`{}` is a text that does not decode", parameter.name),
        rule: Rule::new(drafter.operation.origin, "x-trueline-page"),
        expects: expected(parameter.location),
        change: Change::Text(index, "%%%no-cursor".to_owned()),
        location: None,
    })
}

/// The class of a damage: the way to it, and its name.
pub(super) fn class_of(api: &Api, location: &str, damage: &Damage) -> String {
    let mut class = location.to_owned();
    for step in &damage.steps {
        match step {
            Step::Member(name) => class.extend(["/", name]),
            Step::Item(index) => class.extend(["/", &index.to_string()]),
            Step::Variant(variant) | Step::With(variant) => class.extend(["<", &name_of(api, *variant), ">"]),
            Step::Present(name) => class.extend(["<", name, ">"]),
        }
    }
    format!("{class}/{}", damage.name)
}

/// A schema's name among the components, else the last part of its place: `2` of `oneOf/2`.
fn name_of(api: &Api, schema: SchemaId) -> String {
    let named = [schema, api.schemas.resolve(schema)].into_iter().find_map(|id| api.schemas[id].name.clone());
    named.unwrap_or_else(|| {
        let pointer = api.documents.place(api.schemas[schema].origin).pointer;
        pointer.rsplit('/').next().unwrap_or_default().to_owned()
    })
}

/// A damage for people.
pub(super) fn words(damage: &Damage) -> String {
    let what = damage.name.replace('-', " ");
    match &damage.kind {
        DamageKind::Replace(value) => {
            let text = value.to_string();
            if text.chars().count() <= 60 { format!("{what} ({text})") } else { what }
        }
        _ => what,
    }
}
