//! From a request to its answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::Value;
use trueline_spec::model::{Api, Checked, Link, LinkTarget, Method, Operation, OperationId, Readable, ValueSource};
use trueline_spec::resources::Resources;

use super::{
    credential::{self, Caller},
    fault::Fault,
    fixture::Fixture,
    limits::StateLimits,
    page::{Items, PageRequest},
    removed,
    respond::{self, Answer, Responder},
    session::{self, Session},
    state::{self, Resource, State},
};
use crate::generate::SeededRng;
use crate::judge::{Reading, RequestViolation, Route, Router, Validators, evaluate, read_request};
use crate::run::fingerprint;
use crate::schema::{json_pointer, subschema};
use crate::wire::RequestParts;

/// A document, ready to answer: by [`Mock::answer`], as a [`tower::Service`], or behind an address by a
/// [`Server`](super::Server). Clones remember the same things.
#[derive(Clone)]
pub struct Mock {
    api: Arc<Checked<Api>>,
    validators: Arc<Validators>,
    fixture: Arc<Fixture>,
    faults: Arc<[Fault]>,
    router: Arc<Router>,
    resources: Arc<Resources>,
    state: Arc<Mutex<State>>,
    notice: Option<Arc<Notice>>,
    has_noticed: Arc<AtomicBool>,
}

/// Who receives what the mock's owner should know.
type Notice = dyn Fn(&str) + Send + Sync;

impl std::fmt::Debug for Mock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mock").field("faults", &self.faults).finish_non_exhaustive()
    }
}

impl Mock {
    /// A mock with what a fixture says, and nothing created yet.
    #[must_use]
    pub fn new(api: Arc<Checked<Api>>, fixture: Fixture) -> Self {
        let validators = Arc::new({
            let operations: Vec<OperationId> = api.operations().map(|(id, _)| id).collect();
            Validators::of_operations(&api, &operations)
        });
        let state = Arc::new(Mutex::new(State::new(&api, &validators, &fixture)));
        let (router, resources) = (Arc::new(Router::new(&api)), Arc::new(Resources::of(&api)));
        Self {
            api,
            validators,
            fixture: Arc::new(fixture),
            faults: Arc::default(),
            router,
            resources,
            state,
            notice: None,
            has_noticed: Arc::default(),
        }
    }

