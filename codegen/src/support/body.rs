//! Bodies of requests, complete in memory, so that a request can be sent again.

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::multipart::{self, Part};
use super::parameter::{Encoding, Explode, Reserved, named};
use super::unlisted;

/// A body with its content type.
#[derive(Clone)]
pub struct Body {
    /// The value of `Content-Type`.
    pub content_type: String,
    /// What is sent.
    pub bytes: Bytes,
    /// The value, where it is one: rules across parameters and body read it.
    pub value: Option<Value>,
}

/// How a field of a form is encoded, where it is not as usual.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// How its value becomes text.
    pub encoding: Encoding,
}

impl Body {
    /// JSON.
    pub fn json<T: Serialize>(content_type: &str, value: &T) -> Result<Self, String> {
        let value = unlisted::to_value(value)?;
        let bytes = serde_json::to_vec(&value).map_err(|error| error.to_string())?;
        Ok(Self { content_type: content_type.to_owned(), bytes: bytes.into(), value: Some(value) })
    }

    /// `application/x-www-form-urlencoded`
    pub fn form<T: Serialize>(content_type: &str, value: &T, fields: &[Field]) -> Result<Self, String> {
        let value = unlisted::to_value(value)?;
        let Value::Object(members) = &value else { return Err("is not an object, which a form must be".to_owned()) };
        let mut pairs = Vec::new();
        for (name, member) in members {
            let field = fields.iter().find(|field| field.name == name);
            let usual = Encoding::Form(Explode::Yes, Reserved::Encoded);
            pairs.extend(named(name, field.map_or(usual, |field| field.encoding), member));
        }
        let text = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        Ok(Self { content_type: content_type.to_owned(), bytes: text.into(), value: Some(value) })
    }

    /// `multipart/form-data`
    pub fn multipart<T: Serialize>(content_type: &str, value: &T, parts: &[Part]) -> Result<Self, String> {
        let value_as_json = unlisted::to_value(value)?;
        let (boundary, bytes) = multipart::write(&value_as_json, parts)?;
        let content_type = format!("{content_type}; boundary={boundary}");
        Ok(Self { content_type, bytes: bytes.into(), value: Some(value_as_json) })
    }

    /// Bytes as they are.
    pub fn bytes(content_type: &str, bytes: Bytes) -> Self {
        Self { content_type: content_type.to_owned(), bytes, value: None }
    }

    /// Text in UTF-8.
    pub fn text<T: Serialize>(content_type: &str, value: &T) -> Result<Self, String> {
        let value = unlisted::to_value(value)?;
        let text = super::parameter::scalar(&value);
        Ok(Self { content_type: content_type.to_owned(), bytes: text.into(), value: Some(value) })
    }
}
