//! What is tested: where it is, with which credentials, and on whose behalf.

use std::fmt;

use indexmap::IndexMap;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use thiserror::Error;
use trueline_spec::model::{Api, OperationId};
use trueline_spec::resources::Correction;

use super::address::check_address;
use super::reader::Reader;
use super::{CredentialSource, Network, ResetConfig, Signer, TargetConfig};
use crate::judge::EcmaPattern;
use crate::redact::{Redactor, Secret, SecretKind};

/// What stands in a request in the place of its signature.
pub(crate) const SIGNATURE: &str = "trueline-signature-of-this-request";

/// A target whose settings are all known; by default nobody at no address.
#[derive(Clone, Default)]
pub struct Target {
    /// Its name, as snapshots and reports have it.
    pub name: String,
    /// Its address, without a slash at the end.
    pub base_url: String,
    /// Credentials by scheme.
    pub credentials: IndexMap<String, Credential>,
    /// Who acts; the first owns.
    pub actors: Vec<Actor>,
    /// Whether the target is held to the letter of formats (see [`TargetConfig::strict_formats`](super::TargetConfig)).
    pub strict_formats: bool,
    /// What is said of the names of things.
    pub corrections: Vec<Correction>,
    /// How it is reached.
    pub network: Network,
    /// Values of parameters by name, wherever they are taken.
    pub(crate) values: IndexMap<String, Value>,
    /// Places of answers that snapshots do not show, of one operation or of all.
    ignored: Vec<(Option<OperationId>, String)>,
    /// Headers of every request, their names in lower case.
    headers: IndexMap<String, SecretString>,
    /// Credentials that are obtained when a run begins.
    pub(crate) sources: Vec<CredentialSource>,
    /// Who signs its requests.
    pub(crate) signer: Option<Signer>,
    /// What makes it as it was before a run.
    pub(crate) reset: Option<ResetConfig>,
    /// Shared by all that show anything of the target, for it learns the credentials that are obtained.
    redactor: Redactor,
}

/// The credentials of a scheme.
#[derive(Debug, Clone)]
pub enum Credential {
    /// One for all.
    Single(Secret),
    /// One a role.
    Roles(IndexMap<String, Secret>),
}

/// Somebody who acts.
#[derive(Clone)]
pub struct Actor {
    /// The name in reports.
    pub name: String,
    /// Credentials by security scheme.
    pub credentials: IndexMap<String, Secret>,
    /// Headers by name, in lower case.
    pub headers: IndexMap<String, Secret>,
    /// Values of bodies by JSON Pointer (RFC 6901).
    pub body: IndexMap<String, Value>,
    /// What is promised to exist and to be this actor's.
    pub resources: Vec<Resource>,
}

/// Something that is promised to exist.
#[derive(Clone)]
pub struct Resource {
    /// The operation that reads it.
    pub operation: OperationId,
    /// Path parameters by name.
    pub path: IndexMap<String, String>,
}

// An address may hold a secret, and so may what stands in bodies and paths: `{:?}` shows the names alone.

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("name", &self.name)
            .field("credentials", &self.credentials)
            .field("headers", &self.headers)
            .field("actors", &self.actors)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Actor")
            .field("name", &self.name)
            .field("credentials", &self.credentials)
            .field("headers", &self.headers)
            .field("body", &self.body.keys().collect::<Vec<_>>())
            .field("resources", &self.resources)
            .finish()
    }
}

impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resource")
            .field("operation", &self.operation)
            .field("path", &self.path.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// Why a target cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct TargetError(pub String);

impl Target {
    /// Reads every setting of a configured target, and checks that the document knows what it names.
    ///
    /// # Errors
    ///
    /// Every setting that is missing or names nothing.
    pub fn resolve(
        name: &str,
        config: &TargetConfig,
        api: &Api,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<TargetError>> {
        let mut reader = Reader::new(environment);
        let base_url = reader.text(&config.base_url, SecretKind::Address, None);
        let base_url = base_url.trim_end_matches('/').to_owned();
        reader.check_address(&config.base_url, &base_url);
        let credentials = config
            .credentials
            .iter()
            .filter_map(|(scheme, credential)| reader.credential(api, scheme, credential))
            .collect();
        let headers = config.headers.iter().filter_map(|(header, value)| reader.header(header, value)).collect();
        let values = config.values.iter().filter_map(|(name, value)| reader.parameter(api, name, value)).collect();
        let actors = config.actors.iter().map(|actor| reader.actor(api, actor)).collect();
        let corrections = config.corrections(api).unwrap_or_else(|errors| {
            reader.errors.extend(errors);
            Vec::new()
        });
        let ignored = config.snapshots.ignore.iter().filter_map(|place| reader.ignored(api, place)).collect();
        let network = reader.network(&config.network);
        if reader.errors.is_empty() {
            let (name, strict_formats) = (name.to_owned(), config.strict_formats);
            let redactor = Redactor::new(&reader.secrets);
            let sources = reader.sources;
            let target = Self {
                name,
                base_url,
                credentials,
                actors,
                strict_formats,
                corrections,
                network,
                values,
                ignored,
                headers,
                sources,
                signer: None,
                reset: config.reset.clone(),
                redactor,
            };
            match &config.sign {
                Some(sign) => target.signed_by(Signer::of_config(sign), api).map_err(|error| vec![error]),
                None => Ok(target),
            }
        } else {
            Err(reader.errors)
        }
    }

    /// The same target with somebody who signs its requests.
    ///
    /// # Errors
    ///
    /// The signature is of a security scheme that the document does not have, or that has no place for it.
    pub fn signed_by(mut self, signer: Signer, api: &Api) -> Result<Self, TargetError> {
        signer.check(api)?;
        if let Some(scheme) = &signer.scheme {
            let place = Secret::of(SecretKind::Value, SIGNATURE.into(), "TRUELINE_SIGNATURE".to_owned());
            self.redactor.learn(&place);
            self.credentials.insert(scheme.clone(), Credential::Single(place));
        }
        self.signer = Some(signer);
        Ok(self)
    }

    /// The same target at another address.
    ///
    /// # Errors
    ///
    /// It is no address of `http` or `https`.
    pub fn at(mut self, base_url: &str) -> Result<Self, TargetError> {
        let base_url = base_url.trim_end_matches('/');
        check_address(base_url)?;
        base_url.clone_into(&mut self.base_url);
        Ok(self)
    }

    /// What hides the target's secrets, those too that are obtained later.
    #[must_use]
    pub fn redactor(&self) -> Redactor {
        self.redactor.clone()
    }

    /// Whether a credential has to be obtained before anything is tested.
    #[must_use]
    pub fn is_to_sign_in(&self) -> bool {
        self.sources.iter().any(|source| source.first.is_none())
    }

    /// The first credential that opens real data, as the document shows it: the scheme's and the environment's name.
    #[must_use]
    pub fn live_credential(&self, api: &Api) -> Option<(String, String)> {
        self.credentials.iter().find_map(|(name, credential)| {
            let roles = api.security_schemes.get(name)?.roles.as_ref()?;
            let live = roles.environments.iter().filter(|environment| environment.live).find(|environment| {
                let pattern = EcmaPattern::new(&environment.key_pattern.0);
                credential
                    .secrets()
                    .any(|secret| pattern.as_ref().is_some_and(|pattern| pattern.matches(secret.expose())))
            })?;
            Some((name.clone(), live.name.clone()))
        })
    }

    /// The places of an operation's answers that snapshots do not show.
    pub(crate) fn ignored_in_snapshots(&self, id: OperationId) -> impl Iterator<Item = &str> {
        let of_it = self.ignored.iter().filter(move |(own, _)| own.is_none_or(|own| own == id));
        of_it.map(|(_, pointer)| pointer.as_str())
    }

    /// The headers of every request, their names in lower case.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.expose_secret()))
    }

    /// The value of a header of every request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(&name.to_ascii_lowercase()).map(ExposeSecret::expose_secret)
    }

    /// The credential of a scheme for a role, or for any where the requirement lists none.
    #[must_use]
    pub fn credential(&self, scheme: &str, roles: &[String]) -> Option<&Secret> {
        match self.credentials.get(scheme)? {
            Credential::Single(secret) => Some(secret),
            Credential::Roles(secrets) if roles.is_empty() => secrets.values().next(),
            Credential::Roles(secrets) => roles.iter().find_map(|role| secrets.get(role)),
        }
    }
}

impl Credential {
    /// Every secret of it.
    #[must_use]
    pub fn secrets(&self) -> Box<dyn Iterator<Item = &Secret> + '_> {
        match self {
            Self::Single(secret) => Box::new(std::iter::once(secret)),
            Self::Roles(secrets) => Box::new(secrets.values()),
        }
    }
}
