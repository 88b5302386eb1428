//! Patterns of a document take bounded time in the clients that check them, however they are made.

#[path = "../src/support/pattern.rs"]
mod pattern;

use std::time::Duration;

use cpu_time::ThreadTime;
use pattern::is_missed;

#[test]
fn texts_that_do_not_match_are_found() {
    assert!(is_missed("^[a-z]+$", "abc1"));
    assert!(!is_missed("^[a-z]+$", "abc"));
    assert!(is_missed("^.{0,255}$", &"é".repeat(256)));
    assert!(is_missed("^[A-Za-z0-9_-]{1,64}$", &"a".repeat(65)));
}

#[test]
fn no_pattern_takes_long() {
    let long = "a".repeat(1_000_000);
    for pattern in [
        "(a+)+$",
        "^(a|a)*b$",
        "(a*)*b",
        "^(?:a?){500}a{500}b$",
        "((a{100}){100}){100}b",
        "^((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}b$",
        "a{1000}b",
        "(?:[a-z]{1,9}){1,99}-b",
        "(?i)(?:äöüß|[à-ÿ]){1,200}b",
    ] {
        let began = ThreadTime::now();
        for length in [1_000, 4_096, 65_536, 1_000_000] {
            is_missed(pattern, &long[..length]);
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{pattern}: {:?}", began.elapsed());
    }
}

#[test]
fn what_is_beyond_the_bounds_is_left_to_the_server() {
    assert!(!is_missed("((a{100}){100}){100}b", "no"), "too large compiled");
    assert!(is_missed("b$", &"a".repeat(65_536)));
    assert!(!is_missed("b$", &"a".repeat(65_537)), "too long");
    assert!(!is_missed("(?=a)", "b"), "not understood");
}
