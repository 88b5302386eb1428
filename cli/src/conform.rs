//! `trueline conform`: does a server do what its document says?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use trueline_conformance::check::Severity;
use trueline_conformance::mock::{Fault, Mock, StateLimits};
use trueline_conformance::record::{KeptCases, Snapshots as SnapshotFolder};
use trueline_conformance::report::Event;
use trueline_conformance::session::sign_in;
use trueline_conformance::target::{Target, TargetConfig, TargetError};
use trueline_conformance::transport::{AnswerLimits, HttpTransport, Rate, ServiceTransport, Transport};
use trueline_conformance::{Choice, Settings, SnapshotMode, run as run_conformance};
use trueline_spec::model::{Api, Checked};

use crate::Exit;
use crate::baseline::BaselineOptions;
use crate::choice::Chosen;
use crate::conclusion::{Conclusion, Tally, conclusion, failed, replayed};
use crate::configuration::{Configuration, Places};
use crate::credentials::Credentials;
use crate::duration::{duration, duration_or_zero};
use crate::interrupt;
use crate::load::{self, Format, Reading, is_address};
use crate::mock;
use crate::network_options::NetworkOptions;
use crate::reports::{ReportOptions, Shown, is_ci};

/// What targets without a name of the configuration are called.
const EMBEDDED: &str = "embedded";
const ADDRESS: &str = "address";

/// What `conform` takes.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("address").args(["target", "base_url"]).multiple(true))]
pub(crate) struct Conform {
    /// The OpenAPI document: a file, an address, or `-` for standard input. Default: the one in the configuration.
    #[arg(value_name = "DOCUMENT")]
    document: Option<String>,
    #[command(flatten)]
    reading: Reading,
    /// The same as the argument, by name.
    #[arg(long = "document", id = "named_document", value_name = "FILE-OR-URL", conflicts_with = "document")]
    named_document: Option<String>,
    /// A target of the configuration. Default: the document's mock, in this process.
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// The configuration. Default: the nearest `trueline.toml` in the working folder or above it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Test this address, with the credentials and actors of the target if one is named.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The seed of random values: the same seed sends the same bytes.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Valid requests of each operation; each invalid class gets a sixteenth of that, but at least two.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    cases: u32,
    #[command(flatten)]
    reports: ReportOptions,
    /// What to do with snapshots. Default: `check` if the target has snapshots. In CI (if the variable `CI` is set, and
    /// not to `false` or 0) a missing one is a finding if the target has others.
    #[arg(long, value_enum)]
    snapshots: Option<Snapshots>,
    /// Where snapshots, and the bodies of failing requests, are stored. Default: `conformance`, next to the
    /// configuration if it was searched for and found.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The timeout of one response, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// How long to wait for a target that no longer accepts connections, for instance because it restarts.
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration)]
    wait: Duration,
    /// How long the run may take, for instance `5m`. What is left then is listed and not tested.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_time: Option<Duration>,
    /// How long one operation may take.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_operation_time: Option<Duration>,
    /// Million steps that making requests may take in this process; judging responses may take half as many. Default:
    /// 60 for each hundred of `--cases`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    max_work: Option<u64>,
    /// MiB of a response's body to read.
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_answer_size: u16,
    /// KiB of a response's head to read.
    #[arg(long, value_name = "KIB", default_value_t = 64, value_parser = clap::value_parser!(u16).range(8..=1024))]
    max_answer_head: u16,
    /// The number of concurrent requests to an address.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,
    /// Requests per second (`50/s`) or per minute (`300/m`), at an even rate, also to the embedded mock. Default: as
    /// many as get a response.
    #[arg(long, value_name = "N/s")]
    rate: Option<Rate>,
    /// How long the run waits in total for a target that responds with 429 or 503 and `Retry-After`; 0 for not at all.
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration_or_zero)]
    max_retry_wait: Duration,
    /// Be strict where implementations differ on how a value is written: UUIDs in upper case and leap seconds are
    /// valid; `0x10`, and UUIDs without hyphens, are not.
    #[arg(long)]
    strict_formats: bool,
    /// Keep what the run created. Without it, it is deleted at the end if the document has an operation for that.
    #[arg(long)]
    keep: bool,
    /// Test with a key for real data.
    #[arg(long)]
    allow_live: bool,
    /// The initial data of the embedded mock. Default: the fixture next to the document.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "base_url"])]
    fixture: Option<PathBuf>,
    /// Let the embedded mock violate the document; see `trueline mock --help`.
    #[arg(long, value_name = "FAULT", conflicts_with_all = ["target", "base_url"])]
    fault: Vec<Fault>,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    baseline: BaselineOptions,
    #[command(flatten)]
    credentials: Credentials,
    #[command(flatten)]
    network: NetworkOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Snapshots {
    /// Report a difference as a failure, and keep it for `trueline snapshots review`.
    Check,
    /// Accept the new snapshots, and remove those of the document that no class has any more.
    Update,
    /// Do nothing.
    Off,
}

