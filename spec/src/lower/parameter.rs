//! Parameters and headers, and how their values become text.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::context::Lowering;
use super::{example, law, misplaced, schema};
use crate::model::{Header, Location, Parameter, ParameterEncoding, Style};
use crate::source::Node;

/// The parameters of a path item and of an operation together, the operation's winning.
pub(super) fn parameters<'a>(lowering: &mut Lowering<'a>, item: Node<'a>, operation: Node<'a>) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    let mut places: FxHashMap<(Location, String), usize> = FxHashMap::default();
    for node in [item, operation] {
        for entry in lowering.items(node, "parameters") {
            let Some(parameter) = parameter(lowering, entry) else { continue };
            match places.entry((parameter.location, parameter.name.clone())) {
                Entry::Occupied(place) => found[*place.get()] = parameter,
                Entry::Vacant(place) => {
                    place.insert(found.len());
                    found.push(parameter);
                }
            }
        }
    }
    found
}

fn parameter<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<Parameter> {
    let node = lowering.object(node, "parameter")?;
    let Some(name) = lowering.string(node, "name") else {
        lowering.error("missing-field", node, "a parameter must have a `name`", "add `name: ...`");
        return None;
    };
    let location = location(lowering, node, &name)?;
    if location == Location::Header
        && let Some(instead) = said_elsewhere(&name)
    {
        let help = format!("it is declared by {instead}; the parameter is ignored (OpenAPI 3.1.0 section 4.8.12.2)");
        lowering.warning("ignored-header-parameter", node, format!("`{name}` cannot be a parameter"), &help);
        return None;
    }
    let stated = lowering.boolean(node, "required");
    if location == Location::Path && stated != Some(true) {
        let help = "add `required: true` (OpenAPI 3.1.0 section 4.8.12.2)";
        lowering.warning("path-parameter-optional", node, format!("`{name}` is in the path, so it is required"), help);
    }
    Some(Parameter {
        origin: node.origin(),
        description: lowering.string(node, "description"),
        required: location == Location::Path || stated == Some(true),
        deprecated: lowering.boolean(node, "deprecated") == Some(true),
        allow_empty_value: lowering.boolean(node, "allowEmptyValue") == Some(true),
        encoding: encoding(lowering, node, location),
        examples: example::examples(lowering, node),
        required_with: law::required_with(lowering, node),
        session: law::session(lowering, node),
        name,
        location,
    })
}

/// Where a parameter is sent.
fn location<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, name: &str) -> Option<Location> {
    let written = lowering.string(node, "in").unwrap_or_default();
    let of = |text: &str| Location::ALL.into_iter().find(|location| location.as_str() == text);
    if let Some(location) = of(&written) {
        return Some(location);
    }
    if let Some(meant) = of(&written.trim().to_ascii_lowercase()) {
        let help = format!("write `in: {}`", meant.as_str());
        lowering.coerced(node, format!("`{name}` is sent in `{written}`, which is not a location"), &help);
        return Some(meant);
    }
    if matches!(written.as_str(), "body" | "formData") {
        let help = "OpenAPI 3 uses `requestBody` (OpenAPI 3.1.0 section 4.8.13)";
        lowering.error("wrong-value", node, format!("`{name}` is a parameter of Swagger 2.0"), help);
    } else {
        let help = "write `in: path`, `query`, `header` or `cookie`";
        lowering.error("missing-field", node, format!("it is not clear where `{name}` is sent"), help);
    }
    None
}

/// A header of an answer or of a part.
pub(super) fn header<'a>(lowering: &mut Lowering<'a>, name: &str, node: Node<'a>) -> Option<Header> {
    let node = lowering.dispensable_object(node, name)?;
    Some(Header {
        origin: node.origin(),
        name: name.to_owned(),
        description: lowering.string(node, "description"),
        required: lowering.boolean(node, "required") == Some(true),
        deprecated: lowering.boolean(node, "deprecated") == Some(true),
        encoding: encoding(lowering, node, Location::Header),
        examples: example::examples(lowering, node),
        environment_of: lowering.string(node, "x-trueline-environment-of"),
    })
}

/// What describes `Accept`, `Content-Type` and `Authorization` (OpenAPI 3.1.0 section 4.8.12.2).
fn said_elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "accept" => "the `content` of the responses",
        "content-type" => "the `content` of the body",
        "authorization" => "a security scheme",
        _ => return None,
    })
}

fn encoding<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, location: Location) -> ParameterEncoding {
    if let Some(entry) = lowering.entries(node, "content").first().copied() {
        let schema = entry.value.get("schema").map(|schema| schema::lower(lowering, schema));
        return ParameterEncoding::Content { media_type: entry.key.to_owned(), schema };
    }
    let style = style(lowering, node, location);
    ParameterEncoding::Style {
        style,
        explode: lowering.boolean(node, "explode").unwrap_or(style == Style::Form),
        allow_reserved: lowering.boolean(node, "allowReserved") == Some(true),
        schema: match misplaced::schema_of(lowering, node) {
            Some(schema) => schema,
            None => schema::any(lowering, node.origin()),
        },
    }
}

fn style<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, location: Location) -> Style {
    let default = match location {
        Location::Query | Location::Cookie => Style::Form,
        Location::Path | Location::Header => Style::Simple,
    };
    let Some(text) = lowering.string(node, "style") else { return default };
    let style = parse_style(&text);
    let fits = style.is_some_and(|style| match location {
        Location::Path => matches!(style, Style::Matrix | Style::Label | Style::Simple),
        Location::Query => {
            matches!(style, Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject)
        }
        Location::Header => style == Style::Simple,
        Location::Cookie => style == Style::Form,
    });
    if !fits {
        let place = node.get("style").unwrap_or(node);
        let message = format!("a parameter in the {} has no style `{text}`", location.as_str());
        lowering.warning("wrong-style", place, message, "the default style is used (OpenAPI 3.1.0 section 4.8.12.3)");
    }
    style.filter(|_| fits).unwrap_or(default)
}

/// The style of a name.
pub(super) fn parse_style(text: &str) -> Option<Style> {
    Some(match text {
        "matrix" => Style::Matrix,
        "label" => Style::Label,
        "form" => Style::Form,
        "simple" => Style::Simple,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        _ => return None,
    })
}
