//! The text of `CHANGELOG.md`: lines are added to it, and none that a user wrote is changed.

use semver::Version;

use super::changes::{Change, Effect};

/// Lines that a run adds of each kind, at most.
const LISTED: usize = 500;

/// What a package's changelog becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changelog {
    /// Its text.
    pub text: String,
    /// How many changes are incompatible.
    pub incompatible: usize,
    /// How many are not.
    pub compatible: usize,
    /// The version that the changes ask for, where the package's is below it.
    pub wanted_version: Option<String>,
}

/// The changelog of a package that was not there before.
#[must_use]
pub fn first_version(existing: Option<&str>, version: &str) -> String {
    inserted(existing, version, &[("", vec!["- The first version.".to_owned()])])
}

/// The changelog with what changed since the version that was there; none where nothing did.
#[must_use]
pub fn updated(existing: Option<&str>, versions: [&str; 2], changes: &[Change]) -> Option<Changelog> {
    let of = |effect: Effect| changes.iter().filter(move |change| change.effect == effect);
    let [incompatible, compatible] = [Effect::Incompatible, Effect::Compatible].map(|effect| of(effect).count());
    if changes.is_empty() {
        return None;
    }
    let lines = |effect: Effect| {
        let mut lines: Vec<String> = of(effect).take(LISTED).map(|change| format!("- {}", change.text)).collect();
        let left = of(effect).count() - lines.len();
        if left > 0 {
            lines.push(format!("- and {left} more"));
        }
        lines
    };
    let sections = [("### Incompatible", lines(Effect::Incompatible)), ("### Compatible", lines(Effect::Compatible))];
    let [before, now] = versions;
    Some(Changelog {
        text: inserted(existing, now, &sections),
        incompatible,
        compatible,
        wanted_version: wanted(before, now, incompatible > 0),
    })
}

/// The least version that says what changed (Semantic Versioning 2.0.0, and Cargo's reading of versions below 1.0.0), where
/// the new one is below it.
fn wanted(before: &str, now: &str, is_incompatible: bool) -> Option<String> {
    let (before, now) = (Version::parse(before).ok()?, Version::parse(now).ok()?);
    let wanted = match (before.major, before.minor, is_incompatible) {
        (0, 0, _) => Version::new(0, 0, before.patch + 1),
        (0, minor, true) => Version::new(0, minor + 1, 0),
        (0, minor, false) => Version::new(0, minor, before.patch + 1),
        (major, _, true) => Version::new(major + 1, 0, 0),
        (major, minor, false) => Version::new(major, minor + 1, 0),
    };
    (now < wanted).then(|| wanted.to_string())
}

/// With lines below the headings of a version: where the newest section is that version's, in it.
fn inserted(existing: Option<&str>, version: &str, sections: &[(&str, Vec<String>)]) -> String {
    let existing = existing.filter(|text| !text.trim().is_empty()).unwrap_or("# Changelog\n");
    let mut lines: Vec<&str> = existing.lines().collect();
    let heading = format!("## {version}");
    let newest = lines.iter().position(|line| line.starts_with("## ")).unwrap_or(lines.len());
    let is_this =
        |line: &str| line.trim_start_matches("## ").trim_start_matches('[').split([' ', ']']).next() == Some(version);
    if !lines.get(newest).is_some_and(|line| is_this(line)) {
        let mut head = vec![heading.as_str(), ""];
        if newest == lines.len() && lines.last().is_some_and(|line| !line.is_empty()) {
            head.insert(0, "");
        }
        let at = newest + usize::from(head[0].is_empty());
        lines.splice(newest..newest, head);
        return with_sections(lines, at, sections);
    }
    with_sections(lines, newest, sections)
}

