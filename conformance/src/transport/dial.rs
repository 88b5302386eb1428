//! Connections to one address, whatever a request's own address says: directly, on a socket of the system, or through a
//! proxy.

use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use secrecy::ExposeSecret;
use thiserror::Error;
use tower::{Service, ServiceExt};

use super::{AddressError, tls};
use crate::target::{Network, Proxy, TargetError};

pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Makes connections to one address.
#[derive(Debug, Clone)]
pub(super) struct Dial {
    way: Way,
    address: Uri,
    proxy: Option<Proxy>,
}

#[derive(Debug, Clone)]
enum Way {
    Direct(HttpConnector),
    #[cfg(unix)]
    Socket(Arc<Path>),
    /// To a proxy that is asked for each address (RFC 9112 section 3.2.2).
    Forwarded(ToProxy, Uri),
    /// Through a proxy that passes bytes on (`CONNECT`, RFC 9110 section 9.3.6).
    Tunnel(Tunnel<ToProxy>),
    Socks4(SocksV4<HttpConnector>),
    Socks5(SocksV5<HttpConnector>),
}

type ToProxy = HttpsConnector<HttpConnector>;

/// What happened on the way through a proxy.
#[derive(Debug, Error)]
#[error("through the proxy {proxy}")]
struct ThroughProxy {
    proxy: Proxy,
    source: BoxError,
}

impl Dial {
    pub(super) fn new(address: &Uri, network: &Network, proxy: Option<Proxy>) -> Result<Self, AddressError> {
        let way = match (&network.config.unix_socket, &proxy) {
            (Some(path), _) => socket(path)?,
            (None, Some(proxy)) => through(proxy, address)?,
            (None, None) => Way::Direct(connector()),
        };
        Ok(Self { way, address: address.clone(), proxy })
    }

    async fn connect(self) -> Result<Line, BoxError> {
        let (way, address) = (self.way, self.address);
        let connected = match way {
            Way::Direct(connector) => Ok(Line::new(connector.oneshot(address).await?)),
            #[cfg(unix)]
            Way::Socket(path) => {
                Ok(Line::new(hyper_util::rt::TokioIo::new(tokio::net::UnixStream::connect(path).await?)))
            }
            Way::Forwarded(connector, proxy) => connector.oneshot(proxy).await.map(Line::to_proxy),
            Way::Tunnel(tunnel) => tunnel.oneshot(address).await.map(Line::new).map_err(BoxError::from),
            Way::Socks4(socks) => socks.oneshot(address).await.map(Line::new).map_err(BoxError::from),
            Way::Socks5(socks) => socks.oneshot(address).await.map(Line::new).map_err(BoxError::from),
        };
        match self.proxy {
            Some(proxy) => connected.map_err(|source| ThroughProxy { proxy, source }.into()),
            None => connected,
        }
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
fn socket(path: &Path) -> Result<Way, AddressError> {
    Ok(Way::Socket(path.into()))
}

#[cfg(not(unix))]
fn socket(_: &Path) -> Result<Way, AddressError> {
    Err(AddressError::NoSockets)
}

fn through(proxy: &Proxy, address: &Uri) -> Result<Way, AddressError> {
    let scheme = proxy.uri.scheme_str().unwrap_or_default();
    let uri = with_port(&proxy.uri, scheme);
    let credentials =
        proxy.credentials.as_ref().map(|(user, password)| (user.clone(), password.expose_secret().to_owned()));
    match scheme {
        "socks4" | "socks4a" if credentials.is_some() => {
            let message = format!("the proxy {proxy} takes no user name and password; socks5 and socks5h do");
            Err(AddressError::Proxy(TargetError(message)))
        }
        "socks4" | "socks4a" => Ok(Way::Socks4(SocksV4::new(uri, connector()).local_dns(scheme == "socks4"))),
        "socks5" | "socks5h" => {
            let socks = SocksV5::new(uri, connector()).local_dns(scheme == "socks5");
            Ok(Way::Socks5(match credentials {
                Some((user, password)) => socks.with_auth(user, password),
                None => socks,
            }))
        }
        _ => {
            let to_proxy = HttpsConnector::from((connector(), tls::of_proxy(scheme == "https")?));
            if address.scheme_str() == Some("http") {
                return Ok(Way::Forwarded(to_proxy, uri));
            }
            let tunnel = Tunnel::new(uri, to_proxy);
            Ok(Way::Tunnel(match authorization(proxy) {
                Some(value) => tunnel.with_auth(value),
                None => tunnel,
            }))
        }
    }
}

/// A proxy's address with the port that curl takes where none is said.
fn with_port(uri: &Uri, scheme: &str) -> Uri {
    let port = match scheme {
        _ if uri.port().is_some() => return uri.clone(),
        "https" => 443,
        _ => 1080,
    };
    let written = format!("{scheme}://{}:{port}/", uri.host().unwrap_or_default());
    written.parse().unwrap_or_else(|_| uri.clone())
}

/// `Proxy-Authorization` (RFC 9110 section 11.7.2).
pub(super) fn authorization(proxy: &Proxy) -> Option<HeaderValue> {
    use base64::Engine as _;
    let (user, password) = proxy.credentials.as_ref()?;
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{}", password.expose_secret()));
    let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector
}

impl Service<Uri> for Dial {
    type Response = Line;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Line, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        Box::pin(self.clone().connect())
    }
}

/// A connection, whatever it is made of.
pub(super) struct Line {
    bytes: Box<dyn Bytes>,
    is_to_proxy: bool,
}

trait Bytes: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Bytes for T {}

impl Line {
    fn new(bytes: impl Bytes + 'static) -> Self {
        Self { bytes: Box::new(bytes), is_to_proxy: false }
    }

    fn to_proxy(bytes: impl Bytes + 'static) -> Self {
        Self { is_to_proxy: true, ..Self::new(bytes) }
    }
}

impl Read for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_read(context, to)
    }
}

impl Write for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.bytes).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_shutdown(context)
    }
}

impl Connection for Line {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_to_proxy)
    }
}
