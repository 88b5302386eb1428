//! How a target is reached, beside its address: certificates, a socket, versions of HTTP, proxies. Options and keys are named
//! as those of `curl`, for the lines of findings have them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::proxies::Proxies;
use super::{Proxy, TargetError};

/// The longest time to connect that can be given, in seconds.
const LONGEST_CONNECT: f64 = 3600.0;

/// `[targets.NAME.network]` of a configuration, or the options of a command line. Files are PEM (RFC 7468).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NetworkConfig {
    /// The authorities that may sign the server's certificate, in place of those of the system.
    pub cacert: Option<PathBuf>,
    /// The client's certificate, behind it those that signed it; it may hold the key too.
    pub cert: Option<PathBuf>,
    /// The key of the client's certificate.
    pub key: Option<PathBuf>,
    /// Whether the server's certificate is not judged.
    pub insecure: bool,
    /// A socket of the system, on which every connection is made.
    pub unix_socket: Option<PathBuf>,
    /// Whether HTTP/2 is spoken at once where there is no TLS, in which it is negotiated.
    pub http2_prior_knowledge: bool,
    /// Whether HTTP/1.1 is spoken also where the server offers HTTP/2.
    #[serde(rename = "http1.1")]
    pub http1_1: bool,
    /// How long a connection may take, with its proxy and TLS; in the configuration as a number of seconds.
    #[serde(deserialize_with = "seconds")]
    pub connect_timeout: Option<Duration>,
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let number = f64::deserialize(deserializer)?;
    let time = Duration::try_from_secs_f64(number).ok().filter(|time| !time.is_zero() && number <= LONGEST_CONNECT);
    time.map(Some).ok_or_else(|| serde::de::Error::custom("a time to connect is a number of seconds up to 3600"))
}

impl NetworkConfig {
    /// The same, and what another says in place of what this one says.
    #[must_use]
    pub fn overridden_by(self, other: Self) -> Self {
        // A certificate and its key belong together.
        let (cert, key) = if other.cert.is_some() { (other.cert, other.key) } else { (self.cert, self.key) };
        let is_version_said = other.http1_1 || other.http2_prior_knowledge;
        let (http1_1, http2_prior_knowledge) = if is_version_said {
            (other.http1_1, other.http2_prior_knowledge)
        } else {
            (self.http1_1, self.http2_prior_knowledge)
        };
        // So do the two ways to trust a server.
        let is_trust_said = other.insecure || other.cacert.is_some();
        let (cacert, insecure) =
            if is_trust_said { (other.cacert, other.insecure) } else { (self.cacert, self.insecure) };
        Self {
            cacert,
            cert,
            key,
            insecure,
            unix_socket: other.unix_socket.or(self.unix_socket),
            http2_prior_knowledge,
            http1_1,
            connect_timeout: other.connect_timeout.or(self.connect_timeout),
        }
    }

    /// The same with paths that are relative to a folder.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        let join = |path: Option<PathBuf>| path.map(|path| folder.join(path));
        let (cacert, cert, key) = (join(self.cacert), join(self.cert), join(self.key));
        Self { cacert, cert, key, unix_socket: join(self.unix_socket), ..self }
    }

    /// What contradicts itself.
    pub(super) fn errors(&self) -> Vec<TargetError> {
        let mut errors = Vec::new();
        let mut error = |text: &str| errors.push(TargetError(text.to_owned()));
        if self.key.is_some() && self.cert.is_none() {
            error("the network has a `key` without the `cert` that it belongs to");
        }
        if self.http1_1 && self.http2_prior_knowledge {
            error("the network speaks either `http1.1` or `http2-prior-knowledge`");
        }
        if self.insecure && self.cacert.is_some() {
            error("the network has a `cacert` to judge certificates by, and is `insecure`, which judges none");
        }
        errors
    }
}

/// How a target is reached, with the proxies of the environment; by default as the system does it, without a proxy.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// What is configured.
    pub config: NetworkConfig,
    pub(super) proxies: Proxies,
}

impl Network {
    /// A network without proxies.
    #[must_use]
    pub fn new(config: NetworkConfig) -> Self {
        Self { config, proxies: Proxies::default() }
    }

    /// The proxy on the way to an address. None is on the way to a socket of the system.
    ///
    /// # Errors
    ///
    /// The environment names one that cannot be used.
    pub fn proxy_to(&self, base_url: &str) -> Result<Option<Proxy>, TargetError> {
        if self.config.unix_socket.is_some() { Ok(None) } else { self.proxies.to(base_url) }
    }

    /// Whether a connection to an address has a certificate of the client.
    pub(crate) fn shows_certificate(&self, base_url: &str) -> bool {
        self.config.cert.is_some() && base_url.starts_with("https:")
    }

