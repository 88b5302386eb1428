//! Pages, one after the other, as a stream.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::stream;
use reqwest::Url;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::call::Call;
use super::error::{DecodeError, Error};
use super::link;
use super::parameter::Parameter;
use super::raw::RawResponse;
use super::response::Response;
use super::time::BoxStream;

/// How an operation is paged. Places in a response are JSON Pointers.
#[derive(Debug)]
pub struct Paging {
    /// How the next page is requested.
    pub advance: Advance,
    /// Where the response says whether there are more pages.
    pub has_more: Option<&'static str>,
    /// Where the response says whether this page is the last.
    pub is_last: Option<&'static str>,
    /// Where the response says how many pages there are.
    pub pages: Option<&'static str>,
    /// What is null or absent on the last page.
    pub next: Option<&'static str>,
    /// Where the items are.
    pub items: &'static str,
}

/// How the next page is requested.
#[derive(Debug)]
pub enum Advance {
    /// By a value of the response.
    Cursor {
        /// The parameter that takes the value.
        parameter: &'static Parameter,
        /// Where the value is.
        next: &'static str,
    },
    /// By the number of the page.
    Number {
        /// The parameter that takes the number.
        parameter: &'static Parameter,
        /// The number of the first page, if it is known.
        first: Option<i64>,
        /// Where a response has the number of its own page.
        current: Option<&'static str>,
    },
    /// By the number of items to skip.
    Offset {
        /// The parameter that takes the number.
        parameter: &'static Parameter,
        /// The value that skips no items.
        first: i64,
    },
    /// By the key of the last item.
    LastItem {
        /// The parameter that takes the key.
        parameter: &'static Parameter,
        /// Where the key is in an item.
        key: &'static str,
    },
    /// By the header `Link`.
    Link,
    /// By a URL in the response.
    Url {
        /// Where the URL is.
        next: &'static str,
    },
}

/// Decodes a response, or says what is wrong with it.
pub type Decode<T, E> = fn(&RawResponse) -> Result<T, Error<E>>;

/// How many pages without an item may follow each other.
const MOST_EMPTY: usize = 1000;

/// What comes after a page.
enum Turn {
    /// Another page.
    Next,
    /// Nothing.
    End,
    /// Nothing, and the page repeats the previous one.
    Repeated,
}

struct Position<T, E> {
    call: Option<Call>,
    /// Fingerprints of the values that pages were requested by: if one comes again, the pages never end.
    seen: HashSet<u64>,
    /// The fingerprint of the last page's items.
    last: Option<u64>,
    paging: &'static Paging,
    decode: Decode<T, E>,
}

impl<T, E> Position<T, E> {
    fn new(call: Call, paging: &'static Paging, decode: Decode<T, E>) -> Self {
        Self { call: Some(call), seen: HashSet::new(), last: None, paging, decode }
    }

    /// The next page; `None` after the last one or a failure.
    async fn advance(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        let mut call = self.call.take()?;
        let result = call.clone().send(self.decode).await;
        if let Ok(response) = &result {
            match self.turn(&mut call, response.raw()) {
                Ok(Turn::Next) => self.call = Some(call),
                Ok(Turn::End) => {}
                Ok(Turn::Repeated) => return None,
                Err(error) => return Some(Err(error.into())),
            }
        }
        Some(result)
    }

    /// Turns the call for a page into the call for the next one.
    fn turn(&mut self, call: &mut Call, raw: &RawResponse) -> Result<Turn, DecodeError> {
        let body: Value = raw.json()?;
        let paging = self.paging;
        let is =
            |place: Option<&str>, wanted: bool| place.and_then(|place| body.pointer(place)) == Some(&wanted.into());
        let is_absent = |place: &str| body.pointer(place).is_none_or(Value::is_null);
        if is(paging.has_more, false) || is(paging.is_last, true) || paging.next.is_some_and(is_absent) {
            return Ok(Turn::End);
        }
        match &paging.advance {
            Advance::Cursor { parameter, next } => {
                let Some(cursor) = text(&body, next) else { return Ok(Turn::End) };
                self.notice(raw, next, &cursor)?;
                call.set::<String>(parameter, cursor);
            }
            Advance::LastItem { parameter, key } => {
                let last = items(&body, paging).last().and_then(|item| text(item, key));
                let Some(last) = last else { return Ok(Turn::End) };
                self.notice(raw, key, &last)?;
                call.set::<String>(parameter, last);
            }
            Advance::Number { parameter, first, current } => {
                let own = current.and_then(|place| body.pointer(place)?.as_i64());
                let Some(number) = own.or_else(|| sent(call, parameter)).or(*first) else { return Ok(Turn::End) };
                let first = first.unwrap_or(1);
                let pages = paging.pages.and_then(|place| body.pointer(place)?.as_i64());
                match self.numbered(&body) {
                    Turn::Next if pages.is_none_or(|pages| number.saturating_sub(first).saturating_add(1) < pages) => {}
                    Turn::Next => return Ok(Turn::End),
                    other => return Ok(other),
                }
                call.set::<i64>(parameter, number.saturating_add(1));
            }
            Advance::Offset { parameter, first } => {
                match self.numbered(&body) {
                    Turn::Next => {}
                    other => return Ok(other),
                }
                let count = i64::try_from(items(&body, paging).len()).unwrap_or(i64::MAX);
                let offset = sent(call, parameter).unwrap_or(*first);
                call.set::<i64>(parameter, offset.saturating_add(count));
            }
            Advance::Link => return self.follow(call, raw, link::next(raw.headers()), "Link"),
            Advance::Url { next } => return self.follow(call, raw, text(&body, next), next),
        }
        Ok(Turn::Next)
    }

