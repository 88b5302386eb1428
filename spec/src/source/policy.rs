//! What references may load. A document of a stranger decides on every `$ref` in it; without bounds it would read any file
//! of this machine, and ask any address of the network that the machine stands in.
//!
//! A local document may refer to files in the entry document's folder and below, and to public addresses. A document from
//! an address may refer to its own origin, and to public addresses by `https`. All else is refused before anything is
//! opened, unless a prefix allows it. What the user names (the entry document, overlays) may be anywhere.

use std::path::PathBuf;
use std::sync::OnceLock;

use url::{Origin as WebOrigin, Url};

use super::fetch::FetchError;
use super::host::is_local_host;
use super::location::{Location, printable_location};
use super::path::{FilePath, Style};
use crate::render::printable_line;

/// What the references of one description may load.
///
/// # Examples
/// ```
/// use trueline_spec::source::Policy;
///
/// let policy = Policy::new("api/openapi.yaml", &["../common".to_owned()])?;
/// assert!(policy.check("api/openapi.yaml", "api/pets/pet.yaml").is_ok());
/// assert!(policy.check("api/openapi.yaml", "../common/error.yaml").is_ok());
/// assert!(policy.check("api/openapi.yaml", "/etc/passwd").is_err());
/// assert!(policy.check("api/openapi.yaml", "http://169.254.169.254/latest/").is_err());
/// # Ok::<(), trueline_spec::source::FetchError>(())
/// ```
#[derive(Debug)]
pub struct Policy {
    /// The folder of the entry document, from the root; none where it is no file in a folder of documents.
    folder: Option<FilePath>,
    /// The origin of the entry document, where it has an address.
    origin: Option<WebOrigin>,
    allowed: Vec<Prefix>,
    current_folder: FilePath,
    /// The folder and the allowed paths as they are on disk.
    roots: OnceLock<Vec<PathBuf>>,
}

/// What `--allow-ref` allows, and all that is below it.
#[derive(Debug)]
enum Prefix {
    File(FilePath),
    Address(Box<Url>),
}

/// Why a reference may not load what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is refused, and why.
    pub message: String,
    /// What allows it.
    pub help: String,
}

/// Where a file is, by a folder that references may read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The folder, or the file itself.
    pub root: PathBuf,
    /// The names from there on.
    pub rest: Vec<String>,
}

impl Policy {
    /// That of an entry document, and of prefixes of paths and addresses that are allowed beside. Relative paths are taken
    /// from the current folder.
    ///
    /// # Errors
    /// Where a prefix is neither a path nor an address of `http` or `https`.
    pub fn new(entry: &str, allow_refs: &[String]) -> Result<Self, FetchError> {
        let current = std::env::current_dir().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
        let current_folder = FilePath::parse(&current, Style::HERE);
        let (folder, origin) = match Location::parse(entry) {
            Location::File(path) => (folder(&path, &current_folder), None),
            Location::Address(url) => (None, Some(url.origin())),
            Location::Other => (None, None),
        };
        let prefix = |text: &String| {
            let none = || {
                FetchError(format!("`{}` is neither a path nor an address of http or https", printable_location(text)))
            };
            Ok(match Location::parse(text) {
                Location::File(path) => {
                    let path = FilePath::parse(&path, Style::HERE).absolute(&current_folder);
                    Prefix::File(path.ok_or_else(none)?)
                }
                Location::Address(url) => Prefix::Address(url),
                Location::Other => return Err(none()),
            })
        };
        let allowed = allow_refs.iter().map(prefix).collect::<Result<_, FetchError>>()?;
        Ok(Self { folder, origin, allowed, current_folder, roots: OnceLock::new() })
    }

    /// Whether a document may refer to a location. Nothing is opened to find out.
    ///
    /// # Errors
    /// Where it may not, with the reason and what allows it.
    pub fn check(&self, from: &str, to: &str) -> Result<(), Refusal> {
        match (Location::parse(from), Location::parse(to)) {
            (_, Location::Other) => Err(Refusal {
                message: format!("`{}` is neither a file nor an http or https address", printable_location(to)),
                help: "only these can be loaded".to_owned(),
            }),
            (from, Location::File(path)) => {
                let is_url = to.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
                let from_folder = matches!(from, Location::File(_)) && !is_url;
                if from_folder && self.is_in_folder(&path) || self.place(&path).is_some_and(|_| self.is_allowed(to)) {
                    return Ok(());
                }
                let message = match from {
                    Location::File(_) if is_url => format!("`{}` is an address of a file", printable_location(to)),
                    Location::File(_) => format!("`{}` is outside of the document's folder", printable_location(to)),
                    _ => format!("a document from an address refers to the file `{}`", printable_location(to)),
                };
                Err(refused(message, &path))
            }
            (from, Location::Address(url)) => self.check_address(&from, &url),
        }
    }

