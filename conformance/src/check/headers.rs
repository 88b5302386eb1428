//! Declared headers are there where they are required, and hold what they should.

use rustc_hash::FxHashSet;
use trueline_spec::model::{
    AdditionalProperties, Api, Header, JsonType, ParameterEncoding, SchemaId, SchemaKind, SecuritySchemeKind,
};

use super::{Check, Finding, Judged};
use crate::case::Intent;
use crate::judge::{Rule, Violation, environment_of_key};
use crate::schema::Types;
use crate::wire::decode_header;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let declared = judged.declared().map(|response| response.headers.as_slice()).unwrap_or_default();
    if declared.is_empty() {
        return Vec::new();
    }
    let received = judged.received.combined_headers();
    declared.iter().flat_map(|header| of_header(judged, header, received.value(&header.name).as_deref())).collect()
}

fn of_header(judged: &Judged<'_>, header: &Header, received: Option<&str>) -> Vec<Finding> {
    let Some(text) = received else {
        if !header.required {
            return of_environment(judged, header, None).into_iter().collect();
        }
        if header.encoding.schema().is_some_and(|schema| Types::of(judged.api, schema) == Types::NONE) {
            let reason = "no value is of its schema, and it is required";
            judged
                .doubt
                .get_or_init(|| format!("the document contradicts itself: the header `{}`: {reason}", header.name));
            return Vec::new();
        }
        let message = format!("the header `{}` is required and missing", header.name);
        return vec![Finding::new(Check::HeaderMissing, message, Some(Rule::new(header.origin, "required")))];
    };
    let mut found = of_schema(judged, header, text);
    found.extend(of_environment(judged, header, Some(text)));
    found
}

/// The types of which `text/plain` has values.
const SCALARS: [JsonType; 5] =
    [JsonType::String, JsonType::Integer, JsonType::Number, JsonType::Boolean, JsonType::Null];

fn of_schema(judged: &Judged<'_>, header: &Header, text: &str) -> Vec<Finding> {
    let Some(schema) = header.encoding.schema() else { return Vec::new() };
    if let ParameterEncoding::Content { media_type, .. } = &header.encoding
        && !media_type.contains("json")
        && !SCALARS.into_iter().any(|scalar| Types::of(judged.api, schema).has(scalar))
    {
        let reason = format!("nobody can tell how `{media_type}` writes lists or objects");
        judged.doubt.get_or_init(|| format!("the header `{}`: {reason}", header.name));
        return Vec::new();
    }
    let wrong = |message: String, rule: Rule| Finding::new(Check::Header, message, Some(rule));
    match decode_header(judged.api, header, text, &|schema, value| judged.is_valid(schema, value)) {
        Err(reason) => vec![wrong(format!("the header `{}`: {reason}", header.name), Rule::whole(header.origin))],
        Ok(value) => {
            let violations = judged.violations(schema, &value);
            let has_style = matches!(header.encoding, ParameterEncoding::Style { .. });
            let doubt = if has_style && !violations.is_empty() { unwritten(judged.api, schema) } else { None };
            if let Some(reason) = doubt {
                judged.doubt.get_or_init(|| format!("the header `{}`: {reason}", header.name));
                return Vec::new();
            }
            let of = |violation: Violation| {
                wrong(format!("the header `{}`: {}", header.name, violation.message), violation.rule(judged.api))
            };
            violations.into_iter().map(of).collect()
        }
    }
}

/// Why not every value of a schema has a text that is read as it again (OpenAPI 3.1.0 section 4.8.12.4).
fn unwritten(api: &Api, schema: SchemaId) -> Option<&'static str> {
    let nests = |inner: SchemaId| {
        let types = Types::of(api, inner);
        types != Types::ALL && (types.has(JsonType::Array) || types.has(JsonType::Object))
    };
    if has_part(api, schema, &nests) {
        return Some("no style writes lists or objects within others (OpenAPI 3.1.0 section 4.8.12.4)");
    }
    let has_comma = |inner: SchemaId| lists_comma(api, inner);
    let reason = "no style writes a comma within an item (OpenAPI 3.1.0 section 4.8.12.4)";
    has_part(api, schema, &has_comma).then_some(reason)
}

