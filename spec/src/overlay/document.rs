//! From the tree of an overlay to its actions (Overlay 1.0.0, Overlay Object).

use serde_json_path::JsonPath;

use super::action::{Action, Change};
use crate::diagnostic::{Diagnostic, Sink};
use crate::did_you_mean::nearest;
use crate::source::{Documents, Node, NodeKind, Span};

/// The deepest that brackets of a target may nest: parsing costs twice as much with each level.
const BRACKET_LIMIT: usize = 8;

/// The actions of an overlay, in order; those that are wrong are reported and left out.
pub(super) fn actions(documents: &Documents, root: Node<'_>, sink: &mut Sink) -> Vec<Action> {
    let mut reading = Reading { documents, sink };
    if root.kind() != NodeKind::Mapping {
        reading.wrong_type(root, "overlay", "an object");
        return Vec::new();
    }
    reading.version(root);
    reading.fields(root, &["overlay", "info", "extends", "actions"]);
    if let Some(info) = reading.required(root, "info") {
        if info.kind() == NodeKind::Mapping {
            reading.fields(info, &["title", "version"]);
            for field in ["title", "version"] {
                let value = reading.required(info, field);
                reading.is_scalar(value, field);
            }
        } else {
            reading.wrong_type(info, "info", "an object");
        }
    }
    let extends = root.get("extends");
    reading.is_scalar(extends, "extends");
    let Some(list) = reading.required(root, "actions") else { return Vec::new() };
    if list.kind() != NodeKind::Sequence {
        reading.wrong_type(list, "actions", "an array");
    } else if list.items().len() == 0 {
        reading.error("missing-field", list, "`actions` is empty".to_owned(), "write at least one action");
    }
    list.items().filter_map(|item| reading.action(item)).collect()
}

/// An overlay's reading under way.
struct Reading<'d, 's> {
    documents: &'d Documents,
    sink: &'s mut Sink,
}

impl<'d> Reading<'d, '_> {
    fn version(&mut self, root: Node<'d>) {
        let Some(field) = self.required(root, "overlay") else { return };
        let span = self.documents.span(field.origin());
        let (_, text) = self.documents.text(span.document).unwrap_or_default();
        let version = text.get(span.start as usize..span.end as usize).unwrap_or_default().trim_matches(['"', '\'']);
        if version != "1.0" && !version.starts_with("1.0.") {
            let message = format!("Overlay `{version}` is not supported");
            self.error("unsupported-version", field, message, "write `overlay: 1.0.0`");
        }
    }

    fn action(&mut self, node: Node<'d>) -> Option<Action> {
        if node.kind() != NodeKind::Mapping {
            self.wrong_type(node, "action", "an object");
            return None;
        }
        self.fields(node, &["target", "description", "update", "remove"]);
        let description = node.get("description");
        self.is_scalar(description, "description");
        let remove = self.remove(node);
        let target = self.required(node, "target")?;
        let Some(text) = target.as_str() else {
            self.wrong_type(target, "target", "a string");
            return None;
        };
        let path = self.path(target, text)?;
        let change = match (remove, node.get("update")) {
            (true, _) => Change::Remove,
            (false, Some(update)) => Change::Update(update.origin()),
            (false, None) => {
                let span = self.documents.span(node.origin());
                let message = "this action has neither `update` nor `remove: true`".to_owned();
                let help = "it changes nothing; add one of them, or remove the action";
                self.sink.push(Diagnostic::warning("action-without-effect", span, message).help(help));
                return None;
            }
        };
        Some(Action { origin: target.origin(), target: path, text: text.to_owned(), change })
    }

    fn remove(&mut self, node: Node<'d>) -> bool {
        match node.get("remove").map(|remove| (remove, remove.kind())) {
            None => false,
            Some((_, NodeKind::Bool(remove))) => remove,
            Some((field, _)) => {
                self.wrong_type(field, "remove", "a boolean");
                false
            }
        }
    }

    fn path(&mut self, node: Node<'d>, text: &str) -> Option<JsonPath> {
        const HELP: &str = "a target is a JSONPath of RFC 9535: `$.paths['/pets'].get`, `$.components.schemas.*`";
        let wrong =
            |at: usize, message: String| Diagnostic::error("invalid-target", self.within(node, text, at), message);
        let found = match too_deep(text) {
            Some(at) => Err(wrong(at, format!("brackets are nested more than {BRACKET_LIMIT} levels deep"))),
            None => JsonPath::parse(text)
                .map_err(|error| wrong(error.position(), format!("this is not a JSONPath: {}", error.message()))),
        };
        found.map_err(|diagnostic| self.sink.push(diagnostic.help(HELP))).ok()
    }

    /// A place within a string, where it is written without escapes.
    fn within(&self, node: Node<'_>, text: &str, at: usize) -> Span {
        let span = self.documents.span(node.origin());
        let source = self.documents.text(span.document).unwrap_or_default().1;
        let written = source.get(span.start as usize..span.end as usize).unwrap_or_default();
        let Some(begin) = written.find(text) else { return span };
        let start = u32::try_from(begin + at.min(text.len())).map_or(span.start, |at| span.start + at);
        Span { start: start.min(span.end), ..span }
    }

    /// Reports fields that there are not.
    fn fields(&mut self, node: Node<'d>, known: &[&'static str]) {
        for entry in node.entries().filter(|entry| !entry.key.starts_with("x-") && !known.contains(&entry.key)) {
            let help = match nearest(entry.key, known.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("its fields are {}, and extensions that start with `x-`", listed(known)),
            };
            let message = format!("an overlay has no field `{}` here", entry.key);
            let key = self.documents.node(entry.key_origin);
            self.error("unknown-field", key, message, &help);
        }
    }

    fn required(&mut self, node: Node<'d>, field: &str) -> Option<Node<'d>> {
        let found = node.get(field);
        if found.is_none() {
            let span = self.documents.span(node.origin());
            let span = Span { end: span.start, ..span };
            let help = match field {
                "overlay" => "begin with `overlay: 1.0.0`".to_owned(),
                _ => format!("add `{field}`"),
            };
            let message = format!("`{field}` is missing");
            self.sink.push(Diagnostic::error("missing-field", span, message).help(help));
        }
        found
    }

    fn is_scalar(&mut self, node: Option<Node<'d>>, what: &str) {
        if let Some(node) = node.filter(|node| matches!(node.kind(), NodeKind::Mapping | NodeKind::Sequence)) {
            self.wrong_type(node, what, "a string");
        }
    }

    fn wrong_type(&mut self, node: Node<'_>, what: &str, expected: &str) {
        let message = format!("`{what}` must be {expected}, this is {}", node.describe());
        self.error("wrong-type", node, message, &format!("write {expected} here"));
    }

    fn error(&mut self, code: &'static str, node: Node<'_>, message: String, help: &str) {
        let span = self.documents.span(node.origin());
        self.sink.push(Diagnostic::error(code, span, message).help(help));
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Where brackets nest too deeply.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > BRACKET_LIMIT
    })
}
