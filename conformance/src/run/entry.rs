//! A run from its beginning to its end.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, Checked};

use super::bases::Bases;
use super::cleanup::{Changes, Created};
use super::expired::Accepted;
use super::failing::SHRINK_STEPS_IN_ALL;
use super::held::Replay;
use super::openness::Openness;
use super::operations::Means;
use super::plan::Plan;
use super::refusals::Refusals;
use super::refused_parameters::WithAndWithout;
use super::runner::Run;
use super::sabotage::State;
use super::snapshots::Planned;
use super::watch::Watch;
use super::{RunError, Settings, fingerprint};
use crate::check::{Causes, Omissions};
use crate::coverage::Tally;
use crate::custom::CustomChecks;
use crate::judge::{Router, Validators};
use crate::laws::Identities;
use crate::record::Snapshots;
use crate::report::{Event, Summary};
use crate::request::AmbiguousSiblings;
use crate::resources::Learned;
use crate::session::{Session, sign_in};
use crate::target::Target;
use crate::transport::{Breakage, Transport};

/// Steps that it may take to make the requests that remove what a run created.
const CLEANUP_WORK: u64 = 10_000_000;

/// Tests a target against its document.
///
/// # Errors
///
/// The target cannot be reached, refuses every credential, or a credential of it cannot be obtained, or the state folder
/// cannot be used.
pub async fn run(
    api: &Checked<Api>,
    target: &Target,
    transport: &Transport,
    settings: &Settings,
    report: &mut (dyn FnMut(Event) + Send),
) -> Result<Summary, RunError> {
    let signed_in = if target.is_to_sign_in() { Cow::Owned(sign_in(target).await?) } else { Cow::Borrowed(target) };
    let target = signed_in.as_ref();
    let breakage = Breakage::default();
    let session = Session::new(target, &breakage).map(Arc::new);
    let within_session = session.clone().map(|session| transport.around(session, &target.base_url));
    let transport = within_session.as_ref().unwrap_or(transport);
    let watch = Watch::new(settings, &breakage);
    let router = Router::new(api);
    let changes = Changes::default();
    let is_left = settings.keeps || transport.is_in_process();
    let observed = if is_left { transport.clone() } else { changes.observe(transport) };
    let state = State::default();
    let observed = if transport.is_in_process() { observed } else { state.recent.observe(&observed) };
    let uninterrupted = observed.paced(settings.rate, settings.max_retry_wait, watch.end());
    let transport = &uninterrupted.interrupted_by(settings.interrupt.clone());
    let ambiguous_siblings = AmbiguousSiblings::new(api);
    let Plan { operations: chosen, counted, tested, switching, left_out, mut things, groups, part } =
        Plan::new(api, target, settings, (&router, &ambiguous_siblings), transport.is_in_process())?;
    let tally = Tally::new(api, &counted);
    let validators = Validators::of_operations(api, &chosen);
    let snapshots = settings.state.as_ref().map(|state| Snapshots::of_target(state, &target.name));
    let mut run = Run {
        target,
        transport,
        settings,
        redactor: target.redactor(),
        requires_snapshots: settings.requires_snapshots && snapshots.as_ref().is_some_and(|kept| !kept.is_empty()),
        snapshots,
        summary: Summary { fingerprint: fingerprint::START, ..Summary::default() },
        report,
        watch,
        halt: None,
        is_cut: false,
        planned: Planned::default(),
        replay: Replay::default(),
        shrink_steps_left: SHRINK_STEPS_IN_ALL,
        work_before: transport.work(),
        work_of_target: settings.work(),
        without_valid: None,
        has_succeeded: false,
        bases: Bases::default(),
        with_and_without: WithAndWithout::default(),
        wrong_cases: 0,
        openness: Openness::Closed,
        changes,
        created: Created::default(),
        accepted: Accepted::default(),
        state,
        custom: CustomChecks::new(&settings.checks, |check| settings.choice.takes_check(check), target, &breakage),
        session,
        refusals: Refusals::default(),
        causes: Causes::default(),
        keys: FxHashMap::default(),
        groups,
        fingerprint: fingerprint::START,
        places: BTreeSet::new(),
        omissions: Omissions::default(),
        tally,
        identities: Identities::default(),
        learned: Learned::default(),
        valid: (0, 0),
    };
    let address = run.redactor.redact(&target.base_url);
    run.tell_start(api, address.clone(), chosen.len(), part);
    run.tell_what_is_left_out(api, &switching, &left_out);
    let means =
        Means { api, validators: &validators, router: &router, ambiguous_siblings: &ambiguous_siblings, target };
    Box::pin(run.preflight(api, &chosen, |id| means.builder(&things, id))).await?;
    Box::pin(run.choose_canaries(api, &chosen, |id| means.builder(&things, id))).await;
    match &settings.replays {
        Some(cases) => Box::pin(run.kept_cases_alone(&means, &mut things, cases, &chosen)).await?,
        None => Box::pin(run.whole_plan(&means, &mut things, &chosen)).await?,
    }
    validators.work.allow(CLEANUP_WORK);
    // Who interrupts the run leaves nothing behind either; the second time ends the program.
    run.transport = &uninterrupted;
    run.clean_up(things.resources(), &tested, |id| means.builder(&things, id)).await;
    run.close().await;
    run.end(api, address)
}
