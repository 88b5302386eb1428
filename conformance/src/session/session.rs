//! The session of a run: on the way to the target, requests get what they are due at that time.

use futures_util::future::BoxFuture;

use super::renewable::{Renewable, is_refused};
use crate::redact::Redactor;
use crate::request::WireRequest;
use crate::target::Target;
use crate::transport::{Answered, Around, Next};

/// The session of a run at a target that is signed in to.
pub(crate) struct Session {
    target: Target,
    redactor: Redactor,
    credentials: Vec<Renewable>,
}

impl Session {
    /// Of a target that is signed in to; nothing where its requests are always the same.
    pub(crate) fn new(target: &Target) -> Option<Self> {
        let credentials: Vec<Renewable> = target.sources.iter().filter_map(Renewable::new).collect();
        (!credentials.is_empty()).then(|| Self { target: target.clone(), redactor: target.redactor(), credentials })
    }

    /// Why credentials are renewed no more.
    pub(crate) async fn ends(&self) -> Vec<String> {
        let mut ends = Vec::new();
        for credential in &self.credentials {
            ends.extend(credential.end().await);
        }
        ends
    }

    /// A request of the plan as it is due now, with the generations of its credentials.
    async fn present<'s>(&'s self, request: &WireRequest) -> (WireRequest, Vec<(&'s Renewable, u32)>) {
        let (mut request, mut shown) = (request.clone(), Vec::new());
        for credential in &self.credentials {
            if let Some(present) = credential.present(&request, (&self.target, &self.redactor)).await {
                request = present.request;
                shown.push((credential, present.generation));
            }
        }
        (request, shown)
    }

    async fn exchange_of(&self, next: Next<'_>, request: &WireRequest) -> Answered {
        let (present, shown) = self.present(request).await;
        let answer = next.send(&present).await;
        let is_accepted = answer.as_ref().is_ok_and(|received| (200..300).contains(&received.status));
        if is_accepted && request.method == "GET" {
            for (credential, _) in shown {
                credential.keep_canary(request).await;
            }
            return answer;
        }
        if !is_refused(&answer) {
            return answer;
        }
        // What is refused so was not done, and is sent again once.
        let mut is_renewed = false;
        for (credential, generation) in shown {
            is_renewed |= credential.renewed_since(generation, (&self.target, &self.redactor), next).await;
        }
        if !is_renewed {
            return answer;
        }
        let (present, _) = self.present(request).await;
        next.send(&present).await
    }
}

impl Around for Session {
    fn exchange<'a>(&'a self, next: Next<'a>, request: &'a WireRequest) -> BoxFuture<'a, Answered> {
        Box::pin(self.exchange_of(next, request))
    }
}
