//! `trueline mock`: the document, served.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use trueline_conformance::mock::{Fault, Fixture, Mock, Server};

use crate::Exit;
use crate::load::{self, Format, Overlays};

/// What `mock` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The OpenAPI document: a file or an address.
    #[arg(value_name = "DOCUMENT")]
    document: String,
    #[command(flatten)]
    overlays: Overlays,
    /// Where to listen; port 0 is any that is free.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4020")]
    addr: SocketAddr,
    /// What is there at the start; without it, the file beside the document that ends with `.fixture.yaml`.
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
    /// Depart from the document, to see whether a suite notices: `ignore=query.limit/maximum`, `status=201:200`,
    /// `omit=/pagination/has_more`, `null=/thread/id` or `omit-header=Retry-After`. May be given several times.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
}

/// Serves until it is interrupted.
pub(crate) fn run(arguments: &Serve) -> Exit {
    let Some(loaded) = load::read(&arguments.document, arguments.overlays.options(), Format::Text) else {
        return Exit::Usage;
    };
    let Some(api) = loaded.api.map(Arc::new) else {
        anstream::eprintln!("error: `{}` has errors, so it is not served", arguments.document);
        return Exit::Usage;
    };
    let fixture = match fixture(&arguments.document, arguments.fixture.as_deref()) {
        Ok(fixture) => fixture,
        Err(message) => {
            anstream::eprintln!("error: {message}");
            return Exit::Usage;
        }
    };
    let mock = Mock::new(api, fixture).with_faults(arguments.fault.clone());
    match serve(mock, arguments.addr) {
        Ok(()) => Exit::Success,
        Err(message) => {
            anstream::eprintln!("error: {message}");
            Exit::Usage
        }
    }
}

/// The fixture of a document: the file that is named, else the one beside the document.
pub(crate) fn fixture(document: &str, file: Option<&Path>) -> Result<Fixture, String> {
    match file {
        Some(file) => Fixture::read(file).map_err(|error| error.to_string()),
        None if load::is_address(document) => Ok(Fixture::default()),
        None => Fixture::beside(Path::new(document)).map_err(|error| error.to_string()),
    }
}

fn serve(mock: Mock, address: SocketAddr) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let server = Server::bind(mock, address).await.map_err(|error| error.to_string())?;
        // Before it is told that somebody listens, so that nobody can interrupt too early.
        let interrupted = interrupted().map_err(|error| error.to_string())?;
        load::println(&format!("listening on http://{}; stop with Ctrl-C", server.address()));
        server.serve(interrupted).await.map_err(|error| error.to_string())
    })
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
