//! Security schemes, requirements and the roles of keys.

use indexmap::IndexMap;

use super::context::Lowering;
use crate::diagnostic::shortened;
use crate::model::{
    ApiKeyLocation, Environment, OAuthFlow, OAuthFlowKind, Pattern, RequiredScheme, Role, Roles, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind,
};
use crate::source::{Entry, Node, NodeKind};

/// One entry of `components.securitySchemes`.
pub(super) fn scheme<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<SecurityScheme> {
    let node = lowering.object(entry.value, entry.key)?;
    let (description, kind) = (lowering.string(node, "description"), kind(lowering, node)?);
    let roles = roles(lowering, node);
    for role in roles.iter().flat_map(|roles| &roles.roles) {
        lowering.role_names.insert((entry.key.to_owned(), role.name.clone()));
    }
    Some(SecurityScheme { origin: node.origin(), name: entry.key.to_owned(), description, kind, roles })
}

fn kind<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<SecuritySchemeKind> {
    let kind = named_kind(lowering, node)?;
    Some(match kind {
        "apiKey" => SecuritySchemeKind::ApiKey {
            name: lowering.string(node, "name").unwrap_or_default(),
            location: match lowering.string(node, "in").as_deref() {
                Some("query") => ApiKeyLocation::Query,
                Some("cookie") => ApiKeyLocation::Cookie,
                _ => ApiKeyLocation::Header,
            },
        },
        "http" => match lowering.string(node, "scheme").unwrap_or_default().to_ascii_lowercase().as_str() {
            "bearer" => SecuritySchemeKind::HttpBearer { format: lowering.string(node, "bearerFormat") },
            "basic" => SecuritySchemeKind::HttpBasic,
            other => SecuritySchemeKind::HttpOther(other.to_owned()),
        },
        "oauth2" => SecuritySchemeKind::OAuth2(flows(lowering, node)),
        "openIdConnect" => {
            SecuritySchemeKind::OpenIdConnect { url: lowering.string(node, "openIdConnectUrl").unwrap_or_default() }
        }
        "mutualTLS" => SecuritySchemeKind::MutualTls,
        _ => {
            lowering.coerced(
                node,
                format!("`{kind}` is a scheme of `type: http`"),
                "write `type: http`, and it as `scheme`",
            );
            if kind == BASIC { SecuritySchemeKind::HttpBasic } else { SecuritySchemeKind::HttpBearer { format: None } }
        }
    })
}

/// The types of security schemes (OpenAPI 3.1.0 section 4.8.27).
const TYPES: [&str; 5] = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
/// Of Swagger 2.0, what is a scheme of `http` now.
const BASIC: &str = "basic";
/// What is a scheme of `http`, and is taken for a type.
const BEARER: &str = "bearer";

/// The type of a scheme: as written, as it is meant, or as the fields say that belong to one type alone.
fn named_kind<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<&'static str> {
    let written = lowering.string(node, "type");
    let text = written.as_deref().unwrap_or_default();
    if let Some(kind) = TYPES.into_iter().find(|kind| *kind == text) {
        return Some(kind);
    }
    let of_fields = [("openIdConnectUrl", "openIdConnect"), ("flows", "oauth2"), ("scheme", "http"), ("in", "apiKey")];
    let meant = TYPES.into_iter().chain([BASIC, BEARER]).find(|kind| kind.eq_ignore_ascii_case(text));
    let meant =
        meant.or_else(|| of_fields.into_iter().find(|(field, _)| node.get(field).is_some()).map(|(_, kind)| kind));
    let message = match &written {
        Some(text) => format!("`{text}` is not a type of security scheme"),
        None => "a security scheme must have a `type`".to_owned(),
    };
    match meant {
        Some(BASIC | BEARER) => {}
        Some(meant) => lowering.coerced(node, message, &format!("write `type: {meant}`")),
        None => {
            let help = "write `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`";
            lowering.error("wrong-value", node, message, help);
        }
    }
    meant
}

