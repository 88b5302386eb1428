//! Numbers of rules are compared without loss in the clients that check them.

#[path = "../src/support/decimal.rs"]
mod decimal;

use std::cmp::Ordering::{Equal, Greater, Less};

use decimal::{compare, is_multiple};

#[test]
fn numbers_are_compared_without_loss() {
    for (one, other, order) in [
        ("9007199254740993", "9007199254740992", Greater),
        ("-9007199254740993", "-9007199254740992", Less),
        ("18446744073709551615", "1.8446744073709551615e19", Equal),
        ("0.30000000000000004", "0.3", Greater),
        ("-0.0", "0", Equal),
        ("10", "9", Greater),
        ("1e400", "1e399", Greater),
        ("0.001", "0.01", Less),
        ("-5", "3", Less),
    ] {
        assert_eq!(compare(one, other), Some(order), "{one} and {other}");
        assert_eq!(compare(other, one), Some(order.reverse()), "{other} and {one}");
    }
    assert_eq!(compare("NaN", "1"), None);
}

#[test]
fn multiples_are_found_whatever_their_size() {
    for (number, divisor, is) in [
        ("9007199254740993", "2", false),
        ("18446744073709551615", "5", true),
        ("1000000000.01", "0.01", true),
        ("1000000000000.015", "0.01", false),
        ("7e30", "7", true),
        ("1e30", "7", false),
        ("0", "3", true),
        ("-9", "3", true),
        ("0.3", "0.1", true),
    ] {
        assert_eq!(is_multiple(number, divisor), Some(is), "{number} of {divisor}");
    }
    assert_eq!(is_multiple("1", "0"), None);
}
