//! Parameters that are missing or wrong.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use trueline_spec::model::{Api, JsonType, Location, PageLaw, Parameter, SchemaId, SchemaKind, StringSchema};

use super::{
    INVALID, Mutation, RequestEdit, Validity,
    value_mutation::{Mistake, MutationKind, Step, ValueMutation},
    value_mutations::value_mutations,
};
use crate::judge::{Rule, location_of};
use crate::limits::CLASSES;
use crate::request::CaseBuilder;
use crate::schema::{Types, subschema};

pub(super) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let parameters = builder.operation.parameters.iter().enumerate();
    let of_all = parameters
        .filter(|(_, parameter)| parameter.session.is_none())
        .flat_map(|(index, parameter)| of_parameter(builder, index, parameter));
    of_all.take(CLASSES + 1).collect()
}

fn of_parameter(builder: &CaseBuilder<'_>, index: usize, parameter: &Parameter) -> Vec<Mutation> {
    let location = location_of(parameter);
    let expects = expected(parameter.location);
    let mut found = Vec::new();
    if parameter.required && parameter.location != Location::Path {
        found.push(Mutation {
            class: format!("{location}/missing"),
            summary: format!("the required parameter `{}` is missing", parameter.name),
            rule: Rule::new(parameter.origin, "required"),
            expects: expects.clone(),
            validity: Validity::Invalid,
            change: RequestEdit::Withhold(index),
            location: Some(location.clone()),
        });
    }
    if let Some(schema) = parameter.schema() {
        found.extend(not_of_type(builder, index, parameter, schema));
        let value_mutations = value_mutations(builder.api, builder.validators, schema);
        let rule = Rule::new(parameter.origin, "schema");
        let left_out = value_mutations.left_out.into_iter().map(|reason| Mutation::left_out(&location, &rule, reason));
        let left_out: Vec<Mutation> = left_out.collect();
        found.extend(value_mutations.found.into_iter().filter(can_be_text).map(|value_mutation| Mutation {
            class: class_of(builder.api, &location, &value_mutation),
            summary: format!("`{}`: {}", parameter.name, words(&value_mutation)),
            rule: Rule::new(builder.api.schemas[value_mutation.schema].origin, value_mutation.keyword),
            expects: expects.clone(),
            location: Some(format!("{location}{}", value_mutation.pointer())),
            validity: Validity::Invalid,
            change: RequestEdit::Argument(index, value_mutation),
        }));
        found.extend(left_out);
    }
    found.extend(longer_identity(builder, index, parameter));
    found.extend(undecodable_cursors(builder, index, parameter));
    found
}

/// In a path a value that is no identity may just not be found.
fn expected(location: Location) -> Vec<u16> {
    let not_found: &[u16] = if location == Location::Path { &[404] } else { &[] };
    [INVALID, not_found].concat()
}

/// Every text is a string; `null` and other types are no mistakes that a text can have.
fn can_be_text(value_mutation: &ValueMutation) -> bool {
    let is_of_another_type = value_mutation.keyword == "type" && value_mutation.mistake != Mistake::NotAnInteger;
    let adds_a_member = matches!(value_mutation.kind, MutationKind::Add(..)) && value_mutation.steps.is_empty();
    !is_of_another_type && !adds_a_member
}

/// Texts that are no number or no boolean.
fn not_of_type(builder: &CaseBuilder<'_>, index: usize, parameter: &Parameter, schema: SchemaId) -> Vec<Mutation> {
    let types = Types::of(builder.api, schema);
    if types.has(JsonType::String) || types.has(JsonType::Array) || types.has(JsonType::Object) {
        return Vec::new();
    }
    let location = location_of(parameter);
    let (what, text) = if types.has_number() { ("number", "10trueline") } else { ("boolean", "truetrueline") };
    let classes = [
        (format!("not-a-{what}"), "trueline", format!("is a text that is no {what}")),
        (format!("{what}-then-text"), text, format!("is a {what} with text behind it")),
    ];
    classes
        .into_iter()
        .map(|(class, text, summary)| Mutation {
            class: format!("{location}/{class}"),
            summary: format!("`{}` {summary}", parameter.name),
            rule: Rule::new(builder.api.schemas[builder.api.schemas.resolve(schema)].origin, "type"),
            expects: expected(parameter.location),
            validity: Validity::Invalid,
            change: RequestEdit::Text(index, text.to_owned()),
            location: Some(location.clone()),
        })
        .collect()
}

