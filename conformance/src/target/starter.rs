//! A first `trueline.toml` for a document: every credential, actor and value that it asks for, with what it is. Texts of the
//! document become strings of TOML or comments on one line, by the methods of [`Writer`] alone.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};
use toml_writer::{ToTomlKey as _, ToTomlValue as _};
use trueline_spec::model::{
    Api, ApiKeyLocation, Location, OAuthFlowKind, Operation, OperationId, Parameter, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind,
};
use trueline_spec::render::printable_line;
use trueline_spec::resources::Resources;

use crate::judge::default_base_path;
use crate::redact::variable_of;

/// The length of what is quoted of a document in a comment.
const QUOTED: usize = 100;
/// The most operations whose names are asked for.
const MOST_RESOURCES: usize = 40;
/// The first who acts.
const OWNER: &str = "alice";
/// The most scopes of OAuth 2.0 that are listed.
const MOST_SCOPES: usize = 12;

const HEAD: &str = "\
# What `trueline conform` tests, and with which credentials. `trueline init` wrote it, and never changes it again.
#
# A value stands here as it is, or in the environment: `{ env = \"NAME\" }`. Secrets belong there; no value is ever printed.
# What has a `#` and no space behind it is not in use: take the sign away to use it.

";

/// A file, and what it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The file's text.
    pub text: String,
    /// The environment variables without which its target is not tested.
    pub variables: Vec<String>,
}

impl Starter {
    /// The name of the target.
    pub const TARGET: &'static str = "local";

    /// Of a document, which is named as the file is to name it; without a name it names none.
    #[must_use]
    pub fn of(api: &Api, document: Option<&str>) -> Self {
        let mut writer = Writer::default();
        writer.fixed(HEAD);
        match document {
            Some(document) => writer.entry(true, "document", &string(document)),
            None => writer.entry(false, "document", "\"openapi.yaml\""),
        }
        writer.address(api);
        writer.credentials(api);
        writer.network();
        writer.headers(api);
        writer.actors(api);
        writer.commands();
        Self { text: writer.text, variables: writer.variables.into_iter().collect() }
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    /// The variables that are read.
    variables: IndexSet<String>,
    /// The variables that are named, be they read or not.
    names: BTreeSet<String>,
    /// Whether operations ask for a certificate of the client.
    has_certificates: bool,
    /// Whether it is said how a command gives a credential.
    has_shown_command: bool,
}

impl Writer {
    fn fixed(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// A comment on one line.
    fn comment(&mut self, text: &str) {
        self.text.extend(["# ", &printable_line(text), "\n"]);
    }

    /// `KEY = VALUE`, where `value` is written as TOML already; behind a sign where it is not in use.
    fn entry(&mut self, is_used: bool, key: &str, value: &str) {
        let key = key.to_toml_key();
        self.text.extend([if is_used { "" } else { "#" }, &key, " = ", value, "\n"]);
    }

    /// `{ env = "NAME" }`, with a name that no other value has.
    fn variable(&mut self, is_used: bool, parts: &[&str]) -> String {
        let name = variable_of(parts);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).unwrap_or(name);
        self.names.insert(name.clone());
        let value = format!("{{ env = {} }}", string(&name));
        if is_used {
            self.variables.insert(name);
        }
        value
    }

    fn address(&mut self, api: &Api) {
        self.fixed("\n# `trueline conform --target local` sends requests to this address, valid and invalid ones, that read, write and\n");
        self.fixed("# delete. Let it be a server of your own.\n");
        for server in api.servers.iter().take(4) {
            self.comment(&format!("The document has the server {}", excerpt(&server.url)));
        }
        self.fixed("[targets.local]\n");
        let path = api.servers.first().map(default_base_path).unwrap_or_default();
        self.entry(true, "base-url", &string(&format!("http://127.0.0.1:8080{path}")));
        self.fixed("# Hold the server to the letter where implementations differ on how a value is written.\n");
        self.entry(false, "strict-formats", "true");
    }

    fn credentials(&mut self, api: &Api) {
        let needed = needed_schemes(api);
        let operations = |name: &str| {
            let asks = |requirement: &SecurityRequirement| requirement.schemes.iter().any(|one| one.name == name);
            api.operations.iter().filter(|operation| operation.security.iter().any(asks)).count()
        };
        let mut schemes = api.security_schemes.values().map(|scheme| (scheme, operations(&scheme.name))).peekable();
        if schemes.peek().is_none() {
            return self.fixed("\n# The document has no security schemes, so that no credential is asked for.\n");
        }
        self.fixed("\n# Credentials, by the document's security schemes.\n[targets.local.credentials]\n");
        for (scheme, operations) in schemes.filter(|(_, operations)| *operations > 0) {
            let is_used = needed.contains(scheme.name.as_str());
            let way = if is_used { "" } else { "; the others will do" };
            let operations =
                if operations == 1 { "1 operation".to_owned() } else { format!("{operations} operations") };
            self.comment(&format!("{}, for {operations}{way}", kind(scheme)));
            self.description(scheme.description.as_deref());
            if matches!(scheme.kind, SecuritySchemeKind::MutualTls) {
                self.has_certificates = true;
                continue;
            }
            self.how_obtained(scheme);
            let value = match &scheme.roles {
                None => self.variable(is_used, &[&scheme.name]),
                Some(roles) => {
                    let mut written = Vec::new();
                    for role in &roles.roles {
                        self.comment(&format!(
                            "  {}: {}",
                            role.name,
                            excerpt(role.description.as_deref().unwrap_or("a role"))
                        ));
                        let value = self.variable(is_used, &[&scheme.name, &role.name]);
                        written.push(format!("{} = {value}", role.name.to_toml_key()));
                    }
                    format!("{{ {} }}", written.join(", "))
                }
            };
            self.entry(is_used, &scheme.name, &value);
        }
    }

