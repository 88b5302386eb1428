//! What was sent to the target, and what of it since the target was last known to be well.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::request::WireRequest;
use crate::transport::{ObservedExchange, Transport};

/// Requests that are known.
const MOST: usize = 2000;
/// Their bytes.
const SIZE: usize = 32 * 1024 * 1024;

/// The newest requests, in the order in which they were answered.
#[derive(Clone, Default)]
pub(super) struct Recent(Arc<Mutex<Requests>>);

/// Requests that were sent.
#[derive(Default)]
pub(super) struct Requests {
    pub all: VecDeque<WireRequest>,
    /// After how many of them the target was last known to be well.
    pub well: usize,
    /// Whether there were more before them.
    pub is_cut: bool,
    size: usize,
}

impl Recent {
    /// The way to a target on which they are noticed.
    pub(super) fn observe(&self, transport: &Transport) -> Transport {
        let recent = self.clone();
        transport.clone().observed(move |ObservedExchange { request, .. }| recent.requests().push(request))
    }

    /// The target is well.
    pub(super) fn mark(&self) {
        let mut requests = self.requests();
        requests.well = requests.all.len();
    }

    /// The requests; none is known afterwards.
    pub(super) fn take(&self) -> Requests {
        std::mem::take(&mut *self.requests())
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Requests {
    fn push(&mut self, request: &WireRequest) {
        self.size += size(request);
        self.all.push_back(request.clone());
        while self.all.len() > MOST || self.size > SIZE {
            let Some(first) = self.all.pop_front() else { return };
            self.size -= size(&first);
            self.well = self.well.saturating_sub(1);
            self.is_cut = true;
        }
    }
}

fn size(request: &WireRequest) -> usize {
    let headers: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    request.target.len() + headers + request.body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_known() {
        let request = |number: usize, bytes: usize| WireRequest {
            method: "POST".to_owned(),
            target: format!("/{number}"),
            headers: Vec::new(),
            body: vec![0; bytes],
        };
        let recent = Recent::default();
        recent.requests().push(&request(0, 0));
        recent.mark();
        (1..=MOST).for_each(|number| recent.requests().push(&request(number, 0)));
        let Requests { all, well, is_cut, .. } = recent.take();
        assert_eq!((all.len(), all[0].target.as_str(), well, is_cut), (MOST, "/1", 0, true));
        recent.requests().push(&request(0, SIZE));
        recent.mark();
        recent.requests().push(&request(1, 9));
        let Requests { all, well, is_cut, .. } = recent.take();
        assert_eq!((all.len(), all[0].target.as_str(), well, is_cut), (1, "/1", 0, true));
    }
}