    /// The same mock, which remembers no more than that.
    #[must_use]
    pub fn with_state_limits(self, limits: StateLimits) -> Self {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).limit(limits);
        self
    }

    /// The same mock, which reports once that it begins to forget what was created.
    #[must_use]
    pub fn with_notice(mut self, notice: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.notice = Some(Arc::new(notice));
        self
    }

    /// The same mock with faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.faults = faults.into();
        self
    }

    /// The steps that all answers so far took, 60 to 100 ns each: what [`ServiceTransport::metered`] bounds.
    ///
    /// [`ServiceTransport::metered`]: crate::transport::ServiceTransport::metered
    #[must_use]
    pub fn work(&self) -> u64 {
        self.validators.work.charge(self.router.take_steps());
        self.validators.all_work()
    }

    /// Answers a request. Never fails: what is wrong with a request is what the answer says.
    #[must_use]
    pub fn answer(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
        match self.router.route(&self.api, request.method().as_str(), path, query) {
            Route::Nothing => respond::undeclared(404, "the document has no such path", &[]),
            // Whoever has GET has HEAD (RFC 9110 section 9.1).
            Route::OtherMethods(allowed) if allowed.contains(&"GET") && request.method() == http::Method::HEAD => {
                self.head(request)
            }
            Route::OtherMethods(mut allowed) => {
                if allowed.contains(&"GET") && !allowed.contains(&"HEAD") {
                    allowed.push("HEAD");
                }
                respond::undeclared(405, "the path has no such method", &allowed)
            }
            Route::Operation(id, values) => self.answer_operation(id, values, request),
        }
    }

    /// What GET has as its answer, without the body (RFC 9110 section 9.3.2).
    fn head(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let mut get = request.clone();
        *get.method_mut() = http::Method::GET;
        let mut response = self.answer(&get);
        let length = std::mem::take(response.body_mut()).len();
        // What has no body has no length either (RFC 9110 section 8.6).
        if !matches!(response.status().as_u16(), 204 | 304) {
            // A full map of headers takes no more, and panics where it is not asked.
            let _ = response.headers_mut().try_insert(http::header::CONTENT_LENGTH, length.into());
        }
        response
    }

    /// Answers a request that was not read to its end, for a reason, as its operation declares for the status.
    pub(super) fn refuse(&self, head: &http::request::Parts, status: u16, message: &str) -> http::Response<Bytes> {
        let (path, query) = (head.uri.path(), head.uri.query().unwrap_or_default());
        let Route::Operation(id, _) = self.router.route(&self.api, head.method.as_str(), path, query) else {
            return respond::undeclared(status, message, &[]);
        };
        let operation = self.api.operation(id);
        let accept = head.headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
        let seed = format!("{} {}", head.method, head.uri);
        let (api, validators, caller) = (&self.api, &self.validators, &Caller::default());
        let responder = Responder { api, validators, seed: &seed, caller, accept };
        responder.write(operation, &responder.refusal(operation, status, message, &[]))
    }

    fn answer_operation(
        &self,
        id: OperationId,
        values: Vec<(String, String)>,
        request: &http::Request<Bytes>,
    ) -> http::Response<Bytes> {
        let operation = self.api.operation(id);
        let parts = RequestParts::new(values, request.uri().query().unwrap_or_default(), headers(request));
        let alternatives = operation.security.iter().map(|requirement| 1 + requirement.schemes.len()).sum::<usize>();
        self.validators.work.charge(u64::try_from(alternatives).unwrap_or(u64::MAX));
        let (caller, allowed) = credential::check(&self.api, &self.fixture, operation, &parts);
        let seed = seed(request);
        let responder = Responder {
            api: &self.api,
            validators: &self.validators,
            seed: &seed,
            caller: &caller,
            accept: parts.header("accept"),
        };
        let answer = match allowed {
            Err(refusal) => responder.refusal(operation, refusal.status, refusal.message, &[]),
            Ok(()) => self.judged(id, operation, &parts, request.body(), &responder),
        };
        self.apply_faults(answer, |answer| responder.write(operation, answer))
    }

    fn judged(
        &self,
        id: OperationId,
        operation: &Operation,
        parts: &RequestParts,
        body: &[u8],
        responder: &Responder<'_>,
    ) -> Answer {
        let mut reading = read_request(&self.api, &self.validators, operation, parts, body);
        reading.violations.retain(|violation| !self.ignores(violation));
        let page = operation
            .laws
            .page
            .as_ref()
            .map(|law| (law, PageRequest::read(&self.api, &self.validators, operation, law, &reading)));
        if let Some((_, Err(violation))) = &page
            && !self.ignores(violation)
        {
            reading.violations.push(violation.clone());
        }
        if !reading.violations.is_empty() {
            let status = invalid_status(operation, &reading.violations);
            return responder.refusal(operation, status, "the request is not valid", &reading.violations);
        }
        let session = match session::session(&self.fixture, operation, &reading) {
            Ok(session) => session,
            Err(refusal) => return responder.refusal(operation, refusal.status, refusal.message, &[]),
        };
        let path = path_values(&reading, operation);
        if !self.state().is_kept(id) {
            let places = removed::places(&self.resources, id, &path);
            let is_there = self.state().removed.allow(self.resources.role(id), &places);
            // Where nothing is declared for it, what deletes or changes once more succeeds again.
            if !is_there && (operation.method == Method::Get || operation.response(404).is_some()) {
                return responder.refusal(operation, 404, "there is no such thing any more", &[]);
            }
            return self.created(operation, &reading, &session, responder);
        }
        // What is found is shared, so that nobody waits while it is shown.
        let found = self.state().find(id, &path, responder.caller.environment.as_deref());
        let Some(resource) = found else {
            return responder.refusal(operation, 404, "there is no such thing", &[]);
        };
        if let (Some(owner), Some(actor), Some(status)) = (&resource.owner, &session.actor, session.foreign_status)
            && owner != actor
        {
            return responder.refusal(operation, status, "it belongs to somebody else", &[]);
        }
        let mut answer = responder.success(operation);
        if let Some(body) = &mut answer.body {
            match page {
                Some((law, Ok(page))) => page.fill(law, &resource.items, body),
                _ => show(operation, &resource, body),
            }
            select_fields(operation, &reading, body);
        }
        answer
    }

    /// The answer of an operation that remembers nothing, or creates what can be read later.
    fn created(
        &self,
        operation: &Operation,
        reading: &Reading,
        session: &Session,
        responder: &Responder<'_>,
    ) -> Answer {
        let mut answer = responder.success(operation);
        let status = answer.status;
        let links: Vec<&Link> =
            operation.response(status).map(|response| response.links.iter().collect()).unwrap_or_default();
        let readable = links.into_iter().find_map(|link| match (&link.readable, &link.target) {
            (Some(readable), LinkTarget::Operation(target)) => Some((link, readable, *target)),
            _ => None,
        });
        let Some(body) = &mut answer.body else { return answer };
        if let Some((link, readable, target)) = readable {
            let (number, time) = self.state().create();
            let seed = format!("{} {number}", responder.seed);
            if let Some(schema) = responder.media_type(operation, status).and_then(|media_type| media_type.schema) {
                state::refresh(&self.api, schema, body, &mut SeededRng::of(1, &[&seed]), time);
            }
            self.echo(operation, reading, body);
            let target_operation = self.api.operation(target);
            let environment = responder.caller.environment.as_deref();
            let item = state::new_item(&self.api, &self.validators, target_operation, &seed, time, environment);
            let items = item.map(|item| with_equal_fields(item, readable, reading, body)).into_iter().collect();
            let resource = Resource {
                operation: target,
                path: link_path(link, target_operation, reading, body),
                environment: responder.caller.environment.clone(),
                owner: session.actor.clone(),
                items: Items::new(items, target_operation.laws.page.as_ref()),
            };
            let forgot = self.state().add(resource);
            if forgot && !self.has_noticed.swap(true, Ordering::Relaxed) {
                self.notice.iter().for_each(|notice| notice(FORGETS));
            }
        } else {
            self.echo(operation, reading, body);
        }
        answer
    }

    /// Held for a moment only: never while a value is generated or judged.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Repeats what the answer repeats of the request, defaults included.
    fn echo(&self, operation: &Operation, reading: &Reading, body: &mut Value) {
        for echo in &operation.laws.echoes {
            let sent = reading.body.as_ref().and_then(|sent| sent.pointer(&echo.request).cloned());
            if let Some(value) = sent.or_else(|| self.default_of(operation, &echo.request)) {
                json_pointer::put(body, &echo.response, value);
            }
        }
    }

    fn default_of(&self, operation: &Operation, pointer: &str) -> Option<Value> {
        let media_type = operation.body.as_ref()?.content.first()?;
        let schema = subschema::at(&self.api, media_type.schema?, pointer)?;
        self.api.schemas[schema].annotations.default.clone()
    }

    fn ignores(&self, violation: &RequestViolation) -> bool {
        self.faults.iter().any(|fault| {
            matches!(fault, Fault::Ignore { location, keyword }
                if *location == violation.location && *keyword == violation.rule.keyword)
        })
    }

    fn apply_faults(
        &self,
        mut answer: Answer,
        write: impl Fn(&Answer) -> http::Response<Bytes>,
    ) -> http::Response<Bytes> {
        for fault in self.faults.iter() {
            if let Some(body) = &mut answer.body {
                match fault {
                    Fault::OmitMember(pointer) => drop(json_pointer::remove(body, pointer)),
                    Fault::NullMember(pointer) if body.pointer(pointer).is_some() => {
                        json_pointer::put(body, pointer, Value::Null);
                    }
                    _ => {}
                }
            }
        }
        let mut response = write(&answer);
        for fault in self.faults.iter() {
            match fault {
                Fault::Status { from, to } if *from == answer.status => {
                    *response.status_mut() = respond::plain(*to).status();
                }
                Fault::OmitHeader(name) => drop(response.headers_mut().remove(name.as_str())),
                _ => {}
            }
        }
        response
    }
}

