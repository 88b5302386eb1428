//! What a mock has at the start: credentials, who acts, and what is theirs. A YAML file beside the document, named
//! like it with `.fixture.yaml` in place of its ending.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use thiserror::Error;
use trueline_spec::model::{Api, Checked, Role, SecuritySchemeKind};

use crate::target::{ActorConfig, CredentialConfig, ResourceConfig, Setting, TargetConfig, without_quotation};

/// Items of all resources of a fixture: each is generated before the mock listens.
const MOST_ITEMS: usize = 1_000_000;

/// The whole file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fixture {
    /// Credentials by security scheme, and by role where the scheme has roles.
    #[serde(default)]
    pub credentials: IndexMap<String, CredentialConfig>,
    /// Who acts.
    #[serde(default)]
    pub actors: Vec<FixtureActor>,
}

/// Somebody who acts, with what is there at the start.
pub type FixtureActor = ActorConfig<FixtureResource>;

/// Something that is there at the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixtureResource {
    /// The operation that reads it.
    pub operation: String,
    /// Path parameters by name.
    #[serde(default)]
    pub path: IndexMap<String, String>,
    /// The environment of keys that see it; where there is none, all do.
    #[serde(default)]
    pub environment: Option<String>,
    /// What it holds.
    #[serde(default)]
    pub items: FixtureItems,
}

/// Items that are made alike.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FixtureItems {
    /// How many are shown.
    pub count: usize,
    /// How many more are hidden, deleted ones for instance.
    pub hidden: usize,
    /// The time of the first (RFC 3339).
    pub first: String,
    /// Seconds from one to the next.
    pub step: i64,
}

impl Default for FixtureItems {
    fn default() -> Self {
        Self { count: 1, hidden: 0, first: "2026-01-01T00:00:00Z".to_owned(), step: 60 }
    }
}

/// Why a fixture cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the fixture `{}` cannot be used: {message}", .file.display())]
pub struct FixtureError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong, with line and column where they are known.
    pub message: String,
}

impl Fixture {
    /// Where the fixture of a document stands.
    #[must_use]
    pub fn path_of(document: &Path) -> PathBuf {
        document.with_extension("fixture.yaml")
    }

    /// The fixture beside a document; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read or is wrong.
    pub fn beside(document: &Path) -> Result<Self, FixtureError> {
        let file = Self::path_of(document);
        if file.exists() { Self::read(&file) } else { Ok(Self::default()) }
    }

    /// The fixture of a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is wrong.
    pub fn read(file: &Path) -> Result<Self, FixtureError> {
        let failed = |message| FixtureError { file: file.to_owned(), message };
        let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        let fixture: Self =
            serde_yaml::from_str(&text).map_err(|error| failed(without_quotation(&error.to_string())))?;
        let resources = fixture.actors.iter().flat_map(|actor| &actor.resources).map(|resource| &resource.items);
        let items = resources.fold(0_usize, |sum, items| sum.saturating_add(items.count).saturating_add(items.hidden));
        if items > MOST_ITEMS {
            return Err(failed(format!("its resources have {items} items, more than {MOST_ITEMS}")));
        }
        Ok(fixture)
    }

    /// The same fixture, with a credential for every scheme of the document that it has none for.
    #[must_use]
    pub fn with_credentials_for(mut self, api: &Checked<Api>) -> Self {
        for (name, scheme) in &api.security_schemes {
            if self.credentials.contains_key(name) {
                continue;
            }
            let credential = match (&scheme.roles, &scheme.kind) {
                (Some(roles), _) => CredentialConfig::Roles(
                    roles
                        .roles
                        .iter()
                        .filter_map(|role| Some((role.name.clone(), Setting::from(key_of(role)?.as_str()))))
                        .collect(),
                ),
                (None, SecuritySchemeKind::HttpBasic) => {
                    CredentialConfig::Single(Setting::from("trueline:mock-password"))
                }
                (None, _) => CredentialConfig::Single(Setting::from("trueline-mock-credential")),
            };
            self.credentials.insert(name.clone(), credential);
        }
        self
    }

    /// The target that a mock with this fixture is.
    #[must_use]
    pub fn as_target(&self) -> TargetConfig {
        TargetConfig {
            credentials: self.credentials.clone(),
            actors: self.actors.iter().map(FixtureActor::as_config).collect(),
            ..TargetConfig::at("http://127.0.0.1:4020")
        }
    }
}

/// A key of a role's form.
fn key_of(role: &Role) -> Option<String> {
    crate::generate::text_like(&role.key_pattern.0)
}

impl FixtureActor {
    fn as_config(&self) -> ActorConfig {
        let resource = |resource: &FixtureResource| ResourceConfig {
            operation: resource.operation.clone(),
            path: resource.path.iter().map(|(name, value)| (name.clone(), Setting::from(value.as_str()))).collect(),
        };
        ActorConfig {
            name: self.name.clone(),
            credentials: IndexMap::new(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            resources: self.resources.iter().map(resource).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_of_more_items_than_fit_into_memory_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.fixture.yaml");
        let text = |count: &str| {
            format!("actors: [{{name: a, resources: [{{operation: o, items: {{count: {count}, hidden: 1}}}}]}}]")
        };
        std::fs::write(&file, text("18446744073709551615")).expect("written");
        let error = Fixture::read(&file).expect_err("too many").to_string();
        assert!(error.contains("more than 1000000"), "{error}");
        std::fs::write(&file, text("999999")).expect("written");
        assert!(Fixture::read(&file).is_ok());
    }
}
