//! A credential that is renewed when it is taken no more.

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::obtain::obtain;
use super::substitution::replaced;
use crate::redact::Redactor;
use crate::request::WireRequest;
use crate::target::{CredentialSource, Target};
use crate::transport::{Answered, Next};

/// A credential that nobody has.
const NOBODY: &str = "trueline-has-no-credential";

/// A credential of a run with what gives it.
pub(super) struct Renewable {
    source: CredentialSource,
    /// What the plan has.
    first: SecretString,
    state: Mutex<State>,
}

struct State {
    current: SecretString,
    /// How often it was renewed.
    generation: u32,
    /// A request that was accepted with it.
    canary: Option<WireRequest>,
    /// Why it is renewed no more.
    end: Option<String>,
}

/// A request as it is sent now, and with which renewal of the credential.
pub(super) struct Present {
    pub(super) request: WireRequest,
    pub(super) generation: u32,
}

impl Renewable {
    /// Of a credential that was obtained.
    pub(super) fn new(source: &CredentialSource) -> Option<Self> {
        let first = &source.first.as_ref()?.secret;
        let first = SecretString::from(first.expose());
        let state = State { current: first.clone(), generation: 0, canary: None, end: None };
        Some(Self { source: source.clone(), first, state: Mutex::new(state) })
    }

    /// A request of the plan with the credential that is taken now; nothing where it has none of it.
    pub(super) async fn present(&self, request: &WireRequest) -> Option<Present> {
        let state = self.state.lock().await;
        let request = replaced(request, self.first.expose_secret(), state.current.expose_secret())?;
        Some(Present { request, generation: state.generation })
    }

    /// Keeps a request that was accepted with the credential, by which it is looked later whether that is taken still.
    pub(super) async fn keep_canary(&self, request: &WireRequest) {
        let mut state = self.state.lock().await;
        if state.canary.is_none() {
            state.canary = Some(request.clone());
        }
    }

    /// Whether the credential was renewed since it was refused with a generation, be it now.
    pub(super) async fn renewed_since(
        &self,
        generation: u32,
        (target, redactor): (&Target, &Redactor),
        next: Next<'_>,
    ) -> bool {
        // Whoever is refused at the same time waits for the one who looks.
        let mut state = self.state.lock().await;
        if state.generation != generation {
            return true;
        }
        let Some(canary) = state.canary.clone().filter(|_| state.end.is_none()) else { return false };
        if !is_refused(&self.ask(state.current.expose_secret(), &canary, next).await) {
            if !is_refused(&self.ask(NOBODY, &canary, next).await) {
                // It is answered without the credential too, and shows nothing of it.
                state.canary = None;
            }
            return false;
        }
        if state.generation >= self.source.origin.renewals() {
            state.end = Some(format!("it was renewed {generation} times, and no more is allowed"));
            return false;
        }
        match obtain(&self.source, target, redactor).await {
            Ok(obtained) => state.current = SecretString::from(obtained.secret.expose()),
            Err(error) => {
                state.end = Some(format!("it cannot be renewed: {error}"));
                return false;
            }
        }
        state.generation += 1;
        if is_refused(&self.ask(state.current.expose_secret(), &canary, next).await) {
            state.end = Some("a new one is refused as well".to_owned());
            return false;
        }
        true
    }

    /// Why it is renewed no more.
    pub(super) async fn end(&self) -> Option<String> {
        let state = self.state.lock().await;
        state.end.as_ref().map(|end| format!("`{}`: {end}", self.source.scheme))
    }

    async fn ask(&self, credential: &str, canary: &WireRequest, next: Next<'_>) -> Answered {
        let request = replaced(canary, self.first.expose_secret(), credential);
        next.send(request.as_ref().unwrap_or(canary)).await
    }
}

/// Whether an answer says that the credential is none.
pub(super) fn is_refused(answer: &Answered) -> bool {
    answer.as_ref().is_ok_and(|received| received.status == 401)
}
