//! A request as a test of one's own sees it.

use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use serde_json::Value;
use trueline_spec::model::Location;

use super::subject::Subject;
use crate::case::{Case, Class, Lender};
use crate::judge::Reading;
use crate::request::WireRequest;

/// Characters of a target, a header or a body that `Debug` shows.
const SHOWN: usize = 4000;

/// A request, valid or with one thing wrong: its bytes, and what they say.
#[derive(Clone)]
pub struct Request {
    case: Case,
    subject: Subject,
    /// What the judge reads of the bytes, once somebody asks.
    reading: OnceLock<Reading>,
}

impl Request {
    pub(super) fn new(case: Case, subject: Subject) -> Self {
        Self { case, subject, reading: OnceLock::new() }
    }

    /// The class: `valid`, or what is wrong, `query.limit/above-maximum` for instance. With it come a sentence for people and the
    /// rule that is broken.
    #[must_use]
    pub fn class(&self) -> &Class {
        &self.case.class
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.wire().method
    }

    /// Path and query, encoded, below the base address.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.wire().target
    }

    /// The path, encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target().split_once('?').map_or(self.target(), |(path, _)| path)
    }

    /// The query, encoded, without its question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.target().split_once('?').map(|(_, query)| query)
    }

    /// The headers in the order in which they are sent.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.wire().headers
    }

    /// The first header of a name, in any case of its letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers().iter();
        headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body's bytes; empty where there is none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.wire().body
    }

    /// The media type of the body, without parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.header("content-type").map(|value| value.split(';').next().unwrap_or(value).trim())
    }

    /// The body's value as JSON, whatever its media type: of a form the object of its fields. Nothing where it has no body, or
    /// one that no reading has a value for.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        self.reading().body.as_ref()
    }

    /// The value of a parameter of the path, decoded.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&Value> {
        self.reading().parameter(Location::Path, name)
    }

    /// The value of a declared parameter of the query, decoded; nothing where it is not sent.
    #[must_use]
    pub fn query_parameter(&self, name: &str) -> Option<&Value> {
        self.reading().parameter(Location::Query, name)
    }

    /// The value of a declared header, decoded by its style; nothing where it is not sent.
    #[must_use]
    pub fn header_parameter(&self, name: &str) -> Option<&Value> {
        self.reading().parameter(Location::Header, name)
    }

    /// The value of a declared cookie, decoded; nothing where it is not sent.
    #[must_use]
    pub fn cookie_parameter(&self, name: &str) -> Option<&Value> {
        self.reading().parameter(Location::Cookie, name)
    }

    /// The request for a service or a client, below a base address; with an empty one its target is path and query alone, as
    /// services get it.
    ///
    /// # Errors
    ///
    /// Base address and target together are no URI.
    pub fn to_http(&self, base_url: &str) -> Result<http::Request<Bytes>, http::Error> {
        let uri = format!("{}{}", base_url.trim_end_matches('/'), self.target());
        let request = http::Request::builder().method(self.method()).uri(uri);
        let request = self.headers().iter().fold(request, |request, (name, value)| request.header(name, value));
        request.body(Bytes::copy_from_slice(self.body()))
    }

    fn wire(&self) -> &WireRequest {
        &self.case.request
    }

    fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| self.subject.builder().reading(self.wire()).unwrap_or_default())
    }
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        self.wire() == other.wire()
    }
}

impl Eq for Request {}

impl fmt::Debug for Request {
    /// What is sent, without the target's secrets: `proptest` shows it of a request that fails.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| self.subject.redactor().redact_start(text, SHOWN).0;
        let headers = self.headers().iter().map(|(name, value)| shown(&format!("{name}: {value}")));
        f.debug_struct("Request")
            .field("class", &shown(&self.class().name).as_str())
            .field("method", &shown(self.method()).as_str())
            .field("target", &shown(self.target()).as_str())
            .field("headers", &headers.map(|header| header.as_str().to_owned()).collect::<Vec<_>>())
            .field("body", &shown(&String::from_utf8_lossy(self.body())).as_str())
            .finish_non_exhaustive()
    }
}
