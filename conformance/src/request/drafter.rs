//! Valid requests of an operation.

use std::collections::BTreeMap;

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{
    Api, ApiKeyLocation, ExampleValue, Location, MediaType, Method, Operation, OperationId, Parameter,
    ParameterEncoding, PathPart, SchemaId, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};

use super::{Argument, Content, Draft, Given, Presented, Twins, WireRequest, media_type_of};
use crate::generate::{Draw, Extent, Generator, Texts};
use crate::judge::{Reading, Route, Router, Validators, is_valid_in_request, location_of, read_request};
use crate::limits::{self, CREDENTIALS, REQUEST_SIZE, TARGET_SIZE};
use crate::schema::json_pointer;
use crate::target::{Actor, Target};
use crate::wire::{
    DecodedBody, Encoded, RequestParts, decode_body, decode_parameter, encode_body, encode_parameter, match_path,
};

/// How often one part of a request is drawn anew because it fits no wire.
const ATTEMPTS: usize = 20;
/// Steps that reading a request counts as, whatever its size.
const STEPS_OF_REQUEST: usize = 400;

/// What is known of one operation at one target.
#[derive(Clone, Copy)]
pub(crate) struct Drafter<'a> {
    pub api: &'a Api,
    pub validators: &'a Validators,
    pub router: &'a Router,
    pub twins: &'a Twins,
    pub target: &'a Target,
    pub id: OperationId,
    pub operation: &'a Operation,
}

impl<'a> Drafter<'a> {
    pub(crate) fn new(
        api: &'a Api,
        validators: &'a Validators,
        router: &'a Router,
        twins: &'a Twins,
        target: &'a Target,
        id: OperationId,
    ) -> Self {
        Self { api, validators, router, twins, target, id, operation: api.operation(id) }
    }

    /// The same for another operation.
    pub(crate) fn of(&self, id: OperationId) -> Self {
        Self { id, operation: self.api.operation(id), ..*self }
    }

