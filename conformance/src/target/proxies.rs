//! Proxies, as the environment names them and `curl` reads them: `http_proxy` in lower case alone, for a server that runs a
//! program by CGI sets `HTTP_PROXY` from a request; `https_proxy`, `all_proxy` and `no_proxy` in either.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use secrecy::{ExposeSecret, SecretString};

use super::TargetError;

/// What the environment says of proxies.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxies {
    http: Option<Named>,
    https: Option<Named>,
    all: Option<Named>,
    no: String,
    /// Whether `HTTP_PROXY` is set, which nobody reads.
    has_upper_http: bool,
}

/// The value of a variable. It may hold a password.
#[derive(Debug, Clone)]
struct Named {
    variable: &'static str,
    value: SecretString,
}

/// A proxy.
#[derive(Clone)]
pub struct Proxy {
    /// Where it is, without credentials.
    pub(crate) uri: http::Uri,
    /// User name and password.
    pub(crate) credentials: Option<(String, SecretString)>,
    /// The variable that names it.
    variable: &'static str,
}

impl Proxy {
    /// Whether it passes bytes on, whatever they are.
    pub(crate) fn is_socks(&self) -> bool {
        self.uri.scheme_str().is_some_and(|scheme| scheme.starts_with("socks"))
    }
}

impl fmt::Display for Proxy {
    /// Where it is, and who says so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, authority) = (self.uri.scheme_str().unwrap_or("http"), self.uri.authority());
        write!(f, "`{scheme}://{}` (`{}`)", authority.map_or("", |authority| authority.as_str()), self.variable)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

impl Proxies {
    pub(super) fn read(environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        let named = |names: &[&'static str]| {
            let mut values = names.iter().filter_map(|name| Some((*name, value(name)?)));
            values.next().map(|(variable, value)| Named { variable, value: value.trim().into() })
        };
        let no = ["no_proxy", "NO_PROXY"].iter().find_map(|name| value(name)).unwrap_or_default();
        Self {
            http: named(&["http_proxy"]),
            https: named(&["https_proxy", "HTTPS_PROXY"]),
            all: named(&["all_proxy", "ALL_PROXY"]),
            no,
            has_upper_http: value("HTTP_PROXY").is_some(),
        }
    }

    /// The proxy on the way to an address.
    pub(super) fn to(&self, base_url: &str) -> Result<Option<Proxy>, TargetError> {
        let Some(named) = self.named_for(base_url) else { return Ok(None) };
        let wrong = || {
            TargetError(format!(
                "the environment variable `{}` names no proxy; write `http://HOST:PORT` (or https, socks4, socks4a, socks5, \
                 socks5h), a user name and a password with percent-encoding before it: `http://USER:PASSWORD@HOST:PORT`",
                named.variable
            ))
        };
        proxy(named).map(Some).ok_or_else(wrong)
    }

    /// That `HTTP_PROXY` is not read, where it is what somebody may have meant.
    pub(super) fn unread_for(&self, base_url: &str) -> Option<String> {
        let is_meant = self.has_upper_http && base_url.starts_with("http:") && self.named_for(base_url).is_none();
        (is_meant && self.is_proxied(base_url)).then(|| {
            "the environment variable `HTTP_PROXY` is not read, as curl does not read it; set `http_proxy`".to_owned()
        })
    }

    /// The credentials of all of them, for they are never shown, with names of variables that stand for them.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&'static str, SecretString)> {
        [&self.http, &self.https, &self.all].into_iter().flatten().filter_map(|named| {
            let (user, password) = proxy(named)?.credentials?;
            Some((named.variable, SecretString::from(format!("{user}:{}", password.expose_secret()))))
        })
    }

    fn named_for(&self, base_url: &str) -> Option<&Named> {
        let own = if base_url.starts_with("https:") { &self.https } else { &self.http };
        own.as_ref().or(self.all.as_ref()).filter(|_| self.is_proxied(base_url))
    }

    /// Whether `no_proxy` does not exclude an address.
    fn is_proxied(&self, base_url: &str) -> bool {
        let matcher = Matcher::builder().all("http://proxy.invalid").no(self.no.as_str()).build();
        base_url.parse().is_ok_and(|uri| matcher.intercept(&uri).is_some())
    }
}

/// The proxy of a variable's value, where it names one.
fn proxy(named: &Named) -> Option<Proxy> {
    let uri = http::Uri::from_static("http://any.invalid");
    let found = Matcher::builder().all(named.value.expose_secret()).build().intercept(&uri)?;
    // The library writes the header of credentials, or gives them decoded, by the proxy's scheme.
    let credentials = found.raw_auth().map(|(user, password)| (user.to_owned(), SecretString::from(password)));
    let credentials = credentials.or_else(|| basic(found.basic_auth()?.as_bytes()));
    Some(Proxy { uri: found.uri().clone(), credentials, variable: named.variable })
}

