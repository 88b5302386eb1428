//! Which operation a request is for.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, OperationId, PathPart, PathTemplate, Server};

use crate::wire::{PathMatcher, unescape};

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
#[derive(Debug)]
pub(crate) struct Router {
    /// The nodes of the tree, the root first. They hold each other by index, however deep the tree is.
    nodes: Vec<Node>,
    templates: Vec<Template>,
    /// The paths of the servers' addresses.
    bases: Vec<String>,
    /// The steps of routing that nobody has taken yet.
    steps: AtomicU64,
}

#[derive(Debug, Default)]
struct Node {
    /// Segments without parameters, unescaped.
    fixed: FxHashMap<String, usize>,
    /// Segments with parameters.
    variable: Option<usize>,
    /// The operations whose template ends here, by their methods; those with the most literal text first, then in the order
    /// of the document.
    operations: Vec<(&'static str, Vec<OperationId>)>,
}

/// What is known of an operation's template.
#[derive(Debug)]
struct Template {
    path: PathMatcher,
    literal: usize,
}

/// An operation whose template a path is.
struct Match {
    literal: usize,
    id: OperationId,
    values: Vec<(String, String)>,
}

/// Places of the tree that are looked at for the methods of one template.
const PLACES: usize = 1000;

impl Router {
    /// Reads the templates.
    pub(crate) fn new(api: &Api) -> Self {
        let mut nodes = vec![Node::default()];
        let mut templates = Vec::new();
        for (id, operation) in api.operations() {
            let node = segments(&operation.path).into_iter().fold(0, |node, segment| child(&mut nodes, node, segment));
            let method = operation.method.as_str();
            let operations = &mut nodes[node].operations;
            match operations.iter_mut().find(|(own, _)| *own == method) {
                Some((_, ids)) => ids.push(id),
                None => operations.push((method, vec![id])),
            }
            let literal = literal_length(&operation.path);
            templates.push(Template { path: PathMatcher::new(&operation.path), literal });
        }
        for (_, ids) in nodes.iter_mut().flat_map(|node| &mut node.operations) {
            ids.sort_by_key(|id| std::cmp::Reverse(templates[id.index()].literal));
        }
        let bases = api.servers.iter().flat_map(base_paths).filter(|base| !base.is_empty()).collect();
        Self { nodes, templates, bases, steps: AtomicU64::new(0) }
    }

    /// Finds the operation. Of several templates the one with the most literal text wins, as OpenAPI 3.1.0 section
    /// 4.8.8.2 has it. A path that is no template's may be one below a server's path.
    pub(crate) fn route(&self, api: &Api, method: &str, path: &str, query: &str) -> Route {
        let below = self.bases.iter().filter_map(|base| path.strip_prefix(base.as_str()));
        let below = below.filter(|rest| rest.starts_with('/'));
        std::iter::once(path)
            .chain(below)
            .map(|path| self.route_exactly(api, method, path, query))
            .find(|found| *found != Route::Nothing)
            .unwrap_or(Route::Nothing)
    }

    /// The steps of routing since this was called last: places of the tree that paths led to, and templates held against
    /// them.
    pub(crate) fn take_steps(&self) -> u64 {
        self.steps.swap(0, Ordering::Relaxed)
    }

