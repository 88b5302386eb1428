//! Credentials and headers on the command line. What they say is shown nowhere, not even where it is wrong.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use trueline_conformance::target::{HeaderConfig, Overrides, Setting};

/// Credentials and headers of a target.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Credentials (each value, or `$NAME`, the environment variable NAME)")]
pub(crate) struct Credentials {
    /// Send this header with every request. A header that is a credential of the document (`Authorization`, a key's
    /// header) is used as that credential; one that an operation declares is used as its parameter. Can be repeated.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", requires = "address")]
    headers: Vec<Hidden>,
    /// The token for the document's bearer, OAuth 2.0 and OpenID Connect schemes.
    #[arg(long, value_name = "TOKEN", requires = "address")]
    bearer: Option<Hidden>,
    /// User name and password for the document's basic schemes.
    #[arg(long, value_name = "USER:PASS", requires = "address")]
    basic: Option<Hidden>,
    /// The key of a security scheme, by the name of the scheme or of its header, query parameter or cookie. Can be
    /// repeated.
    #[arg(long = "api-key", value_name = "NAME=VALUE", requires = "address")]
    api_keys: Vec<Hidden>,
}

/// A text that is not shown. Every text is one, for what clap refuses it repeats.
#[derive(Clone)]
struct Hidden(String);

impl FromStr for Hidden {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[...]")
    }
}

impl Credentials {
    /// The credentials.
    pub(crate) fn overrides(&self) -> Result<Overrides, Vec<String>> {
        let mut errors = Vec::new();
        let setting = |text: &Hidden| Setting::of_argument(&text.0);
        let mut overrides = Overrides {
            bearer: self.bearer.as_ref().map(setting),
            basic: self.basic.as_ref().map(setting),
            ..Overrides::default()
        };
        for header in &self.headers {
            match header.0.split_once(':') {
                Some((name, value)) => {
                    overrides.headers.push((name.trim().to_owned(), HeaderConfig::of_argument(value.trim())));
                }
                None => errors.push("-H takes `NAME: VALUE`; this one has no colon".to_owned()),
            }
        }
        for key in &self.api_keys {
            match key.0.split_once('=') {
                Some((name, value)) => overrides.api_keys.push((name.to_owned(), Setting::of_argument(value))),
                None => errors.push("--api-key takes `NAME=VALUE`; this one has no equals sign".to_owned()),
            }
        }
        if self.basic.as_ref().is_some_and(|basic| !basic.0.starts_with('$') && !basic.0.contains(':')) {
            errors.push("--basic takes `USER:PASS`; this one has no colon".to_owned());
        }
        if errors.is_empty() { Ok(overrides) } else { Err(errors) }
    }
}
