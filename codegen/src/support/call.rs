//! A call in the making: what its setters have said so far.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use reqwest::header::HeaderValue;
use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::core::Core;
use super::error::{ConstraintError, Error, Violation};
use super::multipart::PartHeader;
use super::operation::Operation;
use super::parameter::{Parameter, Wire, encode, header_value};
use super::raw::RawResponse;
use super::response::Response;
use super::rule::{Rule, check};
use super::stream::Reading;
use super::unlisted;

/// A call in the making.
#[derive(Clone)]
pub struct Call {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) parameters: BTreeMap<u16, Result<Wire, Violation>>,
    /// Those of the parameters whose values must not be shown.
    secrets: BTreeSet<u16>,
    pub(super) body: Option<Result<Body, Violation>>,
    pub(super) body_rule: Option<&'static Rule>,
    /// Headers of parts of the body, by the part and their names.
    pub(super) part_headers: BTreeMap<(&'static str, &'static str), Result<PartHeader, Violation>>,
    pub(super) accept: Option<&'static str>,
    pub(super) reading: Reading,
    /// Headers that the document need not declare.
    pub(super) headers: BTreeMap<&'static str, Result<HeaderValue, Violation>>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

impl Call {
    /// A call that says nothing yet.
    pub fn new(core: &Core, operation: &'static Operation) -> Self {
        let core = core.clone();
        let accept = operation.accept;
        Self {
            core,
            operation,
            parameters: BTreeMap::new(),
            secrets: BTreeSet::new(),
            body: None,
            body_rule: None,
            part_headers: BTreeMap::new(),
            accept,
            reading: Reading::Whole,
            headers: BTreeMap::new(),
        }
    }

    /// Gives a parameter its value, in place of any that it had.
    pub fn set<T: Serialize>(&mut self, parameter: &'static Parameter, value: impl TryInto<T, Error: fmt::Display>) {
        let wire = value.try_into().map_err(|error| error.to_string()).and_then(|value: T| {
            let value = unlisted::to_value(&value)?;
            encode(parameter, &value)
        });
        let violation = |message| Violation::new(parameter.location.as_str(), parameter.name, message);
        self.parameters.insert(parameter.index, wire.map_err(violation));
        if parameter.secret {
            self.secrets.insert(parameter.index);
        }
    }

    /// Asks for other media types than the preferred ones.
    pub fn accept(&mut self, media_types: &'static str) {
        self.accept = Some(media_types);
    }

    /// Gives successes before they have come to their end.
    pub fn read(&mut self, reading: Reading) {
        self.reading = reading;
    }

    /// Gives the body its value, which must hold to a rule, and which `write` turns into bytes.
    pub fn body<T>(
        &mut self,
        value: impl TryInto<T, Error: fmt::Display>,
        rule: Option<&'static Rule>,
        write: impl FnOnce(&T) -> Result<Body, String>,
    ) {
        let body = value.try_into().map_err(|error| error.to_string()).and_then(|value: T| write(&value));
        self.body = Some(body.map_err(|message| Violation::new("body", "", message)));
        self.body_rule = rule;
        self.write_part_headers();
    }

    /// Gives a header of a part of the body its value.
    pub fn part_header<T: Serialize>(
        &mut self,
        part: &'static str,
        parameter: &'static Parameter,
        value: impl TryInto<T, Error: fmt::Display>,
    ) {
        let wire = value.try_into().map_err(|error| error.to_string());
        let wire = wire.and_then(|value: T| encode(parameter, &unlisted::to_value(&value)?));
        let key = (part, parameter.name);
        self.part_headers.remove(&key);
        match wire {
            Ok(Wire::Header(name, value)) => {
                self.part_headers.insert(key, Ok(PartHeader { part, name, value }));
            }
            Ok(_) => {}
            Err(message) => {
                let violation = Violation::new("header", format!("{part}.{}", parameter.name), message);
                self.part_headers.insert(key, Err(violation));
            }
        }
        self.write_part_headers();
    }

    fn write_part_headers(&mut self) {
        let headers: Vec<PartHeader> = self.part_headers.values().flatten().cloned().collect();
        if let Some(Ok(body)) = &mut self.body
            && !headers.is_empty()
            && let Err(message) = body.set_part_headers(&headers)
        {
            self.body = Some(Err(Violation::new("body", "", message)));
        }
    }

    /// Marks the call as one that may be repeated.
    pub fn idempotency_key(&mut self, key: &str) {
        let value = if key.is_empty() { Err("is empty".to_owned()) } else { header_value(key) };
        let violation = |message| Violation::new("header", "Idempotency-Key", message);
        self.headers.insert("idempotency-key", value.map_err(violation));
    }

    /// Asks for the events after one; of all without an id (HTML Living Standard section 9.2.4).
    pub fn last_event_id(&mut self, id: &str) {
        let violation = |message| Violation::new("header", "Last-Event-ID", message);
        self.headers.remove("last-event-id");
        if !id.is_empty() {
            self.headers.insert("last-event-id", header_value(id).map_err(violation));
        }
    }

    /// Sends it and understands the answer by `decode`.
    pub async fn send<T, E>(self, decode: fn(&RawResponse) -> Result<T, Error<E>>) -> Result<Response<T>, Error<E>> {
        let raw = self.exchange().await?;
        let body = decode(&raw)?;
        Ok(Response::new(raw, body))
    }

    async fn exchange<E>(self) -> Result<RawResponse, Error<E>> {
        let violations = self.violations();
        if !violations.is_empty() {
            return Err(ConstraintError::new(violations).into());
        }
        let core = self.core.clone();
        Ok(core.exchange(&self).await?)
    }

    /// Its parameters whose values must not be shown, as they are sent.
    pub(super) fn secret_parameters(&self) -> impl Iterator<Item = &Wire> {
        self.secrets.iter().filter_map(|index| self.parameters.get(index)?.as_ref().ok())
    }

    /// Everything that is wrong with it, in the order of the document.
    fn violations(&self) -> Vec<Violation> {
        let parameters = self.parameters.values().filter_map(|wire| wire.as_ref().err());
        let body = self.body.iter().filter_map(|body| body.as_ref().err());
        let headers = self.headers.values().filter_map(|header| header.as_ref().err());
        let of_parts = self.part_headers.values().filter_map(|header| header.as_ref().err());
        let mut violations: Vec<Violation> = parameters.chain(body).chain(headers).chain(of_parts).cloned().collect();
        violations.extend(self.broken_in_body());
        violations.extend(self.missing_with_body());
        if matches!(&self.body, Some(Ok(body)) if body.payload.is_spent()) {
            violations.push(Violation::new("body", "", "is a stream that has been sent already"));
        }
        if let Some(missing) = self.core.missing_credentials(self.operation) {
            let message = format_args!("{missing} is required and has not been given").to_string();
            violations.push(Violation::new("credential", "", message));
        }
        violations
    }

    fn broken_in_body(&self) -> Vec<Violation> {
        let Some(Ok(Body { value: Some(value), .. })) = &self.body else { return Vec::new() };
        let broken = check(self.body_rule, value);
        broken.into_iter().map(|one| Violation::new("body", one.path, one.message)).collect()
    }

    fn missing_with_body(&self) -> Vec<Violation> {
        let Some(Ok(Body { value: Some(value), .. })) = &self.body else { return Vec::new() };
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