/// User name and password of a header `Basic` (RFC 7617).
fn basic(value: &[u8]) -> Option<(String, SecretString)> {
    use base64::Engine as _;
    let encoded = value.strip_prefix(b"Basic ")?;
    let decoded = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), SecretString::from(password)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Proxies::read(&|name| variables.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()))
    }

    fn shown(variables: &[(&str, &str)], base_url: &str) -> Option<String> {
        proxies(variables).to(base_url).expect("it is right").map(|proxy| proxy.to_string())
    }

    #[test]
    fn variables_are_read_as_curl_reads_them() {
        let (plain, tls) = ("http://a.example/v1", "https://a.example/v1");
        let lower = ("http_proxy", "http://l:1");
        let upper = ("HTTP_PROXY", "http://u:1");
        assert_eq!(shown(&[lower, upper], plain).as_deref(), Some("`http://l:1` (`http_proxy`)"));
        assert_eq!(shown(&[upper], plain), None);
        assert_eq!(shown(&[lower], tls), None);
        assert_eq!(shown(&[("HTTPS_PROXY", "s:2")], tls).as_deref(), Some("`http://s:2` (`HTTPS_PROXY`)"));
        let both = [("HTTPS_PROXY", "http://s:2"), ("https_proxy", "http://t:3")];
        assert_eq!(shown(&both, tls).as_deref(), Some("`http://t:3` (`https_proxy`)"));
        let all = ("ALL_PROXY", "socks5h://p:4");
        assert_eq!(shown(&[all], plain).as_deref(), Some("`socks5h://p:4` (`ALL_PROXY`)"));
        assert_eq!(shown(&[all, lower], plain).as_deref(), Some("`http://l:1` (`http_proxy`)"));
        assert_eq!(shown(&[("http_proxy", " "), all], plain).as_deref(), Some("`socks5h://p:4` (`ALL_PROXY`)"));
        for (no, is_excluded) in [
            ("a.example", true),
            (".example", true),
            ("x, example", true),
            ("*", true),
            ("b.example", false),
            ("ample", false),
        ] {
            assert_eq!(shown(&[all, ("NO_PROXY", no)], plain).is_none(), is_excluded, "{no}");
            assert_eq!(shown(&[all, ("no_proxy", no)], tls).is_none(), is_excluded, "{no}");
        }
        for (address, no) in [("http://127.0.0.1:8080", "127.0.0.0/8"), ("http://[::1]:8080", "::1")] {
            assert_eq!(shown(&[all, ("no_proxy", no)], address), None, "{address}");
        }
        let note = |variables: &[(&str, &str)], base_url: &str| proxies(variables).unread_for(base_url);
        assert!(note(&[upper], plain).is_some_and(|note| note.contains("`HTTP_PROXY` is not read")));
        assert_eq!(note(&[upper, lower], plain), None);
        assert_eq!(note(&[upper], tls), None);
        assert_eq!(note(&[upper, ("no_proxy", "*")], plain), None);
    }

    #[test]
    fn credentials_are_read_and_never_shown() {
        for address in ["http://ada:hunter%402@l:1", "ada:hunter%402@l:1", "socks5://ada:hunter%402@l:1"] {
            let proxies = proxies(&[("http_proxy", address)]);
            let proxy = proxies.to("http://a.example").expect("it is right").expect("it is there");
            let (user, password) = proxy.credentials.clone().expect("it has some");
            assert_eq!((user.as_str(), password.expose_secret()), ("ada", "hunter@2"), "{address}");
            let secrets: Vec<_> =
                proxies.secrets().map(|(name, text)| (name, text.expose_secret().to_owned())).collect();
            assert_eq!(secrets, [("http_proxy", "ada:hunter@2".to_owned())]);
            let all = format!("{proxy} {proxy:?} {proxies:?}");
            assert!(!all.contains("hunter") && !all.contains("ada"), "{all}");
        }
        for wrong in [
            "ftp://ada:hunter2@l:1",
            "http://ada:hunter2@",
            "http://ada:hunter 2@l:1",
            "http:///hunter2",
            "::hunter2::",
        ] {
            let error = proxies(&[("http_proxy", wrong)]).to("http://a.example").expect_err(wrong).to_string();
            assert!(error.contains("`http_proxy` names no proxy") && !error.contains("hunter"), "{error}");
        }
    }
}
