//! Values of a named schema.

use std::sync::Arc;

use trueline_spec::Direction;
use trueline_spec::model::{Api, Checked};

use super::StrategyError;
use super::error::names_like;
use crate::generate::{Completeness, SchemaStrategy};

/// The values of a schema of the document's components, as requests may have them.
///
/// # Errors
///
/// The document has no such schema.
pub fn value(api: &Arc<Checked<Api>>, schema: &str) -> Result<SchemaStrategy, StrategyError> {
    let Some(id) = api.named_schemas.get(schema) else {
        let near = names_like(schema, api.named_schemas.keys().map(String::as_str));
        return Err(StrategyError::UnknownSchema { name: schema.to_owned(), near });
    };
    Ok(SchemaStrategy::new(Arc::clone(api), *id, Direction::Request, Completeness::Random))
}
