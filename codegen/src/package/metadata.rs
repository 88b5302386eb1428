//! The keys of `[package]` of the manifest: those of the caller, else those of the document.

use std::collections::BTreeMap;

use heck::ToKebabCase;
use trueline_spec::model::{Api, Info};

use super::licence::Licence;
use super::version::from_document;
use crate::options::Options;

/// The oldest compiler that clients are for: the first with edition 2024. What the run-time part stands on asks for no
/// later one.
pub(super) const RUST_VERSION: &str = "1.85";

/// Keywords that crates.io takes, and their characters, at most.
const KEYWORDS: usize = 5;
const KEYWORD_LENGTH: usize = 20;

/// What a key of `[package]` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text, whatever it is.
    Text(String),
    /// Texts.
    Texts(Vec<String>),
    /// The caller's own TOML.
    Toml(String),
}

/// The keys of `[package]`, and what else follows from them.
#[derive(Debug)]
pub(crate) struct Metadata {
    /// Its keys, in order.
    pub(super) keys: Vec<(String, Value)>,
    /// Whether the caller configures docs.rs.
    pub(super) has_own_docs_rs: bool,
    /// Whether a README is offered.
    pub(super) has_readme: bool,
    /// Under which licence it is.
    pub(super) licence: Licence,
    /// Whose it is, for licences.
    pub(super) authors: String,
    /// The version, where it is a text.
    pub(super) version: Option<String>,
}

impl Metadata {
    /// From the caller's keys, and the document.
    pub(crate) fn of(options: &Options, api: &Api, title: &str) -> Self {
        let configured = PackageKeys(&options.package_keys);
        let licence = Licence::of(configured.key("license"), configured.key("license-file"), &api.info);
        let version = options.version.clone().unwrap_or_else(|| from_document(&api.info.version).to_string());
        let version = match configured.key("version") {
            Key::Unsaid => Some(version),
            Key::Text(own) => Some(own.to_owned()),
            Key::Other => None,
        };
        let mut keys = vec![("name".to_owned(), Value::Text(options.package.clone()))];
        for (key, value) in usual(options, api, title, &licence, version.as_deref()) {
            if !configured.has(key) {
                keys.push((key.to_owned(), value));
            }
        }
        let own = options.package_keys.iter().filter(|(key, _)| *key != "name");
        keys.extend(own.map(|(key, value)| (key.clone(), Value::Toml(value.clone()))));
        Self {
            keys,
            has_own_docs_rs: configured.has("metadata"),
            has_readme: !configured.has("readme"),
            licence,
            authors: authors(&configured, &api.info, &options.package),
            version,
        }
    }
}

/// The keys that are there unless the caller sets them.
fn usual(
    options: &Options,
    api: &Api,
    title: &str,
    licence: &Licence,
    version: Option<&str>,
) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let texts = |texts: &[&str]| Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect());
    let mut keys: Vec<(&str, Value)> = version.map(|version| ("version", text(version))).into_iter().collect();
    keys.extend([
        ("edition", text("2024")),
        ("rust-version", text(RUST_VERSION)),
        ("description", text(&format!("A client for {title}"))),
        ("documentation", text(&format!("https://docs.rs/{}", options.package))),
    ]);
    keys.extend(homepage(api).map(|address| ("homepage", text(address))));
    match licence {
        Licence::Expression(expression) => keys.push(("license", text(expression))),
        Licence::Open => keys.push(("license-file", text("LICENSE"))),
        Licence::Elsewhere => {}
    }
    keys.push(("keywords", Value::Texts(keywords(&api.info.title))));
    keys.push(("categories", texts(&["api-bindings", "web-programming::http-client"])));
    keys.push(("exclude", texts(&["/.trueline-manifest", "/trueline.lock"])));
    keys
}

/// A value of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// It does not.
    Unsaid,
    /// A text.
    Text(&'a str),
    /// A value that is not a string, such as one that is inherited from a workspace.
    Other,
}

