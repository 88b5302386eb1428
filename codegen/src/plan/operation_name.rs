//! What an operation is called before its name is one of Rust.

use trueline_spec::model::{Operation, PathPart};

/// The operation's id, or its method and path (`get pets by id`).
pub(super) fn wished(operation: &Operation) -> String {
    if let Some(id) = &operation.operation_id {
        return id.clone();
    }
    let mut words = vec![operation.method.as_str().to_ascii_lowercase()];
    for part in operation.path.parts() {
        match part {
            PathPart::Literal(text) => words.push(text.replace('/', " ")),
            PathPart::Parameter(name) => words.push(format!("by {name}")),
        }
    }
    words.join(" ")
}