/// What a mock reports to its owner once.
const FORGETS: &str = "the oldest of what was created is forgotten from now on, for the mock remembers no more \
                       (--max-resources, --max-state-bytes)";
/// A body beyond this many bytes counts by its fingerprint.
const LONGEST_IN_SEED: usize = 64 * 1024;

/// Names a request, so that the same request has the same answer.
fn seed(request: &http::Request<Bytes>) -> String {
    let body = request.body();
    if body.len() <= LONGEST_IN_SEED {
        return format!("{} {} {}", request.method(), request.uri(), String::from_utf8_lossy(body));
    }
    let fingerprint = fingerprint::of(body);
    format!("{} {} {fingerprint:016x} {}", request.method(), request.uri(), body.len())
}

fn headers(request: &http::Request<Bytes>) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// The status of an invalid request: what a session asks for, else what the operation declares for one.
fn invalid_status(operation: &Operation, violations: &[RequestViolation]) -> u16 {
    use trueline_spec::model::ResponseStatus::Code;
    let declares = |status| operation.responses.iter().any(|response| response.status == Code(status));
    let best =
        violations.iter().find_map(|violation| violation.status).filter(|status| *status != 415 || declares(415));
    best.or_else(|| [400, 422].into_iter().find(|status| declares(*status))).unwrap_or(400)
}

