//! Percent-encoding (RFC 3986 section 2.1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What `allowReserved` leaves as it is in a query; `#`, `&`, `+` and `%` cannot stand for themselves there, `[` and `]` are no
/// characters of a query (RFC 3986 section 3.4), and `'` is escaped in URLs of the web.
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Text as part of a path's segment.
#[must_use]
pub fn escape_path(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Text as a name or value of a query.
#[must_use]
pub fn escape_query(text: &str, allow_reserved: bool) -> String {
    utf8_percent_encode(text, if allow_reserved { RESERVED } else { UNRESERVED }).to_string()
}

/// Undoes percent-encoding; bytes that are no UTF-8 become U+FFFD.
pub(crate) fn unescape(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A name or value of a query or form, where `+` is a space.
pub(super) fn unescape_form(text: &str) -> String {
    unescape(&text.replace('+', " "))
}
