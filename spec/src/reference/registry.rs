//! The documents that references lead to, all loaded before the first is looked up.

use rustc_hash::FxHashMap;

use crate::diagnostic::Sink;
use crate::source::{self, Documents, Fetch, Node, NodeKind, Origin};

/// The most documents that one description may consist of.
const DOCUMENT_LIMIT: usize = 1000;

/// What references can lead to.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// Roots by location, or why there is none.
    documents: FxHashMap<String, Result<Origin, String>>,
    /// The location of each root.
    locations: FxHashMap<Origin, String>,
    /// `$anchor` and `$dynamicAnchor` by the root of their document.
    anchors: FxHashMap<(Origin, String), Origin>,
    /// `$id`, as written.
    ids: FxHashMap<String, Origin>,
}

impl Registry {
    /// Loads everything that an entry document refers to.
    pub fn load(
        documents: &mut Documents,
        entry: Origin,
        location: &str,
        fetch: &dyn Fetch,
        sink: &mut Sink,
        strict: bool,
    ) -> Self {
        let mut registry = Self::default();
        registry.add(location.to_owned(), entry);
        let mut waiting = registry.collect(documents.node(entry), location);
        while let Some(location) = waiting.pop() {
            if registry.documents.contains_key(&location) {
                continue;
            }
            if registry.documents.len() >= DOCUMENT_LIMIT {
                registry
                    .documents
                    .insert(location, Err(format!("more than {DOCUMENT_LIMIT} documents are referred to")));
                continue;
            }
            match fetch.fetch(&location) {
                Err(error) => {
                    registry.documents.insert(location, Err(error.0));
                }
                Ok(bytes) => match source::read(documents, &location, bytes, sink, strict) {
                    None => {
                        registry.documents.insert(location, Err("it cannot be read".to_owned()));
                    }
                    Some(root) => {
                        registry.add(location.clone(), root);
                        waiting.extend(registry.collect(documents.node(root), &location));
                    }
                },
            }
        }
        registry
    }

    /// The root of a document, or why there is none.
    pub fn document(&self, location: &str) -> Option<&Result<Origin, String>> {
        self.documents.get(location)
    }

    /// Where a root was loaded from.
    pub fn location(&self, root: Origin) -> &str {
        self.locations.get(&root).map_or("", String::as_str)
    }

    pub fn anchor(&self, root: Origin, name: &str) -> Option<Origin> {
        self.anchors.get(&(root, name.to_owned())).copied()
    }

    pub fn id(&self, id: &str) -> Option<Origin> {
        self.ids.get(id).copied()
    }

    fn add(&mut self, location: String, root: Origin) {
        self.locations.insert(root, location.clone());
        self.documents.insert(location, Ok(root));
    }

    /// Notes anchors and ids, and gives the locations of other documents that are referred to.
    fn collect(&mut self, root: Node<'_>, location: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            match node.kind() {
                // Aliases share nodes: each is walked below its own parent alone, so the walk is linear.
                NodeKind::Sequence => {
                    waiting.extend(node.items().filter(|item| item.parent().map(Node::origin) == Some(node.origin())));
                }
                NodeKind::Mapping => {
                    for entry in node.entries() {
                        match (entry.key, entry.value.as_str()) {
                            ("$ref", Some(text)) => found.extend(other_document(location, text)),
                            ("$anchor" | "$dynamicAnchor", Some(name)) => {
                                self.anchors.insert((root.origin(), name.to_owned()), node.origin());
                            }
                            ("$id", Some(id)) => {
                                self.ids.insert(id.to_owned(), node.origin());
                            }
                            ("example" | "examples" | "default" | "enum" | "const", None) => {}
                            _ if entry.value.parent().map(Node::origin) == Some(node.origin()) => {
                                waiting.push(entry.value);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        found.reverse();
        found
    }
}

/// The location of the document that a reference leads to, where it is another one.
fn other_document(base: &str, reference: &str) -> Option<String> {
    let target = reference.split('#').next().unwrap_or_default();
    (!target.is_empty()).then(|| join(base, target))
}

/// A reference against the location of its document (RFC 3986 section 5), paths of files included.
pub(super) fn join(base: &str, target: &str) -> String {
    if target.contains("://") {
        return target.to_owned();
    }
    if let Ok(url) = url::Url::parse(base)
        && url.scheme().len() > 1
        && let Ok(joined) = url.join(target)
    {
        return joined.to_string();
    }
    if target.starts_with('/') {
        return target.to_owned();
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, ".." | "." | "")) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    percent_encoding::percent_decode_str(&parts.join("/")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_relative_to_their_document() {
        assert_eq!(join("api/openapi.yaml", "./schemas/pet.yaml"), "api/schemas/pet.yaml");
        assert_eq!(join("api/openapi.yaml", "../common.yaml"), "common.yaml");
        assert_eq!(join("openapi.yaml", "../common.yaml"), "../common.yaml");
        assert_eq!(join("/a/openapi.yaml", "b%20c.yaml"), "/a/b c.yaml");
        assert_eq!(join("http://host/a/openapi.yaml", "b.yaml"), "http://host/a/b.yaml");
        assert_eq!(join("openapi.yaml", "http://host/b.yaml"), "http://host/b.yaml");
    }
}
