//! The hints of schemas by where the document has them.

use trueline_spec::model::{Direction, Operation, SchemaId, SchemaKind};
use trueline_spec::source::{Node, Origin};

use crate::plan::hints::name_hint::NameHint;
use crate::plan::types::planner::TypePlanner;
use crate::plan::types::unions::numbered;

impl TypePlanner<'_> {
    /// The hint of a schema: the given one, where the schema is below the place that it comes from, else that of the
    /// schema's own place. One that is put together from several has the place where that is done.
    pub(crate) fn located(&mut self, id: SchemaId, hint: &NameHint) -> NameHint {
        let origin = self.schemas[id].origin;
        if hint.origin.is_some_and(|outer| self.homes.is_within(origin, outer)) {
            return hint.clone().below(origin);
        }
        if self.homes.schema(origin) == Some(id) {
            return self.home(origin);
        }
        // What is put together of parts that are elsewhere may be put together by others, too.
        let joined = hint.operation.and_then(|operation| self.joined(id, operation));
        joined.unwrap_or_else(|| hint.clone().below(None))
    }

    /// The hint of parts of which none belongs to an operation.
    fn joined(&mut self, id: SchemaId, operation: Origin) -> Option<NameHint> {
        let SchemaKind::AllOf(parts) = &self.schemas[id].kind else { return None };
        let origins: Vec<Origin> = parts.iter().map(|part| self.schemas[*part].origin).collect();
        if origins.iter().any(|origin| self.homes.is_within(*origin, operation)) {
            return None;
        }
        let homes: Vec<NameHint> = origins.into_iter().map(|origin| self.home(origin)).collect();
        NameHint::joined(&homes)
    }

    /// The hint of a component that an operation has: by the operation where it is written there, else by itself.
    pub(crate) fn part_of(&mut self, operation: &Operation, origin: Origin, hint: NameHint) -> NameHint {
        if self.homes.is_within(origin, operation.origin) {
            return hint.below(origin);
        }
        self.home(origin).below(origin)
    }

    /// The hint of a node by where it is.
    fn home(&mut self, origin: Origin) -> NameHint {
        if let Some(known) = self.homes.known.get(&origin) {
            return known.clone();
        }
        let mut steps = Vec::new();
        let mut node = self.homes.documents.node(origin);
        let mut hint = loop {
            if let Some(id) = self.homes.schema(node.origin()).filter(|id| self.is_component(*id)) {
                break self.component_hint(id);
            }
            if let Some(root) = self.homes.root(self.schemas, node) {
                break root;
            }
            let Some(parent) = node.parent() else { break NameHint::schema("", "", origin) };
            steps.push(node);
            node = parent;
        };
        while let Some(node) = steps.pop() {
            hint = self.step(node, hint, &mut steps);
        }
        let hint = hint.below(origin);
        self.homes.known.insert(origin, hint.clone());
        hint
    }

    /// A node below one that has a hint; `further` are those below it, the nearest last.
    fn step(&self, node: Node<'_>, hint: NameHint, further: &mut Vec<Node<'_>>) -> NameHint {
        let holder = node.parent().and_then(|parent| self.homes.schema(parent.origin()));
        let mut name = || further.pop().and_then(Node::key).unwrap_or_default();
        match (node.key().unwrap_or_default(), holder) {
            ("properties", Some(_)) => hint.property(name()),
            ("patternProperties", Some(_)) => hint.pattern(name()),
            ("items", Some(_)) => hint.item(),
            ("additionalProperties", Some(holder)) => match &self.schemas[holder].kind {
                SchemaKind::Object(object) if self.map_of(object).is_none() => hint.additional(),
                _ => hint.value(),
            },
            ("prefixItems", Some(_)) => {
                let item = further.pop();
                let mut items = node.items();
                hint.nth(1 + items.position(|one| Some(one.origin()) == item.map(Node::origin)).unwrap_or_default())
            }
            ("anyOf" | "oneOf", Some(holder)) => match further.pop() {
                Some(variant) => self.alternative_at(holder, variant.origin(), hint),
                None => hint,
            },
            ("responses", None) => {
                let status = name();
                hint.message(&format!("{status} response"), status).of(Direction::Response)
            }
            ("requestBody", None) => hint.message("body", "body"),
            ("headers", None) => hint.parameter("header", name()),
            _ => hint,
        }
    }

    /// The hint of an alternative by its node; without a label of its own where it is the only one.
    fn alternative_at(&self, holder: SchemaId, variant: Origin, hint: NameHint) -> NameHint {
        let origin = self.schemas[holder].origin;
        let all = self.homes.schemas.get(&origin).into_iter().flatten();
        let unions = all.filter_map(|id| match &self.schemas[*id].kind {
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => Some(variants),
            _ => None,
        });
        for variants in unions {
            let schemas = self.without_nulls(&variants.schemas);
            let Some(place) = schemas.iter().position(|id| self.schemas[*id].origin == variant) else { continue };
            if schemas.len() == 1 {
                return hint;
            }
            let implied = self.implied_tags(&schemas);
            let called = self.called(&schemas, variants.discriminator.as_ref().or(implied.as_ref()));
            return numbered(&called).get(place).map_or(hint.clone(), |label| hint.alternative(label));
        }
        hint
    }
}
