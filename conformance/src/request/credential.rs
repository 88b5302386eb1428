//! The credentials of a request.

use std::collections::BTreeMap;

use trueline_spec::model::{ApiKeyLocation, SecurityRequirement, SecurityScheme, SecuritySchemeKind};

use super::{Drafter, NotMade, Presented};
use crate::generate::{Draw, Extent};
use crate::limits::CREDENTIALS;

impl Drafter<'_> {
    /// Credentials for one of the operation's alternatives.
    pub(super) fn credentials(&self, extent: Extent, draw: &mut Draw) -> Result<Vec<Presented>, NotMade> {
        if self.operation.security.is_empty() {
            return Ok(Vec::new());
        }
        let alternatives = &self.operation.security;
        let first = if extent == Extent::Any { draw.below(alternatives.len()) } else { 0 };
        let in_turn = alternatives.iter().cycle().skip(first).take(alternatives.len());
        let chosen = in_turn.inspect(|_| self.validators.work.charge(1)).find_map(|one| self.presented(one));
        chosen.ok_or_else(|| {
            if self.operation.security.iter().all(|requirement| requirement.schemes.len() > CREDENTIALS) {
                return NotMade::TooManyCredentials;
            }
            if self.operation.security.iter().all(|requirement| self.is_crowded(requirement)) {
                return NotMade::CrowdedCredentials;
            }
            let schemes = self.operation.security.iter().flat_map(|requirement| &requirement.schemes);
            NotMade::NoCredential { schemes: schemes.map(|scheme| scheme.name.clone()).collect() }
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

    /// The credentials of an alternative, where the target has them and a request can hold them.
    pub(crate) fn presented(&self, requirement: &SecurityRequirement) -> Option<Vec<Presented>> {
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
