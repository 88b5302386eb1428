//! What findings were judged to be, by hand: `xtask/field/NAME/verdicts.toml`. An entry stands for every finding of one cause.

use std::path::Path;
use std::{fs, io};

use regex_lite::Regex;
use serde::Deserialize;

use super::finding::Finding;
use super::outcome::Tool;

/// Whether a finding is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// The server departs from its document, or from HTTP.
    True,
    /// The server is accused of what it does not do, or of what the document does not rule out.
    False,
    /// It is right, and no reader wants to be told.
    Noise,
}

/// A cause, with what tells its findings from others: regular expressions, found anywhere in a text; what is left out
/// matches everything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    tool: Tool,
    check: String,
    #[serde(default)]
    operation: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    answer: String,
    verdict: Verdict,
    reason: String,
    /// Whether it depends on chance or time, so that nobody misses it.
    #[serde(default)]
    sometimes: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    cause: Vec<Entry>,
}

/// A cause that was judged.
#[derive(Debug)]
pub(super) struct Cause {
    tool: Tool,
    patterns: [Regex; 5],
    /// What it is.
    pub verdict: Verdict,
    /// Why, in a line.
    pub reason: String,
    sometimes: bool,
}

/// The causes of a server.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    causes: Vec<Cause>,
}

/// What a run's findings are, held against the verdicts.
#[derive(Debug, Default)]
pub(super) struct Judged<'v, 'f> {
    /// Findings that were judged before, each with the first cause that takes it.
    pub known: Vec<(&'f Finding, &'v Cause)>,
    /// Findings that nobody has judged.
    pub new: Vec<&'f Finding>,
    /// Causes without a finding, that had one when they were judged.
    pub gone: Vec<&'v Cause>,
}

impl Verdicts {
    /// Reads the file of a server; without one nothing was judged.
    ///
    /// # Errors
    /// Where it says what is unknown.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let file = folder.join("verdicts.toml");
        if !file.is_file() {
            return Ok(Self::default());
        }
        let wrong = |error: &dyn std::fmt::Display| io::Error::other(format!("{}: {error}", file.display()));
        let read: File = toml::from_str(&fs::read_to_string(&file)?).map_err(|error| wrong(&error))?;
        let causes = read.cause.into_iter().map(|entry| Cause::new(entry).map_err(|error| wrong(&error)));
        Ok(Self { causes: causes.collect::<io::Result<_>>()? })
    }

    /// Holds findings of a tool against the causes; the first that takes a finding has it.
    pub(super) fn judge<'v, 'f>(&'v self, tool: Tool, findings: &'f [Finding]) -> Judged<'v, 'f> {
        let causes: Vec<&Cause> = self.causes.iter().filter(|cause| cause.tool == tool).collect();
        let mut judged = Judged::default();
        let mut seen = vec![false; causes.len()];
        for finding in findings {
            match causes.iter().position(|cause| cause.takes(finding)) {
                Some(at) => {
                    seen[at] = true;
                    judged.known.push((finding, causes[at]));
                }
                None => judged.new.push(finding),
            }
        }
        let gone = causes.into_iter().zip(seen).filter(|(cause, seen)| !seen && !cause.sometimes);
        judged.gone = gone.map(|(cause, _)| cause).collect();
        judged
    }
}

impl Judged<'_, '_> {
    /// How many findings have a verdict.
    pub(super) fn count(&self, verdict: Verdict) -> usize {
        self.known.iter().filter(|(_, cause)| cause.verdict == verdict).count()
    }

    /// How many causes the findings with a verdict have.
    pub(super) fn causes(&self) -> usize {
        let mut causes: Vec<*const Cause> = self.known.iter().map(|(_, cause)| std::ptr::from_ref(*cause)).collect();
        causes.sort_unstable();
        causes.dedup();
        causes.len()
    }
}

impl Cause {
    fn new(entry: Entry) -> Result<Self, regex_lite::Error> {
        let Entry { tool, check, operation, class, message, answer, verdict, reason, sometimes } = entry;
        let check = Regex::new(&format!("^(?:{check})$"))?;
        let patterns =
            [check, Regex::new(&operation)?, Regex::new(&class)?, Regex::new(&message)?, Regex::new(&answer)?];
        Ok(Self { tool, patterns, verdict, reason, sometimes })
    }

    fn takes(&self, finding: &Finding) -> bool {
        let Finding { check, operation, class, message, answer, .. } = finding;
        self.patterns
            .iter()
            .zip([check, operation, class, message, answer])
            .all(|(pattern, text)| pattern.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(check: &str, operation: &str, message: &str) -> Finding {
        let [check, operation, message] = [check, operation, message].map(ToOwned::to_owned);
        Finding { check, operation, message, ..Finding::default() }
    }

    #[test]
    fn findings_are_known_new_or_gone_by_their_cause() {
        let text = r#"
            [[cause]]
            check = "undeclared-status"
            message = "^status 4"
            verdict = "noise"
            reason = "frameworks answer so"

            [[cause]]
            check = "allow"
            verdict = "true"
            reason = "the other methods are left out"

            [[cause]]
            check = "server-error"
            verdict = "true"
            reason = "the database is locked"
            sometimes = true

            [[cause]]
            tool = "schemathesis"
            check = "ST205"
            verdict = "true"
            reason = "as `allow`"
        "#;
        let read: File = toml::from_str(text).expect("it is read");
        let causes = read.cause.into_iter().map(|entry| Cause::new(entry).expect("patterns")).collect();
        let verdicts = Verdicts { causes };
        let findings = [
            finding("undeclared-status", "a", "status 404 is not declared"),
            finding("undeclared-status", "b", "status 404 is not declared"),
            finding("undeclared-status", "a", "status 500 is not declared"),
            finding("undeclared-status-more", "a", "status 404 is not declared"),
        ];
        let judged = verdicts.judge(Tool::Trueline, &findings);
        assert_eq!((judged.count(Verdict::Noise), judged.causes(), judged.new.len()), (2, 1, 2));
        let gone: Vec<&str> = judged.gone.iter().map(|cause| cause.reason.as_str()).collect();
        assert_eq!(gone, ["the other methods are left out"]);
        assert_eq!(verdicts.judge(Tool::Schemathesis, &[]).gone.len(), 1);
    }
}