impl Conform {
    /// The configuration, the state folder and the target that are named.
    pub(crate) fn places(&self) -> (Option<&Path>, Option<&PathBuf>, Option<&str>) {
        (self.config.as_deref(), self.state.as_ref(), self.target.as_deref())
    }

    /// Takes from cases what is not named: the document, and where they were found.
    pub(crate) fn take_from(&mut self, cases: &KeptCases) {
        self.snapshots = Some(Snapshots::Off);
        if self.document.is_none() && self.named_document.is_none() {
            let is_there = |document: &&str| is_address(document) || Path::new(document).is_file();
            self.document = cases.document().filter(is_there).map(str::to_owned);
        }
        if self.target.is_some() || self.base_url.is_some() {
            return;
        }
        match cases.target() {
            None | Some(EMBEDDED) => {}
            Some(ADDRESS) => self.base_url = cases.base_url().map(str::to_owned),
            Some(name) => self.target = Some(name.to_owned()),
        }
    }
}

/// Tries cases again that failed before, and reports the results.
pub(crate) fn run_again(arguments: &Conform, cases: KeptCases) -> Exit {
    run_with(arguments, Some(cases))
}

/// Tests a target, and reports the results.
pub(crate) fn run(arguments: &Conform) -> Exit {
    run_with(arguments, None)
}

fn run_with(arguments: &Conform, replays: Option<KeptCases>) -> Exit {
    let document = arguments.document.as_ref().or(arguments.named_document.as_ref());
    let places =
        Places::of(document, arguments.target.is_some(), arguments.config.as_deref(), arguments.state.as_ref());
    let places = match places {
        Ok(places) => places,
        Err(error) => {
            load::error(&error);
            return Exit::Usage;
        }
    };
    let location = &places.location;
    let Some(loaded) = load::read(location, arguments.reading.options(), Format::Text) else { return Exit::Usage };
    let Some(api) = loaded.api.map(Arc::new) else {
        load::error(&format!("`{}` has errors, so nothing was tested", load::shown(location)));
        return Exit::Usage;
    };
    let checks = places.configuration.as_ref().map_or_else(|| Ok(Vec::new()), Configuration::checks);
    let chosen = checks.and_then(|checks| {
        let choice = arguments.chosen.of(&api, &checks)?;
        Ok((choice, arguments.chosen.denied()?, checks))
    });
    let (choice, denied, checks) = match chosen {
        Ok(chosen) => chosen,
        Err(error) => {
            load::error(&error);
            return Exit::Usage;
        }
    };
    let baseline = match arguments.baseline.read() {
        Ok(baseline) => baseline,
        Err(error) => {
            load::error(&error);
            return Exit::Usage;
        }
    };
    let prepared = prepare(arguments, &places, &api).map(|(mut target, transport)| {
        target.strict_formats |= arguments.strict_formats;
        (target, transport)
    });
    match prepared {
        Ok((target, transport)) => {
            let settings = Settings {
                baseline,
                replays,
                checks,
                interrupt: interrupt::on_signals(),
                ..settings(arguments, (choice, denied), &places.state, &target)
            };
            tested(&settings, arguments, &api, &target, transport)
        }
        Err(errors) => {
            for error in errors {
                load::error(&error);
            }
            Exit::Usage
        }
    }
}

/// What the mock of a run remembers: a run reads what it created soon, and never again.
fn embedded_state() -> StateLimits {
    let mut limits = StateLimits::default();
    (limits.resources, limits.bytes) = (10_000, 16 * 1024 * 1024);
    limits
}

/// The mock as the target of a run, which bounds its work.
fn embedded(mock: Mock) -> ServiceTransport {
    let metered = mock.clone();
    ServiceTransport::new(mock).metered(move || metered.work())
}

/// The target and the way to it.
fn prepare(arguments: &Conform, places: &Places, api: &Arc<Checked<Api>>) -> Result<(Target, Transport), Vec<String>> {
    let texts = |errors: Vec<TargetError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    let environment = |name: &str| std::env::var(name).ok();
    let is_embedded = arguments.target.is_none() && arguments.base_url.is_none();
    if is_embedded {
        let fixture = mock::fixture(&places.location, arguments.fixture.as_deref()).map_err(|error| vec![error])?;
        let fixture = fixture.with_credentials_for(api);
        let target = Target::resolve(EMBEDDED, &fixture.as_target(), api, &environment).map_err(texts)?;
        let mock = Mock::new(Arc::clone(api), fixture);
        let mock = mock.with_state_limits(embedded_state()).with_faults(arguments.fault.clone());
        return Ok((target, Transport::Service(embedded(mock))));
    }
    let overrides = arguments.credentials.overrides()?;
    let (name, mut config) = match (&arguments.target, &places.configuration, &arguments.base_url) {
        (Some(name), Some(configuration), _) => {
            (name.as_str(), configuration.target(name).map_err(|error| vec![error])?)
        }
        (_, _, Some(base_url)) => (ADDRESS, TargetConfig::at(base_url)),
        _ => return Err(vec!["no target is set".to_owned()]),
    };
    config.network = std::mem::take(&mut config.network).overridden_by(arguments.network.config());
    for note in overrides.apply(&mut config, api).map_err(texts)? {
        load::note(&note);
    }
    let target = Target::resolve(name, &config, api, &environment).map_err(texts)?;
    let target = match &arguments.base_url {
        Some(base_url) => target.at(base_url).map_err(|error| vec![error.to_string()])?,
        None => target,
    };
    let target = signed_in(target).map_err(|error| vec![error])?;
    if let (Some((scheme, environment)), false) = (target.live_credential(api), arguments.allow_live) {
        return Err(vec![format!(
            "the target `{}` has a key of `{scheme}` for `{environment}`, which is real data; nothing was sent. Use a key \
             of a sandbox, or pass --allow-live",
            target.name
        )]);
    }
    let transport = Transport::Http(
        HttpTransport::on_network(&target.base_url, &target.network, answer_limits(arguments))
            .map_err(|error| vec![error.to_string()])?,
    );
    for warning in target.network.warnings(&target.base_url) {
        load::warning(&warning);
    }
    for note in target.network.notes(&target.base_url) {
        load::note(&note);
    }
    Ok((target, transport))
}

