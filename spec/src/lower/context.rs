//! What every lowering shares: the way to the tree, to references and to the sink, and fields with their types.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::repetition::{OBJECT, Repetition};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Sink;
use crate::model::{SchemaId, Schemas, SpecificationVersion};
use crate::reference::{Resolver, Unresolved};
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
    /// The roles of security schemes, each with the scheme's name.
    pub role_names: FxHashSet<(String, String)>,
    /// Patterns that are right.
    pub patterns: FxHashSet<String>,
    /// How many more bytes patterns may have.
    pub patterns_left: usize,
    /// What references and aliases may still repeat.
    pub repetition: Repetition,
    /// Schemas that have an id and are still to be read, in order.
    pub reserved: Vec<(Origin, SchemaId)>,
}

impl<'a> Lowering<'a> {
    pub(super) fn error(
        &mut self,
        code: &'static str,
        node: Node<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.documents.span(node.origin());
        self.sink.push(Diagnostic::error(code, span, message.into()).help(help));
    }

    pub(super) fn warning(
        &mut self,
        code: &'static str,
        node: Node<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.documents.span(node.origin());
        self.sink.push(Diagnostic::warning(code, span, message.into()).help(help));
    }

    /// A mistake from which the reading goes on by a guess; `--strict` takes no guesses.
    pub(super) fn recoverable(
        &self,
        code: &'static str,
        place: Origin,
        message: String,
        help: &str,
        guess: &str,
    ) -> Diagnostic {
        let span = self.documents.span(place);
        if self.strict {
            Diagnostic::error(code, span, message).help(help)
        } else {
            Diagnostic::warning(code, span, message).help(format!("{help}; {guess}"))
        }
    }

    /// Reports once of all `nullable`s in a document of 3.1.
    pub(super) fn report_nullables(&mut self) {
        let Some((first, count)) = self.nullables.take() else { return };
        let message = format!("3.1 has no `nullable`, and this document has {count}; the first is here");
        let node = self.documents.node(first).get("nullable").map_or(first, Node::origin);
        let help = "3.1 uses `type: [..., 'null']`; each is read as that";
        self.sink.push(Diagnostic::warning("leftover-of-3.0", self.documents.span(node), message).help(help));
    }

    /// A feature that is read but not acted on.
    pub(super) fn unsupported(&mut self, feature: &str, node: Node<'_>) {
        self.warning(
            "unsupported",
            node,
            format!("{feature} is not supported"),
            "it is ignored, and nothing checks it",
        );
    }

    /// What a node refers to, where it is a reference; reported and nothing where it leads nowhere.
    pub(super) fn follow(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        match self.resolver.follow(node) {
            Ok(target) => Some(target),
            Err(unresolved) if unresolved.is_reported() => None,
            Err(unresolved) => {
                let place = node.get("$ref").unwrap_or(node);
                self.error(unresolved.code, place, unresolved.message, unresolved.help);
                None
            }
        }
    }

