//! How long an answer asks to wait.

use std::time::{Duration, SystemTime};

use super::Received;

/// What `Retry-After` says (RFC 9110 section 10.2.3): seconds, or a date, which is read by the clock that wrote the
/// answer's `Date` where it has one. A date that has passed asks for nothing.
pub(super) fn retry_after(received: &Received, now: SystemTime) -> Option<Duration> {
    let text = received.header("retry-after")?.trim();
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        // A number beyond 64 bits is longer than anybody waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let end = httpdate::parse_http_date(text).ok()?;
    let written = received.header("date").and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    Some(end.duration_since(written.unwrap_or(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        // 1994-11-06 08:49:37, the example of RFC 9110 section 5.6.7, in its three forms.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let asked = |lines: &[(&str, &str)]| {
            let headers = lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            retry_after(&Received { status: 429, headers, body: Bytes::new() }, now)
        };
        let seconds = |number| Some(Duration::from_secs(number));
        for (text, expected) in [
            ("0", seconds(0)),
            ("120", seconds(120)),
            (" 7 ", seconds(7)),
            ("99999999999999999999999", seconds(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", seconds(10)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", seconds(10)),
            ("Sun Nov  6 08:49:47 1994", seconds(10)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", seconds(0)),
            ("", None),
            ("-1", None),
            ("+5", None),
            ("1.5", None),
            ("soon", None),
            ("1994-11-06T08:49:47Z", None),
        ] {
            assert_eq!(asked(&[("retry-after", text)]), expected, "{text}");
        }
        let slow = ("date", "Sun, 06 Nov 1994 08:49:17 GMT");
        assert_eq!(
            asked(&[slow, ("retry-after", "Sun, 06 Nov 1994 08:49:20 GMT")]),
            seconds(3),
            "by the target's clock"
        );
        assert_eq!(asked(&[slow]), None);
    }
}