    fn route_exactly(&self, api: &Api, method: &str, path: &str, query: &str) -> Route {
        let first = |ids: &[OperationId]| ids.iter().find_map(|id| self.held(api, *id, path, query));
        // A path without parameters is matched before templates are, whatever the method (OpenAPI 3.1.0 section 4.8.8.2).
        let concrete =
            self.concrete_end(path).filter(|node| node.operations.iter().any(|(_, ids)| first(ids).is_some()));
        let nodes = concrete.map_or_else(|| self.ends(path), |node| vec![node]);
        let own = nodes.iter().flat_map(|node| &node.operations).filter(|(own, _)| *own == method);
        // The first of each place that holds is its best: of equals the first of the document.
        let held = own.filter_map(|(_, ids)| first(ids));
        if let Some(best) = held.min_by_key(|found| (std::cmp::Reverse(found.literal), found.id)) {
            return Route::Operation(best.id, best.values);
        }
        let others = nodes.iter().flat_map(|node| &node.operations);
        let mut others: Vec<(Match, &'static str)> =
            others.filter_map(|(method, ids)| Some((first(ids)?, *method))).collect();
        let Some(most) = others.iter().map(|(found, _)| found.literal).max() else { return Route::Nothing };
        others.retain(|(found, _)| found.literal == most);
        others.sort_by_key(|(found, _)| found.id);
        Route::OtherMethods(others.into_iter().map(|(_, method)| method).collect())
    }

    /// Where a path ends in the tree that is a template without parameters.
    fn concrete_end(&self, path: &str) -> Option<&Node> {
        path.split('/')
            .map(unescape)
            .try_fold(&self.nodes[0], |node, segment| node.fixed.get(&segment).map(|child| &self.nodes[*child]))
    }

    /// Where a path ends in the tree.
    fn ends(&self, path: &str) -> Vec<&Node> {
        let mut reached = vec![&self.nodes[0]];
        for segment in path.split('/').map(unescape) {
            let children = reached.iter().flat_map(|node| node.fixed.get(&segment).into_iter().chain(&node.variable));
            reached = children.map(|child| &self.nodes[*child]).collect();
            self.count(reached.len());
            if reached.is_empty() {
                break;
            }
        }
        reached
    }

    /// The methods of all operations with an address that a template may have too: names of parameters do not count. Of
    /// very many places the first are looked at.
    pub(crate) fn methods(&self, template: &PathTemplate) -> BTreeSet<&'static str> {
        let mut reached = vec![0];
        for segment in segments(template) {
            let mut next: Vec<usize> = Vec::new();
            for node in reached.iter().map(|node: &usize| &self.nodes[*node]) {
                match &segment {
                    Some(text) => next.extend(node.fixed.get(text)),
                    None => next.extend(node.fixed.values().take(PLACES)),
                }
                next.extend(node.variable);
            }
            next.sort_unstable();
            next.truncate(PLACES);
            self.count(next.len());
            reached = next;
        }
        reached.into_iter().flat_map(|node| &self.nodes[node].operations).map(|(method, _)| *method).collect()
    }