    fn check_address(&self, from: &Location, to: &Url) -> Result<(), Refusal> {
        let is_own = matches!(from, Location::Address(from) if from.origin() == to.origin());
        if self.is_allowed_address(to) || is_own && (self.is_entry_origin(to) || !is_local(to)) {
            return Ok(());
        }
        if is_local(to) {
            let message =
                format!("`{}` is an address of this machine or of a local network", printable_location(to.as_str()));
            return Err(refused(message, to.as_str()));
        }
        if matches!(from, Location::Address(_)) && to.scheme() != "https" {
            let message = format!(
                "a document from an address refers to `{}`, which is not https",
                printable_location(to.as_str())
            );
            return Err(refused(message, to.as_str()));
        }
        Ok(())
    }

    /// Whether a server that was asked for a location may redirect to another one: from `https` to `https` alone, and to
    /// no local address but of the same origin.
    ///
    /// # Errors
    /// Where it may not.
    pub fn check_redirect(&self, from: &str, to: &str) -> Result<(), Refusal> {
        let (Location::Address(from), Location::Address(to)) = (Location::parse(from), Location::parse(to)) else {
            return Err(Refusal {
                message: format!(
                    "the server redirects to `{}`, which is not an http or https address",
                    printable_location(to)
                ),
                help: "only such redirects are followed".to_owned(),
            });
        };
        if self.is_allowed_address(&to) || from.origin() == to.origin() {
            return Ok(());
        }
        if from.scheme() == "https" && to.scheme() != "https" {
            let message = format!("the server redirects from https to `{}`", printable_location(to.as_str()));
            return Err(refused(message, to.as_str()));
        }
        if is_local(&to) {
            let message =
                format!("the server redirects to `{}`, an address of a local network", printable_location(to.as_str()));
            return Err(refused(message, to.as_str()));
        }
        Ok(())
    }

    /// Whether what is behind the name of an address may be of a local network: it is what the user named, or allowed.
    /// `named_by_user` is the address that the user gave, where this one is fetched for it.
    #[must_use]
    pub fn may_be_local(&self, address: &str, named_by_user: Option<&str>) -> bool {
        let Location::Address(url) = Location::parse(address) else { return false };
        let is_named = named_by_user.is_some_and(
            |named| matches!(Location::parse(named), Location::Address(named) if named.origin() == url.origin()),
        );
        is_named || self.is_entry_origin(&url) || self.is_allowed_address(&url)
    }

    /// The refusal of an address whose name leads to a local network.
    #[must_use]
    pub fn local_name(&self, address: &str) -> Refusal {
        let message = format!(
            "the name in `{}` leads to an address of this machine or of a local network",
            printable_location(address)
        );
        refused(message, address)
    }

    /// The refusal of a path that a symbolic link leads out of the folder.
    pub(super) fn link_out(location: &str, target: &str) -> Refusal {
        let message =
            format!("`{}` leads out of the document's folder, by a symbolic link", printable_location(location));
        refused(message, target)
    }

    /// The folder that a file may be read from, by how its path is written.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        let path = FilePath::parse(path, Style::HERE).absolute(&self.current_folder)?;
        self.file_roots().find_map(|root| {
            let rest = path.below(root)?.to_vec();
            Some(Place { root: root.to_string().into(), rest })
        })
    }

    /// Whether a path without links is one that may be read, or leads there.
    pub(super) fn holds(&self, resolved: &std::path::Path) -> Held {
        let roots = self.roots.get_or_init(|| {
            self.file_roots().filter_map(|root| std::fs::canonicalize(root.to_string()).ok()).collect()
        });
        if roots.iter().any(|root| resolved.starts_with(root)) {
            Held::Inside
        } else if roots.iter().any(|root| root.starts_with(resolved)) {
            Held::Above
        } else {
            Held::Outside
        }
    }

    fn file_roots(&self) -> impl Iterator<Item = &FilePath> {
        let allowed = self.allowed.iter().filter_map(|prefix| match prefix {
            Prefix::File(path) => Some(path),
            Prefix::Address(_) => None,
        });
        self.folder.iter().chain(allowed)
    }

    fn is_in_folder(&self, path: &str) -> bool {
        let path = FilePath::parse(path, Style::HERE).absolute(&self.current_folder);
        path.zip(self.folder.as_ref()).is_some_and(|(path, folder)| path.below(folder).is_some())
    }

    /// Whether a prefix allows a file.
    fn is_allowed(&self, file: &str) -> bool {
        let Location::File(path) = Location::parse(file) else { return false };
        let Some(path) = FilePath::parse(&path, Style::HERE).absolute(&self.current_folder) else { return false };
        let allows = |prefix: &Prefix| matches!(prefix, Prefix::File(prefix) if path.below(prefix).is_some());
        self.allowed.iter().any(allows)
    }

    fn is_allowed_address(&self, url: &Url) -> bool {
        let segments = |url: &Url| -> Vec<String> {
            let segments = url.path_segments().into_iter().flatten();
            segments.filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
        };
        let allows = |prefix: &Prefix| match prefix {
            Prefix::Address(prefix) => prefix.origin() == url.origin() && segments(url).starts_with(&segments(prefix)),
            Prefix::File(_) => false,
        };
        self.allowed.iter().any(allows)
    }

    fn is_entry_origin(&self, url: &Url) -> bool {
        self.origin.as_ref() == Some(&url.origin())
    }
}