fn flows<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Vec<OAuthFlow> {
    let flows = lowering.dispensable_entries(node, "flows");
    let kind = |key: &str| {
        Some(match key {
            "implicit" => OAuthFlowKind::Implicit,
            "password" => OAuthFlowKind::Password,
            "clientCredentials" => OAuthFlowKind::ClientCredentials,
            "authorizationCode" => OAuthFlowKind::AuthorizationCode,
            _ => return None,
        })
    };
    flows
        .into_iter()
        .filter_map(|entry| {
            let Some(kind) = kind(entry.key) else {
                let help = "write `implicit`, `password`, `clientCredentials` or `authorizationCode`";
                lowering.warning("wrong-value", entry.value, format!("`{}` is not an OAuth flow", entry.key), help);
                return None;
            };
            let flow = lowering.dispensable_object(entry.value, entry.key)?;
            let scopes = lowering.dispensable_entries(flow, "scopes");
            Some(OAuthFlow {
                kind,
                authorization_url: lowering.string(flow, "authorizationUrl"),
                token_url: lowering.string(flow, "tokenUrl"),
                refresh_url: lowering.string(flow, "refreshUrl"),
                scopes: scopes
                    .into_iter()
                    .map(|scope| (scope.key.to_owned(), scope.value.as_str().unwrap_or_default().to_owned()))
                    .collect(),
            })
        })
        .collect()
}

/// `security` of an operation or of the document; nothing where it is not stated.
pub(super) fn requirements<'a>(
    lowering: &mut Lowering<'a>,
    node: Node<'a>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Option<Vec<SecurityRequirement>> {
    node.get("security")?;
    let items = lowering.items(node, "security");
    Some(items.into_iter().filter_map(|item| requirement(lowering, item, schemes)).collect())
}

/// The most roles that a message lists.
const LISTED_ROLES: usize = 20;

fn requirement<'a>(
    lowering: &mut Lowering<'a>,
    node: Node<'a>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Option<SecurityRequirement> {
    let mut required = Vec::new();
    if let NodeKind::String(name) = node.kind()
        && schemes.contains_key(name)
    {
        lowering.coerced(node, "a security requirement must be an object, this is a string", "write `NAME: []`");
        required.push(RequiredScheme { name: name.to_owned(), scopes: Vec::new() });
        return Some(SecurityRequirement { origin: node.origin(), schemes: required });
    }
    let node = lowering.object(node, "security requirement")?;
    for entry in node.entries() {
        if !schemes.contains_key(entry.key) {
            let message = format!("no security scheme is named `{}`", entry.key);
            lowering.warning(
                "unknown-security-scheme",
                entry.value,
                message,
                "declare it in components.securitySchemes",
            );
            continue;
        }
        if entry.value.kind() != NodeKind::Sequence {
            let message = format!("the scopes of `{}` are an array, this is {}", entry.key, entry.value.describe());
            let guess = "until then there are none";
            let diagnostic = lowering.recoverable("wrong-type", entry.value.origin(), message, "write `[]`", guess);
            lowering.sink.push(diagnostic);
        }
        let scopes: Vec<String> = entry.value.items().filter_map(|scope| lowering.spent_text(scope)).collect();
        if let Some(roles) = &schemes[entry.key].roles {
            for scope in &scopes {
                if lowering.role_names.contains(&(entry.key.to_owned(), scope.clone())) {
                    continue;
                }
                let names = roles.roles.iter().take(LISTED_ROLES).map(|role| role.name.as_str()).collect::<Vec<_>>();
                let message = format!("`{}` has no role `{}`", entry.key, shortened(scope));
                let help = format!("its roles are {}", shortened(&names.join(", ")));
                lowering.error("unknown-role", entry.value, message, help);
            }
        }
        required.push(RequiredScheme { name: entry.key.to_owned(), scopes });
    }
    Some(SecurityRequirement { origin: node.origin(), schemes: required })
}

fn roles<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<Roles> {
    let node = node.get("x-trueline-roles")?;
    lowering.known_fields(node, &["unrecognized-status", "forbidden-status", "roles", "environments"]);
    let roles = lowering.entries(node, "roles");
    let environments = lowering.entries(node, "environments");
    Some(Roles {
        unrecognized_status: lowering.status(node, "unrecognized-status")?,
        forbidden_status: lowering.status(node, "forbidden-status")?,
        roles: roles
            .into_iter()
            .filter_map(|entry| {
                lowering.known_fields(entry.value, &["description", "key-pattern"]);
                Some(Role {
                    name: entry.key.to_owned(),
                    description: lowering.string(entry.value, "description"),
                    key_pattern: Pattern(lowering.required(entry.value, "key-pattern")?),
                })
            })
            .collect(),
        environments: environments
            .into_iter()
            .filter_map(|entry| {
                lowering.known_fields(entry.value, &["key-pattern", "live"]);
                Some(Environment {
                    name: entry.key.to_owned(),
                    key_pattern: Pattern(lowering.required(entry.value, "key-pattern")?),
                    live: lowering.boolean(entry.value, "live") == Some(true),
                })
            })
            .collect(),
    })
}