/// With lines below headings in the section that begins at a line.
fn with_sections(lines: Vec<&str>, start: usize, sections: &[(&str, Vec<String>)]) -> String {
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    for (heading, new) in sections {
        let end = lines
            .iter()
            .skip(start + 1)
            .position(|line| line.starts_with("## "))
            .map_or(lines.len(), |at| start + 1 + at);
        let new: Vec<String> = new.iter().filter(|line| !lines[start..end].contains(line)).cloned().collect();
        if new.is_empty() {
            continue;
        }
        let known = lines[start..end].iter().position(|line| !heading.is_empty() && line == heading);
        let from = known.map_or(start, |at| start + at + 1);
        let limit = match known {
            Some(_) => lines[from..end].iter().position(|line| line.starts_with("### ")).map_or(end, |at| from + at),
            None => end,
        };
        // Behind what is there.
        let at = (from..limit).rev().find(|at| !lines[*at].trim().is_empty()).map_or(from, |at| at + 1);
        let mut put: Vec<String> = Vec::new();
        if known.is_none() {
            put.push(String::new());
            if !heading.is_empty() {
                put.extend([(*heading).to_owned(), String::new()]);
            }
        } else if at == from {
            put.push(String::new());
        }
        put.extend(new);
        if lines.get(at).is_some_and(|line| !line.trim().is_empty()) {
            put.push(String::new());
        }
        lines.splice(at..at, put);
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{first_version, updated, wanted};
    use crate::surface::{Change, Effect};

    fn change(effect: Effect, text: &str) -> Change {
        Change { effect, text: text.to_owned() }
    }

    fn text(existing: Option<&str>, now: &str, changes: &[Change]) -> String {
        updated(existing, ["1.0.0", now], changes).expect("something changed").text
    }

    #[test]
    fn versions_are_put_before_older_ones() {
        let first = first_version(None, "1.0.0");
        assert_eq!(first, "# Changelog\n\n## 1.0.0\n\n- The first version.\n");
        let changes = [change(Effect::Incompatible, "`a` was removed"), change(Effect::Compatible, "new: `b`")];
        let second = text(Some(&first), "2.0.0", &changes);
        let expected = "# Changelog\n\n## 2.0.0\n\n### Incompatible\n\n- `a` was removed\n\n### Compatible\n\n- new: `b`\n\n\
                        ## 1.0.0\n\n- The first version.\n";
        assert_eq!(second, expected);
    }

    #[test]
    fn a_version_that_is_there_gets_more_lines_and_what_people_wrote_stays() {
        let own = "# Changes\n\nWords.\n\n## [2.0.0] - soon\n\nOur words.\n\n### Compatible\n\n- new: `b`\n\n### Ours\n\n- x\n\n## 1.0.0\n\n- y\n";
        let changes = [
            change(Effect::Incompatible, "`a` was removed"),
            change(Effect::Compatible, "new: `b`"),
            change(Effect::Compatible, "new: `c`"),
        ];
        let after = text(Some(own), "2.0.0", &changes);
        let expected = "# Changes\n\nWords.\n\n## [2.0.0] - soon\n\nOur words.\n\n### Compatible\n\n- new: `b`\n- new: `c`\n\n\
                        ### Ours\n\n- x\n\n### Incompatible\n\n- `a` was removed\n\n## 1.0.0\n\n- y\n";
        assert_eq!(after, expected);
        assert_eq!(text(Some(&after), "2.0.0", &changes), after, "the same again adds nothing");
        for line in own.lines() {
            assert!(after.lines().any(|kept| kept == line), "{line}");
        }
    }

    #[test]
    fn a_version_that_says_less_than_what_changed_is_told() {
        for (before, now, is_incompatible, expected) in [
            ("1.2.3", "1.2.3", true, Some("2.0.0")),
            ("1.2.3", "1.2.3", false, Some("1.3.0")),
            ("1.2.3", "2.0.0", true, None),
            ("0.3.1", "0.3.1", true, Some("0.4.0")),
            ("0.3.1", "0.3.2", false, None),
            ("0.0.1", "0.0.1", false, Some("0.0.2")),
            ("x", "1.0.0", true, None),
        ] {
            assert_eq!(wanted(before, now, is_incompatible).as_deref(), expected, "{before} {now}");
        }
        assert_eq!(updated(None, ["1.0.0", "1.0.0"], &[]), None);
    }
}