/// The target with the credentials that are obtained before anything is tested.
fn signed_in(target: Target) -> Result<Target, String> {
    if !target.is_to_sign_in() {
        return Ok(target);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(sign_in(&target)).map_err(|error| error.to_string())
}

fn answer_limits(arguments: &Conform) -> AnswerLimits {
    AnswerLimits {
        head: usize::from(arguments.max_answer_head) * 1024,
        body: usize::from(arguments.max_answer_size) * 1024 * 1024,
    }
}

fn tested(
    settings: &Settings,
    arguments: &Conform,
    api: &Arc<Checked<Api>>,
    target: &Target,
    transport: Transport,
) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            load::error(&error.to_string());
            return Exit::Usage;
        }
    };
    let mut shown = match Shown::new(&arguments.reports, api, target) {
        Ok(shown) => shown,
        Err(error) => {
            load::error(&error.to_string());
            return Exit::Usage;
        }
    };
    let transport = shown.observe(transport);
    let mut update = arguments.baseline.update(settings.baseline.as_ref());
    let mut tally = Tally::default();
    let result = runtime.block_on(run_conformance(api, target, &transport, settings, &mut |event| {
        tally.event(&event);
        if let Some(update) = &mut update {
            update.event(&event);
        }
        shown.event(&event);
    }));
    let written = update.filter(|_| result.is_ok()).map(|update| update.write()).transpose();
    let redactor = target.redactor();
    let conclusion = match (&result, settings.partition) {
        (Ok(summary), Some(partition)) if summary.operations == 0 && summary.stopped.is_none() => {
            Conclusion::of_empty_part(partition)
        }
        (Ok(summary), _) if settings.replays.is_some() => replayed(summary),
        _ => conclusion(&result.as_ref().map_err(failed), &tally, written),
    };
    shown.event(&Event::Concluded { code: conclusion.exit.code(), reason: redactor.redact(&conclusion.reason) });
    let error = result.as_ref().err().map(|error| redactor.redact(&error.to_string()));
    if let Err(error) = shown.finish(error) {
        load::error(&error.to_string());
        return Exit::Usage;
    }
    conclusion.tell()
}

fn settings(
    arguments: &Conform,
    (choice, denied): (Choice, BTreeSet<Severity>),
    state: &Path,
    target: &Target,
) -> Settings {
    let has_snapshots = !SnapshotFolder::of_target(state, &target.name).is_empty();
    let snapshots = match arguments.snapshots {
        Some(Snapshots::Check) => SnapshotMode::Check,
        Some(Snapshots::Update) => SnapshotMode::Update,
        Some(Snapshots::Off) => SnapshotMode::Off,
        None if has_snapshots => SnapshotMode::Check,
        None => {
            load::note(&format!(
                "the target `{}` has no snapshots in `{}`; create them with --snapshots update",
                target.name,
                state.display()
            ));
            SnapshotMode::Off
        }
    };
    Settings {
        seed: arguments.seed,
        cases: arguments.cases.try_into().unwrap_or(usize::MAX),
        snapshots,
        requires_snapshots: is_ci(),
        state: Some(state.to_owned()),
        timeout: Duration::from_secs(arguments.timeout),
        keeps: arguments.keep,
        wait: arguments.wait,
        concurrency: arguments.concurrency.into(),
        rate: arguments.rate,
        max_retry_wait: arguments.max_retry_wait,
        only: arguments.chosen.only.clone(),
        choice,
        partition: arguments.chosen.partition,
        max_failures: arguments.chosen.max_failures(),
        denied,
        max_time: arguments.max_time,
        max_operation_time: arguments.max_operation_time,
        max_work: arguments.max_work.map(|millions| millions.saturating_mul(1_000_000)),
        ..Settings::default()
    }
}
