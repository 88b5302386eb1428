//! A call that is being built, with what its setters were given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::constraint::{ConstraintError, Violation};
use super::core::Core;
use super::error::Error;
// part: multipart
use super::multipart::PartHeader;
// end of part
use super::operation::Operation;
use super::parameter::{Parameter, Wire, encode, header_value};
use super::raw::RawResponse;
use super::response::Response;
use super::rule::{Broken, Rule, Rules, check, summary};
use super::sending::to_value;
use super::settings::Settings;
use super::stream::Reading;

/// A call that is being built.
#[derive(Clone)]
pub struct Call {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) parameters: BTreeMap<u16, Result<Wire, Violation>>,
    /// Violations of the rules of parameters.
    broken: BTreeMap<u16, Violation>,
    /// Violations of the rules of parameters whose values must not be shown.
    secrets: BTreeSet<u16>,
    pub(super) body: Option<Result<Body, Violation>>,
    pub(super) body_rule: Option<&'static Rule>,
    // part: multipart
    /// Headers of the body's parts, by part and name.
    pub(super) part_headers: BTreeMap<(&'static str, &'static str), Result<PartHeader, Violation>>,
    /// Violations of the rules of these headers.
    broken_in_parts: BTreeMap<(&'static str, &'static str), Violation>,
    // end of part
    pub(super) accept: Option<&'static str>,
    pub(super) reading: Reading,
    /// Headers that the document does not declare.
    pub(super) headers: BTreeMap<String, Result<(HeaderName, HeaderValue), Violation>>,
    /// The complete URL, if a server gave it: only headers and cookies are added to it.
    pub(super) address: Option<Url>,
    /// Settings of this call alone.
    pub(super) settings: Settings,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

impl Call {
    /// A call without any values.
    pub fn new(core: &Core, operation: &'static Operation) -> Self {
        let core = core.clone();
        let accept = operation.accept;
        Self {
            core,
            operation,
            parameters: BTreeMap::new(),
            broken: BTreeMap::new(),
            secrets: BTreeSet::new(),
            body: None,
            body_rule: None,
            // part: multipart
            part_headers: BTreeMap::new(),
            broken_in_parts: BTreeMap::new(),
            // end of part
            accept,
            reading: Reading::Whole,
            headers: BTreeMap::new(),
            address: None,
            settings: Settings::default(),
        }
    }

    /// Sets a parameter, replacing any earlier value.
    pub fn set<T: Serialize>(&mut self, parameter: &'static Parameter, value: impl TryInto<T, Error: fmt::Display>) {
        let violation = |message| Violation::new(parameter.location.as_str(), parameter.name, message);
        let value = value.try_into().map_err(|error| error.to_string());
        let value = value.and_then(|value: T| to_value(&value));
        let broken = value.as_ref().ok().and_then(|value| summary(&check(parameter.rule, value)));
        let wire = value.and_then(|value| encode(parameter, &value));
        self.broken.remove(&parameter.index);
        self.broken.extend(broken.map(|message| (parameter.index, violation(message))));
        self.parameters.insert(parameter.index, wire.map_err(violation));
        if parameter.secret {
            self.secrets.insert(parameter.index);
        }
    }

    /// The value of a query parameter, if it is a single text.
    pub(super) fn sent_text(&self, parameter: &'static Parameter) -> Option<&str> {
        match self.parameters.get(&parameter.index) {
            Some(Ok(Wire::Query(pairs))) if pairs.len() == 1 => pairs.first().map(|(_, text)| text.as_str()),
            _ => None,
        }
    }

    /// Sends the call to a URL that a server gave.
    pub(super) fn send_to(&mut self, address: Url) {
        self.address = Some(address);
    }

    /// Accepts other media types than the preferred ones.
    pub fn accept(&mut self, media_types: &'static str) {
        self.accept = Some(media_types);
    }

    /// Returns successes before their body has been read.
    pub fn read(&mut self, reading: Reading) {
        self.reading = reading;
    }

    /// Sets the body, which must follow a rule, and which `write` turns into bytes.
    pub fn body<T>(
        &mut self,
        value: impl TryInto<T, Error: fmt::Display>,
        rule: Option<&'static Rule>,
        write: impl FnOnce(&T) -> Result<Body, String>,
    ) {
        let body = value.try_into().map_err(|error| error.to_string()).and_then(|value: T| write(&value));
        self.body = Some(body.map_err(|message| Violation::new("body", "", message)));
        self.body_rule = rule;
        // part: multipart
        self.write_part_headers();
        // end of part
    }

    // part: multipart
    /// Sets a header of a part of the body.
    pub fn part_header<T: Serialize>(
        &mut self,
        part: &'static str,
        parameter: &'static Parameter,
        value: impl TryInto<T, Error: fmt::Display>,
    ) {
        let value = value.try_into().map_err(|error| error.to_string());
        let value = value.and_then(|value: T| to_value(&value));
        let broken = value.as_ref().ok().and_then(|value| summary(&check(parameter.rule, value)));
        let violation = |message| Violation::new("header", format!("{part}.{}", parameter.name), message);
        let wire = value.and_then(|value| encode(parameter, &value));
        let key = (part, parameter.name);
        self.part_headers.remove(&key);
        self.broken_in_parts.remove(&key);
        self.broken_in_parts.extend(broken.map(|message| (key, violation(message))));
        match wire {
            Ok(Wire::Header(name, value)) => {
                self.part_headers.insert(key, Ok(PartHeader { part, name, value }));
            }
            Ok(_) => {}
            Err(message) => {
                self.part_headers.insert(key, Err(violation(message)));
            }
        }
        self.write_part_headers();
    }

