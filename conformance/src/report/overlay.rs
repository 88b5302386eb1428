//! The overlay (OpenAPI Overlay 1.0.0) that would have the document mention what was seen: for the provider to read, and to
//! test with. What stands in another file than the document itself, no overlay reaches; it is listed.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use trueline_spec::model::{Api, SpecificationVersion};
use trueline_spec::render::printable_json;
use trueline_spec::source::{Node, NodeKind, Origin};

use super::{Event, Omission, Omitted, Reporter, Subject};

/// Collects what the document does not mention, to be written at the end of a run.
#[derive(Debug)]
pub struct OverlayReport {
    subject: Arc<Subject>,
    title: String,
    omissions: Vec<Omission>,
}

impl Reporter for OverlayReport {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, .. } => self.title = title.to_string(),
            Event::Undocumented(omissions) => self.omissions.extend_from_slice(omissions),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        // JSON is YAML too, and its escapes are those of strings in quotes.
        let text = serde_json::to_string_pretty(&self.overlay()).unwrap_or_default();
        format!("{}\n", printable_json(&text))
    }
}

impl OverlayReport {
    /// An overlay for a document.
    #[must_use]
    pub fn new(subject: Arc<Subject>) -> Self {
        Self { subject, title: String::new(), omissions: Vec::new() }
    }

    /// The whole overlay. Where nothing is missing it has one action that changes nothing, since there must be one.
    #[must_use]
    pub fn overlay(&self) -> Value {
        let (mut actions, mut elsewhere) = (Vec::new(), Vec::new());
        for (api, omission) in
            self.subject.api().into_iter().flat_map(|api| self.omissions.iter().map(move |it| (api, it)))
        {
            let Some((place, update)) = update(api, omission) else { continue };
            let description = description(omission);
            match target(api, place) {
                Some(target) => actions.push(json!({ "target": target, "description": description, "update": update })),
                None => elsewhere.push(json!({ "file": api.documents.place(place).file, "description": description })),
            }
        }
        if actions.is_empty() {
            let description = "nothing was seen that the document does not mention";
            actions.push(json!({ "target": "$", "description": description, "update": {} }));
        }
        let mut overlay = json!({
            "overlay": "1.0.0",
            "info": { "title": format!("What was seen of {}", self.title), "version": "1" },
            "actions": actions,
        });
        if !elsewhere.is_empty() {
            overlay["x-elsewhere"] = elsewhere.into();
        }
        overlay
    }
}

/// What is wrong with the document, and the cause of the findings that say so.
fn description(omission: &Omission) -> String {
    let what = match &omission.what {
        Omitted::Status { status, .. } => format!("is answered with {status}, which is not declared"),
        Omitted::Content { .. } => "is answered with a content type that is not declared".to_owned(),
        Omitted::Null { .. } => "is answered with null where none is declared".to_owned(),
    };
    format!("{} {what} (cause {:016x})", omission.operation, omission.cause)
}

/// The object of the document that changes, and what is merged with it.
fn update(api: &Api, omission: &Omission) -> Option<(Origin, Value)> {
    match &omission.what {
        Omitted::Status { operation, status } => {
            let mut response = json!({ "description": phrase(*status) });
            let content = content(omission);
            if !content.is_empty() {
                response["content"] = content.into();
            }
            Some((*operation, json!({ "responses": { status.to_string(): response } })))
        }
        Omitted::Content { response } => {
            let content = content(omission);
            (!content.is_empty()).then(|| (*response, json!({ "content": content })))
        }
        Omitted::Null { schema } => nullable(api, *schema).map(|update| (*schema, update)),
    }
}

fn content(omission: &Omission) -> Map<String, Value> {
    let media_type = |schema: &Option<String>| match schema {
        Some(name) => json!({ "schema": { "$ref": format!("#/components/schemas/{}", escaped(name)) } }),
        None => json!({}),
    };
    let known = omission.content.iter().filter(|(name, _)| is_media_type(name));
    known.map(|(name, schema)| (name.to_string(), media_type(schema))).collect()
}

/// A name as a part of a JSON Pointer in a URI fragment (RFC 6901 section 6); component names need no other escape (OpenAPI
/// 3.1.0 section 4.8.7).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1").replace('%', "%25").replace(' ', "%20")
}

/// Whether a text is a media type (RFC 9110 section 8.3.1).
fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    text.split_once('/').is_some_and(|(kind, name)| is_token(kind) && is_token(name))
}

fn phrase(status: u16) -> String {
    let known = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    known.map_or_else(|| format!("Status {status}"), str::to_owned)
}

/// What makes null a value of a schema. Lists are joined with those of the document, all else takes its place.
fn nullable(api: &Api, schema: Origin) -> Option<Value> {
    let node = api.documents.node(schema);
    let has_null = |node: Node<'_>, null: fn(Node<'_>) -> bool| node.items().any(null);
    let mut update = Map::new();
    match node.get("type") {
        Some(_) if api.version == SpecificationVersion::V3_0 => drop(update.insert("nullable".into(), json!(true))),
        Some(one) if one.as_str().is_some_and(|one| one != "null") => {
            update.insert("type".into(), json!([one.as_str(), "null"]));
        }
        Some(list) if list.kind() == NodeKind::Sequence && !has_null(list, |item| item.as_str() == Some("null")) => {
            update.insert("type".into(), json!(["null"]));
        }
        _ => {}
    }
    if let Some(list) = node.get("enum")
        && !has_null(list, |item| item.kind() == NodeKind::Null)
    {
        update.insert("enum".into(), json!([null]));
    }
    for variants in ["anyOf", "oneOf"] {
        if node.get(variants).is_some() && api.version == SpecificationVersion::V3_1 {
            update.insert(variants.into(), json!([{ "type": "null" }]));
        }
    }
    (!update.is_empty()).then(|| update.into())
}

/// The `JSONPath` (RFC 9535, a normalized path of section 2.7) of a node of the document itself; nothing for those of other
/// files.
fn target(api: &Api, origin: Origin) -> Option<String> {
    let pointer = api.documents.node(origin).pointer();
    let mut node = api.documents.node(api.origin);
    let mut path = "$".to_owned();
    for part in pointer.split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        if node.kind() == NodeKind::Sequence {
            node = node.item(name.parse().ok()?)?;
            let _ = write!(path, "[{name}]");
        } else {
            node = node.get(&name)?;
            let _ = write!(path, "['{}']", quoted(&name));
        }
    }
    (node.origin() == origin).then_some(path)
}

/// A name within single quotes.
fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for sign in name.chars() {
        match sign {
            '\'' | '\\' => quoted.extend(['\\', sign]),
            '\u{0}'..='\u{1f}' => _ = write!(quoted, "\\u{:04x}", u32::from(sign)),
            sign => quoted.push(sign),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_paths_have_them() {
        for name in ["/a/{b}", "it's", "back\\slash", "line\nfeed", "a~b"] {
            let path = format!("$['{}']", quoted(name));
            let document = json!({ name: 1 });
            let found =
                serde_json_path::JsonPath::parse(&path).expect("a path").query(&document).exactly_one().cloned();
            assert_eq!(found.ok(), Some(json!(1)), "{path}");
        }
    }

    #[test]
    fn only_media_types_are_names_of_content() {
        assert!(is_media_type("application/problem+json"));
        for text in ["text", "/", "a/b c", "a/b/c", "a/\n", ""] {
            assert!(!is_media_type(text), "{text}");
        }
    }
}