    /// Who owns what is promised; the first that is configured.
    pub(crate) fn owner(&self) -> Option<&'a Actor> {
        self.target.actors.first()
    }

    /// Somebody else.
    pub(crate) fn stranger(&self) -> Option<&'a Actor> {
        self.target.actors.get(1)
    }

    /// The promised path of this operation.
    pub(crate) fn promised(&self) -> Option<&'a indexmap::IndexMap<String, String>> {
        let resources = self.owner()?.resources.iter();
        resources.filter(|resource| resource.operation == self.id).map(|resource| &resource.path).next()
    }

    /// Whether a valid request is bound to find what it asks for. What a path without parameters reads is there; what is
    /// written there may need what nobody promised.
    pub(crate) fn is_promised(&self) -> bool {
        let mut names = self.operation.path.parts().iter().filter_map(|part| match part {
            PathPart::Parameter(name) => Some(name),
            PathPart::Literal(_) => None,
        });
        if names.clone().next().is_none() {
            return matches!(self.operation.method, Method::Get | Method::Head | Method::Options);
        }
        names.all(|name| self.promised().is_some_and(|path| path.contains_key(name)))
    }

    /// Another operation of the same method whose path is the same but for the names of parameters, which OpenAPI
    /// forbids (OpenAPI 3.1.0 section 4.8.8): nobody can tell which of them a request is for.
    pub(crate) fn twin(&self) -> Option<&'a Operation> {
        self.twins.of(self.id, self.operation).map(|id| self.api.operation(id))
    }

    /// A valid request; `texts` are those of its body.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn draft(&self, extent: Extent, texts: Texts, draw: &mut Draw) -> Result<Draft, String> {
        let content = self.content(extent, texts, draw)?;
        let credentials = self.credentials(extent, draw)?;
        self.drafted(content, credentials, extent, draw)
    }

    /// The plainest valid request with given credentials.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn plainest_with(&self, credentials: Vec<Presented>, draw: &mut Draw) -> Result<Draft, String> {
        let content = self.content(Extent::Least, Texts::Short, draw)?;
        self.drafted(content, credentials, Extent::Least, draw)
    }

    fn drafted(
        &self,
        content: Option<Content>,
        credentials: Vec<Presented>,
        extent: Extent,
        draw: &mut Draw,
    ) -> Result<Draft, String> {
        let mut draft =
            Draft { method: self.operation.method.as_str().to_owned(), content, credentials, ..Draft::default() };
        for (index, parameter) in self.operation.parameters.iter().enumerate() {
            if !self.is_presented(parameter, &draft.credentials)
                && Self::is_sent(parameter, extent, draft.body(), draw)
                && let Some(given) = self.argument(parameter, extent, draw)?
            {
                draft.arguments.push(Argument { index, given });
            }
        }
        Ok(draft)
    }

    /// Whether a credential is sent in a parameter's place.
    fn is_presented(&self, parameter: &Parameter, credentials: &[Presented]) -> bool {
        let mut schemes = credentials.iter().filter_map(|one| self.api.security_schemes.get(&one.scheme));
        schemes.any(|scheme| scheme.carries(parameter))
    }

    fn is_sent(parameter: &Parameter, extent: Extent, body: Option<&Value>, draw: &mut Draw) -> bool {
        let is_needed = parameter
            .required_with
            .as_ref()
            .is_some_and(|required| body.is_some_and(|body| body.pointer(&required.body).is_some()));
        parameter.required || is_needed || (extent == Extent::Any && !parameter.deprecated && draw.once_in(2))
    }

    /// What is sent for a parameter; nothing where only the server knows its values.
    fn argument(&self, parameter: &Parameter, extent: Extent, draw: &mut Draw) -> Result<Option<Given>, String> {
        if let Some(text) = self.configured(parameter) {
            return Ok(Some(Given::Text(text)));
        }
        if parameter.session.is_some() && !parameter.required {
            return Ok(None);
        }
        if parameter.session.is_some() {
            return Err(format!("no actor of the target has the header `{}`", parameter.name));
        }
        if let Some(page) = &self.operation.laws.page
            && page.cursor == parameter.name
            && parameter.location == Location::Query
        {
            // Only a page can give one.
            return Ok(None);
        }
        let example = parameter.examples.iter().find_map(|example| match &example.value {
            ExampleValue::Inline(value) => Some(value),
            ExampleValue::External(_) => None,
        });
        let shows_example = extent != Extent::Any || draw.once_in(8);
        if let (Some(example), true) = (example, shows_example)
            && self.is_valid(parameter, example)
            && self.is_readable(parameter, example)
        {
            return Ok(Some(Given::Value(example.clone())));
        }
        let Some(schema) = parameter.schema() else { return Ok(Some(Given::Text("text".to_owned()))) };
        let mut failure = None;
        for attempt in 0..ATTEMPTS {
            let mut generator = self.generator(of_attempt(extent, attempt), texts(parameter.location), draw);
            let generated = generator.value(schema);
            *draw = generator.draw;
            match generated {
                Ok(value) if fits(parameter, &value) && self.is_readable(parameter, &value) => {
                    return Ok(Some(Given::Value(value)));
                }
                Ok(_) => failure = Some("none was found that its style can write".to_owned()),
                Err(impossible) => {
                    failure = Some(impossible.reason);
                    if impossible.is_limit {
                        break;
                    }
                }
            }
        }
        if parameter.required {
            let reason = failure.unwrap_or_default();
            return Err(format!("`{}` has no value: {reason}", location_of(parameter)));
        }
        Ok(None)
    }

    /// Sends the owner's values for parameters that the body makes required, where they are not sent yet.
    pub(crate) fn complete(&self, draft: &mut Draft) {
        for (index, parameter) in self.operation.parameters.iter().enumerate() {
            let is_needed = parameter
                .required_with
                .as_ref()
                .is_some_and(|required| draft.body().is_some_and(|body| body.pointer(&required.body).is_some()));
            if let (true, None, Some(text)) = (is_needed, draft.argument(index), self.configured(parameter)) {
                draft.give(index, Given::Text(text));
            }
        }
    }

    /// What the owner's configuration says of a parameter.
    pub(crate) fn configured(&self, parameter: &Parameter) -> Option<String> {
        match parameter.location {
            Location::Path => self.promised()?.get(&parameter.name).cloned(),
            Location::Header => {
                let header = self.owner()?.headers.get(&parameter.name.to_ascii_lowercase())?;
                Some(header.expose().to_owned())
            }
            Location::Query | Location::Cookie => None,
        }
    }

    fn is_valid(&self, parameter: &Parameter, value: &Value) -> bool {
        parameter
            .schema()
            .is_none_or(|schema| self.validators.is_valid(self.api, schema, Direction::Request, value).unwrap_or(false))
    }

    /// Whether what is sent for a value is read as a valid one: styles have no word for lists within lists, nor for a
    /// comma in an item of a header.
    fn is_readable(&self, parameter: &Parameter, value: &Value) -> bool {
        let encoded = encode_parameter(parameter, value);
        let own = |text: String| vec![(parameter.name.to_ascii_lowercase(), text)];
        let parts = match encoded {
            Encoded::Path(text) => RequestParts::new(vec![(parameter.name.clone(), text)], "", Vec::new()),
            Encoded::Query(pairs) => RequestParts::new(Vec::new(), &pairs.join("&"), Vec::new()),
            Encoded::Header(text) => RequestParts::new(Vec::new(), "", own(text)),
            Encoded::Cookie(pairs) => RequestParts::new(Vec::new(), "", vec![cookie_header(pairs)]),
        };
        self.charge(STEPS_OF_REQUEST / 4);
        let is_valid = is_valid_in_request(self.api, self.validators);
        let read = decode_parameter(self.api, self.operation, parameter, &parts, &is_valid);
        read.is_ok_and(|read| read.is_some_and(|read| self.may_be(parameter.schema(), &read)))
    }

    fn content(&self, extent: Extent, texts: Texts, draw: &mut Draw) -> Result<Option<Content>, String> {
        let Some(body) = self.operation.body.as_ref().filter(|body| !body.content.is_empty()) else { return Ok(None) };
        if !body.required && extent != Extent::Whole && (extent == Extent::Least || draw.once_in(4)) {
            return Ok(None);
        }
        let mut failure = "the body has no media type that is generated".to_owned();
        let mut order: Vec<usize> = (0..body.content.len()).collect();
        order.sort_by_key(|index| !body.content[*index].is_json());
        if extent == Extent::Any {
            let turn = draw.below(order.len());
            order.rotate_left(turn);
        }
        for index in order {
            match self.value_of(index, extent, texts, draw) {
                Ok(value) => return Ok(Some(Content::Value { media_type: index, value })),
                Err(reason) => failure = reason,
            }
        }
        if body.required { Err(failure) } else { Ok(None) }
    }

    /// A value for a declared media type.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn body_of(&self, index: usize, extent: Extent, draw: &mut Draw) -> Result<Value, String> {
        self.value_of(index, extent, Texts::Short, draw)
    }

    /// A value for a declared media type, with the owner's own values in it.
    fn value_of(&self, index: usize, extent: Extent, texts: Texts, draw: &mut Draw) -> Result<Value, String> {
        let media_type = media_type_of(self.operation, index).ok_or("there is no such media type")?;
        let shows_example = extent == Extent::Least || draw.once_in(12);
        let example = media_type.examples.iter().find_map(|example| match &example.value {
            ExampleValue::Inline(value) if shows_example => Some(value.clone()),
            _ => None,
        });
        let is_valid = |value: &Value| {
            media_type.schema.is_none_or(|schema| {
                self.validators.is_valid(self.api, schema, Direction::Request, value).unwrap_or(false)
            })
        };
        let mut failure = String::new();
        for attempt in 0..if media_type.is_json() { 1 } else { ATTEMPTS } {
            let shown = example.clone().filter(|example| attempt == 0 && is_valid(example));
            let mut value = match (shown, media_type.schema) {
                (Some(example), _) => example,
                (None, Some(schema)) => {
                    let mut generator = self.generator(of_attempt(extent, attempt), texts, draw);
                    let generated = generator.value(schema);
                    *draw = generator.draw;
                    generated.map_err(|impossible| impossible.reason)?
                }
                (None, None) => Value::String("text".to_owned()),
            };
            self.own(&mut value);
            match encode_body(self.api, media_type, &value) {
                Some((content_type, bytes)) if self.is_readable_body(media_type, &content_type, &bytes) => {
                    return Ok(value);
                }
                Some(_) => failure = format!("no value was found that `{}` can write", media_type.name),
                None => return Err(format!("bodies of `{}` are not generated", media_type.name)),
            }
        }
        Err(failure)
    }

    /// Whether the bytes of a body are read as a valid value; empty ones are none.
    fn is_readable_body(&self, media_type: &MediaType, content_type: &str, bytes: &[u8]) -> bool {
        if media_type.is_json() {
            return true;
        }
        let is_valid = is_valid_in_request(self.api, self.validators);
        self.charge(bytes.len() / 8);
        let read = decode_body(self.api, media_type, content_type, bytes, &is_valid);
        let is_fine = read.is_ok_and(|read| match read {
            DecodedBody::Value(read) => self.may_be(media_type.schema, &read),
            DecodedBody::Opaque => true,
        });
        is_fine && !bytes.is_empty()
    }

    /// Whether a value is one of a schema, or nobody can tell.
    fn may_be(&self, schema: Option<SchemaId>, value: &Value) -> bool {
        schema.is_none_or(|schema| self.validators.is_valid(self.api, schema, Direction::Request, value) != Ok(false))
    }

    /// Puts the owner's values where a body has such a member.
    pub(crate) fn own(&self, body: &mut Value) {
        for (pointer, value) in self.owner().into_iter().flat_map(|owner| &owner.body) {
            if body.pointer(pointer).is_some() {
                json_pointer::put(body, pointer, value.clone());
            }
        }
    }

    /// Credentials for one of the operation's alternatives.
    fn credentials(&self, extent: Extent, draw: &mut Draw) -> Result<Vec<Presented>, String> {
        if self.operation.security.is_empty() {
            return Ok(Vec::new());
        }
        let alternatives = &self.operation.security;
        let first = if extent == Extent::Any { draw.below(alternatives.len()) } else { 0 };
        let in_turn = alternatives.iter().cycle().skip(first).take(alternatives.len());
        let chosen = in_turn.inspect(|_| self.validators.work.charge(1)).find_map(|one| self.presented(one));
        chosen.ok_or_else(|| {
            if self.operation.security.iter().all(|requirement| requirement.schemes.len() > CREDENTIALS) {
                let limit = limits::named("credentials", CREDENTIALS);
                return format!("it takes more credentials than are sent with a request {limit}");
            }
            if self.operation.security.iter().all(|requirement| self.is_crowded(requirement)) {
                return "no request can hold several credentials in one place".to_owned();
            }
            let wanted: Vec<&str> = self
                .operation
                .security
                .iter()
                .flat_map(|requirement| &requirement.schemes)
                .map(|scheme| scheme.name.as_str())
                .collect();
            format!("the target has no credential for {}", wanted.join(" or "))
        })
    }

    /// The credentials of each alternative that the target has.
    pub(crate) fn alternatives(&self) -> Vec<Vec<Presented>> {
        self.operation.security.iter().filter_map(|requirement| self.presented(requirement)).collect()
    }

    /// Whether several credentials belong in one place, which holds but one: a header of that name for instance.
    fn is_crowded(&self, requirement: &SecurityRequirement) -> bool {
        let mut known: BTreeMap<(&str, String), &str> = BTreeMap::new();
        let schemes = requirement.schemes.iter().filter_map(|required| self.api.security_schemes.get(&required.name));
        schemes.filter_map(|scheme| Some((place_of(scheme)?, scheme))).any(|(place, scheme)| {
            let word = scheme.authorization_word().filter(|word| !word.is_empty()).unwrap_or(&scheme.name);
            known.insert(place, word).is_some_and(|other| other != word)
        })
    }

    fn presented(&self, requirement: &SecurityRequirement) -> Option<Vec<Presented>> {
        if requirement.schemes.len() > CREDENTIALS || self.is_crowded(requirement) {
            return None;
        }
        requirement
            .schemes
            .iter()
            .map(|required| {
                let has_roles = self.api.security_schemes.get(&required.name)?.roles.is_some();
                let roles = if has_roles { required.scopes.as_slice() } else { &[] };
                let secret = self.target.credential(&required.name, roles)?;
                Some(Presented { scheme: required.name.clone(), text: secret.expose().to_owned(), whole: false })
            })
            .collect()
    }

    pub(crate) fn generator(&self, extent: Extent, texts: Texts, draw: &Draw) -> Generator<'a> {
        Generator::new(self.api, self.validators, Direction::Request, extent, texts, draw.clone())
    }

    /// The request's bytes, and all that the document has against them.
    ///
    /// # Errors
    ///
    /// The request cannot be sent.
    pub(crate) fn judge(&self, draft: &Draft) -> Result<(WireRequest, Reading), String> {
        self.validators.work.check()?;
        // Each parameter is looked for among all that are sent, and the media type among those that are declared.
        let parameters = self.operation.parameters.len();
        let media_types = self.operation.body.as_ref().map_or(0, |body| body.content.len());
        self.charge(STEPS_OF_REQUEST + parameters + parameters * parameters / 16 + media_types / 4);
        let wire = draft.encode(self.api, self.operation)?;
        self.charge(wire.body.len() / 8 + wire.target.len() / 32);
        if wire.body.len() > REQUEST_SIZE {
            let reason = format!("a body of {} bytes is larger than what is sent", wire.body.len());
            return Err(format!("{reason} {}", limits::named("request-size", REQUEST_SIZE)));
        }
        if wire.target.len() > TARGET_SIZE {
            let reason = format!("a target of {} bytes is longer than what is sent", wire.target.len());
            return Err(format!("{reason} {}", limits::named("target-size", TARGET_SIZE)));
        }
        let (path, query) = wire.target.split_once('?').unwrap_or((&wire.target, ""));
        let values = match_path(&self.operation.path, path).ok_or("the path is no longer the operation's")?;
        let route = self.router.route(self.api, &wire.method, path, query);
        self.validators.work.charge(self.router.take_steps());
        if wire.method == self.operation.method.as_str() {
            match route {
                Route::Operation(other, _) if other != self.id => {
                    return Err(format!("the path is one of `{}`", self.api.operation(other).key));
                }
                Route::OtherMethods(_) => return Err("the path is one without parameters and this method".to_owned()),
                _ => {}
            }
        }
        let reading = self.read(&wire, values, query);
        match reading.undecided {
            Some(reason) => Err(format!("nobody can tell whether the request is valid: {reason}")),
            None => Ok((wire, reading)),
        }
    }

    /// What a request of the operation says; nothing where its path is another's.
    pub(crate) fn reading(&self, wire: &WireRequest) -> Option<Reading> {
        let (path, query) = wire.target.split_once('?').unwrap_or((&wire.target, ""));
        Some(self.read(wire, match_path(&self.operation.path, path)?, query))
    }

    fn read(&self, wire: &WireRequest, values: Vec<(String, String)>, query: &str) -> Reading {
        let headers = wire.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        let parts = RequestParts::new(values, query, headers);
        read_request(self.api, self.validators, self.operation, &parts, &wire.body)
    }

    fn charge(&self, steps: usize) {
        self.validators.work.charge(u64::try_from(steps).unwrap_or(u64::MAX));
    }
}

