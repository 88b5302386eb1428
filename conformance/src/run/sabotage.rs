//! A request of the run broke the state of the target for good. Where a command resets the target, the request is found by
//! sending those before again, and its operation is left out; else the run ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use thiserror::Error;
use tokio::time::Instant;
use trueline_spec::model::{Api, OperationId};

use super::canary::{Canaries, Health};
use super::halt::Halt;
use super::recent::{Recent, Requests};
use super::runner::Run;
use crate::command::{self, CommandError};
use crate::judge::{Route, Router};
use crate::record::curl;
use crate::report::{Event, StopKind};
use crate::request::{CaseBuilder, WireRequest};
use crate::target::ResetConfig;

/// How often a broken state is looked into; afterwards the run ends.
const MOST: usize = 5;
/// How often a target that was reset is asked.
const POLL: Duration = Duration::from_millis(100);
/// Operations that are named.
const NAMED: usize = 10;

/// Whether the target is still well, and what was done where it was not.
#[derive(Default)]
pub(super) struct State {
    pub canaries: Canaries,
    pub recent: Recent,
    resets: usize,
    /// Whether the target has nothing any more of what is known of it.
    pub is_reset: bool,
    /// Operations that broke it.
    pub left_out: BTreeSet<OperationId>,
}

/// Why the request that broke a state is not known.
#[derive(Debug, Error)]
enum NotFound {
    #[error("the command that resets the target fails: {0}")]
    Command(#[from] CommandError),
    #[error("after a reset the target is not well either")]
    StillBroken,
    #[error("the same requests, one after the other, did not break it again")]
    NotAgain,
    #[error("there is no time left to look for the request")]
    Time,
}

impl Run<'_> {
    /// Looks whether the target is well. If not, nothing since is judged: the operation is over, or the run.
    pub(super) async fn is_sabotaged(&mut self, builder: &CaseBuilder<'_>) -> bool {
        if !self.has_canaries() || matches!(self.halt, Some(Halt::Run(..))) {
            return false;
        }
        let Some(how) = self.broken_state().await else {
            self.state.recent.mark();
            return false;
        };
        let recent = self.state.recent.take();
        let reset = self.target.reset.clone().filter(|_| self.state.resets < MOST);
        let found = match &reset {
            Some(reset) => self.culprit(reset, &recent).await.map(Some),
            None => Ok(None),
        };
        self.halt = Some(match found {
            Ok(Some(culprit)) => {
                self.state.resets += 1;
                self.state.is_reset = true;
                self.leave_out(builder, &how, &culprit)
            }
            Ok(None) => Halt::Run(StopKind::StateBroken, since(builder, &how, &recent)),
            Err(why) => {
                let reason = format!("{}; {why}", since(builder, &how, &recent));
                Halt::Run(StopKind::StateBroken, reason)
            }
        });
        true
    }

    /// Takes the operation of the request that broke the target out of the plan, and says so.
    fn leave_out(&mut self, builder: &CaseBuilder<'_>, how: &str, culprit: &WireRequest) -> Halt {
        let operation = operation_of(builder.api, builder.router, culprit);
        self.state.left_out.extend(operation);
        let name = name_of(builder.api, operation, culprit);
        let line = curl(self.target, culprit, &self.redactor, Path::new("body"));
        let how = self.redactor.redact(how);
        let request = line.line.as_str();
        let message = format!("{name} is left out, for it broke the target ({how}), which was reset: {request}");
        (self.report)(Event::Warned(self.redactor.redact(&message)));
        Halt::Operation(format!("{name} broke the target, which was reset"))
    }

    /// The request after which the target is broken, found by sending those before it again.
    async fn culprit(&mut self, reset: &ResetConfig, recent: &Requests) -> Result<WireRequest, NotFound> {
        let requests = &recent.all;
        if !self.breaks(reset, requests.range(..)).await? {
            return Err(NotFound::NotAgain);
        }
        // The first of them leave it well, all of them do not.
        let (mut well, mut broken) = (recent.well, requests.len());
        while broken - well > 1 {
            let middle = well.midpoint(broken);
            if self.breaks(reset, requests.range(..middle)).await? {
                broken = middle;
            } else {
                well = middle;
            }
        }
        let culprit = requests.get(well).cloned().ok_or(NotFound::NotAgain)?;
        self.reset(reset).await?;
        Ok(culprit)
    }

    /// Whether requests break a target that was reset.
    async fn breaks(
        &mut self,
        reset: &ResetConfig,
        requests: impl Iterator<Item = &WireRequest>,
    ) -> Result<bool, NotFound> {
        self.reset(reset).await?;
        for request in requests {
            if self.watch.run_is_over().is_some() {
                return Err(NotFound::Time);
            }
            // What is sent matters, and not what is answered.
            let _ = self.transport.send(request, self.settings.timeout).await;
        }
        Ok(self.broken_state().await.is_some())
    }

    /// Resets the target, and waits until it is well.
    async fn reset(&mut self, reset: &ResetConfig) -> Result<(), NotFound> {
        let environment = [("TRUELINE_BASE_URL", self.target.base_url.as_str())];
        command::output(&reset.command, &environment, reset.timeout, &self.redactor).await?;
        let end = Instant::now() + self.settings.wait;
        loop {
            if let Health::Well = self.health().await {
                self.state.recent.take();
                return Ok(());
            }
            if Instant::now() >= end {
                return Err(NotFound::StillBroken);
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

/// What was sent since the target was last well: the operations that are no reads, and how often each.
fn since(builder: &CaseBuilder<'_>, how: &str, recent: &Requests) -> String {
    let requests = || recent.all.range(recent.well..);
    let is_change = |request: &&WireRequest| !matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let changes = || requests().filter(is_change);
    // What only reads broke it where nothing else was sent.
    let has_changes = changes().next().is_some();
    for request in requests().filter(|request| !has_changes || is_change(request)) {
        let operation = operation_of(builder.api, builder.router, request);
        *counts.entry(name_of(builder.api, operation, request)).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let more = if counts.len() > NAMED { format!(" and {} others", counts.len() - NAMED) } else { String::new() };
    let named: Vec<String> = counts.iter().take(NAMED).map(|(name, count)| format!("{name} ({count})")).collect();
    let which = if has_changes { "changes" } else { "requests" };
    let at_least = if recent.well == 0 && recent.is_cut { "at least " } else { "" };
    format!(
        "the state of the target broke: {how}; {which} since it was last well: {at_least}{}{more}. Leave the culprit out with \
         `--exclude`, or let a command reset the target (`[targets.NAME.reset]`), so that it is found",
        named.join(", ")
    )
}

/// The operation of a request.
fn operation_of(api: &Api, router: &Router, request: &WireRequest) -> Option<OperationId> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    match router.route(api, &request.method, path, query) {
        Route::Operation(id, _) => Some(id),
        Route::OtherMethods(_) | Route::Nothing => None,
    }
}

fn name_of(api: &Api, operation: Option<OperationId>, request: &WireRequest) -> String {
    match operation {
        Some(id) => format!("`{}`", api.operation(id).key),
        None => format!("`{} {}`", request.method, request.target.split('?').next().unwrap_or_default()),
    }
}
