//! What every lowering shares: the way to the tree, to references and to the sink, and fields with their types.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Sink;
use crate::model::{SchemaId, Schemas, SpecificationVersion};
use crate::reference::Resolver;
use crate::source::{Documents, Entry, Node, NodeKind, Origin};

/// A lowering under way.
pub(super) struct Lowering<'a> {
    pub documents: &'a Arc<Documents>,
    pub resolver: &'a Resolver<'a>,
    pub sink: &'a mut Sink,
    pub version: SpecificationVersion,
    /// Whether a mistake is an error where a guess would do.
    pub strict: bool,
    /// The first `nullable` in a document of 3.1, and how many there are.
    pub nullables: Option<(Origin, usize)>,
    pub schemas: Schemas,
    /// Schemas that are lowered already, or being lowered.
    pub schema_of: FxHashMap<Origin, SchemaId>,
    /// Schemas that have an id and are still to be read, in order.
    pub reserved: Vec<(Origin, SchemaId)>,
}

impl<'a> Lowering<'a> {
    pub fn error(&mut self, code: &'static str, node: Node<'_>, message: impl Into<String>, help: impl Into<String>) {
        let span = self.documents.span(node.origin());
        self.sink.push(Diagnostic::error(code, span, message.into()).help(help));
    }

    pub fn warning(&mut self, code: &'static str, node: Node<'_>, message: impl Into<String>, help: impl Into<String>) {
        let span = self.documents.span(node.origin());
        self.sink.push(Diagnostic::warning(code, span, message.into()).help(help));
    }

    /// A mistake from which the reading goes on by a guess; `--strict` takes no guesses.
    pub fn guessed(&self, code: &'static str, place: Origin, message: String, help: &str, guess: &str) -> Diagnostic {
        let span = self.documents.span(place);
        if self.strict {
            Diagnostic::error(code, span, message).help(help)
        } else {
            Diagnostic::warning(code, span, message).help(format!("{help}; {guess}"))
        }
    }

    /// Tells once of all `nullable`s in a document of 3.1.
    pub fn tell_of_nullables(&mut self) {
        let Some((first, count)) = self.nullables.take() else { return };
        let message = format!("3.1 has no `nullable`, and this document has {count}; the first is here");
        let node = self.documents.node(first).get("nullable").map_or(first, Node::origin);
        let help = "3.1 says `type: [..., 'null']`; each is read as that";
        self.sink.push(Diagnostic::warning("leftover-of-3.0", self.documents.span(node), message).help(help));
    }

    /// A feature that is read but not acted on.
    pub fn unsupported(&mut self, feature: &str, node: Node<'_>) {
        self.warning("unsupported", node, format!("{feature} is not supported"), "it is read past; nothing checks it");
    }

    /// What a node refers to, where it is a reference; told and nothing where it leads nowhere.
    pub fn follow(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        match self.resolver.follow(node) {
            Ok(target) => Some(target),
            Err(unresolved) => {
                let place = node.get("$ref").unwrap_or(node);
                self.error(unresolved.code, place, unresolved.message, unresolved.help);
                None
            }
        }
    }

    /// The object that a node is or refers to.
    pub fn object(&mut self, node: Node<'a>, what: &str) -> Option<Node<'a>> {
        let target = self.follow(node)?;
        if target.kind() == NodeKind::Mapping {
            return Some(target);
        }
        self.wrong_type(target, what, "an object");
        None
    }

    /// A field that is an object.
    pub fn object_field(&mut self, node: Node<'a>, key: &str) -> Option<Node<'a>> {
        let field = self.field(node, key)?;
        if field.kind() == NodeKind::Mapping {
            return Some(field);
        }
        self.wrong_type(field, key, "an object");
        None
    }

    /// Entries of a field that is a map of things; empty where it is absent. Extensions are left out.
    pub fn entries(&mut self, node: Node<'a>, key: &str) -> Vec<Entry<'a>> {
        let Some(field) = self.field(node, key) else { return Vec::new() };
        if field.kind() != NodeKind::Mapping {
            self.wrong_type(field, key, "an object");
            return Vec::new();
        }
        field.entries().filter(|entry| !entry.key.starts_with("x-")).collect()
    }

    /// Items of a field that is a list; empty where it is absent.
    pub fn items(&mut self, node: Node<'a>, key: &str) -> Vec<Node<'a>> {
        let Some(field) = self.field(node, key) else { return Vec::new() };
        if field.kind() != NodeKind::Sequence {
            self.wrong_type(field, key, "an array");
            return Vec::new();
        }
        field.items().collect()
    }

    /// A field; null counts as absent.
    #[allow(clippy::unused_self, reason = "fields are all read alike")]
    pub fn field(&self, node: Node<'a>, key: &str) -> Option<Node<'a>> {
        node.get(key).filter(|field| field.kind() != NodeKind::Null)
    }

    /// A text; a number or a boolean stands for its own text.
    pub fn string(&mut self, node: Node<'a>, key: &str) -> Option<String> {
        let field = self.field(node, key)?;
        self.text(field, key)
    }

    /// The text of a node.
    pub fn text(&mut self, node: Node<'a>, what: &str) -> Option<String> {
        match node.kind() {
            NodeKind::String(text) => Some(text.to_owned()),
            NodeKind::Bool(_) | NodeKind::Number(_) => {
                let span = self.documents.span(node.origin());
                let (_, text) = self.documents.text(span.document)?;
                text.get(span.start as usize..span.end as usize).map(str::to_owned)
            }
            _ => {
                self.wrong_type(node, what, "a string");
                None
            }
        }
    }

    /// Texts of a list.
    pub fn strings(&mut self, node: Node<'a>, key: &str) -> Vec<String> {
        self.items(node, key).into_iter().filter_map(|item| self.text(item, key)).collect()
    }

    /// A boolean; `"true"` and `"false"` are taken for what they mean.
    pub fn boolean(&mut self, node: Node<'a>, key: &str) -> Option<bool> {
        let field = self.field(node, key)?;
        match field.kind() {
            NodeKind::Bool(value) => Some(value),
            NodeKind::String(text @ ("true" | "false")) => {
                let value = text == "true";
                self.warning("wrong-type", field, format!("`{key}` is text, not a boolean"), "remove the quotes");
                Some(value)
            }
            _ => {
                self.wrong_type(field, key, "a boolean");
                None
            }
        }
    }

    /// Fields that begin with `x-`.
    #[allow(clippy::unused_self, reason = "fields are all read alike")]
    pub fn extensions(&self, node: Node<'a>) -> IndexMap<String, Value> {
        node.entries()
            .filter(|entry| entry.key.starts_with("x-"))
            .map(|entry| (entry.key.to_owned(), entry.value.to_json()))
            .collect()
    }

    pub fn wrong_type(&mut self, node: Node<'_>, what: &str, expected: &str) {
        self.error(
            "wrong-type",
            node,
            format!("`{what}` must be {expected}, this is {}", node.describe()),
            format!("write {expected} here"),
        );
    }
}
