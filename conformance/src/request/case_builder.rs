//! Valid requests of an operation.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, Location, Operation, OperationId, Parameter, ResponseStatus};

use super::{AmbiguousSiblings, Argument, ArgumentValue, Content, NotMade, RequestTemplate, SentCredential};
use crate::generate::{Completeness, Generator, SeededRng, TextPosition};
use crate::judge::{Router, Validators};
use crate::resources::{Things, Turn};
use crate::target::{Actor, Target};

/// How often one part of a request is drawn anew because it fits no wire.
pub(super) const ATTEMPTS: usize = 20;
/// Steps that reading a request counts as, whatever its size.
pub(crate) const STEPS_OF_REQUEST: usize = 400;

/// What is known of one operation at one target.
#[derive(Clone, Copy)]
pub(crate) struct CaseBuilder<'a> {
    pub api: &'a Api,
    pub validators: &'a Validators,
    pub router: &'a Router,
    pub ambiguous_siblings: &'a AmbiguousSiblings,
    pub target: &'a Target,
    pub things: &'a Things,
    pub id: OperationId,
    pub operation: &'a Operation,
    /// Which request it is for.
    pub turn: Turn,
}

impl<'a> CaseBuilder<'a> {
    pub(crate) fn new(
        api: &'a Api,
        validators: &'a Validators,
        router: &'a Router,
        ambiguous_siblings: &'a AmbiguousSiblings,
        target: &'a Target,
        things: &'a Things,
        id: OperationId,
    ) -> Self {
        Self {
            api,
            validators,
            router,
            ambiguous_siblings,
            target,
            things,
            id,
            operation: api.operation(id),
            turn: Turn::FIRST,
        }
    }

    /// The same for a request of its class.
    pub(crate) fn in_turn(&self, turn: Turn) -> Self {
        Self { turn, ..*self }
    }

    /// The same for another operation.
    pub(crate) fn of(&self, id: OperationId) -> Self {
        Self { id, operation: self.api.operation(id), ..*self }
    }

