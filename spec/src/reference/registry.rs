//! The documents that references lead to, all loaded before the first is looked up.

use rustc_hash::FxHashMap;

use super::resolver::NOT_ALLOWED;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{
    self, Documents, Fetch, FetchError, Fetched, Node, NodeKind, NotFetched, Origin, Policy, Refusal, Request, join,
    normal,
};

/// The most documents that one description may consist of.
pub const DOCUMENT_LIMIT: usize = 10_000;

/// The most bytes that all documents of a description may have together: 256 MiB.
pub const TOTAL_SIZE_LIMIT: usize = 256 << 20;

/// What references can lead to.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// Roots by location, or why there is none.
    documents: FxHashMap<String, Result<Origin, Absent>>,
    /// The location of each root.
    locations: FxHashMap<Origin, String>,
    /// `$anchor` and `$dynamicAnchor` by the root of their document.
    anchors: FxHashMap<(Origin, String), Origin>,
    /// `$id`, as written.
    ids: FxHashMap<String, Origin>,
}

/// Why a document is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It may not be loaded, which is reported at every reference to it.
    Refused,
    /// It could not be read.
    Unreadable(String),
}

/// A loading under way.
pub(crate) struct Loading<'l> {
    pub documents: &'l mut Documents,
    pub fetch: &'l dyn Fetch,
    pub policy: &'l Policy,
    pub sink: &'l mut Sink,
    pub strict: bool,
}

/// A reference to another document.
struct Reference {
    /// The `$ref`.
    place: Origin,
    location: String,
}

impl Registry {
    /// Loads everything that an entry document refers to, as far as the policy allows it.
    pub(crate) fn load(mut loading: Loading<'_>, entry: Origin, location: &str) -> Self {
        let mut registry = Self::default();
        registry.add(normal(location), entry);
        let mut places: FxHashMap<String, Vec<Origin>> = FxHashMap::default();
        let mut refusals: Vec<(String, Refusal)> = Vec::new();
        let mut size = 0;
        let mut waiting = registry.allowed(&mut loading, entry, location);
        while let Some(Reference { place, location }) = waiting.pop() {
            places.entry(location.clone()).or_default().push(place);
            if registry.documents.contains_key(&location) {
                continue;
            }
            match registry.fetched(&loading, &location, &mut size) {
                Ok(fetched) => {
                    let Some((root, location)) = registry.read(&mut loading, &location, fetched) else { continue };
                    waiting.extend(registry.allowed(&mut loading, root, &location));
                }
                Err(NotFetched::Refused(refusal)) => {
                    registry.documents.insert(location.clone(), Err(Absent::Refused));
                    refusals.push((location, refusal));
                }
                Err(NotFetched::Failed(FetchError(reason))) => {
                    registry.documents.insert(location, Err(Absent::Unreadable(reason)));
                }
            }
        }
        for (location, refusal) in refusals {
            for place in places.remove(&location).unwrap_or_default() {
                loading.refuse(place, refusal.clone());
            }
        }
        registry
    }

    /// The root of a document, or why there is none.
    pub(crate) fn document(&self, location: &str) -> Option<&Result<Origin, Absent>> {
        self.documents.get(location)
    }

    /// Where a root was loaded from.
    pub(crate) fn location(&self, root: Origin) -> &str {
        self.locations.get(&root).map_or("", String::as_str)
    }

    pub(crate) fn anchor(&self, root: Origin, name: &str) -> Option<Origin> {
        self.anchors.get(&(root, name.to_owned())).copied()
    }

    pub(crate) fn id(&self, id: &str) -> Option<Origin> {
        self.ids.get(id).copied()
    }

    fn add(&mut self, location: String, root: Origin) {
        self.locations.insert(root, location.clone());
        self.documents.insert(location, Ok(root));
    }

