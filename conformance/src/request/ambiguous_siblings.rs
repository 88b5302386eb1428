//! Operations that no request distinguishes: of one method, with paths that differ in the names of their parameters alone,
//! which OpenAPI forbids (OpenAPI 3.1.0 section 4.8.8).

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, Operation, OperationId, PathPart};

/// The operations of a document by their methods and paths.
#[derive(Debug)]
pub(crate) struct AmbiguousSiblings(FxHashMap<String, (OperationId, Option<OperationId>)>);

impl AmbiguousSiblings {
    /// Reads the paths.
    pub(crate) fn new(api: &Api) -> Self {
        let mut first_two: FxHashMap<String, (OperationId, Option<OperationId>)> = FxHashMap::default();
        for (id, operation) in api.operations() {
            first_two
                .entry(shape(operation))
                .and_modify(|(_, second)| {
                    second.get_or_insert(id);
                })
                .or_insert((id, None));
        }
        Self(first_two)
    }

    /// Another operation that a request for this one may be for.
    pub(crate) fn of(&self, id: OperationId, operation: &Operation) -> Option<OperationId> {
        let (first, second) = self.0.get(&shape(operation))?;
        if *first == id { *second } else { Some(*first) }
    }
}

/// A method and a path without the names of its parameters.
fn shape(operation: &Operation) -> String {
    let parts = operation.path.parts().iter();
    let path: String =
        parts.map(|part| if let PathPart::Literal(text) = part { text.as_str() } else { "{}" }).collect();
    format!("{} {path}?{}", operation.method, operation.path.query())
}
