//! A request as a line for a shell: it gives the same bytes, with secrets from the environment, and with long or
//! binary bodies from a file.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};

use trueline_spec::render::printable_line;

use crate::redact::{BodyPart, Redacted, RedactedBytes, Redactor};
use crate::request::WireRequest;
use crate::target::{NetworkConfig, Target};

/// Bodies beyond it are kept in a file.
const INLINE: usize = 4096;

/// What a line says of a request that is signed on its way.
const UNSIGNED: &str = " # without its signature: sign it as `sign` of the target does";

/// A line for a shell, and the file that it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlLine {
    /// The line.
    pub line: Redacted,
    /// The body's file with its content, where the line reads one.
    pub body: Option<(PathBuf, RedactedBytes)>,
}

/// What a line of a script takes from earlier ones, and what it gives to later ones, by variables of the shell with numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passed {
    /// Parts of the request's path, in their order.
    pub takes: Vec<(Range<usize>, usize)>,
    /// What of the answer is given.
    pub gives: Option<(usize, GivenBy)>,
}

/// Where an answer has what is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenBy {
    /// In its JSON, where a filter of `jq` finds it.
    Body(String),
    /// The last segment of the address in a header.
    Header(String),
}

/// Writes the line. `file` is where the body is kept if it does not fit.
#[must_use]
pub fn curl(target: &Target, request: &WireRequest, redactor: &Redactor, file: &Path) -> CurlLine {
    curl_of_script(target, request, redactor, file, &Passed::default())
}

/// The same, as a line of a script in which the names of things are variables.
#[must_use]
pub fn curl_of_script(
    target: &Target,
    request: &WireRequest,
    redactor: &Redactor,
    file: &Path,
    passed: &Passed,
) -> CurlLine {
    let CurlLine { line, body } = written(target, request, redactor, file, passed);
    let line = match &passed.gives {
        None => line,
        Some((number, given_by)) => {
            let filter = match given_by {
                GivenBy::Body(filter) => Redacted::ours(" | jq --raw-output ").with(&redactor.shell_word(filter)),
                GivenBy::Header(name) => Redacted::ours(" | grep -i ")
                    .with(&redactor.shell_word(&format!("^{name}:")))
                    .with(&Redacted::ours(" | tr -d '\\r' | sed 's#.*/##'")),
            };
            variable("", *number).with(&Redacted::ours("=$(")).with(&line).with(&filter).with(&Redacted::ours(")"))
        }
    };
    // Behind all else, for a comment ends the line.
    let line = if target.signer.is_some() { line.with(&Redacted::ours(UNSIGNED)) } else { line };
    CurlLine { line, body }
}

/// The name of a variable, behind a sign.
fn variable(sign: &'static str, number: usize) -> Redacted {
    Redacted::ours(sign).with(&Redacted::ours("thing_")).with(&Redacted::count(number))
}

/// The words of the address, with variables in its path.
fn address(target: &Target, request: &WireRequest, redactor: &Redactor, passed: &Passed) -> Redacted {
    let (mut whole, mut start) = (Redacted::default(), 0);
    let mut text = target.base_url.clone();
    for (range, number) in &passed.takes {
        let Some(between) = request.target.get(start..range.start) else { continue };
        text.push_str(between);
        let name = variable("\"$", *number).with(&Redacted::ours("\""));
        whole = whole.with(&redactor.shell_word(&text)).with(&name);
        (text, start) = (String::new(), range.end);
    }
    text.push_str(request.target.get(start..).unwrap_or_default());
    if text.is_empty() { whole } else { whole.with(&redactor.shell_word(&text)) }
}

fn written(target: &Target, request: &WireRequest, redactor: &Redactor, file: &Path, passed: &Passed) -> CurlLine {
    // `--globbing` would read brackets and braces of the address; `--path-as-is` keeps dots.
    let mut words = vec![Redacted::ours(match &passed.gives {
        None => "curl --silent --show-error --include --globoff --path-as-is",
        Some((_, GivenBy::Body(_))) => "curl --silent --show-error --globoff --path-as-is",
        Some((_, GivenBy::Header(_))) => {
            "curl --silent --show-error --dump-header - --output /dev/null --globoff --path-as-is"
        }
    })];
    words.extend(network(&target.network.config, redactor));
    words.push(method(&request.method, redactor));
    words.push(address(target, request, redactor, passed));
    for (name, value) in &request.headers {
        words.push(Redacted::ours("--header ").with(&redactor.shell_word(&header(name, value))));
    }
    if !request.headers.iter().any(|(name, _)| name == "content-type") && !request.body.is_empty() {
        words.push(Redacted::ours("--header 'content-type:'"));
    }
    let mut body = None;
    if !request.body.is_empty() {
        match std::str::from_utf8(&request.body) {
            Ok(text) if fits_a_line(text) => {
                words.push(Redacted::ours("--data-binary ").with(&redactor.shell_word(text)));
            }
            _ => {
                let path = redactor.shell_word(&path_of(file));
                let (content, parts) = redactor.body_file(&request.body);
                if parts.is_empty() {
                    words.push(Redacted::ours("--data-binary @").with(&path));
                } else {
                    words.insert(0, piped(&parts, &path));
                    words.push(Redacted::ours("--data-binary @-"));
                }
                body = Some((file.to_owned(), content));
            }
        }
    }
    CurlLine { line: Redacted::joined(words, " "), body }
}

