//! Pages, one after the other, as a stream.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::call::Call;
use super::error::{DecodeError, Error};
use super::parameter::Parameter;
use super::raw::RawResponse;
use super::response::Response;
use super::time::BoxStream;

/// What forms a page: places in the answer are JSON Pointers.
#[derive(Debug)]
pub struct Paging {
    /// The parameter that says where a page begins.
    pub cursor: &'static Parameter,
    /// Where the next page's cursor is.
    pub next_cursor: &'static str,
    /// Where it is told whether there are more pages.
    pub has_more: Option<&'static str>,
    /// Where the items are.
    pub items: &'static str,
}

/// Understands an answer, or says what is wrong with it.
pub type Decode<T, E> = fn(&RawResponse) -> Result<T, Error<E>>;

/// Pages without an item that may follow each other.
const MOST_EMPTY: usize = 1000;

struct Position<T, E> {
    call: Option<Call>,
    /// Fingerprints of the cursors that pages were asked for by: one that comes again never ends.
    seen: HashSet<u64>,
    paging: &'static Paging,
    decode: Decode<T, E>,
}

impl<T, E> Position<T, E> {
    /// The next page; none after the last one or a failure.
    async fn advance(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        let call = self.call.take()?;
        let answer = call.clone().send(self.decode).await;
        if let Ok(response) = &answer {
            match self.next(response) {
                Ok(None) => {}
                Ok(Some(cursor)) => {
                    let mut call = call;
                    call.set::<String>(self.paging.cursor, cursor);
                    self.call = Some(call);
                }
                Err(error) => return Some(Err(error.into())),
            }
        }
        Some(answer)
    }

    fn next(&mut self, response: &Response<T>) -> Result<Option<String>, DecodeError> {
        let raw = response.raw();
        let body: Value = raw.json()?;
        if self.paging.has_more.is_some_and(|place| body.pointer(place) == Some(&Value::Bool(false))) {
            return Ok(None);
        }
        let cursor = match body.pointer(self.paging.next_cursor) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(value) => super::parameter::scalar(value),
        };
        let mut hasher = DefaultHasher::new();
        cursor.hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            let place = dotted(self.paging.next_cursor);
            return Err(DecodeError::new(raw, place, "the next page's cursor is that of a page that has come already"));
        }
        Ok(Some(cursor))
    }
}

impl Call {
    /// Page by page.
    pub fn pages<T: Send + 'static, E: Send + 'static>(
        self,
        paging: &'static Paging,
        decode: Decode<T, E>,
    ) -> BoxStream<Result<Response<T>, Error<E>>> {
        let start = Position { call: Some(self), seen: HashSet::new(), paging, decode };
        Box::pin(stream::unfold(start, |mut position| async move {
            let page = position.advance().await?;
            Some((page, position))
        }))
    }

    /// Item by item.
    pub fn items<I, T, E>(self, paging: &'static Paging, decode: Decode<T, E>) -> BoxStream<Result<I, Error<E>>>
    where
        I: DeserializeOwned + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        let start = Position { call: Some(self), seen: HashSet::new(), paging, decode };
        let state = (start, VecDeque::<I>::new());
        Box::pin(stream::unfold(state, |(mut position, mut items)| async move {
            let mut empty = 0;
            loop {
                if let Some(item) = items.pop_front() {
                    return Some((Ok(item), (position, items)));
                }
                match position.advance().await? {
                    Err(error) => return Some((Err(error), (position, items))),
                    Ok(page) => match items_of(page.raw(), position.paging.items) {
                        Ok(found) if found.is_empty() && position.call.is_some() && empty == MOST_EMPTY => {
                            let reason = format!("{} pages without an item follow each other", MOST_EMPTY + 1);
                            let error = DecodeError::new(page.raw(), dotted(position.paging.items), reason);
                            position.call = None;
                            return Some((Err(error.into()), (position, items)));
                        }
                        Ok(found) => {
                            empty += 1;
                            items = found;
                        }
                        Err(error) => {
                            position.call = None;
                            return Some((Err(error.into()), (position, items)));
                        }
                    },
                }
            }
        }))
    }
}

fn items_of<I: DeserializeOwned>(raw: &RawResponse, place: &str) -> Result<VecDeque<I>, DecodeError> {
    let mut body: Value = raw.json()?;
    let items = body.pointer_mut(place).map_or(Value::Null, Value::take);
    serde_path_to_error::deserialize(items)
        .map_err(|error| DecodeError::new(raw, format!("{}{}", dotted(place), error.path()), error.inner()))
}

fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}