    /// How a credential is obtained where it lasts for a time.
    fn how_obtained(&mut self, scheme: &SecurityScheme) {
        let is_token = match &scheme.kind {
            SecuritySchemeKind::OAuth2(flows) => {
                if flows.iter().any(|flow| flow.kind == OAuthFlowKind::ClientCredentials) {
                    self.fixed("#   or a token for a client, renewed before it ends: { client-id = { env = \"...\" }, client-secret = { env = \"...\" } }\n");
                }
                true
            }
            SecuritySchemeKind::HttpBearer { .. } | SecuritySchemeKind::OpenIdConnect { .. } => true,
            _ => false,
        };
        if is_token && scheme.roles.is_none() && !self.has_shown_command {
            self.has_shown_command = true;
            self.fixed("#   or what a command prints, which runs again when it is taken no more: { command = [\"./login.sh\"] }\n");
        }
    }

    /// The certificate that operations ask for, and by what the server's is judged.
    fn network(&mut self) {
        if !self.has_certificates {
            return;
        }
        self.fixed(
            "\n# How the server is reached, as the options of curl say it. Files are PEM, relative to this one.\n",
        );
        self.fixed("#[targets.local.network]\n");
        for (key, file) in [("cert", "client.pem"), ("key", "client.key"), ("cacert", "ca.pem")] {
            self.entry(false, key, &string(file));
        }
    }

    /// What commands can do.
    fn commands(&mut self) {
        self.fixed("\n# Commands can sign each request, judge each answer, and reset the server where a request breaks it: see the README.\n");
        self.fixed(
            "#[targets.local.sign]\n#command = [\"./sign.py\"]\n#[checks.my-rule]\n#command = [\"./my-rule.py\"]\n\
             #[targets.local.reset]\n#command = [\"./reset.sh\"]\n",
        );
    }

    fn description(&mut self, description: Option<&str>) {
        let line = description.and_then(|text| text.lines().map(str::trim).find(|line| !line.is_empty()));
        if let Some(line) = line {
            self.comment(&excerpt(line));
        }
    }

    /// Headers that are no sessions and no credentials, which the document requires and does not set.
    fn headers(&mut self, api: &Api) {
        let is_credential = |name: &str| {
            let mut headers = api.security_schemes.values().filter_map(SecurityScheme::header);
            headers.any(|header| header.eq_ignore_ascii_case(name))
        };
        let mut headers: IndexMap<String, (&Parameter, usize)> = IndexMap::new();
        for header in api.operations.iter().flat_map(|operation| &operation.parameters) {
            let is_asked = header.location == Location::Header && header.required && header.session.is_none();
            if is_asked && !is_credential(&header.name) {
                headers.entry(header.name.to_ascii_lowercase()).or_insert((header, 0)).1 += 1;
            }
        }
        if headers.is_empty() {
            return;
        }
        self.fixed("\n# Headers that operations require. Without a value here, each request gets one that its schema allows.\n");
        self.fixed("[targets.local.headers]\n");
        for (header, operations) in headers.values() {
            self.comment(&format!("{} operations require `{}`", operations, excerpt(&header.name)));
            self.description(header.description.as_deref());
            self.entry(false, &header.name, "\"...\"");
        }
    }

    /// Two who act, where operations have sessions; what exists belongs to the first.
    fn actors(&mut self, api: &Api) {
        let mut headers: IndexSet<String> = IndexSet::new();
        let mut owners: IndexSet<&str> = IndexSet::new();
        for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
            let Some(session) = &parameter.session else { continue };
            if parameter.location == Location::Header {
                headers.insert(parameter.name.to_ascii_lowercase());
            }
            owners.extend(session.owner.as_deref());
        }
        if headers.is_empty() {
            return self.resources(api, false);
        }
        self.fixed("\n# Who acts: the first owns what there is, the second tries what only the first may do. `headers` are their\n");
        self.fixed("# sessions; `body` has their identity by JSON Pointer, in place of generated values.\n");
        for name in [OWNER, "bob"] {
            self.fixed("[[targets.local.actors]]\n");
            self.entry(true, "name", &string(name));
            let mut written = Vec::new();
            for header in &headers {
                written.push(format!("{} = {}", header.to_toml_key(), self.variable(true, &[name, header])));
            }
            self.entry(true, "headers", &format!("{{ {} }}", written.join(", ")));
            let mut written = Vec::new();
            for owner in &owners {
                let value = self.variable(true, &[name, owner.trim_start_matches('/')]);
                written.push(format!("{} = {value}", owner.to_toml_key()));
            }
            if !written.is_empty() {
                self.entry(true, "body", &format!("{{ {} }}", written.join(", ")));
            }
            if name == OWNER {
                self.resources(api, true);
                self.fixed("\n");
            }
        }
    }

