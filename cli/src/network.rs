//! Documents at addresses. A server decides on every byte of what it sends, on when it sends it and on where it redirects
//! to; each of these has a limit.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, header, redirect};
use tokio::runtime::Runtime;
use tokio::time::{error::Elapsed, timeout_at};
use trueline_spec::render::{printable_line, with_causes};
use trueline_spec::source::{FetchError, Fetched, NotFetched, Request, SIZE_LIMIT, is_local_address};
use url::Url;

/// How long an address may take in all, redirects and the whole body included.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// How long all addresses of a description may take together.
const TOTAL_TIME_LIMIT: Duration = Duration::from_secs(300);
/// The most redirects from one address.
const REDIRECT_LIMIT: usize = 10;
/// The most addresses that one description may ask for.
const FETCHES_LIMIT: usize = 1000;

/// How long, and how often, addresses are asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of one address.
    pub time: Duration,
    /// Of all of them together.
    pub total_time: Duration,
    /// How many there may be.
    pub fetches: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: TIME_LIMIT, total_time: TOTAL_TIME_LIMIT, fetches: FETCHES_LIMIT }
    }
}

/// A client of documents' servers.
pub(crate) struct Network {
    runtime: Runtime,
    client: Client,
    guard: Guard,
    limits: Limits,
    /// When all addresses together have taken too long.
    deadline: Instant,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Why there is no document.
enum Failure {
    /// The policy, or the name that leads to a local network.
    Refused(NotFetched),
    /// The server, or the way to it.
    Failed(String),
}

impl Network {
    /// A client that follows no redirect by itself, tells nobody where it comes from, and asks for bytes as they are: what
    /// is compressed could be a thousand times as large.
    pub(crate) fn new(limits: Limits) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let guard = Guard::default();
        // Whoever calls this as a library may have chosen before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .pool_max_idle_per_host(0)
            .user_agent(concat!("trueline/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(guard.clone())
            .build()
            .map_err(|error| with_causes(&error))?;
        let runtime = runtime.map_err(|error| error.to_string())?;
        Ok(Self { runtime, client, guard, limits, deadline: Instant::now() + limits.total_time })
    }

    /// The bytes of an address, and where they were in the end.
    pub(crate) fn fetch(&self, request: &Request<'_>) -> Result<Fetched, NotFetched> {
        let deadline = self.deadline.min(Instant::now() + self.limits.time);
        let outcome = self.runtime.block_on(async { timeout_at(deadline.into(), self.follow(request)).await });
        match outcome {
            Ok(Ok(fetched)) => Ok(fetched),
            Ok(Err(Failure::Refused(refused))) => Err(refused),
            Ok(Err(Failure::Failed(reason))) => Err(FetchError(reason).into()),
            Err(Elapsed { .. }) => Err(FetchError(self.too_slow()).into()),
        }
    }

    fn too_slow(&self) -> String {
        let (one, all) = (self.limits.time.as_secs(), self.limits.total_time.as_secs());
        if Instant::now() >= self.deadline {
            format!("all addresses together take longer than {all} seconds")
        } else {
            format!("the server takes longer than {one} seconds to send it")
        }
    }

    async fn follow(&self, request: &Request<'_>) -> Result<Fetched, Failure> {
        let mut location = request.location.to_owned();
        for _ in 0..=REDIRECT_LIMIT {
            let response = self.send(&location, request).await?;
            let Some(target) = redirected(&response, &location)? else {
                let bytes = body(response).await?;
                let moved = (location != request.location).then_some(location);
                return Ok(Fetched { bytes, location: moved });
            };
            let allowed = request.policy.check_redirect(&location, &target);
            allowed.map_err(|refusal| Failure::Refused(NotFetched::Refused(refusal)))?;
            location = target;
        }
        Err(Failure::Failed(format!("the server redirects more than {REDIRECT_LIMIT} times")))
    }

    async fn send(&self, location: &str, request: &Request<'_>) -> Result<Response, Failure> {
        let named_by_user = (!request.is_reference).then_some(request.location);
        let may_be_local = request.policy.may_be_local(location, named_by_user);
        let host = Url::parse(location).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.guard.set(host.filter(|_| !may_be_local));
        let sent = self.client.get(location).send().await;
        if self.guard.has_refused() {
            return Err(Failure::Refused(NotFetched::Refused(request.policy.local_name(location))));
        }
        sent.map_err(|error| Failure::Failed(with_causes(&error.without_url())))
    }
}

/// Where a response redirects to. The fragment is the caller's own; user information of the address before is no other
/// server's.
fn redirected(response: &Response, location: &str) -> Result<Option<String>, Failure> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let failed = |reason: &str| Failure::Failed(format!("the server responds with {} {reason}", response.status()));
    let target = response.headers().get(header::LOCATION).ok_or_else(|| failed("without a location"))?;
    let target = target.to_str().map_err(|_| failed("with a location that is not an address"))?;
    let base = Url::parse(location).map_err(|_| failed("with a location that is not an address"))?;
    let target = base.join(target).map_err(|_| failed("with a location that is not an address"))?;
    Ok(Some(target.into()))
}

/// The body of a response, as far as a document may be large.
async fn body(mut response: Response) -> Result<Vec<u8>, Failure> {
    let failed = |reason: String| Failure::Failed(format!("the server responds with {reason}"));
    if !response.status().is_success() {
        return Err(failed(response.status().to_string()));
    }
    let encoding = response.headers().get(header::CONTENT_ENCODING);
    if let Some(encoding) = encoding.filter(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let encoding = String::from_utf8_lossy(encoding.as_bytes());
        return Err(failed(format!("with `content-encoding: {}`, which was not requested", printable_line(&encoding))));
    }
    let too_large = || Failure::Failed(format!("it is larger than {} MiB", SIZE_LIMIT >> 20));
    let limit = u64::try_from(SIZE_LIMIT).unwrap_or(u64::MAX);
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| Failure::Failed(with_causes(&error.without_url())))?
    {
        if bytes.len() + chunk.len() > SIZE_LIMIT {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Resolves names, and refuses those of public hosts that lead to a local network: who owns a name decides on where it
/// leads, and may decide otherwise the second time. What is connected to is what is judged here.
#[derive(Clone, Default)]
struct Guard(Arc<Mutex<Guarded>>);

#[derive(Default)]
struct Guarded {
    /// The host that must be public. A proxy's name is the user's, and may lead anywhere.
    host: Option<String>,
    has_refused: bool,
}

impl Guard {
    fn set(&self, host: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Guarded { host, has_refused: false };
    }

    fn has_refused(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).has_refused
    }

    /// The addresses of a host that may be connected to.
    fn judge(&self, name: &str, addresses: Vec<std::net::SocketAddr>) -> Result<Addrs, String> {
        let mut guarded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_guarded = guarded.host.as_deref().is_some_and(|host| host.eq_ignore_ascii_case(name));
        if is_guarded && addresses.iter().any(|address| is_local_address(address.ip())) {
            guarded.has_refused = true;
            return Err("the name resolves to a local network".to_owned());
        }
        Ok(Box::new(addresses.into_iter()))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(guard.judge(name.as_str(), addresses)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::Guard;

    #[test]
    fn a_public_name_that_leads_to_a_local_network_is_refused() {
        let addresses =
            |texts: &[&str]| -> Vec<SocketAddr> { texts.iter().map(|text| text.parse().expect(text)).collect() };
        let guard = Guard::default();
        guard.set(Some("example.org".to_owned()));
        assert!(guard.judge("example.org", addresses(&["93.184.216.34:0"])).is_ok() && !guard.has_refused());
        assert!(guard.judge("proxy", addresses(&["10.0.0.1:0"])).is_ok() && !guard.has_refused());
        assert!(guard.judge("Example.org", addresses(&["93.184.216.34:0", "169.254.169.254:0"])).is_err());
        assert!(guard.has_refused());
        guard.set(None);
        assert!(guard.judge("example.org", addresses(&["10.0.0.1:0"])).is_ok() && !guard.has_refused());
    }
}
