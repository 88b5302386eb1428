//! Request bodies: complete in memory, so that a request can be sent again, except for streams of the caller.

use serde::Serialize;
use serde_json::Value;

// part: multipart
use super::multipart::{self, Part, PartHeader};
// end of part
use super::parameter::{Encoding, Explode, Reserved, is_object, named, nests};
use super::sending::to_value;
use super::upload::{Payload, Upload};
use super::wide::Exact;

/// A body with its content type.
#[derive(Clone)]
pub struct Body {
    /// The value of `Content-Type`.
    pub content_type: String,
    /// The bytes to send.
    pub payload: Payload,
    /// The value, if the body was made from one: rules across parameters and body read it.
    pub value: Option<Value>,
    // part: multipart
    /// What the body is built from again when its parts get headers.
    pub several: Option<Several>,
    // end of part
}

// part: multipart
/// What a multipart body is built from, besides its value.
#[derive(Clone)]
pub struct Several {
    media_type: &'static str,
    uploads: Vec<Upload>,
    parts: &'static [Part],
}
// end of part

/// How a field of a form is encoded, if not by default.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// How its value is serialized.
    pub encoding: Encoding,
}

impl Body {
    fn of(content_type: &str, payload: impl Into<Payload>, value: Option<Value>) -> Self {
        Self {
            content_type: content_type.to_owned(),
            payload: payload.into(),
            value,
            // part: multipart
            several: None,
            // end of part
        }
    }

    /// JSON.
    pub fn json<T: Serialize>(content_type: &str, value: &T) -> Result<Self, String> {
        let value = to_value(value)?;
        let bytes = serde_json::to_vec(&Exact(&value)).map_err(|error| error.to_string())?;
        Ok(Self::of(content_type, bytes, Some(value)))
    }

    /// `application/x-www-form-urlencoded`
    pub fn form<T: Serialize>(content_type: &str, value: &T, fields: &[Field]) -> Result<Self, String> {
        let value = to_value(value)?;
        let Value::Object(members) = &value else { return Err("is not an object, as a form must be".to_owned()) };
        let mut pairs = Vec::new();
        for (name, member) in members {
            // Objects without a style are JSON, and so is what is nested deeper than a style can express (OpenAPI 3.1.0
            // section 4.8.14.3).
            let encoding = match fields.iter().find(|field| field.name == name).map(|field| field.encoding) {
                Some(deep @ Encoding::Deep(_)) => deep,
                Some(styled) if !nests(member) => styled,
                None if !nests(member) && !is_object(member) => Encoding::Form(Explode::Yes, Reserved::Encoded),
                _ => Encoding::Json,
            };
            if !member.is_null() {
                pairs.extend(named(name, encoding, member));
            }
        }
        let text = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        Ok(Self::of(content_type, text, Some(value)))
    }

    // part: multipart
    /// `multipart/form-data`, or another multipart type with its parts in the order of the document.
    pub fn multipart<T: Serialize>(
        media_type: &'static str,
        value: &T,
        parts: &'static [Part],
    ) -> Result<Self, String> {
        let (value, uploads) = super::upload::to_value(value)?;
        let several = Several { media_type, uploads, parts };
        let (content_type, payload) = several.write(&value, &[])?;
        Ok(Self { content_type, payload, value: Some(value), several: Some(several) })
    }

    /// Builds the body again, with headers of its parts.
    pub fn set_part_headers(&mut self, headers: &[PartHeader]) -> Result<(), String> {
        if let (Some(several), Some(value)) = (&self.several, &self.value) {
            (self.content_type, self.payload) = several.write(value, headers)?;
        }
        Ok(())
    }
    // end of part

    /// Bytes as they are, in memory or streamed.
    pub fn upload(content_type: &str, upload: &Upload) -> Self {
        Self::of(upload.custom_content_type().unwrap_or(content_type), upload.clone(), None)
    }

    /// A sequence of JSON values: one per line, or one per record of RFC 7464.
    pub fn values<T: Serialize>(content_type: &str, values: &[T]) -> Result<Self, String> {
        let mark: &[u8] = if content_type.contains("json-seq") { &[0x1E] } else { &[] };
        let mut bytes = Vec::new();
        for value in values {
            let value = to_value(value)?;
            bytes.extend_from_slice(mark);
            serde_json::to_writer(&mut bytes, &Exact(&value)).map_err(|error| error.to_string())?;
            bytes.push(b'\n');
        }
        Ok(Self::of(content_type, bytes, None))
    }

    /// Text in UTF-8.
    pub fn text<T: Serialize>(content_type: &str, value: &T) -> Result<Self, String> {
        let value = to_value(value)?;
        let text = super::parameter::scalar(&value);
        Ok(Self::of(content_type, text, Some(value)))
    }
}

// part: multipart
impl Several {
    /// The content type and the parts.
    fn write(&self, value: &Value, headers: &[PartHeader]) -> Result<(String, Payload), String> {
        let Self { media_type, uploads, parts } = self;
        let is_form = media_type.starts_with("multipart/form-data");
        let (boundary, payload) = multipart::write(value, uploads, parts, headers, is_form)?;
        // Names the media type of the root part (RFC 2387 section 3.1).
        let root = parts.first().and_then(|part| part.content_type).filter(|_| *media_type == "multipart/related");
        let root = root.map(|root| format!("; type=\"{root}\"")).unwrap_or_default();
        Ok((format!("{media_type}{root}; boundary={boundary}"), payload))
    }
}
// end of part