/// The caller's keys of `[package]`.
struct PackageKeys<'a>(&'a BTreeMap<String, String>);

impl PackageKeys<'_> {
    fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn key(&self, key: &str) -> Key<'_> {
        let Some(value) = self.0.get(key) else { return Key::Unsaid };
        let is_plain = value.len() >= 2 && value.starts_with('"') && value.ends_with('"') && !value.contains('\\');
        if is_plain { Key::Text(value.trim_matches('"')) } else { Key::Other }
    }
}

/// The authors of the package: the caller's, else the contact of the API.
fn authors(configured: &PackageKeys<'_>, info: &Info, package: &str) -> String {
    let own = configured.0.get("authors").and_then(|value| format!("authors = {value}").parse::<toml::Table>().ok());
    let own = own.as_ref().and_then(|table| table.get("authors")?.as_array());
    let own: Vec<&str> = own.into_iter().flatten().filter_map(toml::Value::as_str).collect();
    let contact = info.contact.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match (own.as_slice(), contact) {
        ([], Some(contact)) => contact.to_owned(),
        ([], None) => format!("the authors of {package}"),
        (own, _) => own.join(", "),
    }
}

/// The page of the API.
fn homepage(api: &Api) -> Option<&str> {
    let docs = api.external_docs.as_ref().map(|docs| docs.url.as_str());
    [docs, api.info.contact.url.as_deref()].into_iter().flatten().find(|address| is_page(address))
}

/// The longest address that is taken.
const ADDRESS_LIMIT: usize = 300;

/// Whether an address is of a page of the web, and of nothing that a manifest should not have.
fn is_page(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "-._~:/?#&=+%".contains(sign);
    rest.is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_alphanumeric()) && rest.chars().all(is_sign))
        && address.len() <= ADDRESS_LIMIT
}

/// The API's name and what the package is, as crates.io takes them.
fn keywords(title: &str) -> Vec<String> {
    let words = title.to_kebab_case();
    let words = words.split('-').filter(|word| !matches!(*word, "api" | "the" | "rest" | "http" | "openapi"));
    let mut name = String::new();
    for word in words.filter(|word| !word.is_empty() && word.chars().all(|sign| sign.is_ascii_alphanumeric())) {
        if name.len() + 1 + word.len() > KEYWORD_LENGTH {
            break;
        }
        name.extend([if name.is_empty() { "" } else { "-" }, word]);
    }
    let has_name = name.starts_with(|sign: char| sign.is_ascii_alphabetic());
    let name = has_name.then_some(name).filter(|name| !["client", "sdk"].contains(&name.as_str()));
    name.into_iter().chain(["api", "client", "openapi", "sdk"].map(str::to_owned)).take(KEYWORDS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_page, keywords};

    #[test]
    fn a_keyword_is_of_the_title() {
        assert_eq!(keywords("GitHub v3 REST API"), ["git-hub-v3", "api", "client", "openapi", "sdk"]);
        assert_eq!(keywords("The Pets API")[0], "pets");
        assert_eq!(keywords("API").len(), 4);
        assert_eq!(keywords("1 & 2").len(), 4);
    }

    #[test]
    fn only_pages_of_the_web_are_homepages() {
        assert!(is_page("https://a.example/x?y=z#q") && is_page("http://127.0.0.1:80/"));
        for address in ["javascript:alert(1)", "https://", "https://a b", "https://a\"", "https://u@h", "https:///x"] {
            assert!(!is_page(address), "{address}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_title_is_crates_io_takes_the_keywords(title in any::<String>()) {
            let keywords = keywords(&title);
            prop_assert!(keywords.len() <= 5);
            for keyword in keywords {
                prop_assert!(keyword.len() <= 20 && keyword.starts_with(|sign: char| sign.is_ascii_alphabetic()));
                prop_assert!(keyword.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-'));
            }
        }
    }
}