    fn write_part_headers(&mut self) {
        let headers: Vec<PartHeader> = self.part_headers.values().flatten().cloned().collect();
        let Some(Ok(body)) = &mut self.body else { return };
        let written = if headers.is_empty() { Ok(()) } else { body.set_part_headers(&headers) };
        if let Err(message) = written {
            self.body = Some(Err(Violation::new("body", "", message)));
        }
    }
    // end of part

    /// Marks the call as safe to repeat.
    pub fn idempotency_key(&mut self, key: &str) {
        let value = if key.is_empty() { Err("is empty".to_owned()) } else { header_value(key) };
        self.own_header("Idempotency-Key", HeaderName::from_static("idempotency-key"), value);
    }

    /// Requests the events after one; an empty ID requests all events (HTML Living Standard section 9.2.4).
    pub fn last_event_id(&mut self, id: &str) {
        self.headers.remove("last-event-id");
        if !id.is_empty() {
            self.own_header("Last-Event-ID", HeaderName::from_static("last-event-id"), header_value(id));
        }
    }

    fn own_header(&mut self, shown: &str, name: HeaderName, value: Result<HeaderValue, String>) {
        let header = value.map_err(|message| Violation::new("header", shown, message));
        self.headers.insert(name.as_str().to_owned(), header.map(|value| (name, value)));
    }

    /// Sends the call and decodes the response.
    pub async fn send<T, E>(self, decode: fn(&RawResponse) -> Result<T, Error<E>>) -> Result<Response<T>, Error<E>> {
        let raw = self.exchange().await?;
        let body = decode(&raw)?;
        Ok(Response::new(raw, body))
    }

    async fn exchange<E>(self) -> Result<RawResponse, Error<E>> {
        let core = self.core.clone();
        let rules = self.settings.rules.unwrap_or(core.config().rules);
        let violations = self.violations(rules);
        if !violations.is_empty() {
            return Err(ConstraintError::new(self.operation.name, violations).into());
        }
        if rules == Rules::Warn {
            core.report_violations(&self, &self.broken_rules());
        }
        Ok(core.exchange(&self).await?)
    }

    /// Its parameters whose values must not be shown, as they are sent.
    pub(super) fn secret_parameters(&self) -> impl Iterator<Item = &Wire> {
        self.secrets.iter().filter_map(|index| self.parameters.get(index)?.as_ref().ok())
    }

    /// Why the call is not sent, in the order of the document: what cannot be sent, and the rules it breaks if they are
    /// strict.
    fn violations(&self, rules: Rules) -> Vec<Violation> {
        let is_strict = rules == Rules::Strict;
        let parameters = self.parameters.iter().filter_map(|(index, wire)| {
            let broken = self.broken.get(index).filter(|_| is_strict);
            broken.or(wire.as_ref().err())
        });
        let body = self.body.iter().filter_map(|body| body.as_ref().err());
        let headers = self.headers.values().filter_map(|header| header.as_ref().err());
        let mut violations: Vec<Violation> = parameters.chain(body).chain(headers).cloned().collect();
        // part: multipart
        let of_parts = self.part_headers.iter().filter_map(|(key, header)| {
            let broken = self.broken_in_parts.get(key).filter(|_| is_strict);
            broken.or(header.as_ref().err())
        });
        violations.extend(of_parts.cloned());
        // end of part
        if is_strict {
            violations.extend(self.broken_in_body());
        }
        if matches!(&self.body, Some(Ok(body)) if body.payload.is_spent()) {
            violations.push(Violation::new("body", "", "is a stream that has already been sent"));
        }
        violations.extend(self.lacks_credentials().filter(|_| is_strict));
        violations
    }

    /// Every rule of the document that the call breaks.
    fn broken_rules(&self) -> Vec<Violation> {
        let of_parameters = self.broken.values();
        // part: multipart
        let of_parameters = of_parameters.chain(self.broken_in_parts.values());
        // end of part
        let of_parameters = of_parameters.cloned();
        of_parameters.chain(self.broken_in_body()).chain(self.lacks_credentials()).collect()
    }

    fn lacks_credentials(&self) -> Option<Violation> {
        let missing = self.core.missing_credentials(self.operation).filter(|_| !self.has_header("authorization"))?;
        let message = format_args!("{missing} is required and missing").to_string();
        Some(Violation::new("credential", "", message))
    }

    /// How the body breaks its rule, and which parameters it requires that are missing.
    fn broken_in_body(&self) -> Vec<Violation> {
        let Some(value) = self.value() else { return Vec::new() };
        in_body(check(self.body_rule, value)).chain(self.missing_with_body(value)).collect()
    }

    /// The value of the body, if it was made from one.
    fn value(&self) -> Option<&Value> {
        let Some(Ok(Body { value, .. })) = &self.body else { return None };
        value.as_ref()
    }

    fn missing_with_body(&self, value: &Value) -> Vec<Violation> {
        let present = |pointer: &str| value.pointer(pointer).is_some_and(|field| *field != Value::Null);
        let missing = self
            .operation
            .required_with
            .iter()
            .filter(|rule| present(rule.body) && !self.parameters.contains_key(&rule.parameter.index));
        missing
            .map(|rule| {
                let message = format_args!("is required because the body has `{}`", rule.body).to_string();
                Violation::new(rule.parameter.location.as_str(), rule.parameter.name, message)
            })
            .collect()
    }
}

fn in_body(broken: Vec<Broken>) -> impl Iterator<Item = Violation> {
    broken.into_iter().map(|one| Violation::new("body", one.path, one.message))
}
