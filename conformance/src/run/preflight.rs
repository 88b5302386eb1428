//! Whether a run can decide anything at all: a few requests that change nothing are sent first, and what would make every
//! answer worthless is reported instead of a thousand findings.

use std::collections::BTreeSet;
use std::sync::Arc;

use trueline_spec::model::{Api, Method, OperationId};
use url::Url;

use super::RunError;
use super::runner::Run;
use crate::case::{Class, make};
use crate::judge::base_paths;
use crate::redact::Redacted;
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Received;

/// Operations that are asked.
const ASKED: usize = 8;
/// Operations that must be answered alike before that is reported.
const ALIKE: usize = 2;

/// What an operation was asked, and what it answered.
struct Asked {
    request: WireRequest,
    received: Received,
    /// Whether the request has credentials.
    has_credentials: bool,
}

impl Run<'_> {
    /// Asks operations that read, and name nothing in their paths, until one answers as if it were tested.
    ///
    /// # Errors
    ///
    /// All of them are answered as they are where the address is wrong, the credentials are refused or the rate is limited.
    pub(super) async fn preflight<'d>(
        &mut self,
        api: &Api,
        chosen: &[OperationId],
        builder: impl Fn(OperationId) -> CaseBuilder<'d>,
    ) -> Result<(), RunError> {
        if self.transport.is_in_process() {
            return Ok(());
        }
        let is_harmless = |id: &&OperationId| {
            let operation = api.operation(**id);
            operation.method == Method::Get && operation.path.parameters().next().is_none()
        };
        let mut asked = Vec::new();
        for id in chosen.iter().filter(is_harmless).take(ASKED) {
            let class = Arc::new(Class::valid());
            let builder = builder(*id);
            let Ok(tree) = make(&builder, &class, 0, self.settings.seed) else { continue };
            let request = (*tree.case().request).clone();
            // What gives no answer is the plan's to report.
            let Ok(received) = self.transport.send_patiently(&request, self.settings.timeout).await else {
                return Ok(());
            };
            if !matches!(received.status, 300..=399 | 401 | 404 | 429) {
                return Ok(());
            }
            let has_credentials = !builder.operation.security.is_empty();
            asked.push(Asked { request, received, has_credentials });
        }
        let statuses: BTreeSet<u16> = asked.iter().map(|asked| asked.received.status).collect();
        match (statuses.first().copied(), statuses.len()) {
            (Some(404), 1) => self.not_served(api, &asked).await,
            (Some(401), 1) if asked.len() >= ALIKE && asked.iter().all(|asked| asked.has_credentials) => {
                Err(RunError::CredentialsRefused { base_url: self.base_url() })
            }
            (Some(429), 1) if asked.len() >= ALIKE => {
                Err(RunError::RateLimited { base_url: self.base_url(), requests: asked.len() })
            }
            (Some(300..=399), _) if statuses.iter().all(|status| (300..400).contains(status)) => {
                redirected(&self.target.base_url, &asked).map_or(Ok(()), |to| {
                    Err(RunError::Redirected { base_url: self.base_url(), to: self.redactor.redact(&to) })
                })
            }
            _ => Ok(()),
        }
    }

    /// Looks whether the document's paths stand elsewhere, where each of them is answered as a path that nobody has.
    async fn not_served(&mut self, api: &Api, asked: &[Asked]) -> Result<(), RunError> {
        let Some(first) = asked.first() else { return Ok(()) };
        let unknown =
            WireRequest { target: "/trueline-asks-for-a-path-that-nobody-has".to_owned(), ..first.request.clone() };
        let Ok(unknown) = self.transport.send(&unknown, self.settings.timeout).await else { return Ok(()) };
        let is_alike = |asked: &&Asked| is_alike(asked, &unknown);
        if asked.iter().filter(is_alike).count() < asked.len() {
            return Ok(());
        }
        for base_url in other_bases(api, &self.target.base_url) {
            let Some(transport) = self.transport.at(&base_url) else { continue };
            for asked in asked {
                let answer = transport.send(&asked.request, self.settings.timeout).await;
                if answer.is_ok_and(|received| received.status != 404) {
                    let meant = Some(self.redactor.redact(&base_url));
                    return Err(RunError::NotServed { base_url: self.base_url(), meant });
                }
            }
        }
        if asked.len() < ALIKE {
            return Ok(());
        }
        Err(RunError::NotServed { base_url: self.base_url(), meant: None })
    }

    fn base_url(&self) -> Redacted {
        self.redactor.redact(&self.target.base_url)
    }
}

/// Whether an answer of 404 is that of a path that nobody has, but for the path in it.
fn is_alike(asked: &Asked, unknown: &Received) -> bool {
    let without = |received: &Received, path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        String::from_utf8_lossy(&received.body).replace(path.trim_start_matches('/'), "")
    };
    let path = "/trueline-asks-for-a-path-that-nobody-has";
    let [own, other] = [&asked.received, unknown].map(|received| received.header("content-type"));
    unknown.status == 404 && own == other && without(&asked.received, &asked.request.target) == without(unknown, path)
}

/// Where the document's paths may stand as well: at the paths of its servers, and at none.
fn other_bases(api: &Api, base_url: &str) -> Vec<String> {
    let Ok(base) = Url::parse(base_url) else { return Vec::new() };
    let at = |path: &str| {
        let mut other = base.clone();
        other.set_path(path);
        other.to_string().trim_end_matches('/').to_owned()
    };
    let of_servers = api.servers.iter().flat_map(base_paths).map(|path| at(&path));
    let mut found: Vec<String> = Vec::new();
    for other in of_servers.chain([at("/")]) {
        if other != base_url.trim_end_matches('/') && !found.contains(&other) {
            found.push(other);
        }
    }
    found
}

/// The address that every redirect leads to, where each leads to its own path there.
fn redirected(base_url: &str, asked: &[Asked]) -> Option<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for asked in asked {
        let location = asked.received.header("location")?;
        let own = Url::parse(&format!("{base_url}{}", asked.request.target)).ok()?;
        let to = own.join(location).ok()?;
        let path = asked.request.target.split('?').next().unwrap_or_default();
        let whole = to.as_str().split('?').next().unwrap_or_default();
        found.insert(whole.strip_suffix(path)?.to_owned());
    }
    let to = found.pop_first().filter(|_| found.is_empty())?;
    (to != base_url.trim_end_matches('/')).then_some(to)
}
