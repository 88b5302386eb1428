//! What is tested: where it is, with which credentials, and on whose behalf.

use std::collections::HashMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use trueline_spec::model::{Api, Location, Operation, OperationId, SecurityScheme, SecuritySchemeKind};
use trueline_spec::render::printable_line;

use super::{
    ActorConfig, BodyValue, CredentialConfig, HeaderConfig, PrefixedVariable, Setting, TargetConfig, Variable,
};
use crate::judge::EcmaPattern;
use crate::redact::{Redactor, Secret, SecretKind, variable_of};

/// Headers that say how a request is framed, or what its body and its answer are.
const OF_REQUESTS: [&str; 7] =
    ["accept", "connection", "content-length", "content-type", "te", "transfer-encoding", "upgrade"];

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
    /// Headers of every request, their names in lower case.
    headers: IndexMap<String, SecretString>,
    secrets: Vec<Secret>,
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

// An address may hold a secret, and so may what stands in bodies and paths: `{:?}` tells the names alone.

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetError(pub String);

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TargetError {}

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
        let mut reader = Reader { environment, secrets: Vec::new(), variables: HashMap::new(), errors: Vec::new() };
        let base_url = reader.text(&config.base_url, SecretKind::Address, None);
        let base_url = base_url.trim_end_matches('/').to_owned();
        reader.check_address(&config.base_url, &base_url);
        let credentials = config
            .credentials
            .iter()
            .filter_map(|(scheme, credential)| reader.credential(api, scheme, credential))
            .collect();
        let headers = config.headers.iter().filter_map(|(header, value)| reader.header(header, value)).collect();
        let actors = config.actors.iter().map(|actor| reader.actor(api, actor)).collect();
        if reader.errors.is_empty() {
            let (name, strict_formats) = (name.to_owned(), config.strict_formats);
            Ok(Self { name, base_url, credentials, actors, strict_formats, headers, secrets: reader.secrets })
        } else {
            Err(reader.errors)
        }
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

    /// What hides the target's secrets.
    #[must_use]
    pub fn redactor(&self) -> Redactor {
        Redactor::new(&self.secrets)
    }

    /// The first credential that opens real data, as the document tells it: the scheme's and the environment's name.
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

/// Whether requests can be sent below an address. What may be a secret of it is not shown.
fn check_address(base_url: &str) -> Result<(), TargetError> {
    let wrong = |reason: &str| {
        let shown = shown_address(base_url);
        TargetError(format!("`{shown}` cannot be tested: it {reason}; write one like `http://127.0.0.1:4020/v1`"))
    };
    if base_url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong("has white space or a control character"));
    }
    let Ok(parsed) = url::Url::parse(base_url) else { return Err(wrong("is not an absolute address")) };
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
        return Err(wrong("is neither of http nor of https"));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(wrong("has a user name or a password, which belong to the target's credentials"));
    }
    match (parsed.query(), parsed.fragment()) {
        (Some(_), _) => Err(wrong("has a query, which no path can be put behind")),
        (_, Some(_)) => Err(wrong("has a fragment, which no path can be put behind")),
        _ => Ok(()),
    }
}

/// An address without user name, password, query and fragment, on one line.
fn shown_address(address: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let start = address.find("//").map_or(0, |at| at + 2).min(end);
    let own = &address[..end];
    let shown = match own.rfind('@') {
        Some(at) if at >= start => format!("{}[redacted]{}", &own[..start], &own[at..]),
        _ => own.to_owned(),
    };
    let rest = address[end..].chars().next().map_or(String::new(), |mark| format!("{mark}[redacted]"));
    printable_line(&format!("{shown}{rest}")).into_owned()
}

struct Reader<'e> {
    environment: &'e dyn Fn(&str) -> Option<String>,
    secrets: Vec<Secret>,
    /// Where in `secrets` that of a variable is.
    variables: HashMap<String, usize>,
    errors: Vec<TargetError>,
}