    /// Names in paths that no answer of the API is known to give.
    fn resources(&mut self, api: &Api, has_actors: bool) {
        let resources = Resources::of(api);
        let fed: BTreeSet<OperationId> = resources.fed(api).into_iter().collect();
        let unfed: Vec<&Operation> = resources
            .naming(api)
            .into_iter()
            .filter(|id| !fed.contains(id))
            .map(|id| api.operation(id))
            .filter(|operation| operation.path.parameters().next().is_some())
            .collect();
        if unfed.is_empty() {
            return;
        }
        let parameters = unfed.iter().flat_map(|operation| operation.path.parameters()).collect::<IndexSet<&str>>();
        self.fixed("\n# Values of parameters, for every operation that has them.\n#[targets.local.values]\n");
        for name in parameters.iter().take(MOST_RESOURCES) {
            self.entry(false, name, "\"...\"");
        }
        self.fixed("\n# Things whose names no other operation tells. Name some that exist, for the operations that you want to succeed.\n");
        if !has_actors {
            self.fixed("#[[targets.local.actors]]\n#name = \"owner\"\n");
        }
        for operation in unfed.iter().take(MOST_RESOURCES) {
            self.fixed("\n");
            self.comment(&format!("{} {}", operation.method, operation.path));
            self.fixed("#[[targets.local.actors.resources]]\n");
            self.entry(false, "operation", &string(&operation.key));
            let path = operation.path.parameters().map(|name| format!("{} = \"...\"", name.to_toml_key()));
            self.entry(false, "path", &format!("{{ {} }}", path.collect::<Vec<_>>().join(", ")));
        }
        if unfed.len() > MOST_RESOURCES {
            let more = unfed.len() - MOST_RESOURCES;
            self.comment(&format!("And {more} operations more, which `trueline resources` lists."));
        }
    }
}

/// A string of TOML.
fn string(text: &str) -> String {
    text.to_toml_value()
}

/// The beginning of a text on one line.
fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    let cut: String = line.chars().take(QUOTED).collect();
    if cut.len() < line.len() { format!("{cut}...") } else { cut }
}

/// The schemes without which some operation cannot be tested; of alternatives, what another operation needs as well, or the
/// first one.
fn needed_schemes(api: &Api) -> BTreeSet<&str> {
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    let is_text = |requirement: &&SecurityRequirement| {
        let mut schemes = requirement.schemes.iter().filter_map(|required| api.security_schemes.get(&required.name));
        !schemes.any(|scheme| matches!(scheme.kind, SecuritySchemeKind::MutualTls))
    };
    // Whoever has one way first, for it leaves no choice.
    let mut operations: Vec<&Operation> = api.operations.iter().collect();
    operations.sort_by_key(|operation| operation.security.len());
    for operation in operations {
        let names = |requirement: &SecurityRequirement| -> Vec<&str> {
            let known = |name: &str| api.security_schemes.get(name).map(|scheme| scheme.name.as_str());
            requirement.schemes.iter().filter_map(|required| known(&required.name)).collect()
        };
        let is_met = operation.security.iter().any(|one| names(one).iter().all(|name| needed.contains(name)));
        if !is_met && let Some(first) = operation.security.iter().find(is_text) {
            needed.extend(names(first));
        }
    }
    needed
}

/// What a scheme's credential is.
fn kind(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => {
            let place = match location {
                ApiKeyLocation::Header => "header",
                ApiKeyLocation::Query => "query parameter",
                ApiKeyLocation::Cookie => "cookie",
            };
            format!("The key in the {place} `{}`", excerpt(name))
        }
        SecuritySchemeKind::HttpBearer { format: Some(format) } => format!("A bearer token ({})", excerpt(format)),
        SecuritySchemeKind::HttpBearer { format: None } => "A bearer token".to_owned(),
        SecuritySchemeKind::HttpBasic => "User name and password, as `user:password`".to_owned(),
        SecuritySchemeKind::HttpOther(word) => format!("What stands behind `{}` in `Authorization`", excerpt(word)),
        SecuritySchemeKind::OAuth2(flows) => {
            let scopes: IndexSet<&str> =
                flows.iter().flat_map(|flow| flow.scopes.keys()).take(MOST_SCOPES).map(String::as_str).collect();
            let scopes: Vec<&str> = scopes.into_iter().collect();
            if scopes.is_empty() {
                "An access token of OAuth 2.0".to_owned()
            } else {
                format!("An access token of OAuth 2.0 (scopes: {})", excerpt(&scopes.join(", ")))
            }
        }
        SecuritySchemeKind::OpenIdConnect { .. } => "An access token of OpenID Connect".to_owned(),
        SecuritySchemeKind::MutualTls => "A client certificate, which `[targets.local.network]` names".to_owned(),
    }
}
