//! Settings of a target, read: values of the environment, secrets under variables of their own, names that the document knows.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use trueline_spec::did_you_mean::nearest;
use trueline_spec::model::{Api, Location, Operation, OperationId, SecurityScheme, SecuritySchemeKind};
use trueline_spec::render::printable_line;

use super::address::check_address;
use super::proxies::Proxies;
use super::{
    Actor, ActorConfig, BodyValue, ClientCredentials, ClientCredentialsConfig, Credential, CredentialConfig,
    CredentialOrigin, CredentialSource, HeaderConfig, Network, NetworkConfig, PrefixedVariable, Resource, Setting,
    TargetError, Variable,
};
use crate::redact::{Secret, SecretKind, variable_of};

/// Headers that say how a request is framed, or what its body and its answer are.
const OF_REQUESTS: [&str; 7] =
    ["accept", "connection", "content-length", "content-type", "te", "transfer-encoding", "upgrade"];

/// What is read, the secrets of it, and what is wrong with it.
pub(super) struct Reader<'e> {
    environment: &'e dyn Fn(&str) -> Option<String>,
    pub(super) secrets: Vec<Secret>,
    /// Where in `secrets` that of a variable is.
    variables: HashMap<String, usize>,
    pub(super) errors: Vec<TargetError>,
    /// Credentials that are obtained later.
    pub(super) sources: Vec<CredentialSource>,
}

impl<'e> Reader<'e> {
    pub(super) fn new(environment: &'e dyn Fn(&str) -> Option<String>) -> Self {
        Self { environment, secrets: Vec::new(), variables: HashMap::new(), errors: Vec::new(), sources: Vec::new() }
    }

    /// A value that is secret where the environment has it, or where it is said to be one.
    pub(super) fn text(&mut self, setting: &Setting, kind: SecretKind, name: Option<&[&str]>) -> String {
        match setting.resolve(self.environment) {
            Ok(text) => {
                // What stands in the environment stands there to be hidden.
                let variable = match (setting, name) {
                    (Setting::Variable(Variable { env }), _) => Some(env.clone()),
                    (Setting::Literal(_), name) => name.map(variable_of),
                };
                if let Some(variable) = variable {
                    self.remember(kind, text.clone(), variable);
                }
                text.expose_secret().to_owned()
            }
            Err(missing) => {
                self.errors.push(TargetError(missing.to_string()));
                String::new()
            }
        }
    }

    fn secret(&mut self, setting: &Setting, kind: SecretKind, name: &[&str]) -> Option<Secret> {
        let variable = match setting {
            Setting::Variable(Variable { env }) => env.clone(),
            Setting::Literal(_) => variable_of(name),
        };
        match setting.resolve(self.environment) {
            Ok(text) => Some(self.remember(kind, text, variable)),
            Err(missing) => {
                self.errors.push(TargetError(missing.to_string()));
                None
            }
        }
    }

