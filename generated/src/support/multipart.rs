//! Multipart bodies of RFC 7578.

use serde_json::Value;

use super::parameter::scalar;
use super::retry::random;

/// What a document says of a part.
#[derive(Debug)]
pub struct Part {
    /// The name on the wire.
    pub name: &'static str,
    /// The content type, where it is not the usual one.
    pub content_type: Option<&'static str>,
    /// Whether its value is bytes, and so a file.
    pub binary: bool,
}

/// The boundary and the body.
pub fn write(value: &Value, parts: &[Part]) -> Result<(String, Vec<u8>), String> {
    let Value::Object(members) = value else {
        return Err("is not an object, which a multipart body must be".to_owned());
    };
    let boundary = format!("{:016x}{:016x}", random(), random());
    let mut bytes = Vec::new();
    for (name, member) in members {
        let part = parts.iter().find(|part| part.name == name);
        let binary = part.is_some_and(|part| part.binary);
        match member {
            Value::Null => {}
            Value::Array(items) if !(binary && items.iter().all(Value::is_number)) => {
                for item in items {
                    one(&mut bytes, &boundary, name, part, item)?;
                }
            }
            other => one(&mut bytes, &boundary, name, part, other)?,
        }
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((boundary, bytes))
}

fn one(bytes: &mut Vec<u8>, boundary: &str, name: &str, part: Option<&Part>, value: &Value) -> Result<(), String> {
    let binary = part.is_some_and(|part| part.binary);
    let usual = match value {
        _ if binary => Some("application/octet-stream"),
        Value::Object(_) | Value::Array(_) => Some("application/json"),
        _ => None,
    };
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name));
    if binary {
        head.push_str("; filename=\"");
        head.push_str(&quoted(name));
        head.push('"');
    }
    if let Some(content_type) = part.and_then(|part| part.content_type).or(usual) {
        head.push_str("\r\nContent-Type: ");
        head.push_str(content_type);
    }
    head.push_str("\r\n\r\n");
    bytes.extend_from_slice(head.as_bytes());
    match value {
        Value::Array(items) if binary => {
            for item in items {
                let byte = item.as_u64().and_then(|number| u8::try_from(number).ok());
                bytes.push(byte.ok_or_else(|| format!("has a part `{name}` that is not bytes"))?);
            }
        }
        Value::Object(_) | Value::Array(_) => bytes.extend_from_slice(value.to_string().as_bytes()),
        other => bytes.extend_from_slice(scalar(other).as_bytes()),
    }
    bytes.extend_from_slice(b"\r\n");
    Ok(())
}

/// A name within quotes, as browsers write it (WHATWG HTML, multipart form data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
