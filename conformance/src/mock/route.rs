//! Which operation a request is for.

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, OperationId, PathPart, PathTemplate};

use crate::wire::{match_path, unescape};

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

/// The templates of a document as a tree of segments, so that a request is held against few of them.
#[derive(Debug, Default)]
pub(crate) struct Router {
    root: Node,
    /// The paths of the servers' addresses.
    bases: Vec<String>,
}

#[derive(Debug, Default)]
struct Node {
    /// Segments without parameters, unescaped.
    fixed: FxHashMap<String, Node>,
    /// Segments with parameters.
    variable: Option<Box<Node>>,
    /// The operations whose template ends here.
    operations: Vec<OperationId>,
}

impl Router {
    /// Reads the templates.
    pub(crate) fn new(api: &Api) -> Self {
        let mut root = Node::default();
        for (id, operation) in api.operations() {
            let mut node = &mut root;
            for segment in segments(&operation.path) {
                node = match segment {
                    Some(text) => node.fixed.entry(text).or_default(),
                    None => node.variable.get_or_insert_default(),
                };
            }
            node.operations.push(id);
        }
        let bases = api.servers.iter().map(|server| base_path(&server.url)).filter(|base| !base.is_empty()).collect();
        Self { root, bases }
    }

    /// Finds the operation. Of several templates the one with the most literal text wins, as OpenAPI 3.1.0 section
    /// 4.8.8.2 has it. A path that is no template's may be one below a server's path.
    pub(crate) fn route(&self, api: &Api, method: &str, path: &str, query: &str) -> Route {
        let below = self.bases.iter().filter_map(|base| path.strip_prefix(base.as_str()));
        let below = below.filter(|rest| rest.starts_with('/'));
        std::iter::once(path)
            .chain(below)
            .map(|path| self.matching(api, path, query))
            .find(|found| !found.is_empty())
            .map_or(Route::Nothing, |found| choose(api, method, found))
    }

    fn matching(&self, api: &Api, path: &str, query: &str) -> Vec<Match> {
        let mut operations = Vec::new();
        self.root.find(path.split('/').map(unescape).collect::<Vec<_>>().as_slice(), &mut operations);
        operations.sort_unstable();
        let held = |id: OperationId| {
            let template = Some(&api.operation(id).path).filter(|template| has_pairs(query, template.query()))?;
            Some(Match { literal: literal_length(template), id, values: match_path(template, path)? })
        };
        operations.into_iter().filter_map(held).collect()
    }
}

impl Node {
    fn find(&self, segments: &[String], found: &mut Vec<OperationId>) {
        let Some((first, rest)) = segments.split_first() else {
            found.extend(&self.operations);
            return;
        };
        let next = self.fixed.get(first).into_iter().chain(self.variable.as_deref());
        next.for_each(|node| node.find(rest, found));
    }
}

/// An operation whose template a path is.
struct Match {
    literal: usize,
    id: OperationId,
    values: Vec<(String, String)>,
}

fn choose(api: &Api, method: &str, mut found: Vec<Match>) -> Route {
    let most = found.iter().map(|found| found.literal).max().unwrap_or(0);
    let method_of = |found: &Match| api.operation(found.id).method.as_str();
    let methods = found.iter().filter(|found| found.literal == most).map(method_of).collect();
    found.retain(|found| method_of(found) == method);
    // Of equals the first of the document.
    found.sort_by_key(|found| std::cmp::Reverse(found.literal));
    match found.into_iter().next() {
        Some(Match { id, values, .. }) => Route::Operation(id, values),
        None => Route::OtherMethods(methods),
    }
}

/// The segments of a template: the text, unescaped, of one without parameters, nothing for one with.
fn segments(template: &PathTemplate) -> Vec<Option<String>> {
    let mut segments = vec![Some(String::new())];
    for part in template.parts() {
        match part {
            PathPart::Parameter(_) => drop(segments.pop().map(|_| segments.push(None))),
            PathPart::Literal(text) => {
                let mut texts = text.split('/');
                if let (Some(Some(last)), Some(first)) = (segments.last_mut(), texts.next()) {
                    last.push_str(first);
                }
                segments.extend(texts.map(|text| Some(text.to_owned())));
            }
        }
    }
    segments.into_iter().map(|segment| segment.map(|text| unescape(&text))).collect()
}

/// The path of a server's address, without a slash at its end.
pub(crate) fn base_path(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |slash| &rest[slash..]));
    after.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned()
}

/// Whether a query has every pair of a template's.
fn has_pairs(query: &str, wanted: &str) -> bool {
    wanted.is_empty() || wanted.split('&').all(|wanted| query.split('&').any(|pair| pair == wanted))
}

fn literal_length(template: &PathTemplate) -> usize {
    let parts = template.parts().iter();
    let length: usize = parts.map(|part| if let PathPart::Literal(text) = part { text.len() } else { 0 }).sum();
    length + template.query().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    const PATHS: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: 'https://a.example/v1'}]
paths:
  /pets/{id}:
    get: {operationId: pet, responses: {'200': {description: d}}}
    delete: {operationId: drop, responses: {'200': {description: d}}}
  /pets/mine:
    get: {operationId: mine, responses: {'200': {description: d}}}
  /files/{name}.{ending}:
    get: {operationId: file, responses: {'200': {description: d}}}
  /a b/{x}/c:
    get: {operationId: odd, responses: {'200': {description: d}}}
  /pets?kind=wild&all:
    get: {operationId: wild, responses: {'200': {description: d}}}
  /pets#tame:
    get: {operationId: tame, responses: {'200': {description: d}}}
";

    #[test]
    fn base_paths_are_found_in_every_kind_of_address() {
        for (url, path) in [("https://a.example/v1/", "/v1"), ("/api", "/api"), ("https://a.example", ""), ("/", "")] {
            assert_eq!(base_path(url), path);
        }
    }

    #[test]
    fn the_most_literal_template_wins() {
        let api = api(PATHS);
        let router = Router::new(&api);
        let key = |method: &str, target: &str| {
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            match router.route(&api, method, path, query) {
                Route::Operation(id, _) => api.operation(id).key.clone(),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(key("GET", "/pets/7"), "pet");
        assert_eq!(key("GET", "/pets/mine"), "mine");
        assert_eq!(key("GET", "/v1/pets/mine"), "mine");
        assert_eq!(key("DELETE", "/pets/mine"), "drop");
        assert_eq!(key("PUT", "/pets/mine"), "OtherMethods([\"GET\"])");
        assert_eq!(key("GET", "/files/a.b.c"), "file");
        assert_eq!(key("GET", "/a%20b/7/c"), "odd");
        assert_eq!(key("GET", "/pets?limit=1&kind=wild&all"), "wild");
        assert_eq!(key("GET", "/pets?kind=wild"), "tame");
        assert_eq!(key("GET", "/pet"), "Nothing");
        assert_eq!(key("GET", "/pets/"), "Nothing");
    }
}