/// Where a scheme's credential stands; nothing where it is no part of a request.
fn place_of(scheme: &SecurityScheme) -> Option<(&'static str, String)> {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => Some(match location {
            ApiKeyLocation::Header => ("header", name.to_ascii_lowercase()),
            ApiKeyLocation::Query => ("query", name.clone()),
            ApiKeyLocation::Cookie => ("cookie", name.clone()),
        }),
        _ => scheme.authorization_word().map(|_| ("header", "authorization".to_owned())),
    }
}

fn texts(location: Location) -> Texts {
    match location {
        Location::Path => Texts::Segment,
        Location::Query | Location::Cookie => Texts::Address,
        Location::Header => Texts::Header,
    }
}

/// What is drawn where the values of an extent cannot be written: the fuller ones, then any.
fn of_attempt(extent: Extent, attempt: usize) -> Extent {
    match (extent, attempt) {
        (extent, 0) => extent,
        (Extent::Least, 1) => Extent::Whole,
        _ => Extent::Any,
    }
}

/// The header of pairs of cookies.
fn cookie_header(pairs: Vec<(String, String)>) -> (String, String) {
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    ("cookie".to_owned(), pairs.join("; "))
}

/// Whether a value can be sent at its place and read back: an empty path segment, an empty list and `null`
/// cannot, but for JSON.
fn fits(parameter: &Parameter, value: &Value) -> bool {
    if let ParameterEncoding::Content { media_type, .. } = &parameter.encoding
        && media_type.contains("json")
    {
        return true;
    }
    let has_text = |value: &Value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    let nothing_is_fine = parameter.location == Location::Query && value.as_str() == Some("");
    has_text(value) || (nothing_is_fine && parameter.allow_empty_value)
}
