//! Plans access tokens that come and go: who gives them, and for which scopes.

use std::collections::BTreeSet;

use trueline_spec::model::{Api, OAuthFlow, OAuthFlowKind, RequiredScheme, SecurityScheme, SecuritySchemeKind};

use crate::code_span;
use crate::names::{Ident, Scope};
use crate::plan::model::client::TokensPlan;

/// Bearer tokens can come and go, and client credentials fetch them where the document says from where.
pub(crate) fn plan(scheme: &SecurityScheme, method: &Ident, methods: &mut Scope) -> Option<TokensPlan> {
    let flows = match &scheme.kind {
        SecuritySchemeKind::OAuth2(flows) => flows.as_slice(),
        SecuritySchemeKind::HttpBearer { .. } | SecuritySchemeKind::OpenIdConnect { .. } => &[],
        _ => return None,
    };
    let flow = flows.iter().find(|flow| flow.kind == OAuthFlowKind::ClientCredentials);
    Some(TokensPlan {
        docs: sources(scheme, flows),
        provider: methods.claim(method.with_suffix("_provider")),
        client: flow.map(|flow| {
            let url = flow.token_url.clone().unwrap_or_default();
            (methods.claim(method.with_suffix("_client")), url)
        }),
    })
}

/// Where tokens come from, as far as the document says.
fn sources(scheme: &SecurityScheme, flows: &[OAuthFlow]) -> String {
    let mut lines = Vec::new();
    if let SecuritySchemeKind::OpenIdConnect { url } = &scheme.kind {
        lines.push(format!("The `OpenID` Connect discovery document is at {}.", code_span(url)));
    }
    for flow in flows {
        let name = match flow.kind {
            OAuthFlowKind::Implicit => "implicit",
            OAuthFlowKind::Password => "password",
            OAuthFlowKind::ClientCredentials => "client credentials",
            OAuthFlowKind::AuthorizationCode => "authorization code",
        };
        let places =
            [("authorize", &flow.authorization_url), ("tokens", &flow.token_url), ("renewal", &flow.refresh_url)];
        let places = places.iter().filter_map(|(what, url)| Some(format!("{what} at {}", code_span(url.as_ref()?))));
        lines.push(format!("- {name}: {}", places.collect::<Vec<_>>().join(", ")));
    }
    let mut known = BTreeSet::new();
    let scopes = flows.iter().flat_map(|flow| &flow.scopes);
    let scopes: Vec<(&String, &String)> = scopes.filter(|(name, _)| known.insert(*name)).collect();
    if !scopes.is_empty() {
        lines.push("\nScopes:\n".to_owned());
    }
    lines.extend(scopes.iter().map(|(name, text)| {
        format!("- {}: {}", code_span(name), text.split_whitespace().collect::<Vec<_>>().join(" "))
    }));
    lines.join("\n")
}

/// The scopes that a token of a scheme is asked for; what others list are roles.
pub(crate) fn scopes(api: &Api, required: &RequiredScheme) -> Vec<String> {
    let kind = api.security_schemes.get(&required.name).map(|scheme| &scheme.kind);
    let are_scopes = matches!(kind, Some(SecuritySchemeKind::OAuth2(_) | SecuritySchemeKind::OpenIdConnect { .. }));
    if are_scopes { required.scopes.clone() } else { Vec::new() }
}
