//! Multipart bodies of RFC 7578, and other multipart types.

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::parameter::{header_value, scalar};
use super::retry::random;
use super::upload::{Payload, Upload, marked};
use super::wide;

/// A part as the document declares it.
#[derive(Debug)]
pub struct Part {
    /// The name on the wire.
    pub name: &'static str,
    /// The content type, if it is not the default.
    pub content_type: Option<&'static str>,
}

/// A header of every part with a name.
#[derive(Clone)]
pub struct PartHeader {
    /// The name of the part.
    pub part: &'static str,
    /// The name of the header.
    pub name: HeaderName,
    /// Its value.
    pub value: HeaderValue,
}

/// The boundary and the body.
pub fn write(
    value: &Value,
    uploads: &[Upload],
    parts: &[Part],
    headers: &[PartHeader],
    is_form: bool,
) -> Result<(String, Payload), String> {
    let Value::Object(members) = value else {
        return Err("is not an object, as a multipart body must be".to_owned());
    };
    let boundary = format!("{:016x}{:016x}", random(), random());
    let mut writer = Writer { payload: Payload::default(), text: Vec::new(), boundary: &boundary, uploads, headers };
    // Servers that read parts as they arrive need to know what a file is before they read it.
    let is_file = |value: &Value| match value {
        Value::Array(items) => items.iter().any(|item| marked(item, uploads).is_some()),
        other => marked(other, uploads).is_some(),
    };
    // Other multipart types have their parts in the order of the document: the first is the root of `multipart/related`
    // (RFC 2387).
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    members.sort_by_key(|(name, _)| {
        let place = parts.iter().position(|part| part.name == *name).unwrap_or(usize::MAX);
        if is_form { 0 } else { place }
    });
    let (files, others): (Vec<_>, Vec<_>) =
        members.into_iter().partition(|(_, member)| is_form && is_file(member));
    for (name, member) in others.into_iter().chain(files) {
        let content_type = parts.iter().find(|part| part.name == name).and_then(|part| part.content_type);
        match member {
            Value::Null => {}
            // One part per item (RFC 7578 section 4.3).
            Value::Array(items) => {
                let has_null = content_type.is_some_and(is_json);
                for item in items.iter().filter(|item| has_null || !item.is_null()) {
                    writer.part(name, content_type, item)?;
                }
            }
            other => writer.part(name, content_type, other)?,
        }
    }
    let payload = writer.finish();
    Ok((boundary, payload))
}

struct Writer<'a> {
    payload: Payload,
    /// What follows the last piece of the payload.
    text: Vec<u8>,
    boundary: &'a str,
    uploads: &'a [Upload],
    headers: &'a [PartHeader],
}

impl Writer<'_> {
    fn part(&mut self, name: &str, content_type: Option<&str>, value: &Value) -> Result<(), String> {
        let upload = marked(value, self.uploads);
        let usual = match value {
            _ if upload.is_some() => Some("application/octet-stream"),
            Value::Object(_) | Value::Array(_) => Some("application/json"),
            _ => None,
        };
        let mut head = format!("--{}\r\nContent-Disposition: form-data; name=\"{}\"", self.boundary, quoted(name));
        if let Some(upload) = upload {
            head.push_str("; filename=\"");
            head.push_str(&quoted(upload.custom_file_name().unwrap_or(name)));
            head.push('"');
        }
        if let Some(given) = upload.and_then(Upload::custom_content_type) {
            header_value(given).map_err(|reason| format!("has a part `{name}` whose content type {reason}"))?;
        }
        let content_type = upload.and_then(Upload::custom_content_type).or(content_type).or(usual);
        for (name, value) in upload.map(Upload::custom_headers).unwrap_or_default() {
            let is_name = HeaderName::from_bytes(name.as_bytes()).is_ok();
            header_value(value).map_err(|reason| format!("has a part with a header `{name}` that {reason}"))?;
            if !is_name {
                return Err(format!("has a part with a header `{name}`, which is not a valid name"));
            }
            head.extend(["\r\n", name, ": ", value]);
        }
        if let Some(content_type) = content_type {
            head.push_str("\r\nContent-Type: ");
            head.push_str(content_type);
        }
        self.text.extend_from_slice(head.as_bytes());
        for header in self.headers.iter().filter(|header| header.part == name) {
            let (name, value) = (header.name.as_str().as_bytes(), header.value.as_bytes());
            for bytes in [b"\r\n", name, b": ", value] {
                self.text.extend_from_slice(bytes);
            }
        }
        self.text.extend_from_slice(b"\r\n\r\n");
        match (upload, value) {
            (Some(upload), _) => self.upload(upload),
            (None, value) if content_type.is_some_and(is_json) => {
                self.text.extend_from_slice(wide::text(value).as_bytes());
            }
            (None, other) => self.text.extend_from_slice(scalar(other).as_bytes()),
        }
        self.text.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn upload(&mut self, upload: &Upload) {
        if let Some(bytes) = upload.bytes() {
            self.text.extend_from_slice(bytes);
        } else {
            self.payload.push(std::mem::take(&mut self.text));
            self.payload.push(upload.clone());
        }
    }

    fn finish(mut self) -> Payload {
        self.text.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        self.payload.push(self.text);
        self.payload
    }
}

/// Whether a part is JSON (RFC 6839 section 3.1).
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// A quoted name, escaped as browsers do (WHATWG HTML, multipart form data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