/// Whether one of the values that a schema, or a variant of it, lists has a comma.
fn lists_comma(api: &Api, schema: SchemaId) -> bool {
    let is_split = |kind: &SchemaKind| match kind {
        SchemaKind::Enum(values) => {
            values.values.iter().any(|value| value.value.as_str().is_some_and(|text| text.contains(',')))
        }
        _ => false,
    };
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
            variants.schemas.iter().any(|variant| is_split(&api.schemas[api.schemas.as_one(*variant)].kind))
        }
        kind => is_split(kind),
    }
}

/// Whether an item or a member of a schema's values is such a one.
fn has_part(api: &Api, schema: SchemaId, is_such: &dyn Fn(SchemaId) -> bool) -> bool {
    let (mut seen, mut waiting) = (FxHashSet::default(), vec![schema]);
    while let Some(schema) = waiting.pop().map(|schema| api.schemas.as_one(schema)) {
        if !seen.insert(schema) {
            continue;
        }
        let is_found = match &api.schemas[schema].kind {
            SchemaKind::Array(array) => array.prefix_items.iter().chain(&array.items).any(|item| is_such(*item)),
            SchemaKind::Object(object) => {
                let additional = match object.additional {
                    AdditionalProperties::Schema(schema) => Some(schema),
                    _ => None,
                };
                object.properties.values().map(|property| property.schema).chain(additional).any(is_such)
            }
            SchemaKind::AllOf(parts) => {
                waiting.extend(parts);
                false
            }
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                waiting.extend(&variants.schemas);
                false
            }
            _ => false,
        };
        if is_found {
            return true;
        }
    }
    false
}

/// A header that repeats the environment of the key that was sent (`x-trueline-environment-of`): it is there wherever the
/// key is of a role's form, and nowhere else.
fn of_environment(judged: &Judged<'_>, header: &Header, text: Option<&str>) -> Option<Finding> {
    let scheme = judged.api.security_schemes.get(header.environment_of.as_ref()?)?;
    // Whether a disputed credential is one is the server's to say.
    if !matches!(scheme.kind, SecuritySchemeKind::HttpBearer { .. }) || judged.class.intent == Intent::Tolerable {
        return None;
    }
    let sent = judged.request.headers.iter().find(|(name, _)| name == "authorization");
    // The case of the word makes no difference (RFC 9110 section 11.1).
    let word = |text: &&str| text.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("bearer "));
    let key = sent.map(|(_, value)| value.as_str()).filter(word).map(|value| &value[7..]);
    let due = key.and_then(|key| environment_of_key(scheme, key));
    let name = &header.name;
    let message = match (due, text) {
        (Some(due), Some(text)) if due == text => return None,
        (Some(due), Some(text)) => format!("the header `{name}` is `{text}`; the key is of `{due}`"),
        (Some(due), None) => format!("the header `{name}` is missing; the key is of `{due}`"),
        (None, Some(text)) => format!("the header `{name}` is `{text}`, and no key was sent that names an environment"),
        (None, None) => return None,
    };
    Some(Finding::new(Check::Environment, message, Some(Rule::new(header.origin, "x-trueline-environment-of"))))
}

#[cfg(test)]
mod tests {
    use super::unwritten;
    use crate::testing::api;

    #[test]
    fn what_no_style_writes_is_known() {
        let api = api("
openapi: 3.1.0
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    ListOfLists: {type: array, items: {type: array, items: {type: integer}}}
    Object: {type: object, properties: {a: {type: object}}}
    Either: {oneOf: [{type: integer}, {$ref: '#/components/schemas/Object'}]}
    List: {type: array, items: {type: [integer, 'null']}}
    Anything: {type: array, items: {}}
    Flat: {type: object, additionalProperties: {type: string}}
    Commas: {type: array, items: {type: [string, 'null'], enum: ['a,b', c, null]}}
    Comma: {type: string, enum: ['a,b']}
");
        let names = ["ListOfLists", "Object", "Either", "List", "Anything", "Flat", "Commas", "Comma"];
        let found = names.map(|name| unwritten(&api, api.named_schemas[name]).is_some());
        assert_eq!(found, [true, true, true, false, false, false, true, false]);
    }
}
