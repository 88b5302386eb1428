//! The session of a run: on the way to the target, requests get what they are due at that time.

use futures_util::future::BoxFuture;

use super::renewable::{Renewable, is_refused};
use super::signing::Signing;
use crate::redact::Redactor;
use crate::request::WireRequest;
use crate::target::Target;
use crate::transport::{Answered, Around, Breakage, Next};

/// The session of a run at a target that is signed in to.
pub(crate) struct Session {
    pub(super) target: Target,
    pub(super) redactor: Redactor,
    credentials: Vec<Renewable>,
    signing: Option<Signing>,
    breakage: Breakage,
}

impl Session {
    /// Of a target that is signed in to; nothing where its requests are always the same.
    pub(crate) fn new(target: &Target, breakage: &Breakage) -> Option<Self> {
        let credentials: Vec<Renewable> = target.sources.iter().filter_map(Renewable::new).collect();
        let signing = Signing::of(target);
        let is_needed = !credentials.is_empty() || signing.is_some();
        let breakage = breakage.clone();
        let (target, redactor) = (target.clone(), target.redactor());
        is_needed.then_some(Self { target, redactor, credentials, signing, breakage })
    }

    /// Ends what it runs.
    pub(crate) async fn close(&self) {
        if let Some(signing) = &self.signing {
            signing.close().await;
        }
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

    /// Sends a request with its signature.
    pub(super) async fn send(&self, next: Next<'_>, request: WireRequest) -> Answered {
        let Some(signing) = &self.signing else { return next.send(&request).await };
        let base_url = next.base_url.to_owned();
        match signing.signed(request, &base_url).await {
            Ok(signed) => next.send(&signed).await,
            Err(reason) => Err(self.breakage.note(format!("a request cannot be signed: {reason}"))),
        }
    }

    async fn exchange_of(&self, next: Next<'_>, request: &WireRequest) -> Answered {
        let (present, shown) = self.present(request).await;
        let answer = self.send(next, present).await;
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
            is_renewed |= credential.renewed_since(generation, self, next).await;
        }
        if !is_renewed {
            return answer;
        }
        let (present, _) = self.present(request).await;
        self.send(next, present).await
    }
}

impl Around for Session {
    fn exchange<'a>(&'a self, next: Next<'a>, request: &'a WireRequest) -> BoxFuture<'a, Answered> {
        Box::pin(self.exchange_of(next, request))
    }
}
