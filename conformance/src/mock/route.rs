//! Which operation a request is for.

use trueline_spec::model::{Api, OperationId, PathPart};

use crate::wire::match_path;

/// What a method and a path lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// An operation, with the path's values as they were sent.
    Operation(OperationId, Vec<(String, String)>),
    /// A path of the document without this method; the methods that it has.
    OtherMethods(Vec<&'static str>),
    /// No path of the document.
    Nothing,
}

/// Finds the operation. Of several templates the one with the most literal text wins, as OpenAPI 3.1.0 section 4.8.8.2
/// has it.
pub(crate) fn route(api: &Api, method: &str, path: &str) -> Route {
    candidates(api, path).map_or(Route::Nothing, |path| find(api, method, path))
}

/// The path as it is, else without the path of a server.
fn candidates<'p>(api: &Api, path: &'p str) -> Option<&'p str> {
    let is_known = |path: &str| api.operations.iter().any(|operation| match_path(&operation.path, path).is_some());
    let below = api.servers.iter().filter_map(|server| {
        let base = base_path(&server.url);
        path.strip_prefix(base.as_str()).filter(|rest| !base.is_empty() && rest.starts_with('/'))
    });
    std::iter::once(path).chain(below).find(|path| is_known(path))
}

/// The path of a server's address, without a slash at its end.
pub(crate) fn base_path(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |slash| &rest[slash..]));
    after.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned()
}

fn find(api: &Api, method: &str, path: &str) -> Route {
    let matching = api.operations().filter_map(|(id, operation)| {
        let values = match_path(&operation.path, path)?;
        Some((literal_length(operation.path.parts()), id, values))
    });
    let mut found: Vec<_> = matching.collect();
    let most = found.iter().map(|(length, ..)| *length).max().unwrap_or(0);
    let methods: Vec<&'static str> = found
        .iter()
        .filter(|(length, ..)| *length == most)
        .map(|(_, id, _)| api.operation(*id).method.as_str())
        .collect();
    found.retain(|(_, id, _)| api.operation(*id).method.as_str() == method);
    found.sort_by_key(|(length, ..)| std::cmp::Reverse(*length));
    match found.into_iter().next() {
        Some((_, id, values)) => Route::Operation(id, values),
        None => Route::OtherMethods(methods),
    }
}

fn literal_length(parts: &[PathPart]) -> usize {
    parts.iter().map(|part| if let PathPart::Literal(text) = part { text.len() } else { 0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_paths_are_found_in_every_kind_of_address() {
        for (url, path) in [("https://a.example/v1/", "/v1"), ("/api", "/api"), ("https://a.example", ""), ("/", "")] {
            assert_eq!(base_path(url), path);
        }
    }
}
