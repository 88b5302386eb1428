//! Globs: paths with wildcards. The braces of a template stand for themselves, as they do in no crate of globs.

/// Whether a path matches: `*` stands for anything within a segment, `**` for any number of segments.
#[must_use]
pub fn matches(glob: &str, path: &str) -> bool {
    let glob: Vec<&str> = glob.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    wild(
        &glob,
        &path,
        |one| *one == "**",
        |pattern, segment| {
            let (pattern, segment): (Vec<char>, Vec<char>) = (pattern.chars().collect(), segment.chars().collect());
            wild(&pattern, &segment, |one| *one == '*', |a, b| a == b)
        },
    )
}

/// Whether a text matches a pattern some of whose parts stand for any number of the text's; linear but for going back to
/// the last of these.
fn wild<T>(pattern: &[T], text: &[T], is_any: fn(&T) -> bool, same: fn(&T, &T) -> bool) -> bool {
    let (mut at, mut read, mut last) = (0, 0, None);
    while read < text.len() {
        if pattern.get(at).is_some_and(is_any) {
            last = Some((at, read));
            at += 1;
        } else if pattern.get(at).is_some_and(|part| same(part, &text[read])) {
            at += 1;
            read += 1;
        } else if let Some((any, from)) = last {
            last = Some((any, from + 1));
            at = any + 1;
            read = from + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(is_any)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_stand_for_parts_of_segments_and_for_segments() {
        for (glob, path) in [
            ("/pets", "/pets"),
            ("/pets/{id}", "/pets/{id}"),
            ("/pets/*", "/pets/{id}"),
            ("/p*s", "/pets"),
            ("/v1/**", "/v1/pets/{id}"),
            ("/v1/**", "/v1"),
            ("/**/toys", "/pets/{id}/toys"),
            ("/**/a/**/b", "/x/a/y/a/z/b"),
            ("/**", "/"),
        ] {
            assert!(matches(glob, path), "{glob} {path}");
        }
        for (glob, path) in [("/pets", "/pets/{id}"), ("/*", "/a/b"), ("/v1/**", "/v10"), ("/p*x", "/pets"), ("", "/a")]
        {
            assert!(!matches(glob, path), "{glob} {path}");
        }
    }
}