/// How the target is reached. Proxies are read from the environment by `curl` as well.
fn network(config: &NetworkConfig, redactor: &Redactor) -> Vec<Redacted> {
    let files = [
        ("--cacert ", &config.cacert),
        ("--cert ", &config.cert),
        ("--key ", &config.key),
        ("--unix-socket ", &config.unix_socket),
    ];
    let files = files
        .into_iter()
        .filter_map(|(word, path)| Some(Redacted::ours(word).with(&redactor.shell_word(&path_of(path.as_deref()?)))));
    let flags = [
        ("--insecure", config.insecure),
        ("--http2-prior-knowledge", config.http2_prior_knowledge),
        ("--http1.1", config.http1_1),
    ];
    files.chain(flags.into_iter().filter(|(_, is_set)| *is_set).map(|(word, _)| Redacted::ours(word))).collect()
}

/// The word for the method.
fn method(name: &str, redactor: &Redactor) -> Redacted {
    const NAMES: [&str; 9] = [
        "--request GET",
        "--request POST",
        "--request PUT",
        "--request PATCH",
        "--request DELETE",
        "--request OPTIONS",
        "--request TRACE",
        "--request QUERY",
        "--request CONNECT",
    ];
    if name == "HEAD" {
        return Redacted::ours("--head");
    }
    let known = NAMES.into_iter().find(|known| known.strip_prefix("--request ") == Some(name));
    known.map_or_else(|| Redacted::ours("--request ").with(&redactor.shell_word(name)), Redacted::ours)
}

/// A path that no command takes for an option.
fn path_of(file: &Path) -> String {
    let path = file.display().to_string();
    if path.starts_with('-') { format!("./{path}") } else { path }
}

/// Puts a body together: pieces of its file, and between them what the environment has.
fn piped(parts: &[BodyPart], path: &Redacted) -> Redacted {
    let commands = parts.iter().map(|part| match part {
        BodyPart::File(range) => Redacted::ours("tail -c +")
            .with(&Redacted::count(range.start + 1))
            .with(&Redacted::ours(" "))
            .with(path)
            .with(&Redacted::ours(" | head -c "))
            .with(&Redacted::count(range.len())),
        BodyPart::Expression(expression) => Redacted::ours("printf %s \"").with(expression).with(&Redacted::ours("\"")),
    });
    Redacted::ours("{ ").with(&Redacted::joined(commands, "; ")).with(&Redacted::ours("; } |"))
}

/// `curl` sends a header without a value only where a semicolon stands in place of the colon.
fn header(name: &str, value: &str) -> String {
    if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") }
}

/// Whether a text can be pasted: short, in one line, and not read as the name of a file.
fn fits_a_line(text: &str) -> bool {
    text.len() <= INLINE && !text.starts_with('@') && matches!(printable_line(text), Cow::Borrowed(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Secret;
    use crate::target::Network;

    #[test]
    fn secrets_and_long_bodies_stay_out_of_the_line() {
        let redactor = Redactor::new(&[Secret::new("key-of-test".into(), "KEY".into())]);
        let mut request = WireRequest {
            method: "POST".to_owned(),
            target: "/a?b=%5B1%5D".to_owned(),
            headers: vec![("authorization".to_owned(), "Bearer key-of-test".to_owned())],
            body: b"it's".to_vec(),
        };
        let mut target = Target::default().at("http://127.0.0.1:1").expect("an address");
        let line = curl(&target, &request, &redactor, Path::new("body.bin")).line;
        assert_eq!(
            line,
            "curl --silent --show-error --include --globoff --path-as-is --request POST 'http://127.0.0.1:1/a?b=%5B1%5D' \
             --header 'authorization: Bearer '\"$KEY\"'' --header 'content-type:' --data-binary 'it'\\''s'"
        );
        request.body = vec![0; 3];
        let long = curl(&target, &request, &redactor, Path::new("body.bin"));
        assert!(long.line.ends_with("--data-binary @'body.bin'"), "{}", long.line);
        let (path, content) = long.body.expect("it has a file");
        assert_eq!((path, content.as_bytes()), (PathBuf::from("body.bin"), &[0; 3][..]));
        target.network = Network::new(NetworkConfig {
            cacert: Some("ca's.pem".into()),
            cert: Some("c.pem".into()),
            key: Some("-k.pem".into()),
            unix_socket: Some("/run/s".into()),
            insecure: true,
            http2_prior_knowledge: true,
            http1_1: true,
            connect_timeout: None,
        });
        let line = curl(&target, &request, &redactor, Path::new("body.bin")).line;
        let options = "--path-as-is --cacert 'ca'\\''s.pem' --cert 'c.pem' --key './-k.pem' --unix-socket '/run/s' \
                       --insecure --http2-prior-knowledge --http1.1 --request";
        assert!(line.contains(options), "{line}");
    }
}