    /// The bytes of a document, within the limits of a description.
    fn fetched(&self, loading: &Loading<'_>, location: &str, size: &mut usize) -> Result<Fetched, NotFetched> {
        if self.documents.len() >= DOCUMENT_LIMIT {
            return Err(FetchError(format!("more than {DOCUMENT_LIMIT} documents are referred to")).into());
        }
        if *size > TOTAL_SIZE_LIMIT {
            let message = format!("all documents together are larger than {} MiB", TOTAL_SIZE_LIMIT >> 20);
            return Err(FetchError(message).into());
        }
        let request = Request { location, is_reference: true, policy: loading.policy };
        let fetched = loading.fetch.fetch_for(&request)?;
        *size = size.saturating_add(fetched.bytes.len());
        Ok(fetched)
    }

    /// Reads what was fetched. What is no document is not shown: it was never meant to be read here.
    fn read(&mut self, loading: &mut Loading<'_>, location: &str, fetched: Fetched) -> Option<(Origin, String)> {
        let is_elsewhere = fetched.location.is_some();
        let base = fetched.location.map_or_else(|| location.to_owned(), |location| normal(&location));
        if let Some(known) = self.documents.get(&base).cloned() {
            self.documents.insert(location.to_owned(), known);
            return None;
        }
        let mut sink = Sink::default();
        let root = source::read(loading.documents, &base, fetched.bytes, &mut sink, loading.strict);
        let kind = root.map(|root| loading.documents.node(root).kind());
        let is_document = matches!(kind, Some(NodeKind::Mapping | NodeKind::Sequence | NodeKind::Bool(_)));
        let is_shown = is_document || (kind.is_none() && source::has_document_extension(&base));
        if !is_shown || (sink.has_errors() && !source::has_document_extension(&base)) {
            let reason = "it is not a document, which is an object or an array in YAML or JSON".to_owned();
            self.documents.insert(location.to_owned(), Err(Absent::Unreadable(reason)));
            return None;
        }
        loading.sink.take_from(sink);
        let Some(root) = root else {
            self.documents.insert(location.to_owned(), Err(Absent::Unreadable("it cannot be read".to_owned())));
            return None;
        };
        self.add(base.clone(), root);
        if is_elsewhere {
            self.documents.insert(location.to_owned(), Ok(root));
        }
        Some((root, base))
    }

    /// The references of a document to others that the policy allows; the others are reported.
    fn allowed(&mut self, loading: &mut Loading<'_>, root: Origin, location: &str) -> Vec<Reference> {
        let mut allowed = Vec::new();
        // Most documents refer to few others, and often.
        let mut checked: FxHashMap<String, Result<(), Refusal>> = FxHashMap::default();
        for Reference { place, location: target } in self.collect(loading.documents.node(root), location) {
            let check = || loading.policy.check(location, &target);
            match checked.entry(target.clone()).or_insert_with(check) {
                Ok(()) if matches!(self.documents.get(&target), Some(Ok(_) | Err(Absent::Unreadable(_)))) => {}
                Ok(()) => allowed.push(Reference { place, location: target }),
                Err(refusal) => {
                    let refusal = refusal.clone();
                    self.documents.entry(target).or_insert(Err(Absent::Refused));
                    loading.refuse(place, refusal);
                }
            }
        }
        allowed
    }

    /// Notes anchors and ids, and gives the references to other documents.
    fn collect(&mut self, root: Node<'_>, location: &str) -> Vec<Reference> {
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
                            ("$ref", Some(text)) => found.extend(to_other_document(entry.value.origin(), text)),
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
        found.retain(|(_, target)| !self.ids.contains_key(*target));
        let mut joined: FxHashMap<&str, String> = FxHashMap::default();
        let references = found.into_iter().map(|(place, target)| {
            let location = joined.entry(target).or_insert_with(|| join(location, target)).clone();
            Reference { place, location }
        });
        references.collect()
    }
}

impl Loading<'_> {
    fn refuse(&mut self, place: Origin, Refusal { message, help }: Refusal) {
        let span = self.documents.span(place);
        self.sink.push(Diagnostic::error(NOT_ALLOWED, span, message).help(help));
    }
}

/// The document that a reference leads to, where it is another one.
fn to_other_document(place: Origin, reference: &str) -> Option<(Origin, &str)> {
    let target = reference.split('#').next().unwrap_or_default();
    (!target.is_empty()).then_some((place, target))
}