impl Reader<'_> {
    /// A value that is secret where the environment has it, or where it is said to be one.
    fn text(&mut self, setting: &Setting, kind: SecretKind, name: Option<&[&str]>) -> String {
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

    /// Keeps a secret under a variable of its own: names of which only signs differ that no variable has are told apart.
    fn remember(&mut self, kind: SecretKind, text: SecretString, variable: String) -> Secret {
        let is_taken = |name: &str| {
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

    fn check_address(&mut self, setting: &Setting, base_url: &str) {
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

    fn credential(&mut self, api: &Api, name: &str, config: &CredentialConfig) -> Option<(String, Credential)> {
        let Some(scheme) = api.security_schemes.get(name) else {
            let known: Vec<&str> = api.security_schemes.keys().map(String::as_str).collect();
            let message = format!("the document has no security scheme `{name}`; it has: {}", known.join(", "));
            self.errors.push(TargetError(message));
            return None;
        };
        let kind = match scheme.kind {
            SecuritySchemeKind::HttpBasic => SecretKind::UserAndPassword,
            _ => SecretKind::Key,
        };
        let credential = match config {
            CredentialConfig::Single(setting) => {
                let secret = self.secret(setting, kind, &[name])?;
                self.check_length(name, &secret);
                Credential::Single(secret)
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

    fn check_roles(&mut self, scheme: &SecurityScheme, written: &IndexMap<String, Setting>) {
        let known: Vec<&str> =
            scheme.roles.iter().flat_map(|roles| &roles.roles).map(|role| role.name.as_str()).collect();
        for role in written.keys().filter(|role| !known.contains(&role.as_str())) {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            self.errors.push(TargetError(format!("`{}` has no role `{role}`; it has: {known}", scheme.name)));
        }
    }

    /// A header of every request, its name in lower case.
    fn header(&mut self, name: &str, config: &HeaderConfig) -> Option<(String, SecretString)> {
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

    fn actor(&mut self, api: &Api, config: &ActorConfig) -> Actor {
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
        Actor { name: config.name.clone(), headers, body, resources }
    }
}

fn is_session(operation: &Operation, name: &str) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters
        .any(|parameter| parameter.name == name && parameter.location == Location::Path && parameter.session.is_some())
}

#[cfg(test)]
mod tests {
    use super::check_address;

    #[test]
    fn addresses_that_would_test_another_path_are_refused_and_show_no_secret() {
        for (address, reason) in [
            ("http://127.0.0.1/a?key=hunter2", "has a query"),
            ("http://127.0.0.1/a?", "has a query"),
            ("http://127.0.0.1/a#hunter2", "has a fragment"),
            ("http://ada:hunter2@127.0.0.1/a", "has a user name or a password"),
            ("http://hunter2@127.0.0.1/a", "has a user name or a password"),
            ("ada:hunter2@127.0.0.1", "is neither of http nor of https"),
            ("127.0.0.1:4020", "is not an absolute address"),
            ("/v1", "is not an absolute address"),
            ("localhost:4020", "is neither of http nor of https"),
            ("file:///etc/passwd", "is neither of http nor of https"),
            ("http://127.0.0.1/a b", "has white space or a control character"),
            ("http://127.0.0.1/a\n::error::", "has white space or a control character"),
            ("http://127.0.0.1/\u{1b}]0;x\u{7}", "has white space or a control character"),
        ] {
            let error = check_address(address).expect_err(address).to_string();
            assert!(error.contains(reason), "{address}: {error}");
            assert!(!error.contains("hunter2") && !error.contains('\u{1b}') && error.lines().count() == 1, "{error}");
        }
        for fine in ["http://127.0.0.1:4020", "https://a.example/v1", "http://[::1]:80/a%20b"] {
            assert_eq!(check_address(fine), Ok(()), "{fine}");
        }
    }
}
