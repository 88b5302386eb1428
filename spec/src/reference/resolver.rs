//! A reference to the node that it means.

use super::pointer;
use super::registry::{Registry, join};
use crate::near::nearest;
use crate::source::{Documents, Node, Origin};

/// The longest chain of references that is followed.
const CHAIN_LIMIT: usize = 100;

/// Looks references up.
#[derive(Debug)]
pub(crate) struct Resolver<'a> {
    documents: &'a Documents,
    registry: &'a Registry,
}

/// Why a reference leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unresolved {
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

impl<'a> Resolver<'a> {
    pub fn new(documents: &'a Documents, registry: &'a Registry) -> Self {
        Self { documents, registry }
    }

    /// The node that a reference means, seen from the node that holds it.
    pub fn resolve(&self, from: Origin, reference: &str) -> Result<Node<'a>, Unresolved> {
        self.resolve_within(from, reference, 0)
    }

    /// A node itself, or what it refers to where it is a reference.
    pub fn follow(&self, node: Node<'a>) -> Result<Node<'a>, Unresolved> {
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
                    message: format!("no `$anchor` is named `{fragment}`"),
                    help: "a fragment is an anchor's name or a JSON Pointer that begins with `/`".to_owned(),
                });
        };
        let mut node = root;
        for (index, token) in tokens.iter().enumerate() {
            node = match self.step(node, token, depth)? {
                Some(next) => next,
                None => return Err(nothing_at(node, &tokens, index, self.documents.node(from))),
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
            Some(Err(reason)) => Err(Unresolved {
                code: "reference-to-absent-file",
                message: format!("`{location}` cannot be read: {reason}"),
                help: "a relative reference is read from the folder of the document that holds it".to_owned(),
            }),
            None => Err(Unresolved {
                code: "reference-to-absent-file",
                message: format!("`{location}` was not loaded"),
                help: "references within examples are not loaded".to_owned(),
            }),
        }
    }

    /// One token deeper, through a reference where one stands in the way.
    fn step(&self, node: Node<'a>, token: &str, depth: usize) -> Result<Option<Node<'a>>, Unresolved> {
        let found = node.get(token).or_else(|| token.parse().ok().and_then(|index| node.items().nth(index)));
        if found.is_some() {
            return Ok(found);
        }
        match node.get("$ref").and_then(Node::as_str) {
            Some(reference) => {
                let target = self.resolve_within(node.origin(), reference, depth + 1)?;
                self.step(target, token, depth + 1)
            }
            None => Ok(None),
        }
    }
}

fn cycle() -> Unresolved {
    Unresolved {
        code: "reference-cycle",
        message: "this reference leads back to itself and never to a value".to_owned(),
        help: "one of the references in the circle must be replaced by what it should mean".to_owned(),
    }
}

/// Nothing that holds the reference itself is advised: it would lead back to itself.
fn nothing_at(node: Node<'_>, tokens: &[String], index: usize, from: Node<'_>) -> Unresolved {
    let token = &tokens[index];
    let parent = tokens[..index].iter().fold("#".to_owned(), |pointer, token| pointer + "/" + token);
    let holders: Vec<Origin> = std::iter::successors(Some(from), |node| node.parent()).map(Node::origin).collect();
    let others = node.entries().filter(|entry| !holders.contains(&entry.value.origin()));
    let help = match nearest(token, others.map(|entry| entry.key)) {
        Some(key) => format!("did you mean `{key}`?"),
        None => format!("`{parent}` has no such name: add it there, or mend the reference"),
    };
    Unresolved { code: "reference-to-nothing", message: format!("there is no `{token}` in `{parent}`"), help }
}
