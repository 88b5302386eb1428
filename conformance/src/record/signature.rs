//! What a snapshot keeps of an answer: status, media type, declared headers and the body, without what changes from run
//! to run.

use serde_json::Value;
use trueline_spec::model::{Api, Header, Operation, ParameterEncoding, SchemaKind};

use super::volatile::Hidden;
use crate::judge::media_type_of;
use crate::redact::{Redacted, Redactor};
use crate::schema::formats_in_value;
use crate::transport::Received;
use crate::wire::{DecodedBody, decode_body};

/// Texts beyond it are cut.
const LONGEST: usize = 200;

/// The signature of an answer, without what is hidden.
pub(crate) fn signature(
    api: &Api,
    operation: &Operation,
    received: &Received,
    hidden: &Hidden,
    redactor: &Redactor,
) -> Redacted {
    let declared = operation.response(received.status);
    let content_type = received.header("content-type");
    let mut lines = vec![format!("status: {}", received.status)];
    lines.extend(content_type.map(|name| format!("content-type: {name}")));
    let headers = received.combined_headers();
    for header in declared.map(|response| response.headers.as_slice()).unwrap_or_default() {
        let text = headers.value(&header.name).map(|text| header_text(api, header, &text));
        lines.extend(text.map(|text| format!("{}: {text}", header.name.to_ascii_lowercase())));
    }
    // What is not declared is shown as it is, unless something of it is hidden.
    let undeclared = || serde_json::from_slice(&received.body).ok().filter(|_| !hidden.is_empty());
    let body = match declared_value(api, operation, received).or_else(undeclared) {
        Some(mut value) => {
            hidden.apply(&mut value);
            serde_json::to_string_pretty(&plain(value, redactor)).unwrap_or_default()
        }
        None if received.body.is_empty() => "(no body)".to_owned(),
        None => match std::str::from_utf8(&received.body) {
            Ok(text) => cut(text, redactor),
            Err(_) => "(bytes)".to_owned(),
        },
    };
    // Texts are redacted before they are cut; what is left are names, numbers and headers.
    redactor.redact(&format!("{}\n\n{body}", lines.join("\n"))).printable()
}

/// The body of an answer as a value, the texts that have a format without what they say; nothing where it is none.
pub(crate) fn body_value(api: &Api, operation: &Operation, received: &Received) -> Option<Value> {
    declared_value(api, operation, received).or_else(|| serde_json::from_slice(&received.body).ok())
}

fn declared_value(api: &Api, operation: &Operation, received: &Received) -> Option<Value> {
    let content_type = received.header("content-type")?;
    let media_type = media_type_of(&operation.response(received.status)?.content, content_type)?;
    let decoded = decode_body(api, media_type, content_type, &received.body, &|_, _| false);
    let Ok(DecodedBody::Value(mut value)) = decoded else { return None };
    if let Some(schema) = media_type.schema {
        formats_in_value::for_each(api, schema, &mut value, &mut |format, place| {
            *place = format!("[{format}]").into();
        });
    }
    hide_cursor(operation, &mut value);
    Some(value)
}

/// A header's value where it is one of few; else what it is.
fn header_text(api: &Api, header: &Header, text: &str) -> String {
    let schema = match &header.encoding {
        ParameterEncoding::Style { schema, .. } => Some(*schema),
        ParameterEncoding::Content { schema, .. } => *schema,
    };
    let kind = schema.map(|schema| &api.schemas[api.schemas.as_one(schema)].kind);
    match kind {
        Some(SchemaKind::Enum(_) | SchemaKind::Boolean) => text.to_owned(),
        _ => "[value]".to_owned(),
    }
}

fn hide_cursor(operation: &Operation, body: &mut Value) {
    let cursor = operation.laws.page.as_ref().and_then(|page| body.pointer_mut(&page.next_cursor));
    if let Some(cursor) = cursor.filter(|cursor| !cursor.is_null()) {
        *cursor = "[cursor]".into();
    }
}

/// Long texts cut, and items that are alike reported once.
fn plain(value: Value, redactor: &Redactor) -> Value {
    match value {
        Value::String(text) => cut(&text, redactor).into(),
        Value::Array(items) => {
            let mut kept: Vec<Value> = Vec::new();
            let mut alike = 0;
            for item in items.into_iter().map(|item| plain(item, redactor)) {
                if kept.last() == Some(&item) {
                    alike += 1;
                    continue;
                }
                tell_alike(&mut kept, &mut alike);
                kept.push(item);
            }
            tell_alike(&mut kept, &mut alike);
            kept.into()
        }
        Value::Object(members) => members.into_iter().map(|(name, member)| (name, plain(member, redactor))).collect(),
        other => other,
    }
}

fn tell_alike(kept: &mut Vec<Value>, alike: &mut usize) {
    if *alike > 0 {
        kept.push(format!("[{alike} more alike]").into());
        *alike = 0;
    }
}

fn cut(text: &str, redactor: &Redactor) -> String {
    match redactor.redact_start(text, LONGEST) {
        (start, true) => format!("{start} [{} bytes in all]", text.len()),
        (whole, false) => whole.to_string(),
    }
}