fn path_values(reading: &Reading, operation: &Operation) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    operation
        .path
        .parameters()
        .filter_map(|name| {
            let value = reading.parameter(trueline_spec::model::Location::Path, name)?;
            Some((name.to_owned(), text(value)))
        })
        .collect()
}

/// Shows what is remembered of one thing.
fn show(operation: &Operation, resource: &Resource, body: &mut Value) {
    let pointer = operation.laws.page.as_ref().map_or("", |page| page.items.as_str());
    if let Some(item) = resource.items.all().first() {
        json_pointer::put(body, pointer, item.clone());
    }
}

/// Keeps the fields that were asked for (`x-trueline-fields`).
fn select_fields(operation: &Operation, reading: &Reading, body: &mut Value) {
    let Some(law) = &operation.laws.fields else { return };
    let Some(asked) = reading.parameter_named(&law.parameter).and_then(Value::as_array) else { return };
    let keep = |item: &mut Value| {
        if let Value::Object(members) = item {
            members.retain(|name, _| asked.iter().any(|field| field == name.as_str()));
        }
    };
    match body.pointer_mut(&law.items) {
        Some(Value::Array(items)) => items.iter_mut().for_each(keep),
        Some(item) => keep(item),
        None => {}
    }
}

/// The path under which a link's target shows what was created.
fn link_path(link: &Link, target: &Operation, reading: &Reading, answer: &Value) -> Vec<(String, String)> {
    let names = target.path.parameters().map(str::to_owned);
    names
        .filter_map(|name| {
            let expression = link.parameters.get(&name).or_else(|| link.parameters.get(&format!("path.{name}")))?;
            let value = evaluate(expression, reading, answer)?;
            Some((name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        })
        .collect()
}

/// An item with what must be equal to the creation.
fn with_equal_fields(mut item: Value, readable: &Readable, reading: &Reading, answer: &Value) -> Value {
    for comparison in &readable.equal {
        let value = match &comparison.source {
            ValueSource::Request(pointer) => reading.body.as_ref().and_then(|body| body.pointer(pointer)),
            ValueSource::Response(pointer) => answer.pointer(pointer),
        };
        if let Some(value) = value {
            json_pointer::put(&mut item, &comparison.item, value.clone());
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    #[test]
    fn whoever_has_get_has_head() {
        let mock = Mock::new(
            api("
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /text:
    get:
      operationId: text
      responses: {'200': {description: d, content: {text/plain: {schema: {const: hello}}}}}
  /own:
    get: {operationId: own, responses: {'200': {description: d}}}
    head: {operationId: head, responses: {'204': {description: d}}}
"),
            Fixture::default(),
        );
        let answer = |method: &str, path: &str| {
            let request = http::Request::builder().method(method).uri(path).body(Bytes::new()).expect("a request");
            let answer = mock.answer(&request);
            let header =
                |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap_or_default().to_owned());
            (answer.status().as_u16(), header("content-length"), header("allow"), answer.body().len())
        };
        assert_eq!(answer("GET", "/text"), (200, None, None, 5));
        assert_eq!(answer("HEAD", "/text"), (200, Some("5".to_owned()), None, 0));
        assert_eq!(answer("HEAD", "/own").0, 204);
        let allow = |path: &str| answer("PUT", path).2.unwrap_or_default();
        assert_eq!((allow("/text"), allow("/own")), ("GET, HEAD".to_owned(), "GET, HEAD".to_owned()));
        assert_eq!(answer("HEAD", "/none").0, 404);
    }

    /// RFC 9110 section 15.5.22.
    #[test]
    fn what_switches_protocols_asks_for_another() {
        let text = "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/socket: {get: {responses: {'101': {description: d}}}}}}";
        let request = http::Request::builder().uri("/socket").body(Bytes::new()).expect("a request");
        let answer = Mock::new(api(text), Fixture::default()).answer(&request);
        assert_eq!(
            (answer.status(), &answer.headers()[http::header::UPGRADE]),
            (http::StatusCode::UPGRADE_REQUIRED, &"websocket".parse().expect("a value"))
        );
    }
}
