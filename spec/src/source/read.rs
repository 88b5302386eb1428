//! From bytes to the tree of one document.

use std::path::Path;
use std::string::FromUtf8Error;

use super::builder::Builder;
use super::documents::{Documents, span};
use super::location::shown;
use super::node::{NodeKind, Origin};
use super::{json, yaml};
use crate::diagnostic::{Diagnostic, Sink};

/// The largest text that is read, in bytes: 128 MiB.
pub const SIZE_LIMIT: usize = 128 << 20;

/// The most values that one text may have, collections and keys among them.
pub const NODE_LIMIT: usize = 4_000_000;

/// The deepest nesting that is read, in levels; aliases count as what they stand for.
pub const DEPTH_LIMIT: usize = 200;

/// The most nodes that the aliases of one text may stand for.
pub const ALIAS_LIMIT: usize = 500_000;

/// Reads one document into the tree; its location names it, without what is secret in it. Nothing comes back where nothing could be read; the sink says why.
pub(crate) fn read(
    documents: &mut Documents,
    name: &str,
    bytes: Vec<u8>,
    sink: &mut Sink,
    strict: bool,
) -> Option<Origin> {
    let shown = shown(name);
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(Undecodable { code, message, help, before }) => {
            let place = before.len()..before.len();
            let document = documents.add_text(&shown, before);
            sink.push(Diagnostic::error(code, span(document, place), message).help(help));
            return None;
        }
    };
    let is_json = is_json(name, &text);
    let document = documents.add_text(&shown, text.clone());
    let mut builder = Builder::new(documents, document, sink, strict);
    if is_json {
        json::read(&text, &mut builder);
    } else {
        yaml::read(&text, &mut builder);
    }
    let root = builder.finish();
    if root.is_none_or(|root| documents.node(root).kind() == NodeKind::Null) && !sink.has_errors() {
        sink.push(
            Diagnostic::error("empty-document", span(document, 0..0), "the document is empty".to_owned())
                .help("an OpenAPI document begins with `openapi: 3.1.0`"),
        );
    }
    root
}

/// JSON begins with a brace or bracket; a flow mapping of YAML that is no JSON is rare, and recognised by its file's name.
fn is_json(name: &str, text: &str) -> bool {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    if Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return true;
    }
    let begins_like_json = text.trim_start().starts_with('{');
    begins_like_json && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

struct Undecodable {
    code: &'static str,
    message: String,
    help: &'static str,
    /// What is readable before it.
    before: String,
}

fn decode(bytes: Vec<u8>) -> Result<String, Undecodable> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Undecodable {
            code: "too-large",
            message: format!("the text is larger than {} MiB", SIZE_LIMIT >> 20),
            help: "split the document, or check that this is the file you meant",
            before: String::new(),
        });
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Undecodable {
            code: "not-utf-8",
            message: "the text is UTF-16".to_owned(),
            help: "save it as UTF-8 (RFC 8259 section 8.1 allows no other)",
            before: String::new(),
        });
    }
    let mut text = String::from_utf8(bytes).map_err(|error| Undecodable {
        code: "not-utf-8",
        message: format!("byte {} is not UTF-8", error.utf8_error().valid_up_to()),
        help: "save the document as UTF-8",
        before: before(&error),
    })?;
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

fn before(error: &FromUtf8Error) -> String {
    let readable = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    String::from_utf8_lossy(readable).into_owned()
}