    /// What whoever runs a test should know first: that certificates are not judged, and what has no effect.
    #[must_use]
    pub fn warnings(&self, base_url: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        let is_tls = base_url.starts_with("https:");
        if self.config.insecure && is_tls {
            warnings.push(
                "INSECURE: the certificate of the server is not judged (`insecure`); whoever is on the way reads and \
                 changes every request and answer, credentials included"
                    .to_owned(),
            );
        }
        if !is_tls {
            let unused = [
                ("cacert", self.config.cacert.is_some()),
                ("cert", self.config.cert.is_some()),
                ("insecure", self.config.insecure),
            ];
            for (name, _) in unused.iter().filter(|(_, is_set)| *is_set) {
                warnings.push(format!("`{name}` has no effect: the address is of http, without TLS"));
            }
        }
        warnings
    }

    /// What is good to know: the proxy that is used, and one that is not.
    #[must_use]
    pub fn notes(&self, base_url: &str) -> Vec<String> {
        let proxy = self.proxy_to(base_url).ok().flatten();
        let used = proxy.map(|proxy| format!("requests go through the proxy {proxy}"));
        let unused = self.proxies.unread_for(base_url).filter(|_| self.config.unix_socket.is_none());
        used.into_iter().chain(unused).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Config;

    fn read(lines: &str) -> Result<NetworkConfig, String> {
        let text = format!("[targets.a]\nbase-url = 'https://a.example'\n[targets.a.network]\n{lines}\n");
        let config = Config::parse("t.toml", &text).map_err(|error| error.to_string())?;
        Ok(config.targets["a"].network.clone())
    }

    #[test]
    fn every_key_is_read_and_others_are_refused() {
        let network = read(
            "cacert = 'ca.pem'\ncert = '/c.pem'\nkey = 'k.pem'\nunix-socket = 's'\nhttp2-prior-knowledge = true\n\
             connect-timeout = 2.5",
        )
        .expect("it is right")
        .below(Path::new("/etc/a"));
        let path = |text: &str| Some(PathBuf::from(text));
        assert_eq!(network.cacert, path("/etc/a/ca.pem"));
        assert_eq!((network.cert, network.key), (path("/c.pem"), path("/etc/a/k.pem")));
        assert_eq!(network.unix_socket, path("/etc/a/s"));
        assert!(network.http2_prior_knowledge && !network.http1_1 && !network.insecure);
        assert_eq!(network.connect_timeout, Some(Duration::from_millis(2500)));
        assert!(read("'http1.1' = true\ninsecure = true").is_ok_and(|read| read.http1_1 && read.insecure));
        for wrong in ["ca-cert = 'x'", "connect-timeout = 0", "connect-timeout = -1", "connect-timeout = 1e9"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_command_line_says_comes_first() {
        let own = NetworkConfig {
            cacert: Some("a".into()),
            cert: Some("b".into()),
            key: Some("c".into()),
            http1_1: true,
            ..NetworkConfig::default()
        };
        let other = NetworkConfig { cert: Some("d".into()), http2_prior_knowledge: true, ..NetworkConfig::default() };
        let both = own.clone().overridden_by(other);
        assert_eq!((both.cacert, both.cert, both.key), (Some("a".into()), Some("d".into()), None));
        assert!(both.http2_prior_knowledge && !both.http1_1);
        assert_eq!(own.clone().overridden_by(NetworkConfig::default()), own);
        let insecure = own.overridden_by(NetworkConfig { insecure: true, ..NetworkConfig::default() });
        assert!(insecure.insecure && insecure.cacert.is_none());
        let trusting = insecure.overridden_by(NetworkConfig { cacert: Some("e".into()), ..NetworkConfig::default() });
        assert_eq!((trusting.insecure, trusting.cacert), (false, Some("e".into())));
    }

    #[test]
    fn what_contradicts_itself_is_an_error_and_what_has_no_effect_is_said() {
        let wrong = NetworkConfig {
            key: Some("k".into()),
            insecure: true,
            cacert: Some("a".into()),
            http1_1: true,
            http2_prior_knowledge: true,
            ..NetworkConfig::default()
        };
        assert_eq!(wrong.errors().len(), 3);
        assert_eq!(NetworkConfig::default().errors(), []);
        let insecure = Network::new(NetworkConfig { insecure: true, ..NetworkConfig::default() });
        assert!(insecure.warnings("https://a.example")[0].starts_with("INSECURE: "));
        assert!(insecure.warnings("http://a.example")[0].contains("has no effect"));
        assert_eq!(Network::default().warnings("http://a.example"), Vec::<String>::new());
    }
}
