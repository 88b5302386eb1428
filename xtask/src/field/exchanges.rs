//! What the exchanges of a run show of each operation, read from a HAR: the same measure for every tool.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use serde_json::Value;
use trueline_codegen::glob;

/// An operation of the document: its method in capitals and the template of its path.
pub(super) type Operation = (String, String);

/// The answers to a run's requests.
#[derive(Debug, Default)]
pub(super) struct Exchanges {
    /// How many requests were sent.
    pub requests: usize,
    /// The statuses that each operation was answered with.
    statuses: BTreeMap<Operation, BTreeSet<u64>>,
}

impl Exchanges {
    /// Reads a HAR, and finds the operation of each request below a base path.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(super) fn read(har: &Path, operations: &[Operation], base: &str) -> io::Result<Self> {
        let har: Value = serde_json::from_slice(&fs::read(har)?)?;
        let mut exchanges = Self::default();
        for entry in har["log"]["entries"].as_array().into_iter().flatten() {
            exchanges.requests += 1;
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (method, url) = (text(&entry["request"]["method"]), text(&entry["request"]["url"]));
            let status = entry["response"]["status"].as_u64().unwrap_or_default();
            if let Some(operation) = operation_of(&method, path_of(&url), operations, base) {
                exchanges.statuses.entry(operation.clone()).or_default().insert(status);
            }
        }
        Ok(exchanges)
    }

    /// How many operations were answered with success at least once.
    pub(super) fn succeeded(&self) -> usize {
        self.statuses.values().filter(|statuses| statuses.iter().any(|status| (200..400).contains(status))).count()
    }

    /// Operations that the server failed at.
    pub(super) fn failures(&self) -> BTreeSet<(&Operation, u64)> {
        let of = |(operation, statuses)| {
            let statuses: &BTreeSet<u64> = statuses;
            statuses.iter().filter(|status| **status >= 500).map(move |status| (operation, *status))
        };
        self.statuses.iter().flat_map(of).collect()
    }
}

/// The path of an address, without its query.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or(path)
}

/// The operation that a request is for: of several templates that match, the one with the most fixed segments.
fn operation_of<'o>(method: &str, path: &str, operations: &'o [Operation], base: &str) -> Option<&'o Operation> {
    let path = path.strip_prefix(base.trim_end_matches('/')).unwrap_or(path);
    let fits = |(of, template): &&Operation| of == method && glob::matches(&as_glob(template), path);
    operations.iter().filter(fits).min_by_key(|(_, template)| template.matches('{').count())
}

/// A template whose parameters stand for anything within their segment.
fn as_glob(template: &str) -> String {
    let mut glob = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        glob.push_str(before);
        glob.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    glob + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_of_the_operation_with_the_most_fixed_segments() {
        let operations = [("GET", "/pets/{id}"), ("GET", "/pets/mine"), ("PUT", "/pets/{id}"), ("GET", "/at/{a},{b}")]
            .map(|(method, path)| (method.to_owned(), path.to_owned()));
        let of = |method: &str, url: &str| {
            operation_of(method, path_of(url), &operations, "/api").map(|operation| operation.1.as_str())
        };
        assert_eq!(of("GET", "http://a:1/api/pets/7?x=/pets/mine"), Some("/pets/{id}"));
        assert_eq!(of("GET", "http://a:1/api/pets/mine"), Some("/pets/mine"));
        assert_eq!(of("GET", "http://a:1/api/at/1,2"), Some("/at/{a},{b}"));
        assert_eq!(of("GET", "http://a:1/api/pets/7/8"), None);
        assert_eq!(of("DELETE", "http://a:1/api/pets/7"), None);
    }
}