    /// Keeps a secret under a variable of its own: names of which only signs differ that no variable has are distinguished.
    fn remember(&mut self, kind: SecretKind, text: SecretString, variable: String) -> Secret {
        let is_taken = |name: &str| {
            if self.sources.iter().any(|source| source.variable == name) {
                return true;
            }
            let other = self.variables.get(name).and_then(|index| self.secrets.get(*index));
            other.is_some_and(|other| other.expose() != text.expose_secret())
        };
        let numbered = (2..).map(|number| format!("{variable}_{number}"));
        let name = std::iter::once(variable.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(variable);
        let secret = Secret::of(kind, text, name.clone());
        self.variables.insert(name, self.secrets.len());
        self.secrets.push(secret.clone());
        secret
    }

    /// How the target is reached, with the proxies of the environment, whose credentials are secrets.
    pub(super) fn network(&mut self, config: &NetworkConfig) -> Network {
        self.errors.extend(config.errors());
        let network = Network { config: config.clone(), proxies: Proxies::read(self.environment) };
        for (variable, text) in network.proxies.secrets() {
            self.remember(SecretKind::UserAndPassword, text, variable_of(&[variable]));
        }
        network
    }

    pub(super) fn check_address(&mut self, setting: &Setting, base_url: &str) {
        if !self.errors.is_empty() {
            return;
        }
        let found = check_address(base_url).err().map(|error| match setting {
            Setting::Literal(_) => error,
            Setting::Variable(Variable { env }) => TargetError(format!(
                "the environment variable `{env}` has no address of `http` or `https`, without a user, a query and a fragment"
            )),
        });
        self.errors.extend(found);
    }

    /// A credential that is too short to be hidden where a server repeats it is a mistake.
    fn check_length(&mut self, name: &str, secret: &Secret) {
        if secret.expose().chars().count() < Secret::LEAST {
            self.errors.push(TargetError(format!(
                "the credential of `{name}` has less than {} characters, so that it cannot be hidden in what a server \
                 answers; use a longer one",
                Secret::LEAST
            )));
        }
    }

    pub(super) fn credential(
        &mut self,
        api: &Api,
        name: &str,
        config: &CredentialConfig,
    ) -> Option<(String, Credential)> {
        let kind = self.kind_of_credential(api, name)?;
        let scheme = api.security_schemes.get(name)?;
        let credential = match config {
            CredentialConfig::Single(setting) => {
                let secret = self.secret(setting, kind, &[name])?;
                self.check_length(name, &secret);
                Credential::Single(secret)
            }
            CredentialConfig::Command(command) => {
                self.source(name, CredentialOrigin::Command(command.clone()));
                return None;
            }
            CredentialConfig::Client(client) => {
                self.client(api, scheme, client);
                return None;
            }
            CredentialConfig::Roles(roles) => {
                self.check_roles(scheme, roles);
                let mut secrets = IndexMap::new();
                for (role, setting) in roles {
                    // What is missing is reported of every role.
                    let Some(secret) = self.secret(setting, kind, &[name, role]) else { continue };
                    self.check_length(name, &secret);
                    secrets.insert(role.clone(), secret);
                }
                Credential::Roles(secrets)
            }
        };
        Some((name.to_owned(), credential))
    }

    /// What the credential of a scheme is.
    fn kind_of_credential(&mut self, api: &Api, name: &str) -> Option<SecretKind> {
        let Some(scheme) = api.security_schemes.get(name) else {
            let known: Vec<&str> = api.security_schemes.keys().map(String::as_str).collect();
            let message = format!("the document has no security scheme `{name}`; it has: {}", known.join(", "));
            self.errors.push(TargetError(message));
            return None;
        };
        Some(match scheme.kind {
            SecuritySchemeKind::HttpBasic => SecretKind::UserAndPassword,
            _ => SecretKind::Key,
        })
    }

    /// A place of answers that snapshots do not show: `OPERATION:POINTER`, or a pointer for every operation.
    pub(super) fn ignored(&mut self, api: &Api, place: &str) -> Option<(Option<OperationId>, String)> {
        if place.starts_with('/') {
            return Some((None, place.to_owned()));
        }
        // A path of an operation's name has colons too.
        let places = place.match_indices(":/").map(|(at, _)| (&place[..at], &place[at + 1..]));
        let found = places.clone().find_map(|(key, pointer)| Some((api.operation_by_key(key)?.0, pointer)));
        if let Some((id, pointer)) = found {
            return Some((Some(id), pointer.to_owned()));
        }
        let keys = || api.operations.iter().map(|operation| operation.key.as_str());
        let message = match places.clone().next() {
            Some((key, _)) => {
                let hint = nearest(key, keys()).map(|key| format!("; did you mean `{}`?", printable_line(key)));
                format!("the document has no operation `{}`{}", printable_line(key), hint.unwrap_or_default())
            }
            None => format!("`{}` is neither OPERATION:/POINTER nor /POINTER", printable_line(place)),
        };
        self.errors.push(TargetError(format!("snapshots.ignore: {message}")));
        None
    }

    /// Notes an access token that is obtained later.
    fn client(&mut self, api: &Api, scheme: &SecurityScheme, config: &ClientCredentialsConfig) {
        let token_url = config.token_url(scheme).map_err(|error| self.errors.push(error));
        let id = self.text(&config.client_id, SecretKind::Value, None);
        let secret = self.secret(&config.client_secret, SecretKind::Key, &[&scheme.name, "client_secret"]);
        let (Ok(token_url), Some(secret)) = (token_url, secret) else { return };
        self.check_length(&scheme.name, &secret);
        let (scopes, auth, parameters) = (config.scopes(api, scheme), config.auth, config.parameters.clone());
        let client = ClientCredentials { id, secret, token_url, scopes, auth, parameters };
        self.source(&scheme.name, CredentialOrigin::Client(client));
    }

    /// Notes a credential that is obtained later, under a variable of its own.
    fn source(&mut self, scheme: &str, origin: CredentialOrigin) {
        let variable = variable_of(&[scheme]);
        let is_taken = |name: &String| {
            self.variables.contains_key(name) || self.sources.iter().any(|source| source.variable == *name)
        };
        let numbered = (2..).map(|number| format!("{variable}_{number}"));
        let variable =
            std::iter::once(variable.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(variable);
        self.sources.push(CredentialSource { scheme: scheme.to_owned(), variable, origin, first: None });
    }

    /// A value of a parameter, for every operation that has it.
    pub(super) fn parameter(&mut self, api: &Api, name: &str, value: &BodyValue) -> Option<(String, Value)> {
        let names = || api.operations.iter().flat_map(|operation| &operation.parameters).map(|one| one.name.as_str());
        if !names().any(|known| known == name) {
            let hint = nearest(name, names()).map(|name| format!("; did you mean `{}`?", printable_line(name)));
            let message =
                format!("values: no operation has a parameter `{}`{}", printable_line(name), hint.unwrap_or_default());
            self.errors.push(TargetError(message));
            return None;
        }
        let value = match value {
            BodyValue::Text(setting) => self.text(setting, SecretKind::Value, None).into(),
            BodyValue::Other(value) => value.clone(),
        };
        Some((name.to_owned(), value))
    }

    fn check_roles(&mut self, scheme: &SecurityScheme, written: &IndexMap<String, Setting>) {
        let known: Vec<&str> =
            scheme.roles.iter().flat_map(|roles| &roles.roles).map(|role| role.name.as_str()).collect();
        for role in written.keys().filter(|role| !known.contains(&role.as_str())) {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            self.errors.push(TargetError(format!("`{}` has no role `{role}`; it has: {known}", scheme.name)));
        }
    }

    /// A header of every request, its name in lower case.
    pub(super) fn header(&mut self, name: &str, config: &HeaderConfig) -> Option<(String, SecretString)> {
        let lower = name.to_ascii_lowercase();
        if http::HeaderName::try_from(lower.as_str()).is_err() {
            self.errors.push(TargetError(format!("`{}` cannot be the name of a header", printable_line(name))));
            return None;
        }
        if OF_REQUESTS.contains(&lower.as_str()) {
            let message = format!("the header `{lower}` is each request's own, and cannot be given");
            self.errors.push(TargetError(message));
            return None;
        }
        let text = match config {
            HeaderConfig::Whole(setting) => self.secret(setting, SecretKind::Header, &[&lower])?.expose().to_owned(),
            HeaderConfig::Prefixed(PrefixedVariable { prefix, env }) => {
                let setting = Setting::Variable(Variable { env: env.clone() });
                let secret = self.secret(&setting, SecretKind::Header, &[&lower])?;
                format!("{prefix}{}", secret.expose())
            }
            HeaderConfig::Bearer(setting) => {
                let secret = self.secret(setting, SecretKind::Key, &["bearer"])?;
                self.check_length(name, &secret);
                format!("Bearer {}", secret.expose())
            }
            HeaderConfig::Basic(setting) => {
                let secret = self.secret(setting, SecretKind::UserAndPassword, &["basic"])?;
                self.check_length(name, &secret);
                format!("Basic {}", STANDARD.encode(secret.expose()))
            }
        };
        if http::HeaderValue::try_from(text.as_str()).is_err() || !text.is_ascii() {
            let message = format!("the value of the header `{lower}` cannot be sent: it has signs that no header has");
            self.errors.push(TargetError(message));
            return None;
        }
        Some((lower, SecretString::from(text)))
    }

    pub(super) fn actor(&mut self, api: &Api, config: &ActorConfig) -> Actor {
        let credentials = config.credentials.iter();
        let credentials = credentials
            .filter_map(|(scheme, setting)| {
                let kind = self.kind_of_credential(api, scheme)?;
                let secret = self.secret(setting, kind, &[&config.name, scheme])?;
                self.check_length(scheme, &secret);
                Some((scheme.clone(), secret))
            })
            .collect();
        let headers = config
            .headers
            .iter()
            .filter_map(|(header, setting)| {
                let secret = self.secret(setting, SecretKind::Header, &[&config.name, header])?;
                Some((header.to_ascii_lowercase(), secret))
            })
            .collect();
        let body = config
            .body
            .iter()
            .map(|(pointer, value)| {
                if !pointer.starts_with('/') {
                    let message = format!("`{pointer}` is no JSON Pointer; write `/{pointer}` (RFC 6901)");
                    self.errors.push(TargetError(message));
                }
                let value = match value {
                    BodyValue::Text(setting) => self.text(setting, SecretKind::Value, None).into(),
                    BodyValue::Other(value) => value.clone(),
                };
                (pointer.clone(), value)
            })
            .collect();
        let resources = config
            .resources
            .iter()
            .filter_map(|resource| {
                let Some((id, operation)) = api.operation_by_key(&resource.operation) else {
                    let message = format!("the document has no operation `{}`", resource.operation);
                    self.errors.push(TargetError(message));
                    return None;
                };
                let value = |(name, setting): (&String, &Setting)| {
                    // A session is a secret wherever it is sent.
                    let own = [config.name.as_str(), name.as_str()];
                    let text = if is_session(operation, name) {
                        self.text(setting, SecretKind::Key, Some(&own))
                    } else {
                        self.text(setting, SecretKind::Value, None)
                    };
                    (name.clone(), text)
                };
                let path = resource.path.iter().map(value).collect();
                Some(Resource { operation: id, path })
            })
            .collect();
        Actor { name: config.name.clone(), credentials, headers, body, resources }
    }
}

fn is_session(operation: &Operation, name: &str) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters
        .any(|parameter| parameter.name == name && parameter.location == Location::Path && parameter.session.is_some())
}
