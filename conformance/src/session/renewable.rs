//! A credential that is renewed when it is taken no more.

use std::time::Instant;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::limits::BEFORE_END;
use super::obtain::obtain;
use super::run_session::Session;
use super::substitution::replaced;
use crate::redact::Redactor;
use crate::request::WireRequest;
use crate::target::{CredentialSource, ObtainedCredential, Target};
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
    /// When it is renewed before its end.
    due: Option<Instant>,
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
        let obtained = source.first.as_ref()?;
        let first = SecretString::from(obtained.secret.expose());
        let state = State { current: first.clone(), generation: 0, canary: None, due: due(obtained), end: None };
        Some(Self { source: source.clone(), first, state: Mutex::new(state) })
    }

    /// A request of the plan with the credential that is taken now; nothing where it has none of it.
    pub(super) async fn present(
        &self,
        request: &WireRequest,
        (target, redactor): (&Target, &Redactor),
    ) -> Option<Present> {
        let mut state = self.state.lock().await;
        if state.due.is_some_and(|due| due <= Instant::now()) && self.is_in(request) {
            // Where it cannot be renewed, it may be taken still.
            let _ = self.renew(&mut state, target, redactor).await;
        }
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
    pub(super) async fn renewed_since(&self, generation: u32, session: &Session, next: Next<'_>) -> bool {
        // Whoever is refused at the same time waits for the one who looks.
        let mut state = self.state.lock().await;
        if state.generation != generation {
            return true;
        }
        let Some(canary) = state.canary.clone().filter(|_| state.end.is_none()) else { return false };
        if !is_refused(&self.ask(state.current.expose_secret(), &canary, (session, next)).await) {
            if !is_refused(&self.ask(NOBODY, &canary, (session, next)).await) {
                // It is answered without the credential too, and shows nothing of it.
                state.canary = None;
            }
            return false;
        }
        if !self.renew(&mut state, &session.target, &session.redactor).await {
            return false;
        }
        if is_refused(&self.ask(state.current.expose_secret(), &canary, (session, next)).await) {
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

    /// Obtains another one; where there is none, it says why and does so no more.
    async fn renew(&self, state: &mut State, target: &Target, redactor: &Redactor) -> bool {
        state.due = None;
        let renewed = state.generation;
        if renewed >= self.source.origin.renewals() {
            state.end = Some(format!("it was renewed {renewed} times, and no more is allowed"));
            return false;
        }
        match obtain(&self.source, target, redactor).await {
            Ok(obtained) => {
                state.current = SecretString::from(obtained.secret.expose());
                state.due = due(&obtained);
                state.generation += 1;
                true
            }
            Err(error) => {
                state.end = Some(format!("it cannot be renewed: {error}"));
                false
            }
        }
    }

    /// Whether a request of the plan has the credential.
    fn is_in(&self, request: &WireRequest) -> bool {
        let first = self.first.expose_secret();
        replaced(request, first, first).is_some()
    }

    async fn ask(&self, credential: &str, canary: &WireRequest, (session, next): (&Session, Next<'_>)) -> Answered {
        let request = replaced(canary, self.first.expose_secret(), credential);
        session.send(next, request.unwrap_or_else(|| canary.clone())).await
    }
}

/// When a credential is renewed before its end.
fn due(obtained: &ObtainedCredential) -> Option<Instant> {
    let lifetime = obtained.lifetime?;
    obtained.asked.checked_add(lifetime.saturating_sub(BEFORE_END.min(lifetime / 4)))
}

/// Whether an answer says that the credential is none.
pub(super) fn is_refused(answer: &Answered) -> bool {
    answer.as_ref().is_ok_and(|received| received.status == 401)
}
