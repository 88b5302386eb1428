//! Pages, one after the other, as a stream.

use std::collections::VecDeque;

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

struct Position<T, E> {
    call: Option<Call>,
    cursor: Option<String>,
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
                    call.set::<String>(self.paging.cursor, cursor.clone());
                    self.cursor = Some(cursor);
                    self.call = Some(call);
                }
                Err(error) => return Some(Err(error.into())),
            }
        }
        Some(answer)
    }

    fn next(&self, response: &Response<T>) -> Result<Option<String>, DecodeError> {
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
        if self.cursor.as_ref() == Some(&cursor) {
            let place = dotted(self.paging.next_cursor);
            return Err(DecodeError::new(raw, place, "the next page's cursor is this page's own"));
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
        let start = Position { call: Some(self), cursor: None, paging, decode };
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
        let start = Position { call: Some(self), cursor: None, paging, decode };
        let state = (start, VecDeque::<I>::new());
        Box::pin(stream::unfold(state, |(mut position, mut items)| async move {
            loop {
                if let Some(item) = items.pop_front() {
                    return Some((Ok(item), (position, items)));
                }
                match position.advance().await? {
                    Err(error) => return Some((Err(error), (position, items))),
                    Ok(page) => match items_of(page.raw(), position.paging.items) {
                        Ok(found) => items = found,
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
