//! Whether the target is still there, and whether there is time left.

use std::time::Duration;

use tokio::time::Instant;

use super::Settings;
use crate::limits::named;
use crate::report::StopKind;
use crate::request::WireRequest;
use crate::transport::{Breakage, INTERRUPTED, Interrupt, Received, Transport, TransportError, TransportErrorKind};

/// Failed connections in a row after which a target is given up (`failed-connections`).
const FAILED_CONNECTIONS: usize = 10;
/// Time-outs in a row after which the run looks whether the target is there (`timeouts`).
const TIMEOUTS: usize = 3;
/// Failures in a row after which a target that never sent anything of HTTP is given up (`failures-without-http`).
const FAILURES_WITHOUT_HTTP: usize = 3;
/// How long the run waits for a sign of the target (`probe-time`).
const PROBE_TIME: Duration = Duration::from_secs(10);

/// What is known of the target and of the time.
pub(crate) struct Watch {
    interrupt: Interrupt,
    breakage: Breakage,
    run_end: Option<Instant>,
    operation_end: Option<Instant>,
    max_time: Option<Duration>,
    max_operation_time: Option<Duration>,
    timeout: Duration,
    /// Failed connections in a row.
    lost: usize,
    /// Time-outs in a row, of whatever operations.
    timeouts: usize,
    /// Time-outs in a row of the operation.
    timeouts_of_operation: usize,
    /// Failures before anything of HTTP came.
    silent: usize,
}

/// What follows from what came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It goes on.
    There,
    /// Nothing that came so far is HTTP.
    NeverThere,
    /// It was there, and is not any more.
    Gone(String),
    /// Too many time-outs in a row: somebody must look.
    Doubtful,
}

impl Watch {
    pub(crate) fn new(settings: &Settings, breakage: &Breakage) -> Self {
        Self {
            interrupt: settings.interrupt.clone(),
            breakage: breakage.clone(),
            run_end: settings.max_time.and_then(|time| Instant::now().checked_add(time)),
            operation_end: None,
            max_time: settings.max_time,
            max_operation_time: settings.max_operation_time,
            timeout: settings.timeout,
            lost: 0,
            timeouts: 0,
            timeouts_of_operation: 0,
            silent: 0,
        }
    }

    /// An operation begins.
    pub(crate) fn start_operation(&mut self) {
        self.operation_end = self.max_operation_time.and_then(|time| Instant::now().checked_add(time));
        self.timeouts_of_operation = 0;
    }

    /// When the operation, or the run, ends.
    pub(crate) fn end(&self) -> Option<Instant> {
        [self.run_end, self.operation_end].into_iter().flatten().min()
    }

    /// Why the run ends now.
    pub(crate) fn run_is_over(&self) -> Option<(StopKind, String)> {
        if let Some(reason) = self.breakage.reason() {
            return Some((StopKind::CommandFailed, reason.to_owned()));
        }
        if self.interrupt.is_interrupted() {
            return Some((StopKind::Interrupted, INTERRUPTED.to_owned()));
        }
        let limit = self.max_time.filter(|_| self.run_end.is_some_and(|end| end <= Instant::now()))?;
        Some((StopKind::Time, format!("the time of the run is over {}", named("max-time", seconds(limit)))))
    }

    /// Why the operation, or the run, ends now.
    pub(crate) fn is_over(&self) -> Option<String> {
        self.run_is_over().map(|(_, reason)| reason).or_else(|| {
            let limit =
                self.max_operation_time.filter(|_| self.operation_end.is_some_and(|end| end <= Instant::now()))?;
            Some(format!("the time of the operation is over {}", named("max-operation-time", seconds(limit))))
        })
    }

    /// Takes what came of a request.
    pub(crate) fn notice(&mut self, answer: &Result<Received, TransportError>, spoke_http: bool) -> Presence {
        if answer.as_ref().is_err_and(|error| error.kind == TransportErrorKind::Unsendable) {
            return Presence::There;
        }
        let Err(error) = answer else {
            (self.lost, self.silent) = (0, 0);
            (self.timeouts, self.timeouts_of_operation) = (0, 0);
            return Presence::There;
        };
        if error.kind == TransportErrorKind::Interrupted {
            return Presence::There;
        }
        self.silent += 1;
        let is_refused = error.kind == TransportErrorKind::Connect;
        if !spoke_http && (is_refused || self.silent >= FAILURES_WITHOUT_HTTP) {
            return Presence::NeverThere;
        }
        self.lost = if is_refused { self.lost + 1 } else { 0 };
        let is_timeout = error.kind == TransportErrorKind::Timeout;
        let counted = |count: usize| if is_timeout { count + 1 } else { 0 };
        (self.timeouts, self.timeouts_of_operation) = (counted(self.timeouts), counted(self.timeouts_of_operation));
        if self.lost > FAILED_CONNECTIONS {
            let limit = named("failed-connections", FAILED_CONNECTIONS);
            return Presence::Gone(format!("the target takes no more connections: {error} {limit}"));
        }
        if self.timeouts >= TIMEOUTS { Presence::Doubtful } else { Presence::There }
    }

    /// Looks whether the target answers anything at all. Nothing where it does, else why it is given up.
    pub(crate) async fn probe(&mut self, transport: &Transport, target: &str) -> Option<String> {
        let path = if target.starts_with('/') { target } else { "/" };
        let request =
            WireRequest { method: "GET".to_owned(), target: path.to_owned(), headers: Vec::new(), body: Vec::new() };
        let answer = transport.send(&request, self.timeout.min(PROBE_TIME)).await;
        let error = match answer {
            Err(error) if matches!(error.kind, TransportErrorKind::Timeout | TransportErrorKind::Connect) => error,
            _ => {
                self.timeouts = 0;
                return None;
            }
        };
        let limit = named("timeouts", TIMEOUTS);
        Some(format!("the target does not answer any more: {TIMEOUTS} time-outs in a row {limit}, then {error}"))
    }

    /// Why the rest of an operation is left out whose requests time out while others are answered; nothing where the
    /// time-outs in a row are those of several operations.
    pub(crate) fn reason_of_timeouts(&self) -> Option<String> {
        let reason =
            || format!("requests of the operation time out, and others do not {}", named("timeouts", TIMEOUTS));
        (self.timeouts_of_operation >= TIMEOUTS).then(reason)
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}
