//! A reference to the node that it means.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use super::pointer;
use super::registry::{Absent, Registry};
use crate::diagnostic::shortened;
use crate::did_you_mean::nearest;
use crate::source::{Documents, Node, Origin, join, printable_location};

/// The longest chain of references that is followed.
const CHAIN_LIMIT: usize = 100;

/// How much is compared, in characters, to find the names that dangling references may mean; beyond it none is advised.
const COMPARISON_LIMIT: usize = 30_000_000;

/// Looks references up.
#[derive(Debug)]
pub(crate) struct Resolver<'a> {
    documents: &'a Documents,
    registry: &'a Registry,
    /// Where references led that pointers went through, by the node that has the `$ref`.
    passed: RefCell<FxHashMap<Origin, Result<Origin, Unresolved>>>,
    /// How much of [`COMPARISON_LIMIT`] is left.
    comparisons: Cell<usize>,
}

/// Why a reference leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unresolved {
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

impl Unresolved {
    /// Whether it is reported already, where the documents were loaded.
    pub(crate) fn is_reported(&self) -> bool {
        self.code == NOT_ALLOWED
    }
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(documents: &'a Documents, registry: &'a Registry) -> Self {
        let (passed, comparisons) = (RefCell::default(), Cell::new(COMPARISON_LIMIT));
        Self { documents, registry, passed, comparisons }
    }

    /// The node that a reference means, seen from the node that holds it.
    pub(crate) fn resolve(&self, from: Origin, reference: &str) -> Result<Node<'a>, Unresolved> {
        self.resolve_within(from, reference, 0)
    }

    /// A node itself, or what it refers to where it is a reference.
    pub(crate) fn follow(&self, node: Node<'a>) -> Result<Node<'a>, Unresolved> {
        let mut node = node;
        for _ in 0..CHAIN_LIMIT {
            let Some(reference) = node.get("$ref").and_then(Node::as_str) else { return Ok(node) };
            node = self.resolve(node.origin(), reference)?;
        }
        Err(cycle())
    }

    fn resolve_within(&self, from: Origin, reference: &str, depth: usize) -> Result<Node<'a>, Unresolved> {
        if depth > CHAIN_LIMIT {
            return Err(cycle());
        }
        let (target, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let root = self.root(from, target)?;
        let Some(tokens) = pointer::tokens(fragment) else {
            return self
                .registry
                .anchor(root.root().origin(), fragment)
                .map(|origin| self.documents.node(origin))
                .ok_or_else(|| Unresolved {
                    code: "reference-to-nothing",
                    message: format!("no `$anchor` is named `{}`", shortened(fragment)),
                    help: "a fragment is an anchor's name or a JSON Pointer that begins with `/`".to_owned(),
                });
        };
        let mut node = root;
        for (index, token) in tokens.iter().enumerate() {
            node = match self.step(node, token, depth)? {
                Some(next) => next,
                None => return Err(self.nothing_at(node, &tokens, index, self.documents.node(from))),
            };
        }
        Ok(node)
    }

    fn root(&self, from: Origin, target: &str) -> Result<Node<'a>, Unresolved> {
        let root = self.documents.node(from).root();
        if target.is_empty() {
            return Ok(root);
        }
        if let Some(origin) = self.registry.id(target) {
            return Ok(self.documents.node(origin));
        }
        let location = join(self.registry.location(root.origin()), target);
        match self.registry.document(&location) {
            Some(Ok(origin)) => Ok(self.documents.node(*origin)),
            Some(Err(Absent::Refused)) => Err(Unresolved {
                code: NOT_ALLOWED,
                message: format!("`{}` may not be loaded", printable_location(&location)),
                help: "it is reported with what allows it".to_owned(),
            }),
            Some(Err(Absent::Unreadable(reason))) => Err(Unresolved {
                code: "reference-to-absent-file",
                message: format!("`{}` cannot be read: {reason}", printable_location(&location)),
                help: "a relative reference is read from the folder of the document that holds it".to_owned(),
            }),
            None => Err(Unresolved {
                code: "reference-to-absent-file",
                message: format!("`{}` was not loaded", printable_location(&location)),
                help: "references within examples are not loaded".to_owned(),
            }),
        }
    }

    /// One token deeper, through a reference where one stands in the way.
    fn step(&self, node: Node<'a>, token: &str, depth: usize) -> Result<Option<Node<'a>>, Unresolved> {
        let found = node.get(token).or_else(|| token.parse().ok().and_then(|index| node.item(index)));
        if found.is_some() {
            return Ok(found);
        }
        match node.get("$ref").and_then(Node::as_str) {
            Some(reference) => {
                let target = self.passed(node, reference, depth + 1)?;
                self.step(target, token, depth + 1)
            }
            None => Ok(None),
        }
    }

    /// Where the reference of a node leads that a pointer goes through. Each is looked up once: a pointer may go through
    /// several, the pointer of each through several more.
    fn passed(&self, node: Node<'a>, reference: &str, depth: usize) -> Result<Node<'a>, Unresolved> {
        if let Some(known) = self.passed.borrow().get(&node.origin()) {
            return known.clone().map(|origin| self.documents.node(origin));
        }
        let found = self.resolve_within(node.origin(), reference, depth);
        // A chain that is too long from here may be short enough from elsewhere.
        if !matches!(&found, Err(unresolved) if unresolved.code == CYCLE && depth > 1) {
            self.passed.borrow_mut().insert(node.origin(), found.clone().map(Node::origin));
        }
        found
    }

    /// Nothing that holds the reference itself is advised: it would lead back to itself.
    fn nothing_at(&self, node: Node<'_>, tokens: &[String], index: usize, from: Node<'_>) -> Unresolved {
        let token = &tokens[index];
        let parent = tokens[..index].iter().fold("#".to_owned(), |pointer, token| pointer + "/" + token);
        let mut above = std::iter::successors(Some(from), |node| node.parent());
        let holder = above.find(|holder| holder.parent().map(Node::origin) == Some(node.origin())).map(Node::origin);
        let others = node.entries().filter(|entry| Some(entry.value.origin()) != holder);
        let cost = node.entries().len().saturating_mul(token.len());
        let left = self.comparisons.get().checked_sub(cost);
        self.comparisons.set(left.unwrap_or(0));
        let meant = left.and_then(|_| nearest(token, others.map(|entry| entry.key)));
        let help = match meant {
            Some(key) => format!("did you mean `{}`?", shortened(key)),
            None => format!("`{}` has no member of that name: add it there, or fix the reference", shortened(&parent)),
        };
        let message = format!("there is no `{}` in `{}`", shortened(token), shortened(&parent));
        Unresolved { code: "reference-to-nothing", message, help }
    }
}

/// The code of references to what may not be loaded.
pub(super) const NOT_ALLOWED: &str = "reference-not-allowed";

/// The code of references that lead to each other.
const CYCLE: &str = "reference-cycle";

fn cycle() -> Unresolved {
    Unresolved {
        code: CYCLE,
        message: "this reference leads back to itself and never to a value".to_owned(),
        help: "one of the references in the cycle must be replaced by what it should mean".to_owned(),
    }
}
