//! Removes secrets from every text that is made for people, however they are encoded in it.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::base64;
use super::call::Call;
use super::parameter::{Wire, strict};
use super::secret::Credential;

/// What replaces a secret.
pub const REDACTED: &str = "[redacted]";
/// How many characters of a server's text are shown.
const SHOWN: usize = 300;
/// How many bytes of a text are searched if not all of it is shown.
const LOOKED_THROUGH: usize = 64 * 1024;
/// Shorter secrets are hidden where they are sent, but not within other texts, where they would match ordinary words.
const LEAST: usize = 4;

/// The secrets of one call; cheap to clone.
#[derive(Clone, Default)]
pub struct Secrets(Arc<[SecretString]>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    /// Creates them from their texts.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(texts.into_iter().filter(|text| !text.is_empty()).map(SecretString::from).collect())
    }

    /// The credentials that a call is sent with, and its session values.
    pub fn of(call: &Call, sent: &HeaderMap) -> Self {
        let mut texts = Vec::new();
        for credential in call.core.credentials(call.operation) {
            match credential {
                Credential::Header(name, value) if name == AUTHORIZATION => texts.extend(of_authorization(value)),
                Credential::Header(_, value) => texts.push(lossy(value)),
                Credential::Query(_, secret) | Credential::Cookie(_, secret) => {
                    texts.push(secret.expose_secret().to_owned());
                }
                _ => {}
            }
        }
        texts.extend(sent.get(AUTHORIZATION).map(of_authorization).unwrap_or_default());
        texts.extend(call.secret_parameters().flat_map(of_parameter));
        let own = call.headers.values().flatten().filter(|(_, value)| value.is_sensitive());
        texts.extend(own.map(|(_, value)| lossy(value)));
        Self::new(texts)
    }

    /// A text with secrets redacted.
    pub fn redacted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.forms().iter().fold(Cow::Borrowed(text), |text, form| {
            if text.contains(form.as_str()) { text.replace(form.as_str(), REDACTED).into() } else { text }
        })
    }

    /// Bytes with secrets redacted.
    pub fn redacted_bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        self.forms().iter().fold(Cow::Borrowed(bytes), |bytes, form| match replaced(&bytes, form.as_bytes()) {
            Some(replaced) => Cow::Owned(replaced),
            None => bytes,
        })
    }

    /// A path segment as it is sent, or redacted.
    pub fn redacted_segment<'t>(&self, segment: &'t str) -> Cow<'t, str> {
        let is_secret = self.0.iter().any(|secret| strict(secret.expose_secret()) == segment);
        if is_secret { REDACTED.into() } else { self.redacted(segment) }
    }

    /// Headers with sensitive values redacted.
    pub fn redacted_headers(&self, headers: &HeaderMap) -> HeaderMap {
        let mut shown = HeaderMap::with_capacity(headers.len());
        for (name, value) in headers {
            let is_known = ["set-cookie", "authorization", "cookie", "proxy-authorization"].contains(&name.as_str());
            let holds_one = || matches!(self.redacted_bytes(value.as_bytes()), Cow::Owned(_));
            let is_hidden = is_known || value.is_sensitive() || holds_one();
            let value = if is_hidden { HeaderValue::from_static(REDACTED) } else { value.clone() };
            shown.append(name.clone(), value);
        }
        shown
    }

    /// The start of a server's text for messages: redacted, and on one line.
    pub fn excerpt(&self, bytes: &[u8]) -> String {
        let forms = self.forms();
        let longest = forms.iter().map(String::len).max().unwrap_or_default();
        let is_cut = bytes.len() > LOOKED_THROUGH + longest;
        let text = String::from_utf8_lossy(&bytes[..if is_cut { LOOKED_THROUGH + longest } else { bytes.len() }]);
        let mut text = self.redacted(&text).into_owned();
        if is_cut {
            // A secret may start here that was cut off.
            let end = text.len().saturating_sub(longest);
            text.truncate((0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
        }
        let mut shown: String = text.chars().take(SHOWN).map(|c| if is_harmless(c) { c } else { ' ' }).collect();
        if is_cut || text.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        shown
    }

    /// A value's `Debug` output, redacted.
    pub fn debug(&self, value: &dyn fmt::Debug, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if f.alternate() { format!("{value:#?}") } else { format!("{value:?}") };
        f.write_str(&self.redacted(&text))
    }

    /// Every encoding of the secrets, longest first.
    fn forms(&self) -> Vec<String> {
        let secrets = self.0.iter().map(ExposeSecret::expose_secret).filter(|secret| secret.len() >= LEAST);
        let written = secrets.flat_map(forms_of).flat_map(|form| [quoted(&form), in_json(&form), form]);
        let mut forms: Vec<String> = written.filter(|form| form.len() >= LEAST).collect();
        forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        forms
    }
}

/// A value with a redacted `Debug` output.
pub struct Shown<'a>(pub &'a Secrets, pub &'a dyn fmt::Debug);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug(self.1, f)
    }
}

