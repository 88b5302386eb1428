//! `trueline mock`: the document, served.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use trueline_conformance::mock::{Fault, Fixture, Mock, Server, ServerLimits, StateLimits};

use crate::Exit;
use crate::load::{self, Format, Reading};

/// What `mock` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The OpenAPI document: a file, an address, or `-` for standard input.
    #[arg(value_name = "DOCUMENT")]
    document: String,
    #[command(flatten)]
    reading: Reading,
    /// The address to listen on; port 0 is any free port.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4020")]
    addr: SocketAddr,
    /// The initial data. Default: the file next to the document that ends with `.fixture.yaml`.
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
    /// Violate the document, to see whether a test suite notices: `ignore=query.limit/maximum`, `status=201:200`,
    /// `omit=/pagination/has_more`, `null=/thread/id` or `omit-header=Retry-After`. Can be repeated.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    #[command(flatten)]
    limits: Limits,
}

/// The limits of the mock for its clients.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
struct Limits {
    /// Created resources to remember; beyond that the oldest is forgotten.
    #[arg(long, value_name = "N", default_value_t = StateLimits::default().resources)]
    max_resources: usize,
    /// Bytes of created resources to remember, approximately.
    #[arg(long, value_name = "BYTES", default_value_t = StateLimits::default().bytes)]
    max_state_bytes: usize,
    /// Concurrent connections; others wait.
    #[arg(long, value_name = "N", default_value_t = ServerLimits::default().connections, value_parser = at_least_one)]
    max_connections: usize,
    /// Concurrent requests; others wait.
    #[arg(long, value_name = "N", default_value_t = ServerLimits::default().workers, value_parser = at_least_one)]
    workers: usize,
    /// Bytes of one body; more is refused with 413.
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().body)]
    max_body: usize,
    /// Bytes of all bodies held at the same time; more is refused with 503.
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().bodies)]
    max_bodies: usize,
    /// Bytes of a request's head; more is refused with 431.
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().head)]
    max_head: usize,
    /// Header fields of a request; more are refused with 431.
    #[arg(long, value_name = "N", default_value_t = ServerLimits::default().headers)]
    max_headers: usize,
    /// Bytes of a request's target; more is refused with 414.
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().target)]
    max_target: usize,
    /// How long a request's head may take, and a connection may be idle.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    head_timeout: Duration,
    /// How long a request's body may take; longer is refused with 408.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    body_timeout: Duration,
    /// How long a client may take to read a response.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    write_timeout: Duration,
    /// How long it may take to produce a response; longer ends with 503.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    answer_timeout: Duration,
    /// How long requests that have begun may go on after an interruption.
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    grace: Duration,
}

impl Limits {
    fn of_state(&self) -> StateLimits {
        let mut limits = StateLimits::default();
        limits.resources = self.max_resources;
        limits.bytes = self.max_state_bytes;
        limits
    }

    fn of_server(&self) -> ServerLimits {
        let mut limits = ServerLimits::default();
        limits.connections = self.max_connections;
        limits.workers = self.workers;
        limits.body = self.max_body;
        limits.bodies = self.max_bodies;
        limits.head = self.max_head;
        limits.headers = self.max_headers;
        limits.target = self.max_target;
        limits.head_timeout = self.head_timeout;
        limits.body_timeout = self.body_timeout;
        limits.write_timeout = self.write_timeout;
        limits.answer_timeout = self.answer_timeout;
        limits.grace = self.grace;
        limits
    }
}

/// The most places that a semaphore has are far beyond what a system can hold.
const MOST_AT_ONCE: usize = 1_000_000;

fn at_least_one(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|error: std::num::ParseIntError| error.to_string())?;
    let is_allowed = (1..=MOST_AT_ONCE).contains(&number);
    is_allowed.then_some(number).ok_or_else(|| format!("it must be a number from 1 to {MOST_AT_ONCE}"))
}

/// A time from a millisecond to a day, in seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|error: std::num::ParseFloatError| error.to_string())?;
    let is_allowed = (0.001..=86_400.0).contains(&seconds);
    is_allowed
        .then(|| Duration::from_secs_f64(seconds))
        .ok_or_else(|| "it must be from 0.001 to 86400 seconds".to_owned())
}

/// Serves until it is interrupted.
pub(crate) fn run(arguments: &Serve) -> Exit {
    let Some(loaded) = load::read(&arguments.document, arguments.reading.options(), Format::Text) else {
        return Exit::Usage;
    };
    let Some(api) = loaded.api.map(Arc::new) else {
        load::error(&format!("`{}` has errors, so it is not served", load::shown(&arguments.document)));
        return Exit::Usage;
    };
    let fixture = match fixture(&arguments.document, arguments.fixture.as_deref()) {
        Ok(fixture) => fixture,
        Err(message) => {
            load::error(&message);
            return Exit::Usage;
        }
    };
    let mock = Mock::new(api, fixture)
        .with_faults(arguments.fault.clone())
        .with_state_limits(arguments.limits.of_state())
        .with_notice(|text| anstream::eprintln!("note: {text}"));
    match serve(mock, arguments.addr, arguments.limits.of_server()) {
        Ok(()) => Exit::Success,
        Err(message) => {
            load::error(&message);
            Exit::Usage
        }
    }
}

/// The fixture of a document: the file that is named, else the one beside the document.
pub(crate) fn fixture(document: &str, file: Option<&Path>) -> Result<Fixture, String> {
    match file {
        Some(file) => Fixture::read(file).map_err(|error| error.to_string()),
        None if load::is_address(document) || document == load::STDIN => Ok(Fixture::default()),
        None => Fixture::beside(Path::new(document)).map_err(|error| error.to_string()),
    }
}

fn serve(mock: Mock, address: SocketAddr, limits: ServerLimits) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let served = runtime.block_on(async {
        let server = Server::bind(mock, address).await.map_err(|error| error.to_string())?.with_limits(limits);
        // Before it is told that somebody listens, so that nobody can interrupt too early.
        let interrupted = interrupted().map_err(|error| error.to_string())?;
        load::println(&format!("listening on http://{}; stop with Ctrl-C", server.address()));
        server.serve(interrupted).await;
        Ok(())
    });
    // Work on a request that nobody waits for any more ends with the program.
    runtime.shutdown_background();
    served
}

/// Ends with Ctrl-C, or with the signal that supervisors send.
#[cfg(unix)]
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
