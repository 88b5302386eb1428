//! Where a document is: a path of a file, or an address. Everything here is about how locations are written; nothing is
//! opened.

use std::borrow::Cow;
use std::path::Path;

use percent_encoding::percent_decode_str;
use url::Url;

use super::path::{FilePath, Style};

/// A location, by what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    /// A path of a file.
    File(String),
    /// An address of `http` or `https`.
    Address(Box<Url>),
    /// What nothing here reads: another scheme, or an address that is none.
    Other,
}

impl Location {
    /// What a location means that the user or a reference names. A scheme of one letter is a drive of Windows.
    pub(super) fn parse(text: &str) -> Self {
        let scheme = scheme(text).map(str::to_ascii_lowercase);
        match scheme.as_deref() {
            None => Self::File(text.to_owned()),
            Some(scheme) if scheme.len() == 1 => Self::File(text.to_owned()),
            Some("http" | "https") => match Url::parse(text) {
                Ok(url) if url.has_host() => Self::Address(Box::new(url)),
                _ => Self::Other,
            },
            Some("file") => Url::parse(text)
                .ok()
                .and_then(|url| url.to_file_path().ok())
                .and_then(|path| path.to_str().map(str::to_owned))
                .map_or(Self::Other, Self::File),
            Some(_) => Self::Other,
        }
    }
}

/// The scheme of a reference (RFC 3986 section 3.1), where it has one.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_letter = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (is_letter && is_scheme).then_some(scheme)
}

/// Whether a location is an address of `http` or `https`, and no file.
///
/// # Examples
/// ```
/// use trueline_spec::source::is_address;
///
/// assert!(is_address("HTTPS://example.org/openapi.yaml"));
/// assert!(!is_address("c:/openapi.yaml") && !is_address("http/openapi.yaml"));
/// ```
#[must_use]
pub fn is_address(location: &str) -> bool {
    scheme(location).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

/// A reference, without its fragment, against the location of its document (RFC 3986 section 5). Only the reference is
/// percent-decoded where the document is a file: the document's own path is as it is.
pub(crate) fn join(base: &str, reference: &str) -> String {
    join_in(base, reference, Style::HERE)
}

fn join_in(base: &str, reference: &str, style: Style) -> String {
    if let Location::Address(base) = Location::parse(base) {
        return base.join(reference).map_or_else(|_| reference.to_owned(), String::from);
    }
    let is_drive = |scheme: &str| scheme.len() == 1 && style == Style::Windows;
    if scheme(reference).is_some_and(|scheme| !is_drive(scheme))
        && Location::parse(reference) != Location::File(reference.to_owned())
    {
        return reference.to_owned();
    }
    let decoded = percent_decode_str(reference).decode_utf8_lossy();
    FilePath::parse(base, style).beside(&decoded).to_string()
}

/// A location as it is compared with others.
pub(crate) fn normal(location: &str) -> String {
    match Location::parse(location) {
        Location::Address(url) => String::from(*url),
        Location::File(path) => FilePath::parse(&path, Style::HERE).to_string(),
        Location::Other => location.to_owned(),
    }
}

/// Whether a location is named as documents are.
pub(crate) fn has_document_extension(location: &str) -> bool {
    let path = location.split(['?', '#']).next().unwrap_or(location);
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// A location as messages show it: an address without its user information, and without values of its query that may be
/// secret.
///
/// # Examples
/// ```
/// use trueline_spec::source::shown;
///
/// let address = "https://ann:pw@example.org/openapi.yaml?version=3&token=abc";
/// assert_eq!(shown(address), "https://***@example.org/openapi.yaml?version=3&token=***");
/// assert_eq!(shown("api/openapi.yaml"), "api/openapi.yaml");
/// ```
#[must_use]
pub fn shown(location: &str) -> Cow<'_, str> {
    if !is_address(location) {
        return Cow::Borrowed(location);
    }
    let (before_query, query) = match location.split_once('?') {
        Some((before, query)) => (before, Some(query)),
        None => (location, None),
    };
    let has_user = |address: &str| authority(address).is_some_and(|authority| authority.contains('@'));
    if query.is_none() && !has_user(before_query) {
        return Cow::Borrowed(location);
    }
    let mut text = match authority(before_query).and_then(|authority| authority.rsplit_once('@')) {
        Some((user, _)) => before_query.replacen(&format!("{user}@"), "***@", 1),
        None => before_query.to_owned(),
    };
    if let Some(query) = query {
        let fields: Vec<Cow<'_, str>> = query.split('&').map(shown_field).collect();
        text.push('?');
        text.push_str(&fields.join("&"));
    }
    Cow::Owned(text)
}

/// What is between `//` and the path.
fn authority(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once(':')?;
    let rest = rest.trim_start_matches(['/', '\\']);
    Some(rest.split(['/', '\\', '?', '#']).next().unwrap_or(rest))
}

/// Words in the names of fields whose values open something.
const SECRET_WORDS: [&str; 12] =
    ["token", "key", "secret", "sig", "pass", "pwd", "auth", "credential", "session", "jwt", "code", "cookie"];
/// Values that are as long may be secret, whatever their names are.
const LONG_VALUE: usize = 20;

/// A location as messages show it: without secrets, and without what acts on a terminal.
pub(crate) fn printable_location(location: &str) -> String {
    crate::render::printable_line(&shown(location)).into_owned()
}

/// A field of a query; its value is shown where it is short and its name is no secret's. A field without a name is all
/// value.
fn shown_field(field: &str) -> Cow<'_, str> {
    let Some((name, value)) = field.split_once('=') else {
        return if field.len() >= LONG_VALUE { Cow::Borrowed("***") } else { Cow::Borrowed(field) };
    };
    let lower = percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase();
    let is_secret = value.len() >= LONG_VALUE || SECRET_WORDS.iter().any(|word| lower.contains(word));
    if is_secret { Cow::Owned(format!("{name}=***")) } else { Cow::Borrowed(field) }
}

