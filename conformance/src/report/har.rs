//! HAR 1.2: every exchange of a run, as browsers' tools show it. It is written as the run goes, so that its length costs no
//! memory, and is there as a whole at the end.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use trueline_spec::disk::AtomicFile;
use trueline_spec::render::printable_json;

use crate::redact::{Redacted, Redactor};
use crate::request::WireRequest;
use crate::transport::{ObservedExchange, Received};

/// Characters of a body that are kept.
const BODY_LIMIT: usize = 64 * 1024;

/// Writes exchanges to a HAR. Clones write to the same one.
#[derive(Clone)]
pub struct HarRecorder {
    log: Arc<Mutex<Log>>,
    redactor: Redactor,
    base_url: String,
}

impl fmt::Debug for HarRecorder {
    /// Without the address, which may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HarRecorder")
    }
}

struct Log {
    /// Gone when the log has ended.
    sink: Option<Sink>,
    entries: usize,
    /// The first thing that went wrong.
    error: Option<io::Error>,
}

/// Where a log goes.
#[derive(Debug)]
enum Sink {
    File(AtomicFile),
    StandardOutput,
}

impl HarRecorder {
    /// Begins a log of what is sent to an address; without a file it goes to standard output.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn new(file: Option<&Path>, base_url: &str, redactor: Redactor) -> io::Result<Self> {
        let sink = match file {
            Some(file) => Sink::File(AtomicFile::create(file)?),
            None => Sink::StandardOutput,
        };
        let mut log = Log { sink: Some(sink), entries: 0, error: None };
        let creator = json!({ "name": "Trueline", "version": env!("CARGO_PKG_VERSION") });
        log.write(&format!("{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":["));
        Ok(Self { log: Arc::new(Mutex::new(log)), redactor, base_url: base_url.to_owned() })
    }

    /// Writes an exchange, without secrets; nothing once the log has ended.
    pub fn record(&self, exchange: &ObservedExchange<'_>) {
        let entry = self.entry(exchange).to_string();
        let mut log = self.log();
        let separator = if log.entries == 0 { "\n" } else { ",\n" };
        log.entries += 1;
        log.write(&format!("{separator}{}", printable_json(&entry)));
    }

    /// Ends the log.
    ///
    /// # Errors
    ///
    /// The first thing that went wrong.
    pub fn finish(&self) -> io::Result<()> {
        let mut log = self.log();
        log.write("\n]}}\n");
        if let Some(error) = log.error.take() {
            return Err(error);
        }
        match log.sink.take() {
            Some(Sink::File(file)) => file.commit(),
            Some(Sink::StandardOutput) | None => Ok(()),
        }
    }

    /// What a panic elsewhere left is a whole entry.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry(&self, exchange: &ObservedExchange<'_>) -> Value {
        let milliseconds = (exchange.took.as_secs_f64() * 1e6).round() / 1e3;
        let started = DateTime::<Utc>::from(exchange.started).to_rfc3339_opts(SecondsFormat::Millis, true);
        json!({
            "startedDateTime": started,
            "time": milliseconds,
            "request": self.request(exchange.request, exchange.version),
            "response": match exchange.answer {
                Ok(received) => self.response(received, exchange.version),
                Err(error) => no_response(&self.redactor.redact(&error.message), exchange.version),
            },
            "cache": {},
            "timings": { "send": 0, "wait": milliseconds, "receive": 0 },
        })
    }

    fn request(&self, request: &WireRequest, version: &'static str) -> Value {
        let mut value = json!({
            "method": self.redactor.redact(&request.method),
            "url": self.redactor.redact(&format!("{}{}", self.base_url, request.target)),
            "httpVersion": version,
            "cookies": [],
            "headers": self.headers(&request.headers),
            "queryString": self.query(&request.target),
            "headersSize": -1,
            "bodySize": request.body.len(),
        });
        if !request.body.is_empty() {
            let content_type = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            let content_type = content_type.map(|(_, value)| value.as_str()).unwrap_or_default();
            let mut body = json!({ "mimeType": self.redactor.redact(content_type) });
            self.put_body(&mut body, &request.body, "_encoding");
            value["postData"] = body;
        }
        value
    }

    fn response(&self, received: &Received, version: &'static str) -> Value {
        let content_type = received.header("content-type").unwrap_or_default();
        let mut content = json!({ "size": received.body.len(), "mimeType": self.redactor.redact(content_type) });
        self.put_body(&mut content, &received.body, "encoding");
        let reason = http::StatusCode::from_u16(received.status).ok().and_then(|status| status.canonical_reason());
        json!({
            "status": received.status,
            "statusText": reason.unwrap_or_default(),
            "httpVersion": version,
            "cookies": [],
            "headers": self.headers(&received.headers),
            "content": content,
            "redirectURL": self.redactor.redact(received.header("location").unwrap_or_default()),
            "headersSize": -1,
            "bodySize": received.body.len(),
        })
    }

    /// Headers; of a cookie that a server sets, which is a credential that nobody knew before, the name alone.
    fn headers(&self, headers: &[(String, String)]) -> Vec<Value> {
        let shown = |name: &str, value: &str| match value.split_once('=') {
            Some((cookie, rest)) if name.eq_ignore_ascii_case("set-cookie") => {
                let attributes = rest.split_once(';').map(|(_, attributes)| format!(";{attributes}"));
                self.redactor.redact(&format!("{cookie}=[hidden]{}", attributes.unwrap_or_default()))
            }
            _ => self.redactor.redact(value),
        };
        let values = headers
            .iter()
            .map(|(name, value)| json!({ "name": self.redactor.redact(name), "value": shown(name, value) }));
        values.collect()
    }

    fn query(&self, target: &str) -> Vec<Value> {
        let Some((_, query)) = target.split_once('?') else { return Vec::new() };
        let decoded = |text: &str| {
            let text = text.replace('+', " ");
            self.redactor.redact(&percent_decode_str(&text).decode_utf8_lossy())
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({ "name": decoded(name), "value": decoded(value) })
        });
        pairs.collect()
    }

    /// A body: as text, else in Base64 with `encoding` saying so.
    fn put_body(&self, value: &mut Value, body: &[u8], encoding: &'static str) {
        if let Ok(text) = std::str::from_utf8(body) {
            let (text, is_cut) = self.redactor.redact_start(text, BODY_LIMIT);
            value["text"] = json!(text);
            if is_cut {
                value["comment"] = json!(format!("the first {BODY_LIMIT} characters of {} bytes", body.len()));
            }
            return;
        }
        let (redacted, _) = self.redactor.body_file(body);
        let bytes = redacted.as_bytes();
        let shown = &bytes[..bytes.len().min(BODY_LIMIT)];
        value["text"] = json!(STANDARD.encode(shown));
        value[encoding] = json!("base64");
        if shown.len() < bytes.len() {
            value["comment"] = json!(format!("the first {BODY_LIMIT} of {} bytes", body.len()));
        }
    }
}

impl Log {
    /// Writes; after an error nothing more.
    fn write(&mut self, text: &str) {
        let written = match &mut self.sink {
            _ if self.error.is_some() => return,
            Some(Sink::File(file)) => file.write_all(text.as_bytes()),
            Some(Sink::StandardOutput) => io::stdout().lock().write_all(text.as_bytes()),
            None => return,
        };
        self.error = written.err();
    }
}

/// An exchange without a response, as browsers have it.
fn no_response(reason: &Redacted, version: &'static str) -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": version,
        "cookies": [],
        "headers": [],
        "content": { "size": 0, "mimeType": "" },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_error": reason,
    })
}
