//! The names of the types of sessions.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::Api;

use crate::names::{Ident, NameLock, type_name};
use crate::plan::hints::name_hint::key_text;

/// The names of the types of sessions, by what their parameters are known by.
#[derive(Debug, Default)]
pub(crate) struct SessionNames(BTreeMap<String, Ident>);

impl SessionNames {
    /// Those that were given, `Session` for a lone one, else the parameter's.
    pub(crate) fn given(api: &Api, lock: &NameLock) -> Self {
        let found = session_parameters(api);
        let is_lone = found.len() == 1;
        let name = |parameter: String| {
            let usual = || if is_lone { type_name(SESSION) } else { session_name(&parameter) };
            let key = key_text(&parameter.to_ascii_lowercase());
            let name = lock.session(&key).cloned().unwrap_or_else(usual);
            (key, name)
        };
        Self(found.into_iter().map(name).collect())
    }

    /// The name of the type of a parameter's session.
    pub(crate) fn of(&self, parameter: &str) -> Option<&Ident> {
        self.0.get(&key_text(&parameter.to_ascii_lowercase()))
    }

    /// Every name, by what its parameter is known by.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Ident)> {
        self.0.iter()
    }
}

/// What a lone session is called.
pub(crate) const SESSION: &str = "session";

/// What the session of a parameter is called among others.
pub(crate) fn session_name(parameter: &str) -> Ident {
    type_name(&format!("{parameter} session"))
}

/// The parameters that carry sessions, each once.
pub(crate) fn session_parameters(api: &Api) -> Vec<String> {
    let mut known = BTreeSet::new();
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let sessions = parameters.filter(|parameter| parameter.session.is_some());
    sessions.filter(|one| known.insert(one.name.to_ascii_lowercase())).map(|one| one.name.clone()).collect()
}