/// Where a path is that has no links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Where files may be read.
    Inside,
    /// On the way there.
    Above,
    /// Elsewhere.
    Outside,
}

/// The folder of a file. What is below `/dev` and `/proc` is a stream that the user hands over, and no folder of documents.
fn folder(entry: &str, current_folder: &FilePath) -> Option<FilePath> {
    let folder = FilePath::parse(entry, Style::HERE).folder().absolute(current_folder)?;
    let is_system = Style::HERE == Style::Unix && matches!(folder.first(), Some("dev" | "proc"));
    (!is_system).then_some(folder)
}

fn is_local(url: &Url) -> bool {
    let host = match url.host() {
        Some(url::Host::Domain(name)) => url::Host::Domain(name),
        Some(url::Host::Ipv4(address)) => url::Host::Ipv4(address),
        Some(url::Host::Ipv6(address)) => url::Host::Ipv6(address),
        None => return true,
    };
    is_local_host(&host)
}

fn refused(message: String, prefix: &str) -> Refusal {
    let help = format!(
        "if you trust it, allow it: `--allow-ref {}`, or `allow-refs` of `[codegen]`",
        word(&prefix_of(prefix))
    );
    Refusal { message, help }
}

/// What a prefix of an address says: neither user information nor a query.
fn prefix_of(location: &str) -> String {
    let Location::Address(mut url) = Location::parse(location) else { return location.to_owned() };
    url.set_query(None);
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    String::from(*url)
}