/// The promised identity with a character more, where that is none of its format: a server that looks at its start alone
/// finds it.
fn longer_identity(builder: &CaseBuilder<'_>, index: usize, parameter: &Parameter) -> Option<Mutation> {
    let schema = parameter.schema().filter(|_| parameter.location == Location::Path)?;
    let shape = builder.api.schemas.as_one(schema);
    let SchemaKind::String(StringSchema { format: Some(_), .. }) = &builder.api.schemas[shape].kind else {
        return None;
    };
    let own = builder.fixture_path()?.get(&parameter.name)?;
    let location = location_of(parameter);
    Some(Mutation {
        class: format!("{location}/longer"),
        summary: format!("`{}` is what is promised with a character more", parameter.name),
        rule: Rule::new(builder.api.schemas[shape].origin, "format"),
        expects: expected(parameter.location),
        validity: Validity::Invalid,
        change: RequestEdit::Text(index, format!("{own}0")),
        location: Some(location),
    })
}

/// Cursors that no page gave, where the law says what cursors are.
fn undecodable_cursors(builder: &CaseBuilder<'_>, index: usize, parameter: &Parameter) -> Vec<Mutation> {
    let law = builder.operation.laws.page.as_ref();
    let is_cursor = |law: &&PageLaw| law.cursor == parameter.name && law.cursor_is_base64_of_sort_key;
    let Some(law) = law.filter(is_cursor).filter(|_| parameter.location == Location::Query) else { return Vec::new() };
    let mut texts = vec![("undecodable", "%%%no-cursor".to_owned(), "is a text that does not decode")];
    if sorts_by_time(builder, law) {
        texts.push(("not-encoded", "2026-01-02T03:04:05Z".to_owned(), "is a time that is not encoded"));
        texts.push(("not-a-time", STANDARD.encode("trueline"), "decodes to a text that is no time"));
    }
    texts
        .into_iter()
        .map(|(class, text, summary)| Mutation {
            class: format!("{}/{class}", location_of(parameter)),
            summary: format!("`{}` {summary}", parameter.name),
            rule: Rule::new(builder.operation.origin, "x-trueline-page"),
            expects: expected(parameter.location),
            validity: Validity::Invalid,
            change: RequestEdit::Text(index, text),
            location: None,
        })
        .collect()
}

/// Whether the sort key of a page's items is a time.
fn sorts_by_time(builder: &CaseBuilder<'_>, law: &PageLaw) -> bool {
    let item = subschema::page_item(builder.api, builder.operation, law);
    let key = item.zip(law.sort_key.as_ref()).and_then(|(item, key)| subschema::at(builder.api, item, key));
    let kind = key.map(|key| &builder.api.schemas[builder.api.schemas.as_one(key)].kind);
    matches!(kind, Some(SchemaKind::String(text)) if text.format.as_deref() == Some("date-time"))
}

/// The class of a value mutation: the way to it, and its name.
pub(super) fn class_of(api: &Api, location: &str, value_mutation: &ValueMutation) -> String {
    let mut class = location.to_owned();
    for step in &value_mutation.steps {
        match step {
            Step::Member(name) => class.extend(["/", name]),
            Step::Item(index) => class.extend(["/", &index.to_string()]),
            Step::Variant(variant) | Step::With(variant) => class.extend(["<", &name_of(api, *variant), ">"]),
            Step::Present(name) => class.extend(["<", name, ">"]),
        }
    }
    format!("{class}/{}", value_mutation.mistake)
}

/// A schema's name among the components, else the last part of its place: `2` of `oneOf/2`.
fn name_of(api: &Api, schema: SchemaId) -> String {
    let named = [schema, api.schemas.resolve(schema)].into_iter().find_map(|id| api.schemas[id].name.clone());
    named.unwrap_or_else(|| {
        let pointer = api.documents.place(api.schemas[schema].origin).pointer;
        pointer.rsplit('/').next().unwrap_or_default().to_owned()
    })
}

/// A value mutation for people.
pub(super) fn words(value_mutation: &ValueMutation) -> String {
    let what = value_mutation.mistake.to_string().replace('-', " ");
    match &value_mutation.kind {
        MutationKind::Replace(value) => {
            let text = value.to_string();
            if text.chars().count() <= 60 { format!("{what} ({text})") } else { what }
        }
        _ => what,
    }
}
