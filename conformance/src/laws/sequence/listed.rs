//! What a list shows of the things of a sequence.

use serde_json::Value;
use trueline_spec::resources::{FieldPath, Produced, Step};

use super::super::kept::alike;
use super::super::ways::Ways;
use crate::request::CaseBuilder;
use crate::transport::Received;

/// An answer of a list.
pub(super) struct Listed {
    /// The exchange.
    pub exchange: usize,
    items: Vec<Value>,
    /// What distinguishes its items.
    name: FieldPath,
}

impl Listed {
    /// Reads an answer; nothing where it is none that shows the names of its items, or where it may be kept from before
    /// (RFC 9111 sections 5.1 and 5.2.2.1).
    pub(super) fn read(builder: &CaseBuilder<'_>, ways: &Ways, exchange: usize, received: &Received) -> Option<Self> {
        let may_be_old = received.combined_header("age").is_some()
            || received
                .combined_header("cache-control")
                .is_some_and(|said| said.contains("max-age") && !said.contains("max-age=0"));
        if received.status != 200 || may_be_old {
            return None;
        }
        let kind = builder.things.resources().kind(ways.life.kind);
        let producer = kind.producers.iter().find(|producer| Some(producer.operation) == ways.lister)?;
        let path = producer.values.iter().find_map(|(name, produced)| match produced {
            Produced::Body(path) if kind.parameters.last() == Some(name) => Some(path),
            _ => None,
        })?;
        let at = path.0.iter().position(|step| *step == Step::Items)?;
        let body: Value = serde_json::from_slice(&received.body).ok()?;
        let items = follow(&body, &path.0[..at])?.as_array()?.clone();
        let name = FieldPath(path.0[at + 1..].to_vec());
        name.0.iter().all(|step| *step != Step::Items).then_some(Self { exchange, items, name })
    }

    /// How many items it has.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The item of a thing, by the value that distinguishes it from others.
    pub(super) fn item(&self, name: Option<&Value>) -> Option<&Value> {
        let name = name?;
        self.items.iter().find(|item| alike(name, follow(item, &self.name.0)))
    }
}

fn follow<'v>(value: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Member(name) => value.get(name),
        Step::Items => None,
    })
}
