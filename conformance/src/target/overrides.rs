//! Credentials and headers that are given beside a configuration, on a command line for instance. They fill the document's
//! security schemes, so that a request without its credential is still tested, and override the target's own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use trueline_spec::did_you_mean::similar;
use trueline_spec::model::{Api, ApiKeyLocation, Checked, SecurityScheme, SecuritySchemeKind};
use trueline_spec::render::printable_line;

use super::Variable;
use super::{CredentialConfig, CredentialOption, HeaderConfig, PrefixedVariable, Setting, TargetConfig, TargetError};

/// Credentials and headers beside a configuration.
///
/// # Examples
/// ```
/// use trueline_conformance::target::{Overrides, Setting, TargetConfig};
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("openapi.yaml");
/// # let document = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n\
/// #     components: {securitySchemes: {Token: {type: http, scheme: bearer}}}\n";
/// # std::fs::write(&file, document)?;
/// # let fetch = trueline_spec::source::FileSystem;
/// # let loaded = trueline_spec::load(&file.display().to_string(), &fetch, trueline_spec::LoadOptions::default());
/// # let api = loaded.ok().and_then(|loaded| loaded.api).ok_or("it is right")?;
///
/// let mut config = TargetConfig::at("http://127.0.0.1:4020");
/// let overrides = Overrides { bearer: Some(Setting::of_argument("$API_TOKEN")), ..Overrides::default() };
/// let notes = overrides.apply(&mut config, &api).map_err(|errors| errors[0].to_string())?;
/// assert!(notes.is_empty() && config.credentials.contains_key("Token"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Headers by name. One that carries a scheme's credential is that credential.
    pub headers: Vec<(String, HeaderConfig)>,
    /// The credential of all schemes of bearer tokens, OAuth 2.0 and OpenID Connect among them.
    pub bearer: Option<Setting>,
    /// The credential of all schemes of user names and passwords, as `user:password`.
    pub basic: Option<Setting>,
    /// Keys by the name of a scheme, or of the header, query parameter or cookie that a scheme sends its key in.
    pub api_keys: Vec<(String, Setting)>,
}

impl Overrides {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.headers.is_empty() && self.bearer.is_none() && self.basic.is_none() && self.api_keys.is_empty()
    }

    /// Puts them into a target's configuration. What comes back is worth knowing: a credential that the document has no
    /// scheme for is sent as a header.
    ///
    /// # Errors
    ///
    /// Every key that the document knows nothing of, and every header that is given twice.
    pub fn apply(&self, config: &mut TargetConfig, api: &Checked<Api>) -> Result<Vec<String>, Vec<TargetError>> {
        let mut applying = Applying { config, api, notes: Vec::new(), errors: Vec::new(), headers: Vec::new() };
        for (name, value) in &self.headers {
            applying.header(name, value);
        }
        if let Some(token) = &self.bearer {
            let header = HeaderConfig::Bearer(token.clone());
            applying.scheme_or_header(&CredentialOption::Bearer, token, header);
        }
        if let Some(user) = &self.basic {
            applying.scheme_or_header(&CredentialOption::Basic, user, HeaderConfig::Basic(user.clone()));
        }
        for (name, key) in &self.api_keys {
            applying.api_key(name, key);
        }
        let Applying { notes, errors, .. } = applying;
        if errors.is_empty() { Ok(notes) } else { Err(errors) }
    }
}

struct Applying<'a> {
    config: &'a mut TargetConfig,
    api: &'a Api,
    notes: Vec<String>,
    errors: Vec<TargetError>,
    /// The names of headers that are given, in lower case.
    headers: Vec<String>,
}