/// The forms in which a secret may be repeated: as it is, in other case, within JSON, a URL, a form, HTML or Rust, in
/// base64 and in hexadecimal.
fn forms_of(secret: &str) -> Vec<String> {
    let json = in_json(secret);
    let percent = strict(secret);
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let base64 = base64::encode(secret.as_bytes());
    let unpadded = base64.trim_end_matches('=').to_owned();
    let hex = secret.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    vec![
        secret.to_uppercase(),
        secret.to_lowercase(),
        json.replace('/', "\\/"),
        percent.replace("%20", "+"),
        lowered_escapes(&percent),
        html.replace('\'', "&#39;"),
        html.replace('\'', "&#x27;"),
        unpadded.replace('+', "-").replace('/', "_"),
        hex.to_uppercase(),
        secret.to_owned(),
        json,
        percent,
        html,
        unpadded,
        hex,
    ]
}

/// A text escaped for JSON.
fn in_json(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    json.get(1..json.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// A text escaped as Rust's `Debug` does.
fn quoted(text: &str) -> String {
    let shown = format!("{text:?}");
    shown.get(1..shown.len() - 1).unwrap_or_default().to_owned()
}

/// Percent-encoded text with digits in lower case.
fn lowered_escapes(text: &str) -> String {
    let mut in_escape = 0_usize;
    text.chars()
        .map(|c| {
            let is_digit = in_escape > 0;
            in_escape = if c == '%' { 2 } else { in_escape.saturating_sub(1) };
            if is_digit { c.to_ascii_lowercase() } else { c }
        })
        .collect()
}

fn lossy(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// The secrets in `Authorization`: its value, what follows the scheme, and the password of Basic.
fn of_authorization(value: &HeaderValue) -> Vec<String> {
    let text = lossy(value);
    let mut texts = vec![text.clone()];
    if let Some((word, credential)) = text.split_once(' ') {
        texts.push(credential.to_owned());
        let pair = base64::decode(credential).filter(|_| word.eq_ignore_ascii_case("basic"));
        if let Some(pair) = pair.and_then(|pair| String::from_utf8(pair).ok()) {
            texts.extend(pair.split_once(':').map(|(_, password)| password.to_owned()));
            texts.push(pair);
        }
    }
    texts
}

fn of_parameter(wire: &Wire) -> Vec<String> {
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    match wire {
        Wire::Path(text) => vec![plain(text)],
        Wire::Query(pairs) | Wire::Cookie(pairs) => pairs.iter().map(|(_, value)| plain(value)).collect(),
        Wire::Header(_, value) => vec![lossy(value)],
        Wire::Nothing => Vec::new(),
    }
}

fn replaced(bytes: &[u8], form: &[u8]) -> Option<Vec<u8>> {
    let find = |bytes: &[u8]| bytes.windows(form.len()).position(|window| window == form);
    let mut rest = bytes;
    let mut all = Vec::new();
    while let Some(at) = find(rest) {
        all.extend_from_slice(&rest[..at]);
        all.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[at + form.len()..];
    }
    (rest.len() < bytes.len()).then(|| {
        all.extend_from_slice(rest);
        all
    })
}

/// Whether a terminal can show a character as it is: it is no control character, and does not change the direction of
/// text.
fn is_harmless(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns
}
