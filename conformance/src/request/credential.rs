//! The credentials of a request.

use std::collections::BTreeMap;

use trueline_spec::model::{
    ApiKeyLocation, Location, RequiredScheme, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};

use super::not_made::MissingCredential;
use super::{ArgumentValue, CaseBuilder, NotMade, RequestTemplate, SentCredential};
use crate::generate::{Completeness, SeededRng};
use crate::limits::CREDENTIALS;
use crate::redact::Secret;
use crate::target::{Actor, CredentialOption};

impl CaseBuilder<'_> {
    /// Credentials for one of the operation's alternatives.
    pub(super) fn credentials(
        &self,
        completeness: Completeness,
        rng: &mut SeededRng,
    ) -> Result<Vec<SentCredential>, NotMade> {
        if self.operation.security.is_empty() {
            return Ok(Vec::new());
        }
        let alternatives = &self.operation.security;
        let first = if completeness == Completeness::Random { rng.below(alternatives.len()) } else { 0 };
        let in_turn = alternatives.iter().cycle().skip(first).take(alternatives.len());
        let chosen = in_turn.inspect(|_| self.validators.work.charge(1)).find_map(|one| self.sent_credentials(one));
        chosen.ok_or_else(|| {
            if self.operation.security.iter().all(|requirement| requirement.schemes.len() > CREDENTIALS) {
                return NotMade::TooManyCredentials;
            }
            if self.operation.security.iter().all(|requirement| self.is_crowded(requirement)) {
                return NotMade::CrowdedCredentials;
            }
            self.missing()
        })
    }

    /// Whether requests of somebody else differ from the owner's: in a credential of the operation, or a header that it declares.
    pub(crate) fn knows(&self, other: &Actor) -> bool {
        let schemes = self.operation.security.iter().flat_map(|requirement| &requirement.schemes);
        let mut credentials = schemes.filter_map(|required| Some((required, other.credentials.get(&required.name)?)));
        let is_other = |own: Option<&Secret>, other: &Secret| own.is_none_or(|own| own.expose() != other.expose());
        let has_credential = credentials.any(|(required, secret)| is_other(self.secret_of(required), secret));
        let own = |name: &str| self.primary_actor().and_then(|owner| owner.headers.get(name));
        let mut headers = other.headers.iter().filter(|(name, _)| self.header_of_name(name).is_some());
        has_credential || headers.any(|(name, secret)| is_other(own(name), secret))
    }

    /// Makes a request somebody else's: whether anything of it is another's.
    pub(crate) fn act_as(&self, template: &mut RequestTemplate, other: &Actor) -> bool {
        let mut is_other = false;
        for credential in &mut template.credentials {
            if let Some(secret) = other.credentials.get(&credential.scheme)
                && credential.text != secret.expose()
            {
                secret.expose().clone_into(&mut credential.text);
                is_other = true;
            }
        }
        for (name, secret) in &other.headers {
            let Some(index) = self.header_of_name(name) else { continue };
            template.give(index, ArgumentValue::Text(secret.expose().to_owned()));
            is_other = true;
        }
        is_other
    }

    /// The parameter that is a header of this name.
    fn header_of_name(&self, name: &str) -> Option<usize> {
        let mut parameters = self.operation.parameters.iter();
        parameters.position(|one| one.location == Location::Header && one.name.eq_ignore_ascii_case(name))
    }

    /// Whether the operation asks for no credentials, or the target has those of an alternative.
    pub(crate) fn has_credentials(&self) -> bool {
        let security = &self.operation.security;
        security.is_empty() || security.iter().any(|requirement| self.sent_credentials(requirement).is_some())
    }

    /// Whether a request could have the credentials of an alternative, whoever has them.
    pub(crate) fn can_have_credentials(&self) -> bool {
        let is_certificate = |required: &RequiredScheme| {
            let scheme = self.api.security_schemes.get(&required.name);
            scheme.is_some_and(|scheme| matches!(scheme.kind, SecuritySchemeKind::MutualTls))
        };
        self.operation.security.iter().any(|requirement| {
            requirement.schemes.len() <= CREDENTIALS
                && !self.is_crowded(requirement)
                && !requirement.schemes.iter().any(is_certificate)
        })
    }

    /// What each alternative has no credential for; alternatives that miss the same are reported once.
    fn missing(&self) -> NotMade {
        let mut alternatives: Vec<Vec<MissingCredential>> = Vec::new();
        for requirement in &self.operation.security {
            let is_missing =
                |required: &&RequiredScheme| !self.shows_certificate(required) && self.secret_of(required).is_none();
            let schemes = requirement.schemes.iter().filter(is_missing);
            let missing: Vec<MissingCredential> = schemes
                .map(|required| MissingCredential {
                    option: self.api.security_schemes.get(&required.name).map(CredentialOption::of),
                    scheme: required.name.clone(),
                    role: self.role_of(required).map(str::to_owned),
                })
                .collect();
            if !missing.is_empty() && !alternatives.contains(&missing) {
                alternatives.push(missing);
            }
        }
        NotMade::NoCredential { alternatives }
    }

    /// The role that a requirement asks of a scheme of which the target has credentials, of other roles.
    fn role_of<'r>(&self, required: &'r RequiredScheme) -> Option<&'r str> {
        let has_others = self.target.credentials.contains_key(&required.name);
        required.scopes.first().filter(|_| has_others).map(String::as_str)
    }

    /// Whether a scheme is met by the certificate of the connection.
    fn shows_certificate(&self, required: &RequiredScheme) -> bool {
        let scheme = self.api.security_schemes.get(&required.name);
        let is_mutual = scheme.is_some_and(|scheme| matches!(scheme.kind, SecuritySchemeKind::MutualTls));
        is_mutual && self.target.network.shows_certificate(&self.target.base_url)
    }

    fn secret_of(&self, required: &RequiredScheme) -> Option<&Secret> {
        let has_roles = self.api.security_schemes.get(&required.name)?.roles.is_some();
        let roles = if has_roles { required.scopes.as_slice() } else { &[] };
        if let Some(own) = self.primary_actor().and_then(|owner| owner.credentials.get(&required.name)) {
            return Some(own);
        }
        self.target.credential(&required.name, roles)
    }

    /// The credentials of each alternative that the target has.
    pub(crate) fn alternatives(&self) -> Vec<Vec<SentCredential>> {
        self.operation.security.iter().filter_map(|requirement| self.sent_credentials(requirement)).collect()
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

    /// The credentials of an alternative, where the target has them and a request can hold them.
    pub(crate) fn sent_credentials(&self, requirement: &SecurityRequirement) -> Option<Vec<SentCredential>> {
        if requirement.schemes.len() > CREDENTIALS || self.is_crowded(requirement) {
            return None;
        }
        requirement
            .schemes
            .iter()
            .filter(|required| !self.shows_certificate(required))
            .map(|required| {
                let secret = self.secret_of(required)?;
                Some(SentCredential { scheme: required.name.clone(), text: secret.expose().to_owned(), whole: false })
            })
            .collect()
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
