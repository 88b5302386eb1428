//! What the document, or whoever generates a client of it, says of pages.

use std::fmt;

use super::list::find;
use super::model::{Advance, Ends, Paging};
use crate::model::{Api, DeclaredPaging, Location, Operation, PageLaw, PagingKind, SchemaId, SchemaKind};
use crate::pointer;
use crate::resources::response_values::{bodies, plain, properties};

impl DeclaredPaging {
    /// What the extension `x-trueline-page` says.
    #[must_use]
    pub fn of_law(law: &PageLaw) -> Self {
        Self {
            kind: PagingKind::Cursor,
            parameter: Some(law.cursor.clone()),
            next: Some(law.next_cursor.clone()),
            items: Some(law.items.clone()),
            has_more: law.has_more.clone(),
            first: None,
            key: None,
        }
    }

    /// The pages of an operation of which this is said.
    ///
    /// # Errors
    /// Where the operation has no such parameter or no such items, or something is missing.
    pub fn of(&self, api: &Api, operation: &Operation) -> Result<Paging, UnsuitablePaging> {
        let body = bodies(operation).next().ok_or(UnsuitablePaging("it has no JSON response".to_owned()))?;
        let (items, item) = match &self.items {
            Some(place) => {
                let item = item(api, body, place);
                (place.clone(), item.ok_or_else(|| UnsuitablePaging(format!("there is no list at `{place}`")))?)
            }
            None => find(api, operation, body)
                .map(|list| (list.pointer, list.item))
                .ok_or_else(|| UnsuitablePaging("declare with `items` where the list is".to_owned()))?,
        };
        let parameter = || self.parameter(operation);
        let next = || self.next.clone().ok_or_else(|| UnsuitablePaging("`next` is missing".to_owned()));
        let advance = match self.kind {
            PagingKind::Cursor => Advance::Cursor { parameter: parameter()?, next: next()? },
            PagingKind::Number => {
                Advance::Number { parameter: parameter()?, first: Some(self.first.unwrap_or(1)), current: None }
            }
            PagingKind::Offset => Advance::Offset { parameter: parameter()?, first: self.first.unwrap_or(0) },
            PagingKind::LastItem => {
                let key = self.key.clone().unwrap_or_else(|| "/id".to_owned());
                Advance::LastItem { parameter: parameter()?, key }
            }
            PagingKind::Link => Advance::Link,
            PagingKind::Url => Advance::Url { next: next()? },
        };
        let ends = Ends { has_more: self.has_more.clone(), ..Ends::default() };
        Ok(Paging { items, item, advance, ends, reason: None })
    }

    fn parameter(&self, operation: &Operation) -> Result<usize, UnsuitablePaging> {
        let name = self.parameter.as_ref().ok_or_else(|| UnsuitablePaging("`parameter` is missing".to_owned()))?;
        let mut all = operation.parameters.iter();
        let found = all.position(|one| one.location == Location::Query && one.name == *name);
        found.ok_or_else(|| UnsuitablePaging(format!("its query has no parameter `{name}`")))
    }
}

/// What is said of pages does not suit the operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsuitablePaging(String);

impl fmt::Display for UnsuitablePaging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnsuitablePaging {}

/// The schema of the items at a place of a body.
fn item(api: &Api, body: SchemaId, place: &str) -> Option<SchemaId> {
    let mut schema = plain(api, body);
    for name in pointer::tokens(place) {
        schema = properties(api, schema).into_iter().find(|(own, ..)| *own == name)?.1;
    }
    match &api.schemas[plain(api, schema)].kind {
        SchemaKind::Array(array) => array.items,
        _ => None,
    }
}