impl Applying<'_> {
    fn error(&mut self, message: String) {
        self.errors.push(TargetError(message));
    }

    fn credential(&mut self, scheme: &str, setting: &Setting) {
        self.config.credentials.insert(scheme.to_owned(), CredentialConfig::Single(setting.clone()));
    }

    /// Fills every scheme of an option, or sends the header where there is none.
    fn scheme_or_header(&mut self, option: &CredentialOption, setting: &Setting, header: HeaderConfig) {
        let is_filled = |scheme: &&SecurityScheme| CredentialOption::of(scheme) == *option;
        let schemes: Vec<String> =
            self.api.security_schemes.values().filter(is_filled).map(|scheme| scheme.name.clone()).collect();
        for scheme in &schemes {
            self.credential(scheme, setting);
        }
        if schemes.is_empty() {
            let word = option.to_string();
            let word = word.split(' ').next().unwrap_or_default();
            self.notes.push(format!(
                "the document has no security scheme for {word}; it is sent as the header `authorization`{}",
                self.where_sent("authorization")
            ));
            self.set_header("authorization", header);
        }
    }

    /// With which requests a header is sent whose place belongs to a scheme of some operations.
    fn where_sent(&self, header: &str) -> &'static str {
        let carries = |scheme: &SecurityScheme| scheme.header().is_some_and(|own| own.eq_ignore_ascii_case(header));
        if self.api.security_schemes.values().any(carries) {
            " with requests of operations that declare no other credential there"
        } else {
            " with every request"
        }
    }

    /// A header of every request; the owner's own where the target has an actor with it.
    fn set_header(&mut self, name: &str, value: HeaderConfig) {
        let lower = name.to_ascii_lowercase();
        if self.headers.contains(&lower) {
            return self.error(format!("the header `{lower}` is given twice"));
        }
        self.headers.push(lower.clone());
        let is_same = |own: &String| own.eq_ignore_ascii_case(&lower);
        if let Some(owner) = self.config.actors.first_mut()
            && owner.headers.keys().any(is_same)
        {
            owner.headers.retain(|own, _| !is_same(own));
            if let HeaderConfig::Whole(setting) = &value {
                owner.headers.insert(lower.clone(), setting.clone());
            }
        }
        self.config.headers.retain(|own, _| !is_same(own));
        self.config.headers.insert(lower, value);
    }

    fn header(&mut self, name: &str, value: &HeaderConfig) {
        if name.eq_ignore_ascii_case("authorization") {
            return self.authorization(value);
        }
        if name.eq_ignore_ascii_case("cookie") {
            return self.cookie(value);
        }
        let schemes = self.keys_in(ApiKeyLocation::Header, name);
        match value {
            HeaderConfig::Whole(setting) if !schemes.is_empty() => {
                for scheme in &schemes {
                    self.credential(scheme, setting);
                }
            }
            _ => self.set_header(name, value.clone()),
        }
    }

    /// `Authorization` is the credential of every scheme that begins it with the same word.
    fn authorization(&mut self, value: &HeaderConfig) {
        let (word, rest) = match value {
            HeaderConfig::Whole(setting) => match setting.literal().and_then(|text| text.split_once(' ')) {
                Some((word, rest)) => (word.to_owned(), Setting::from(rest.trim_start())),
                None => (String::new(), setting.clone()),
            },
            HeaderConfig::Prefixed(PrefixedVariable { prefix, env }) => {
                (prefix.trim_end().to_owned(), Setting::Variable(Variable { env: env.clone() }))
            }
            HeaderConfig::Bearer(_) | HeaderConfig::Basic(_) => return self.set_header("authorization", value.clone()),
        };
        let carrying: Vec<(String, String)> = self
            .api
            .security_schemes
            .values()
            .filter_map(|scheme| Some((scheme.name.clone(), scheme.authorization_word()?.to_ascii_lowercase())))
            .collect();
        let word = word.to_ascii_lowercase();
        let mut is_filled = false;
        for (scheme, own) in &carrying {
            if own.is_empty() {
                // Such a scheme sends the whole value.
                if let HeaderConfig::Whole(setting) = value {
                    self.credential(scheme, setting);
                    is_filled = true;
                }
            } else if *own == word {
                is_filled = true;
                match (own.as_str(), &rest) {
                    ("basic", Setting::Literal(encoded)) => match user_and_password(encoded.expose_secret()) {
                        Some(user) => self.credential(scheme, &user),
                        None => self.error("`Authorization: Basic` has no Base64 of `user:password`".to_owned()),
                    },
                    ("basic", Setting::Variable(_)) => {
                        self.error("give `user:password` with --basic, which encodes it".to_owned());
                    }
                    _ => self.credential(scheme, &rest),
                }
            }
        }
        if is_filled {
            return;
        }
        if !carrying.is_empty() {
            let names: Vec<String> = carrying.into_iter().map(|(scheme, _)| format!("`{scheme}`")).collect();
            self.notes.push(format!(
                "the header `authorization` is none of the document's {}; it is sent{}",
                names.join(", "),
                self.where_sent("authorization")
            ));
        }
        let header = match word.as_str() {
            "bearer" => HeaderConfig::Bearer(rest),
            _ => value.clone(),
        };
        self.set_header("authorization", header);
    }

    /// Cookies that schemes send their keys in are these keys; the others are sent as they are.
    fn cookie(&mut self, value: &HeaderConfig) {
        let HeaderConfig::Whole(setting) = value else { return self.set_header("cookie", value.clone()) };
        let Some(text) = setting.literal() else { return self.set_header("cookie", value.clone()) };
        let mut others = Vec::new();
        for pair in text.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, key) = pair.split_once('=').unwrap_or((pair, ""));
            let schemes = self.keys_in(ApiKeyLocation::Cookie, name);
            for scheme in &schemes {
                self.credential(scheme, &Setting::of_argument(key));
            }
            if schemes.is_empty() {
                others.push(pair);
            }
        }
        if !others.is_empty() {
            self.set_header("cookie", HeaderConfig::Whole(Setting::from(others.join("; ").as_str())));
        }
    }

    /// The schemes that send their key in one place.
    fn keys_in(&self, place: ApiKeyLocation, name: &str) -> Vec<String> {
        let is_there = |scheme: &&SecurityScheme| match &scheme.kind {
            SecuritySchemeKind::ApiKey { name: own, location: ApiKeyLocation::Header } => {
                place == ApiKeyLocation::Header && own.eq_ignore_ascii_case(name)
            }
            SecuritySchemeKind::ApiKey { name: own, location } => *location == place && own == name,
            _ => false,
        };
        self.api.security_schemes.values().filter(is_there).map(|scheme| scheme.name.clone()).collect()
    }

    fn api_key(&mut self, name: &str, key: &Setting) {
        if let Some(scheme) = self.api.security_schemes.get(name) {
            if matches!(scheme.kind, SecuritySchemeKind::MutualTls) {
                return self.error(format!("`{name}` takes a certificate, which is given with --cert FILE --key FILE"));
            }
            return self.credential(name, key);
        }
        let places = [ApiKeyLocation::Header, ApiKeyLocation::Query, ApiKeyLocation::Cookie];
        let schemes: Vec<String> = places.into_iter().flat_map(|place| self.keys_in(place, name)).collect();
        if schemes.is_empty() {
            return self.error(unknown_key(self.api, name));
        }
        for scheme in &schemes {
            self.credential(scheme, key);
        }
    }
}

/// The text of `user:password` that `Authorization: Basic` has (RFC 7617).
fn user_and_password(encoded: &str) -> Option<Setting> {
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.contains(':').then(|| Setting::from(text.as_str()))
}

fn unknown_key(api: &Api, name: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    for scheme in
        api.security_schemes.values().filter(|scheme| CredentialOption::of(scheme) != CredentialOption::Certificate)
    {
        known.push(&scheme.name);
        if let SecuritySchemeKind::ApiKey { name, .. } = &scheme.kind {
            known.push(name);
        }
    }
    let shown = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{}`", printable_line(name))).collect();
        names.join(" or ")
    };
    let near = similar(name, known.iter().copied());
    let help = match (known.is_empty(), near.is_empty()) {
        (true, _) => "it has none; a header is given with -H 'NAME: VALUE'".to_owned(),
        (false, true) => format!("it has {}", shown(&known)),
        (false, false) => format!("did you mean {}?", shown(&near)),
    };
    format!("the document has no security scheme or key `{}`; {help}", printable_line(name))
}