/// A text as one word of a shell, which a document's text must not break out of.
fn word(text: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "/._-:@%+=,[]".contains(sign);
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    printable_line(&format!("'{}'", text.replace('\'', r"'\''"))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Held, Policy};

    fn policy(entry: &str, allowed: &[&str]) -> Policy {
        Policy::new(entry, &allowed.iter().map(|&text| text.to_owned()).collect::<Vec<_>>()).expect("prefixes")
    }

    fn allows(entry: &str, allowed: &[&str], from: &str, to: &str) -> bool {
        policy(entry, allowed).check(from, to).is_ok()
    }

    #[test]
    fn a_local_document_refers_to_its_folder_and_to_public_addresses() {
        let local = |to: &str| allows("/api/openapi.yaml", &[], "/api/openapi.yaml", to);
        for to in ["/api/pet.yaml", "/api/a/b.yaml", "https://example.org/x.yaml", "http://example.org/x.yaml"] {
            assert!(local(to), "{to}");
        }
        for to in [
            "/pet.yaml",
            "/apis/pet.yaml",
            "/etc/passwd",
            "/proc/self/environ",
            "/api/../etc/passwd",
            "file:///api/pet.yaml",
            "FILE:/etc/passwd",
            "file://localhost/etc/passwd",
            "ftp://example.org/x",
            "data:text/yaml,a",
            "http://localhost:8080/x",
            "http://[::1]/x",
            "http://0x7f000001/x",
            "http://169.254.169.254/latest/meta-data/",
            "https://printer.local/x",
        ] {
            assert!(!local(to), "{to}");
        }
        let nested = |from: &str, to: &str| allows("/api/openapi.yaml", &[], from, to);
        assert!(nested("/api/a/b.yaml", "/api/common.yaml"));
    }

    #[test]
    fn a_document_from_an_address_refers_to_its_origin_and_to_https() {
        let public = |to: &str| allows("https://example.org/api/x", &[], "https://example.org/api/x", to);
        assert!(public("https://example.org/other") && public("https://other.example.org/x"));
        for to in [
            "http://example.org/x",
            "/etc/passwd",
            "x.yaml",
            "c:/windows/win.ini",
            "file:///etc/passwd",
            "http://10.0.0.1/x",
            "https://localhost/x",
        ] {
            assert!(!public(to), "{to}");
        }
        let named = |to: &str| allows("http://127.0.0.1:81/a", &[], "http://127.0.0.1:81/a", to);
        assert!(named("http://127.0.0.1:81/b") && named("https://example.org/x"));
        assert!(!named("http://127.0.0.1:82/b") && !named("http://localhost:81/b"));
        assert!(!allows("/a/b.yaml", &[], "http://127.0.0.1/a", "http://127.0.0.1/b"), "nobody named it");
    }

    #[test]
    fn prefixes_are_of_whole_segments() {
        let file = |allowed: &str, to: &str| allows("/api/openapi.yaml", &[allowed], "/api/openapi.yaml", to);
        assert!(
            file("/a", "/a") && file("/a", "/a/b.yaml") && file("/a/", "/a/b.yaml") && file("/a/b.yaml", "/a/b.yaml")
        );
        assert!(file("/a", "file:///a/b.yaml") && file("file:///a", "/a/b.yaml"));
        assert!(!file("/a", "/ab") && !file("/a", "/a/../b") && !file("/a/b", "/a/b.yaml"));
        let web = |allowed: &str, to: &str| allows("/api/openapi.yaml", &[allowed], "/api/openapi.yaml", to);
        assert!(
            web("http://127.0.0.1:81", "http://127.0.0.1:81/x/y")
                && web("http://127.0.0.1:81/x", "http://127.0.0.1:81/x/y")
        );
        assert!(
            !web("http://127.0.0.1:81/x", "http://127.0.0.1:81/xy")
                && !web("http://127.0.0.1:81/x", "http://127.0.0.1:81/x/../y")
        );
        assert!(!web("http://127.0.0.1:81/x", "http://127.0.0.1:81/x/%2e%2e/y"));
        assert!(
            !web("http://127.0.0.1", "http://127.0.0.1.evil.localhost/x")
                && !web("http://127.0.0.1", "https://127.0.0.1/x")
        );
        assert!(
            !web("http://localhost", "http://localhost@127.0.0.1/x")
                && !web("http://127.0.0.1:81", "http://127.0.0.1/x")
        );
        assert!(Policy::new("a", &["ftp://example.org".to_owned()]).is_err());
    }

    #[test]
    fn redirects_stay_public_and_encrypted() {
        let policy = policy("https://example.org/x", &["http://127.0.0.1:81/y"]);
        let redirects = |from: &str, to: &str| policy.check_redirect(from, to).is_ok();
        assert!(redirects("https://example.org/x", "https://www.example.org/x"));
        assert!(redirects("http://example.org/x", "http://www.example.org/x"));
        assert!(redirects("https://example.org/x", "http://127.0.0.1:81/y/z"));
        for to in [
            "http://www.example.org/x",
            "https://10.0.0.1/",
            "file:///etc/passwd",
            "/etc/passwd",
            "http://127.0.0.1:81/",
        ] {
            assert!(!redirects("https://example.org/x", to), "{to}");
        }
    }

    #[test]
    fn the_help_is_one_word_of_a_shell_and_shows_no_secret() {
        let policy = policy("/api/openapi.yaml", &[]);
        let refusal = |to: &str| policy.check("/api/openapi.yaml", to).expect_err("it is refused");
        assert!(refusal("/x/pet.yaml").help.contains("`--allow-ref /x/pet.yaml`"));
        assert!(refusal("/x/$(id)'; id\n.yaml").help.contains(r"`--allow-ref '/x/$(id)'\''; id\n.yaml'`"));
        let refusal = refusal("http://ann:pw@127.0.0.1/x?token=abc");
        assert!(refusal.help.contains("`--allow-ref http://127.0.0.1/x`"), "{refusal:?}");
        assert!(!format!("{refusal:?}").contains("pw") && !format!("{refusal:?}").contains("abc"), "{refusal:?}");
    }

    #[test]
    fn a_stream_has_no_folder() {
        for entry in ["/dev/stdin", "/dev/fd/63", "/proc/self/fd/0"] {
            let policy = policy(entry, &[]);
            assert!(policy.check(entry, "/dev/zero").is_err() && policy.check(entry, "/proc/self/environ").is_err());
            assert_eq!(policy.holds(std::path::Path::new("/dev/zero")), Held::Outside);
        }
    }
}