    /// The object that a node is or refers to; nothing at all counts as an empty one.
    pub(super) fn object(&mut self, node: Node<'a>, what: &str) -> Option<Node<'a>> {
        if !self.spend(node, OBJECT + what.len()) {
            return None;
        }
        let target = self.follow(node)?;
        if target.kind() == NodeKind::Mapping || self.is_empty_object(target, what) {
            return Some(target);
        }
        self.wrong_type(target, what, "an object");
        None
    }

    /// The object that a node is or refers to, where the rest can be understood without it.
    pub(super) fn dispensable_object(&mut self, node: Node<'a>, what: &str) -> Option<Node<'a>> {
        if !self.spend(node, OBJECT + what.len()) {
            return None;
        }
        let target = match self.resolver.follow(node) {
            Ok(target) => target,
            Err(unresolved) if unresolved.is_reported() => return None,
            Err(Unresolved { code, message, help }) => {
                let place = node.get("$ref").unwrap_or(node).origin();
                let diagnostic = self.recoverable(code, place, message, &help, "until then it is ignored");
                self.sink.push(diagnostic);
                return None;
            }
        };
        if target.kind() == NodeKind::Mapping || self.is_empty_object(target, what) {
            return Some(target);
        }
        self.ignored_wrong_type(target, what, "an object");
        None
    }

    /// A field that is an object.
    pub(super) fn object_field(&mut self, node: Node<'a>, key: &str) -> Option<Node<'a>> {
        let field = self.field(node, key)?;
        if field.kind() == NodeKind::Mapping || self.is_empty_object(field, key) {
            return Some(field);
        }
        self.ignored_wrong_type(field, key, "an object");
        None
    }

    /// Entries of a field that is a map of things; empty where it is absent. Extensions are left out where it can have any.
    pub(super) fn entries(&mut self, node: Node<'a>, key: &str) -> Vec<Entry<'a>> {
        let field = self.field(node, key).filter(|field| field.kind() != NodeKind::Mapping);
        if let Some(field) = field.filter(|field| !self.is_empty_object(*field, key)) {
            self.wrong_type(field, key, "an object");
        }
        named(node, key).collect()
    }

    /// The same, where the rest can be understood without them.
    pub(super) fn dispensable_entries(&mut self, node: Node<'a>, key: &str) -> Vec<Entry<'a>> {
        let field = self.field(node, key).filter(|field| field.kind() != NodeKind::Mapping);
        if let Some(field) = field.filter(|field| !self.is_empty_object(*field, key)) {
            self.ignored_wrong_type(field, key, "an object");
        }
        named(node, key).collect()
    }

    /// Whether a node holds nothing where an object belongs: a key that nothing follows, or the empty list that some
    /// languages write for every empty thing. It is reported.
    fn is_empty_object(&mut self, node: Node<'_>, what: &str) -> bool {
        let is_empty =
            node.kind() == NodeKind::Null || (node.kind() == NodeKind::Sequence && node.items().next().is_none());
        if is_empty {
            self.coerced(node, format!("`{what}` must be an object, this is {}", node.describe()), "write `{}`");
        }
        is_empty
    }

    /// Items of a field that is a list; empty where it is absent. A single thing counts as a list of it.
    pub(super) fn items(&mut self, node: Node<'a>, key: &str) -> Vec<Node<'a>> {
        let Some(field) = self.field(node, key) else { return Vec::new() };
        if field.kind() == NodeKind::Sequence {
            return field.items().collect();
        }
        let message = format!("`{key}` must be an array, this is {}", field.describe());
        let guess = "until then it is read as a list of this";
        let diagnostic = self.recoverable("wrong-type", field.origin(), message, "write an array here", guess);
        self.sink.push(diagnostic);
        let is_empty = field.kind() == NodeKind::Mapping && field.entries().next().is_none();
        if is_empty { Vec::new() } else { vec![field] }
    }

    /// A field; null counts as absent.
    #[allow(clippy::unused_self, reason = "all fields are read the same way")]
    pub(super) fn field(&self, node: Node<'a>, key: &str) -> Option<Node<'a>> {
        node.get(key).filter(|field| field.kind() != NodeKind::Null)
    }

    /// A text; a number or a boolean stands for its own text.
    pub(super) fn string(&mut self, node: Node<'a>, key: &str) -> Option<String> {
        let field = self.field(node, key)?;
        self.text(field, key)
    }

    /// The text of a node.
    pub(super) fn text(&mut self, node: Node<'a>, what: &str) -> Option<String> {
        match node.kind() {
            NodeKind::String(text) => self.spend(node, text.len()).then(|| text.to_owned()),
            NodeKind::Bool(_) | NodeKind::Number(_) => {
                let span = self.documents.span(node.origin());
                let (_, text) = self.documents.text(span.document)?;
                text.get(span.start as usize..span.end as usize).map(str::to_owned)
            }
            _ => {
                self.ignored_wrong_type(node, what, "a string");
                None
            }
        }
    }

    /// The text of a node that is a string.
    pub(super) fn spent_text(&mut self, node: Node<'_>) -> Option<String> {
        let text = node.as_str()?;
        self.spend(node, OBJECT + text.len()).then(|| text.to_owned())
    }

    /// Texts of a list.
    pub(super) fn strings(&mut self, node: Node<'a>, key: &str) -> Vec<String> {
        self.items(node, key).into_iter().filter_map(|item| self.text(item, key)).collect()
    }

    /// A boolean; words and numbers that stand for one are taken for what they mean.
    pub(super) fn boolean(&mut self, node: Node<'a>, key: &str) -> Option<bool> {
        let field = self.field(node, key)?;
        match field.kind() {
            NodeKind::Bool(value) => Some(value),
            kind => {
                let Some(value) = truth(kind) else {
                    self.ignored_wrong_type(field, key, "a boolean");
                    return None;
                };
                let message = format!("`{key}` must be a boolean, this is {}", field.describe());
                self.warning("wrong-type", field, message, format!("write `{value}`; it is read as that"));
                Some(value)
            }
        }
    }

    /// Fields that begin with `x-`.
    pub(super) fn extensions(&mut self, node: Node<'a>) -> IndexMap<String, Value> {
        node.entries()
            .filter(|entry| entry.key.starts_with("x-"))
            .map(|entry| (entry.key.to_owned(), self.json(entry.value)))
            .collect()
    }

    /// Something that is not what belongs there, and that leaves no doubt of what is meant.
    pub(super) fn coerced(&mut self, node: Node<'_>, message: impl Into<String>, help: &str) {
        let guess = "until then it is read as that";
        let diagnostic = self.recoverable("wrong-type", node.origin(), message.into(), help, guess);
        self.sink.push(diagnostic);
    }

    /// Something of a wrong type, without which the rest can be understood.
    pub(super) fn ignored_wrong_type(&mut self, node: Node<'_>, what: &str, expected: &str) {
        let message = format!("`{what}` must be {expected}, this is {}", node.describe());
        let help = format!("write {expected} here");
        let diagnostic = self.recoverable("wrong-type", node.origin(), message, &help, "until then it is ignored");
        self.sink.push(diagnostic);
    }

    /// Something of a wrong type, without which nobody knows what is meant.
    pub(super) fn wrong_type(&mut self, node: Node<'_>, what: &str, expected: &str) {
        self.error(
            "wrong-type",
            node,
            format!("`{what}` must be {expected}, this is {}", node.describe()),
            format!("write {expected} here"),
        );
    }
}

/// Fields whose objects have extensions (OpenAPI 3.1.0 sections 4.8.8, 4.8.16 and 4.8.28). Every other map has names for
/// keys, of which `x-request-id` is one like any other.
const WITH_EXTENSIONS: [&str; 3] = ["paths", "responses", "flows"];

/// The entries of a field, extensions apart where it can have any.
fn named<'a>(node: Node<'a>, key: &str) -> impl Iterator<Item = Entry<'a>> {
    let has_extensions = WITH_EXTENSIONS.contains(&key);
    let entries = node.get(key).into_iter().flat_map(Node::entries);
    entries.filter(move |entry| !(has_extensions && entry.key.starts_with("x-")))
}

/// What a word of YAML 1.1, a text or a number means as a boolean.
pub(super) fn truth(kind: NodeKind<'_>) -> Option<bool> {
    match kind {
        NodeKind::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => Some(true),
            "false" | "no" | "off" | "n" | "0" => Some(false),
            _ => None,
        },
        NodeKind::Number(number) => match number.as_integer() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        NodeKind::Bool(value) => Some(value),
        _ => None,
    }
}