    fn count(&self, steps: usize) {
        self.steps.fetch_add(u64::try_from(steps).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// An operation, where the path is its template's.
    fn held(&self, api: &Api, id: OperationId, path: &str, query: &str) -> Option<Match> {
        let template = &self.templates[id.index()];
        self.count(path.len() / 4);
        let values = template.path.values(path)?;
        let has_query = has_pairs(query, api.operation(id).path.query());
        has_query.then_some(Match { literal: template.literal, id, values })
    }
}

/// The node below a node that a segment leads to.
fn child(nodes: &mut Vec<Node>, node: usize, segment: Option<String>) -> usize {
    let next = nodes.len();
    let child = match segment {
        Some(text) => *nodes[node].fixed.entry(text).or_insert(next),
        None => *nodes[node].variable.get_or_insert(next),
    };
    if child == next {
        nodes.push(Node::default());
    }
    child
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

/// The texts of a server's variables that are put into its address.
const MOST_BASES_OF_SERVER: usize = 100;

/// The path of a server's address with the default of each variable.
pub(crate) fn default_base_path(server: &Server) -> String {
    base_path_with(server, None)
}

fn base_path_with(server: &Server, other: Option<(&str, &str)>) -> String {
    let url = server.variables.iter().fold(server.url.clone(), |url, (name, variable)| {
        let other = other.filter(|(changed, _)| changed == name).map(|(_, value)| value);
        url.replace(&format!("{{{name}}}"), other.unwrap_or(&variable.default))
    });
    base_path(&url)
}

/// The paths of a server's address: with the default of each variable, and with each other value that one of them may have
/// (OpenAPI 3.1.0 section 4.8.6).
pub(crate) fn base_paths(server: &Server) -> Vec<String> {
    let others =
        server.variables.iter().flat_map(|(name, variable)| variable.allowed.iter().map(move |value| (name, value)));
    let mut bases = vec![default_base_path(server)];
    bases.extend(others.take(MOST_BASES_OF_SERVER).map(|(name, value)| base_path_with(server, Some((name, value)))));
    bases.sort();
    bases.dedup();
    bases
}

/// The path of a server's address, without a slash at its end; an address without a host is relative to the server's root.
pub(crate) fn base_path(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |slash| &rest[slash..]));
    let path = after.split(['?', '#']).next().unwrap_or_default().trim_start_matches("./").trim_matches('/');
    if path.is_empty() || path == "." { String::new() } else { format!("/{path}") }
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
        for (url, path) in [
            ("https://a.example/v1/", "/v1"),
            ("/api", "/api"),
            ("https://a.example", ""),
            ("/", ""),
            ("v1/", "/v1"),
            ("./v1", "/v1"),
        ] {
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
        assert_eq!(key("DELETE", "/pets/mine"), "OtherMethods([\"GET\"])");
        assert_eq!(key("DELETE", "/pets/7"), "drop");
        assert_eq!(key("PUT", "/pets/mine"), "OtherMethods([\"GET\"])");
        assert_eq!(key("GET", "/files/a.b.c"), "file");
        assert_eq!(key("GET", "/a%20b/7/c"), "odd");
        assert_eq!(key("GET", "/pets?limit=1&kind=wild&all"), "wild");
        assert_eq!(key("GET", "/pets?kind=wild"), "tame");
        assert_eq!(key("GET", "/pet"), "Nothing");
        assert_eq!(key("GET", "/pets/"), "Nothing");
    }

    #[test]
    fn variables_of_servers_have_their_values() {
        let api = api("
openapi: 3.1.0
info: {title: t, version: '1'}
servers:
  - url: https://{host}/{version}/{area}
    variables: {host: {default: a.example}, version: {default: v2, enum: [v1, v2]}, area: {default: eu, enum: [us]}}
paths:
  /pets:
    get: {operationId: pets, responses: {'200': {description: d}}}
");
        let router = Router::new(&api);
        let is_found = |path: &str| matches!(router.route(&api, "GET", path, ""), Route::Operation(..));
        let paths = ["/v2/eu/pets", "/v1/eu/pets", "/v2/us/pets", "/v3/eu/pets", "/{version}/{area}/pets"];
        assert_eq!(paths.map(is_found), [true, true, true, false, false]);
    }

    /// A document of many paths, whose templates all end in one place of the tree.
    fn crowded(template: impl Fn(usize) -> String) -> String {
        let path = |index| {
            let name = format!("p{index}");
            format!(
                "  '{}': {{get: {{operationId: o{index}, responses: {{'200': {{description: d}}}}}}}}\n",
                template(index).replace("NAME", &name)
            )
        };
        let paths: String = (0..20_000).map(path).collect();
        format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}")
    }

    #[test]
    fn crowded_documents_are_routed_in_little_time() {
        for (text, target) in [
            (crowded(|index| format!("/x/{{NAME}}-{index}")), "/x/7-19999"),
            (crowded(|index| format!("/x{index}/{{NAME}}")), "/x19999/7"),
        ] {
            let api = api(text.leak());
            let router = Router::new(&api);
            let began = cpu_time::ThreadTime::now();
            for _ in 0..100 {
                let found = router.route(&api, "GET", target, "");
                assert!(matches!(&found, Route::Operation(id, _) if api.operation(*id).key == "o19999"), "{found:?}");
            }
            assert!(began.elapsed() < std::time::Duration::from_secs(2), "{:?}", began.elapsed());
        }
    }

    #[test]
    fn templates_of_any_depth_are_routed() {
        let deep = "/{x}/a".repeat(50_000).replacen("{x}", "y", 49_999);
        let text = format!(
            "
openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  ? {deep}
  : get: {{operationId: deep, responses: {{'200': {{description: d}}}}}}
"
        );
        let api = api(text.leak());
        let router = Router::new(&api);
        assert!(matches!(router.route(&api, "GET", &deep.replace("{x}", "7"), ""), Route::Operation(..)));
        drop(router);
    }
}
