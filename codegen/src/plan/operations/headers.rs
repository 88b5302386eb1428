//! Plans the accessors of headers that answers declare.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use trueline_spec::model::{Api, Direction, ParameterEncoding};

use crate::code_span;
use crate::names::{Scope, field_name};
use crate::plan::model::client::HeaderPlan;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::Types;
use crate::plan::model::unsupported::Unsupported;

/// Methods that every answer has.
const ANSWER_METHODS: [&str; 9] =
    ["body", "bytes", "clone", "deref", "error", "headers", "into_body", "into_error", "status"];

/// Headers of answers that a client has an accessor for, at most.
pub(crate) const HEADER_LIMIT: usize = 4096;

/// Every header that an answer declares, once; those of several types are text.
pub(crate) fn plan(api: &Api, types: &Types, unsupported: &mut Vec<Unsupported>) -> Vec<HeaderPlan> {
    let mut scope = Scope::reserving(ANSWER_METHODS);
    let mut found: BTreeMap<String, (String, RustType)> = BTreeMap::new();
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    for header in responses.flat_map(|response| &response.headers) {
        if found.len() == HEADER_LIMIT && !found.contains_key(&header.name.to_ascii_lowercase()) {
            unsupported.push(Unsupported {
                origin: header.origin,
                feature: format!("more than {HEADER_LIMIT} response headers (HEADER_LIMIT)"),
                instead: "this one and new ones after it can be read by name from all headers",
            });
            break;
        }
        let parameter = match &header.encoding {
            ParameterEncoding::Style { schema, .. } => Some(*schema),
            ParameterEncoding::Content { schema, .. } => *schema,
        };
        let value = parameter.map_or_else(|| RustType::String, |schema| types.rust_type(schema, Direction::Response));
        let docs = header.description.clone().unwrap_or_else(|| format!("The header {}.", code_span(&header.name)));
        match found.entry(header.name.to_ascii_lowercase()) {
            Entry::Vacant(entry) => {
                entry.insert((docs, value));
            }
            Entry::Occupied(mut entry) => {
                if types.defined(entry.get().1.clone()) != types.defined(value) {
                    entry.get_mut().1 = RustType::String;
                }
            }
        }
    }
    found
        .into_iter()
        .map(|(wire_name, (docs, value))| {
            let name = scope.claim(field_name(&wire_name));
            HeaderPlan { wire_name, name, docs, value }
        })
        .collect()
}
