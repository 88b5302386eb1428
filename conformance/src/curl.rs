//! A request as a line for a shell: it gives the same bytes, with secrets from the environment, and with long or
//! binary bodies from a file.

use std::path::{Path, PathBuf};

use crate::request::WireRequest;
use crate::secret::Redactor;

/// Bodies beyond it are kept in a file.
const INLINE: usize = 4096;

/// A line for a shell, and the file that it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlLine {
    /// The line.
    pub line: String,
    /// The body's file with its content, where the line reads one.
    pub body: Option<(PathBuf, Vec<u8>)>,
}

/// Writes the line. `file` is where the body is kept if it does not fit.
#[must_use]
pub fn curl(base_url: &str, request: &WireRequest, redactor: &Redactor, file: &Path) -> CurlLine {
    // `--globbing` would read brackets and braces of the address; `--path-as-is` keeps dots.
    let mut words = vec!["curl --silent --show-error --include --globoff --path-as-is".to_owned()];
    if request.method == "HEAD" {
        words.push("--head".to_owned());
    } else {
        words.push(format!("--request {}", request.method));
    }
    words.push(redactor.shell_word(&format!("{base_url}{}", request.target)));
    for (name, value) in &request.headers {
        words.push(format!("--header {}", redactor.shell_word(&header(name, value))));
    }
    if !request.headers.iter().any(|(name, _)| name == "content-type") && !request.body.is_empty() {
        words.push("--header 'content-type:'".to_owned());
    }
    let mut body = None;
    if !request.body.is_empty() {
        match std::str::from_utf8(&request.body) {
            Ok(text) if fits_a_line(text) => words.push(format!("--data-binary {}", redactor.shell_word(text))),
            _ => {
                let path = redactor.shell_word(&file.display().to_string());
                match redactor.template(&request.body) {
                    None => {
                        words.push(format!("--data-binary @{path}"));
                        body = Some((file.to_owned(), request.body.clone()));
                    }
                    // The file has the names of the variables, which the shell fills in.
                    Some((template, variables)) => {
                        words.insert(0, format!("envsubst '{variables}' < {path} |"));
                        words.push("--data-binary @-".to_owned());
                        body = Some((file.to_owned(), template));
                    }
                }
            }
        }
    }
    CurlLine { line: words.join(" "), body }
}

/// `curl` sends a header without a value only where a semicolon stands in place of the colon.
fn header(name: &str, value: &str) -> String {
    if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") }
}

/// Whether a text can be pasted: short, without control characters, and not read as the name of a file.
fn fits_a_line(text: &str) -> bool {
    text.len() <= INLINE
        && !text.starts_with('@')
        && !text.chars().any(|character| character.is_control() || is_invisible(character))
}

/// Characters that terminals and editors change or hide.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn secrets_and_long_bodies_stay_out_of_the_line() {
        let redactor = Redactor::new(&[Secret::new("key-of-test".into(), "KEY".into())]);
        let mut request = WireRequest {
            method: "POST".to_owned(),
            target: "/a?b=%5B1%5D".to_owned(),
            headers: vec![("authorization".to_owned(), "Bearer key-of-test".to_owned())],
            body: b"it's".to_vec(),
        };
        let line = curl("http://127.0.0.1:1", &request, &redactor, Path::new("body.bin")).line;
        assert_eq!(
            line,
            "curl --silent --show-error --include --globoff --path-as-is --request POST 'http://127.0.0.1:1/a?b=%5B1%5D' \
             --header 'authorization: Bearer '\"$KEY\"'' --header 'content-type:' --data-binary 'it'\\''s'"
        );
        request.body = vec![0; 3];
        let curl = curl("http://127.0.0.1:1", &request, &redactor, Path::new("body.bin"));
        assert!(curl.line.ends_with("--data-binary @'body.bin'"), "{}", curl.line);
        assert_eq!(curl.body, Some((PathBuf::from("body.bin"), vec![0; 3])));
    }
}
