//! `multipart/form-data` (RFC 7578), enough to send and to read what forms describe.

use memchr::memmem::Finder;

use super::DecodeError;

/// The boundary of what is sent; always the same, so that the same request has the same bytes.
pub const BOUNDARY: &str = "trueline-6f1c2b7e9a";

/// The longest boundary (RFC 2046 section 5.1.1).
pub(super) const LONGEST_BOUNDARY: usize = 70;

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub content: Vec<u8>,
}

pub(super) fn write(parts: &[Part]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        let name = part.name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        bytes.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"").bytes());
        if let Some(file) = &part.file_name {
            bytes.extend(format!("; filename=\"{file}\"").bytes());
        }
        bytes.extend(b"\r\n");
        if let Some(content_type) = &part.content_type {
            bytes.extend(format!("Content-Type: {content_type}\r\n").bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&part.content);
        bytes.extend(b"\r\n");
    }
    bytes.extend(format!("--{BOUNDARY}--\r\n").bytes());
    bytes
}

/// The parts of a body.
///
/// # Errors
///
/// It is malformed, or has more parts than `most`.
pub(super) fn read(content_type: &str, body: &[u8], most: usize) -> Result<Vec<Part>, DecodeError> {
    let boundary = content_type
        .split(';')
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|boundary| !boundary.is_empty() && boundary.len() <= LONGEST_BOUNDARY);
    let boundary = boundary.ok_or(DecodeError::NoBoundary)?;
    let (first, next) = (format!("--{boundary}"), format!("\r\n--{boundary}"));
    let (first, next) = (Finder::new(&first), Finder::new(&next));
    let mut rest = &body[first.find(body).ok_or(DecodeError::NotMultipart)? + first.needle().len()..];
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        if parts.len() == most {
            return Err(DecodeError::TooManyParts { most });
        }
        rest = rest.strip_prefix(b"\r\n").ok_or(DecodeError::NotMultipart)?;
        let end = next.find(rest).ok_or(DecodeError::NotMultipart)?;
        parts.push(part(&rest[..end]).ok_or(DecodeError::NotMultipart)?);
        rest = &rest[end + next.needle().len()..];
    }
    Ok(parts)
}

fn part(bytes: &[u8]) -> Option<Part> {
    let (head, content) = if let Some(content) = bytes.strip_prefix(b"\r\n") {
        (&bytes[..0], content)
    } else {
        let end = memchr::memmem::find(bytes, b"\r\n\r\n")?;
        (&bytes[..end], &bytes[end + 4..])
    };
    let head = String::from_utf8_lossy(head);
    let header = |wanted: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition")?;
    let attribute = |wanted: &str| {
        let mut attributes = attributes(&disposition).into_iter();
        attributes.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    Some(Part {
        name: attribute("name")?,
        file_name: attribute("filename"),
        content_type: header("content-type"),
        content: content.to_vec(),
    })
}

/// The parameters of `Content-Disposition`: a token, or a text within quotes (RFC 2183 section 2), in which browsers write quotes
/// and line breaks with percent signs (WHATWG HTML section 4.10.21.8), others with backslashes.
fn attributes(disposition: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = disposition;
    while let Some((_, after)) = rest.split_once(';') {
        let Some((name, value)) = after.split_once('=') else { break };
        if let Some((_, next)) = name.rsplit_once(';') {
            // A word without a value.
            rest = &after[name.len() - next.len() - 1..];
            continue;
        }
        let value = value.trim_start();
        let text = if let Some(quoted) = value.strip_prefix('"') {
            let (text, after) = unquoted(quoted);
            rest = after;
            text
        } else {
            let end = value.find(';').unwrap_or(value.len());
            rest = &value[end..];
            value[..end].trim_end().to_owned()
        };
        found.push((name.trim(), text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")));
    }
    found
}

/// The text up to the closing quote, and what is behind it.
fn unquoted(text: &str) -> (String, &str) {
    let (mut found, mut is_escaped) = (String::new(), false);
    for (at, one) in text.char_indices() {
        match one {
            '"' if !is_escaped => return (found, &text[at + 1..]),
            '\\' if !is_escaped => is_escaped = true,
            // A backslash before anything else but a quote is of a path of Windows.
            other => {
                if is_escaped && !matches!(other, '"' | '\\') {
                    found.push('\\');
                }
                found.push(other);
                is_escaped = false;
            }
        }
    }
    (found, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let parts = vec![
            Part { name: "a \"b\"".into(), file_name: None, content_type: None, content: b"1\r\n--x".to_vec() },
            Part {
                name: "file".into(),
                file_name: Some("f.bin".into()),
                content_type: Some("image/png".into()),
                content: vec![0, 255, 13, 10],
            },
        ];
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        assert_eq!(read(&content_type, &write(&parts), 2).expect("it is read"), parts);
        let error = read(&content_type, &write(&parts), 1).expect_err("there are two");
        assert_eq!(error.to_string(), "more than 1 parts");
        assert!(read(&content_type, b"nonsense", 2).is_err());
    }

    #[test]
    fn parameters_of_a_part_are_read_however_they_are_written() {
        for (disposition, expected) in [
            ("form-data; name=\"a\"", vec![("name", "a")]),
            ("form-data;name=a ; filename = b.txt", vec![("name", "a"), ("filename", "b.txt")]),
            (
                r#"form-data; filename="a;b=\"c\"\d"; NAME="x%22y""#,
                vec![("filename", r#"a;b="c"\d"#), ("NAME", "x\"y")],
            ),
            ("form-data; odd; name=\"a", vec![("name", "a")]),
            ("form-data", vec![]),
            ("form-data;", vec![]),
        ] {
            let found = attributes(disposition);
            let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(found, expected, "{disposition}");
        }
    }

    #[test]
    fn boundaries_are_as_long_as_the_rfc_allows() {
        let of = |length: usize| {
            let boundary = "-".repeat(length);
            let body = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--{boundary}--");
            read(&format!("multipart/form-data; boundary={boundary}"), body.as_bytes(), 9).map(|parts| parts.len())
        };
        assert_eq!((of(70).ok(), of(71).is_err(), of(0).is_err()), (Some(1), true, true));
    }
}