    /// Who owns what is promised; the first that is configured.
    pub(crate) fn primary_actor(&self) -> Option<&'a Actor> {
        self.target.actors.first()
    }

    /// Somebody else.
    pub(crate) fn other_actor(&self) -> Option<&'a Actor> {
        self.target.actors.get(1)
    }

    /// The promised path of this operation.
    pub(crate) fn fixture_path(&self) -> Option<&'a indexmap::IndexMap<String, String>> {
        let resources = self.primary_actor()?.resources.iter();
        resources.filter(|resource| resource.operation == self.id).map(|resource| &resource.path).next()
    }

    /// Whether a valid request is bound to find what it asks for. What a path without parameters reads is there, unless the
    /// operation itself declares that it may not be, as where a query names it; what is written there may need what nobody
    /// promised.
    pub(crate) fn must_exist(&self) -> bool {
        let mut names = self.operation.path.parameters().peekable();
        if names.peek().is_none() {
            let may_be_missing =
                self.operation.responses.iter().any(|response| response.status == ResponseStatus::Code(404));
            let reads = self.operation.method.is_safe();
            return reads && !may_be_missing;
        }
        names.all(|name| self.fixture_path().is_some_and(|path| path.contains_key(name)))
    }

    /// Another operation of the same method whose path is the same but for the names of parameters, which OpenAPI
    /// forbids (OpenAPI 3.1.0 section 4.8.8): it is unknown which of them a request is for.
    pub(crate) fn ambiguous_sibling(&self) -> Option<&'a Operation> {
        self.ambiguous_siblings.of(self.id, self.operation).map(|id| self.api.operation(id))
    }

    /// A valid request; `texts` are those of its body.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn template(
        &self,
        completeness: Completeness,
        texts: TextPosition,
        rng: &mut SeededRng,
    ) -> Result<RequestTemplate, NotMade> {
        let content = self.content(completeness, texts, rng)?;
        let credentials = self.credentials(completeness, rng)?;
        self.filled(content, credentials, completeness, rng)
    }

    /// A valid request but for credentials, of which it has none; `texts` are those of its body.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn template_without_credentials(
        &self,
        completeness: Completeness,
        texts: TextPosition,
        rng: &mut SeededRng,
    ) -> Result<RequestTemplate, NotMade> {
        let content = self.content(completeness, texts, rng)?;
        self.filled(content, Vec::new(), completeness, rng)
    }

    /// The plainest valid request with given credentials.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn plainest_with(
        &self,
        credentials: Vec<SentCredential>,
        rng: &mut SeededRng,
    ) -> Result<RequestTemplate, NotMade> {
        let content = self.content(Completeness::Minimal, TextPosition::Short, rng)?;
        self.filled(content, credentials, Completeness::Minimal, rng)
    }

    fn filled(
        &self,
        content: Option<Content>,
        credentials: Vec<SentCredential>,
        completeness: Completeness,
        rng: &mut SeededRng,
    ) -> Result<RequestTemplate, NotMade> {
        let mut template = RequestTemplate {
            method: self.operation.method.as_str().to_owned(),
            content,
            credentials,
            ..RequestTemplate::default()
        };
        template.other_headers = self.headers_of_target();
        let names = self.names(rng);
        for (index, parameter) in self.operation.parameters.iter().enumerate() {
            let valued = self.valued(parameter);
            let is_given = valued.is_some() || self.is_of_target(parameter);
            if !self.is_presented(parameter, &template.credentials)
                && (is_given || self.is_sent(index, completeness, template.body(), rng))
                && let Some(given) = match valued.or_else(|| self.named(parameter, &names)) {
                    Some(given) => Some(given),
                    None => self.argument(parameter, completeness, rng)?,
                }
            {
                template.arguments.push(Argument { index, given });
            }
        }
        self.refer(&mut template, rng);
        Ok(template)
    }

    /// Whether a credential is sent in a parameter's place.
    fn is_presented(&self, parameter: &Parameter, credentials: &[SentCredential]) -> bool {
        let mut schemes = credentials.iter().filter_map(|one| self.api.security_schemes.get(&one.scheme));
        schemes.any(|scheme| scheme.carries(parameter))
    }

    /// Whether a parameter is a header that the target is sent with every request.
    pub(super) fn is_of_target(&self, parameter: &Parameter) -> bool {
        self.header_of_target(parameter).is_some()
    }

    /// The value of such a header. A session that has to own a member of the body says nothing where nobody knows whose it
    /// is, and is sent only where it has to be.
    pub(super) fn header_of_target(&self, parameter: &Parameter) -> Option<&'a str> {
        let value = self.target.header(&parameter.name).filter(|_| parameter.location == Location::Header)?;
        let member = parameter.session.as_ref().and_then(|session| session.owner.as_ref());
        let is_known =
            member.is_none_or(|member| self.primary_actor().is_some_and(|owner| owner.body.contains_key(member)));
        (parameter.required || is_known).then_some(value)
    }

    /// The headers of every request, but for those that the operation has for its own: parameters and credentials.
    fn headers_of_target(&self) -> Vec<(String, String)> {
        let is_parameter = |name: &str| {
            let mut headers = self.operation.parameters.iter().filter(|one| one.location == Location::Header);
            headers.any(|header| header.name.eq_ignore_ascii_case(name))
        };
        let required = || self.operation.security.iter().flat_map(|requirement| &requirement.schemes);
        let is_credential = |name: &str| {
            let mut schemes = required().filter_map(|required| self.api.security_schemes.get(&required.name));
            schemes.any(|scheme| scheme.header().is_some_and(|header| header.eq_ignore_ascii_case(name)))
        };
        let headers = self.target.headers().filter(|(name, _)| !is_parameter(name) && !is_credential(name));
        headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn is_sent(&self, index: usize, completeness: Completeness, body: Option<&Value>, rng: &mut SeededRng) -> bool {
        let parameter = &self.operation.parameters[index];
        let is_needed = parameter
            .required_with
            .as_ref()
            .is_some_and(|required| body.is_some_and(|body| body.pointer(&required.body).is_some()));
        parameter.required
            || is_needed
            || (completeness == Completeness::Random
                && !parameter.deprecated
                && rng.one_in(2)
                && !self.things.is_refused(self.id, index))
    }

    /// Sends the owner's values for parameters that the body makes required, where they are not sent yet.
    pub(crate) fn complete(&self, template: &mut RequestTemplate) {
        for (index, parameter) in self.operation.parameters.iter().enumerate() {
            let is_needed = parameter
                .required_with
                .as_ref()
                .is_some_and(|required| template.body().is_some_and(|body| body.pointer(&required.body).is_some()));
            if let (true, None, Some(text)) = (is_needed, template.argument(index), self.configured(parameter)) {
                template.give(index, ArgumentValue::Text(text));
            }
        }
    }

    pub(crate) fn generator(&self, completeness: Completeness, texts: TextPosition, rng: &SeededRng) -> Generator<'a> {
        Generator::new(self.api, self.validators, Direction::Request, completeness, texts, rng.clone())
    }

    pub(super) fn charge(&self, steps: usize) {
        self.validators.work.charge(u64::try_from(steps).unwrap_or(u64::MAX));
    }
}

/// What is drawn where the values of an extent cannot be written: the fuller ones, then any.
pub(super) fn of_attempt(completeness: Completeness, attempt: usize) -> Completeness {
    match (completeness, attempt) {
        (completeness, 0) => completeness,
        (Completeness::Minimal, 1) => Completeness::AllDeclared,
        _ => Completeness::Random,
    }
}