#[cfg(test)]
mod tests {
    use super::{Location, Style, join, join_in, shown};

    #[test]
    fn references_are_relative_to_their_document() {
        assert_eq!(join("api/openapi.yaml", "./schemas/pet.yaml"), "api/schemas/pet.yaml");
        assert_eq!(join("api/openapi.yaml", "../common.yaml"), "common.yaml");
        assert_eq!(join("openapi.yaml", "../common.yaml"), "../common.yaml");
        assert_eq!(join("/a/openapi.yaml", "b%20c.yaml"), "/a/b c.yaml");
        assert_eq!(join("/a/openapi.yaml", "../../../b.yaml"), "/b.yaml");
        assert_eq!(join("/a/openapi.yaml", "%2e%2e/%2E%2E/etc/passwd"), "/etc/passwd");
        assert_eq!(join("http://host/a/openapi.yaml", "b.yaml"), "http://host/a/b.yaml");
        assert_eq!(join("openapi.yaml", "http://host/b.yaml"), "http://host/b.yaml");
    }

    #[test]
    fn a_folder_is_named_as_it_is() {
        assert_eq!(join("a%20b/openapi.yaml", "pet.yaml"), "a%20b/pet.yaml");
        assert_eq!(join("a%20b/openapi.yaml", "c%20d/pet.yaml"), "a%20b/c d/pet.yaml");
        assert_eq!(join("100%/openapi.yaml", "pet.yaml"), "100%/pet.yaml");
    }

    #[test]
    fn paths_of_windows_are_joined_as_windows_reads_them() {
        let join = |base: &str, reference: &str| join_in(base, reference, Style::Windows);
        assert_eq!(join(r"c:\dir\openapi.yaml", "schemas/pet.yaml"), r"c:\dir\schemas\pet.yaml");
        assert_eq!(join(r"c:\dir\openapi.yaml", r"..\common.yaml"), r"c:\common.yaml");
        assert_eq!(join("c:/dir/openapi.yaml", "../../x.yaml"), "c:/x.yaml");
        assert_eq!(join(r"c:\dir\openapi.yaml", r"\x.yaml"), r"c:\x.yaml");
        assert_eq!(join(r"c:\dir\openapi.yaml", r"d:\x.yaml"), r"d:\x.yaml");
        assert_eq!(join("c:openapi.yaml", "pet.yaml"), "c:pet.yaml");
        assert_eq!(join(r"\\server\share\dir\openapi.yaml", "pet.yaml"), r"\\server\share\dir\pet.yaml");
        assert_eq!(join(r"\\server\share\openapi.yaml", r"..\..\pet.yaml"), r"\\server\share\pet.yaml");
        assert_eq!(join(r"\\?\c:\dir\openapi.yaml", "pet.yaml"), r"\\?\c:\dir\pet.yaml");
        assert_eq!(join(r"dir\openapi.yaml", "pet.yaml"), r"dir\pet.yaml");
    }

    #[test]
    fn a_drive_beside_an_address_is_no_file() {
        let joined = join("https://example.org/openapi.yaml", "c:/windows/win.ini");
        assert_eq!(joined, "c:/windows/win.ini");
        assert_eq!(Location::parse("ftp://example.org/x"), Location::Other);
        assert_eq!(Location::parse("file://server/share/x"), Location::Other);
        assert_eq!(Location::parse("file:///etc/passwd"), Location::File("/etc/passwd".to_owned()));
    }

    #[test]
    fn no_secret_of_an_address_is_shown() {
        assert_eq!(shown("https://a:b@c:d@host/x"), "https://***@host/x");
        assert_eq!(shown("http:\\\\a:b@host/x"), "http:\\\\***@host/x");
        assert_eq!(
            shown("https://host/x?X-Amz-Signature=ab&api%5Fkey=c&q=0123456789012345678901234"),
            "https://host/x?X-Amz-Signature=***&api%5Fkey=***&q=***"
        );
        assert_eq!(shown("https://host/x?0123456789012345678901234"), "https://host/x?***");
        assert_eq!(shown("https://host/x?v=1"), "https://host/x?v=1");
    }
}
