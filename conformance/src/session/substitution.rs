//! The credential of a plan in its requests, and the present one in its place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::request::WireRequest;
use crate::wire::escape_query;

/// The request with another credential in the place of one; nothing where it does not have that one.
pub(super) fn replaced(request: &WireRequest, own: &str, other: &str) -> Option<WireRequest> {
    let (own64, other64) = (STANDARD.encode(own), STANDARD.encode(other));
    let mut changed: Option<WireRequest> = None;
    for (index, (_, value)) in request.headers.iter().enumerate() {
        let new = replace_whole(value, own, other).or_else(|| replace_whole(value, &own64, &other64));
        if let Some(new) = new {
            changed.get_or_insert_with(|| request.clone()).headers[index].1 = new;
        }
    }
    if let Some((path, query)) = request.target.split_once('?') {
        let new = replace_whole(query, &escape_query(own, false), &escape_query(other, false));
        if let Some(new) = new {
            changed.get_or_insert_with(|| request.clone()).target = format!("{path}?{new}");
        }
    }
    changed
}

/// The text with another in the place of one that stands by itself: as a whole header's value, behind the word of its scheme,
/// as the value of a cookie or of a pair of a query.
fn replace_whole(text: &str, own: &str, other: &str) -> Option<String> {
    let (mut new, mut from) = (String::new(), 0);
    for (at, _) in text.match_indices(own) {
        let is_begun = at == 0 || text[..at].ends_with([' ', '=']);
        let rest = &text[at + own.len()..];
        if is_begun && (rest.is_empty() || rest.starts_with([';', '&'])) {
            new.push_str(&text[from..at]);
            new.push_str(other);
            from = at + own.len();
        }
    }
    if from == 0 {
        return None;
    }
    new.push_str(&text[from..]);
    Some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str, headers: &[(&str, &str)]) -> WireRequest {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        WireRequest { method: "GET".to_owned(), target: target.to_owned(), headers, body: Vec::new() }
    }

    #[test]
    fn a_credential_is_replaced_wherever_schemes_send_it() {
        for (before, after) in [
            ("old1", "n/ew"),
            ("Bearer old1", "Bearer n/ew"),
            ("Basic b2xkMQ==", "Basic bi9ldw=="),
            ("a=1; session=old1; b=old1", "a=1; session=n/ew; b=n/ew"),
        ] {
            let changed = replaced(&request("/a", &[("accept", "*/*"), ("x", before)]), "old1", "n/ew");
            assert_eq!(changed, Some(request("/a", &[("accept", "*/*"), ("x", after)])), "{before}");
        }
        let changed = replaced(&request("/a?key=old1&b=2", &[]), "old1", "n/ew");
        assert_eq!(changed, Some(request("/a?key=n%2Few&b=2", &[])));
    }

    /// A credential that is made wrong stays wrong.
    #[test]
    fn what_is_only_like_a_credential_stays() {
        for value in ["Bearer old12", "Bearer xold1", "Bearer OLD1", "trueline"] {
            assert_eq!(replaced(&request("/old1?a=old1x", &[("x", value)]), "old1", "new1"), None, "{value}");
        }
    }
}
