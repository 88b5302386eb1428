//! The run-time part, as it is copied into each client: what the client does not use is left out.
//!
//! What belongs together has a name. Files belong to it as a whole, and lines between `// part: NAME` and `// end of part`.

use std::collections::BTreeSet;

/// The name of what belongs together, its files, and what the client's own code says where it needs it.
type Part = (&'static str, &'static [&'static str], &'static [&'static str]);

/// What not every client needs.
const PARTS: [Part; 8] = [
    ("client_credentials", &["client_credentials.rs"], &["ClientCredentials"]),
    ("headers", &["header.rs"], &["declared_header"]),
    ("multipart", &["multipart.rs"], &["::multipart(", "part_header"]),
    ("pages", &["link.rs", "page.rs"], &["support::Paging", "&PAGING"]),
    ("places", &["places.rs"], &["support::places"]),
    (
        "streams",
        &["event.rs", "frame.rs", "values.rs"],
        &["events(", "events::<", ".values(", ".values::<", "support::Events", "support::Values"],
    ),
    ("tokens", &["token.rs"], &["TokenProvider"]),
    ("wide", &[], &["support::Wide"]),
];

/// The file of integers beyond 64 bits, and what takes its place where there are none.
const WIDE: (&str, &str) = ("wide.rs", include_str!("../../support/no_wide.rs"));

/// The files that a client of these sources needs below `src/support/`, with their lines.
#[must_use]
pub(crate) fn files<'a>(client: impl Iterator<Item = &'a str>) -> Vec<(&'static str, Vec<&'static str>)> {
    let sources: Vec<&str> = client.collect();
    let is_said = |said: &&str| sources.iter().any(|text| text.contains(*said));
    let (needed, spared): (Vec<&Part>, Vec<&Part>) = PARTS.iter().partition(|(_, _, said)| said.iter().any(&is_said));
    let needed: BTreeSet<&str> = needed.into_iter().map(|(name, ..)| *name).collect();
    let spared: BTreeSet<&str> = spared.into_iter().flat_map(|(_, files, _)| files.iter().copied()).collect();
    let lines = |name: &str, text: &'static str| {
        let is_narrow = name == WIDE.0 && !needed.contains("wide");
        with_parts(if is_narrow { WIDE.1 } else { text }, &needed)
    };
    let kept = FILES.iter().filter(|(name, _)| !spared.contains(name));
    kept.map(|(name, text)| (*name, lines(name, text))).collect()
}

/// The lines of a text with the parts that are needed, and without the marks of any.
fn with_parts(text: &'static str, needed: &BTreeSet<&str>) -> Vec<&'static str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut is_wanted = true;
    for line in text.lines() {
        let mark = line.trim_start().strip_prefix("// ").unwrap_or_default();
        if mark == "end of part" {
            is_wanted = true;
        } else if let Some(name) = mark.strip_prefix("part: ") {
            is_wanted = needed.contains(name);
        } else if is_wanted && !(line.is_empty() && kept.last().is_some_and(|last| last.is_empty())) {
            kept.push(line);
        }
    }
    kept
}

/// Every file below `src/support/`, with its text.
const FILES: &[(&str, &str)] = &[
    ("address.rs", include_str!("../../support/address.rs")),
    ("base64.rs", include_str!("../../support/base64.rs")),
    ("blocking.rs", include_str!("../../support/blocking.rs")),
    ("body.rs", include_str!("../../support/body.rs")),
    ("call.rs", include_str!("../../support/call.rs")),
    ("client_credentials.rs", include_str!("../../support/client_credentials.rs")),
    ("config.rs", include_str!("../../support/config.rs")),
    ("constraint.rs", include_str!("../../support/constraint.rs")),
    ("core.rs", include_str!("../../support/core.rs")),
    ("decimal.rs", include_str!("../../support/decimal.rs")),
    ("error.rs", include_str!("../../support/error.rs")),
    ("event.rs", include_str!("../../support/event.rs")),
    ("exchange.rs", include_str!("../../support/exchange.rs")),
    ("frame.rs", include_str!("../../support/frame.rs")),
    ("header.rs", include_str!("../../support/header.rs")),
    ("hook.rs", include_str!("../../support/hook.rs")),
    ("link.rs", include_str!("../../support/link.rs")),
    ("middleware.rs", include_str!("../../support/middleware.rs")),
    ("missing.rs", include_str!("../../support/missing.rs")),
    ("mod.rs", include_str!("../../support/mod.rs")),
    ("model.rs", include_str!("../../support/model.rs")),
    ("multipart.rs", include_str!("../../support/multipart.rs")),
    ("null.rs", include_str!("../../support/null.rs")),
    ("operation.rs", include_str!("../../support/operation.rs")),
    ("page.rs", include_str!("../../support/page.rs")),
    ("parameter.rs", include_str!("../../support/parameter.rs")),
    ("pattern.rs", include_str!("../../support/pattern.rs")),
    ("places.rs", include_str!("../../support/places.rs")),
    ("raw.rs", include_str!("../../support/raw.rs")),
    ("record.rs", include_str!("../../support/record.rs")),
    ("redact.rs", include_str!("../../support/redact.rs")),
    ("request.rs", include_str!("../../support/request.rs")),
    ("requirement.rs", include_str!("../../support/requirement.rs")),
    ("response.rs", include_str!("../../support/response.rs")),
    ("retry.rs", include_str!("../../support/retry.rs")),
    ("rule.rs", include_str!("../../support/rule.rs")),
    ("secret.rs", include_str!("../../support/secret.rs")),
    ("sending.rs", include_str!("../../support/sending.rs")),
    ("sent.rs", include_str!("../../support/sent.rs")),
    ("server.rs", include_str!("../../support/server.rs")),
    ("service.rs", include_str!("../../support/service.rs")),
    ("settings.rs", include_str!("../../support/settings.rs")),
    ("stream.rs", include_str!("../../support/stream.rs")),
    ("time.rs", include_str!("../../support/time.rs")),
    ("token.rs", include_str!("../../support/token.rs")),
    ("trace.rs", include_str!("../../support/trace.rs")),
    ("transport_error.rs", include_str!("../../support/transport_error.rs")),
    ("upload.rs", include_str!("../../support/upload.rs")),
    ("values.rs", include_str!("../../support/values.rs")),
    ("wide.rs", include_str!("../../support/wide.rs")),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FILES, PARTS, with_parts};

    #[test]
    fn parts_that_are_not_needed_are_left_out() {
        let text = "a\n\n// part: wide\nb\n// end of part\n\n    // part: pages\n    c\n    // end of part\nd\n";
        assert_eq!(with_parts(text, &BTreeSet::from(["pages"])), ["a", "", "    c", "d"]);
        assert_eq!(with_parts(text, &BTreeSet::from(["wide", "pages"])), ["a", "", "b", "", "    c", "d"]);
    }

    #[test]
    fn every_mark_is_of_a_part_and_ends() {
        for (file, text) in FILES {
            let marks = || text.lines().map(str::trim_start).filter_map(|line| line.strip_prefix("// "));
            let begun: Vec<&str> = marks().filter_map(|mark| mark.strip_prefix("part: ")).collect();
            assert!(begun.iter().all(|name| PARTS.iter().any(|(part, ..)| part == name)), "{file}: {begun:?}");
            assert_eq!(begun.len(), marks().filter(|mark| *mark == "end of part").count(), "{file}");
        }
    }
}