    /// Sends a call to the URL of the next page, which must have the same origin: credentials are sent to no other.
    fn follow(
        &mut self,
        call: &mut Call,
        raw: &RawResponse,
        next: Option<String>,
        place: &str,
    ) -> Result<Turn, DecodeError> {
        let Some(next) = next else { return Ok(Turn::End) };
        let place = dotted(place);
        let address = raw.url().join(&next).map_err(|error| DecodeError::new(raw, place.clone(), error))?;
        if Url::origin(&address) != raw.url().origin() {
            let reason = format!("the next page is on another origin, {}", address.origin().ascii_serialization());
            return Err(DecodeError::new(raw, place, reason));
        }
        self.notice(raw, &place, address.as_str())?;
        call.send_to(address);
        Ok(Turn::Next)
    }

    /// Remembers the value that a page is requested by.
    fn notice(&mut self, raw: &RawResponse, place: &str, cursor: &str) -> Result<(), DecodeError> {
        if self.seen.insert(fingerprint(cursor)) {
            return Ok(());
        }
        Err(DecodeError::new(raw, dotted(place), "the cursor of the next page is that of a page that has been read already"))
    }

    /// What follows a numbered page: nothing if it is empty or repeats the previous one, as some servers do for numbers
    /// that are too large.
    fn numbered(&mut self, body: &Value) -> Turn {
        let items = items(body, self.paging);
        let print = fingerprint(&format!("{items:?}"));
        match self.last.replace(print) {
            _ if items.is_empty() => Turn::End,
            Some(last) if last == print => Turn::Repeated,
            _ => Turn::Next,
        }
    }
}

impl Call {
    /// Page by page.
    pub fn pages<T: Send + 'static, E: Send + 'static>(
        self,
        paging: &'static Paging,
        decode: Decode<T, E>,
    ) -> BoxStream<Result<Response<T>, Error<E>>> {
        Box::pin(stream::unfold(Position::new(self, paging, decode), |mut position| async move {
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
        let state = (Position::new(self, paging, decode), VecDeque::<I>::new());
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
                            let reason = format!("{} pages in a row have no items", MOST_EMPTY + 1);
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

/// The text of a scalar at a place; `None` if there is no scalar, or an empty one.
fn text(body: &Value, place: &str) -> Option<String> {
    let value = body.pointer(place).filter(|value| !value.is_null() && !value.is_object() && !value.is_array())?;
    Some(super::parameter::scalar(value)).filter(|text| !text.is_empty())
}

/// The value of a parameter in the call, if it is a number.
fn sent(call: &Call, parameter: &'static Parameter) -> Option<i64> {
    call.sent_text(parameter)?.parse().ok()
}

fn items<'b>(body: &'b Value, paging: &Paging) -> &'b [Value] {
    body.pointer(paging.items).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The items of a page; a list that is absent has none.
fn items_of<I: DeserializeOwned>(raw: &RawResponse, place: &str) -> Result<VecDeque<I>, DecodeError> {
    let mut body: Value = raw.json()?;
    let items = body.pointer_mut(place).map(Value::take).filter(|items| !items.is_null());
    serde_path_to_error::deserialize(items.unwrap_or_else(|| Value::Array(Vec::new())))
        .map_err(|error| DecodeError::new(raw, format!("{}{}", dotted(place), error.path()), error.inner()))
}

fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}
