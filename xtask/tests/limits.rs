//! LIMITS.md names every limit with its place; a name that is not there is a page that is no longer true.

use std::fs;
use std::path::Path;

/// The texts between backticks, in order.
fn quoted(row: &str) -> Vec<&str> {
    row.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_constant_is_where_the_page_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let page = fs::read_to_string(root.join("LIMITS.md")).expect("the page");
    let mut checked = 0;
    for row in page.lines().filter(|row| row.starts_with("| ") && row.contains("` in `")) {
        let last = row.trim_end_matches(['|', ' ']).rsplit("| ").next().expect("a column");
        let mut names: Vec<&str> = Vec::new();
        for text in quoted(last) {
            if Path::new(text).extension().is_none_or(|ending| ending != "rs") {
                names.push(text);
                continue;
            }
            let source = fs::read_to_string(root.join(text)).unwrap_or_else(|error| panic!("{text}: {error}"));
            for name in names.drain(..) {
                assert!(source.contains(&format!("{name}: ")), "`{name}` is not in {text}");
                checked += 1;
            }
        }
        assert!(names.is_empty(), "no file is named behind {names:?}");
    }
    assert!(checked > 50, "only {checked} constants were found on the page");
}
