//! What is redacted: every spelling of a secret, and every part of one that is long enough to be one.
#![allow(clippy::format_collect, reason = "encoders are plainer so, and their texts are short")]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use trueline_conformance::redact::Redactor;
use trueline_conformance::redact::Secret;

fn redactor(text: &str) -> Redactor {
    Redactor::new(&[Secret::new(text.into(), "KEY".to_owned())])
}

#[test]
fn a_secret_is_replaced_by_the_name_of_its_variable() {
    let redactor = redactor("sk_test_1");
    assert_eq!(redactor.redact("Bearer sk_test_1!"), "Bearer [KEY]!");
    assert_eq!(redactor.redact("sk_test_1sk_test_1"), "[KEY][KEY]");
    assert_eq!(redactor.redact("Bearer SK_TEST_1"), "Bearer [KEY]");
    assert_eq!(redactor.redact("a key of sk_test_2"), "a key of sk_test_2");
    assert!(!format!("{redactor:?}").contains("sk_test"));
}

#[test]
fn of_two_secrets_of_which_one_holds_the_other_nothing_is_left() {
    let secret = |text: &str, name: &str| Secret::new(text.into(), name.to_owned());
    let redactor =
        Redactor::new(&[secret("abcd1234", "SHORT"), secret("1234efgh", "OTHER"), secret("abcd1234-x", "LONG")]);
    assert_eq!(redactor.redact("<abcd1234-x> <abcd1234>"), "<[LONG]> <[SHORT]>");
    assert_eq!(redactor.redact("<abcd1234efgh>"), "<[SHORT]>");
}

#[test]
fn a_part_of_a_secret_is_hidden_anywhere_from_12_characters_and_at_a_cut_from_8() {
    let redactor = redactor("tybrite_sk_live_0123456789");
    for (text, wanted) in [
        ("in the midst tybrite_sk_l of it", "in the midst [KEY] of it"),
        ("in the midst sk_live_0123 of it", "in the midst [KEY] of it"),
        ("keys begin with tybrite_sk_ or", "keys begin with tybrite_sk_ or"),
        ("the key tybrite_", "the key [KEY]"),
        ("the key tybrite_sk...", "the key [KEY]..."),
        ("the key tybrite_s\u{2026} is wrong", "the key [KEY]\u{2026} is wrong"),
        ("{\"key\":\"tybrite_sk\"}", "{\"key\":\"[KEY]\"}"),
        ("****23456789 is refused", "****[KEY] is refused"),
        ("tybrite", "tybrite"),
    ] {
        assert_eq!(redactor.redact(text), wanted);
    }
}

#[test]
fn a_short_secret_is_hidden_where_it_is_a_word() {
    let redactor = redactor("a7");
    assert_eq!(redactor.redact("{\"user\":\"a7\",\"id\":\"a71\"} a7"), "{\"user\":\"[KEY]\",\"id\":\"a71\"} [KEY]");
}

#[test]
fn a_name_that_holds_a_secret_is_not_shown_for_it() {
    let redactor = Redactor::new(&[Secret::new("password".into(), "API_PASSWORD".to_owned())]);
    let once = redactor.redact("the password");
    assert_eq!(once, "the [SECRET_1]");
    assert_eq!(redactor.redact(&once), once);
}

/// Ways to write bytes as text that servers have.
const ENCODERS: [fn(&[u8]) -> String; 12] = [
    |bytes| String::from_utf8_lossy(bytes).into_owned(),
    |bytes| serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string(),
    |bytes| serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string().replace('/', "\\/"),
    |bytes| String::from_utf8_lossy(bytes).encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect(),
    |bytes| bytes.iter().map(|byte| format!("%{byte:02x}")).collect(),
    |bytes| url::form_urlencoded::byte_serialize(bytes).collect(),
    |bytes| bytes.iter().map(|byte| format!("{byte:02X}")).collect(),
    |bytes| STANDARD.encode(bytes),
    |bytes| URL_SAFE.encode(bytes),
    |bytes| String::from_utf8_lossy(bytes).chars().map(|sign| format!("&#{};", u32::from(sign))).collect(),
    |bytes| String::from_utf8_lossy(bytes).chars().map(|sign| format!("&#x{:X};", u32::from(sign))).collect(),
    |bytes| format!("{:?}", String::from_utf8_lossy(bytes)),
];

/// Encoders that another may be behind: what they write is text again.
const OUTER: [usize; 5] = [0, 1, 3, 4, 9];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever a secret is, and whatever stands beside it, no spelling of it is left; nor is half of one.
    #[test]
    fn no_spelling_is_left(
        secret in "[ -~é東😀]{13,40}",
        inner in 0..ENCODERS.len(),
        outer in 0..OUTER.len(),
        before in "[a-z :]{0,9}",
        behind in "[a-z :]{0,9}",
    ) {
        let redactor = redactor(&secret);
        let inner = ENCODERS[inner];
        let encoded = inner(secret.as_bytes());
        let written = ENCODERS[OUTER[outer]](encoded.as_bytes());
        let text = format!("{before}<{written}>{behind}");
        let redacted = redactor.redact(&text);
        prop_assert!(redacted.contains("[KEY]"), "{text:?}: {redacted:?}");
        // As many signs of what the outer encoder wrote as are 12 of the inner's.
        let part = 12 * (written.len() / encoded.len()).max(1);
        for window in written.as_bytes().windows(part).filter_map(|window| std::str::from_utf8(window).ok()) {
            prop_assert!(!redacted.contains(window), "{text:?}: {redacted:?}");
        }
    }

    /// Base64 has another text for each of three places where a secret may begin.
    #[test]
    fn no_place_within_base64_hides_a_secret(secret in "[ -~]{13,40}", before in "[ -~]{0,7}", behind in "[ -~]{0,7}") {
        let redactor = redactor(&secret);
        let whole = format!("{before}{secret}{behind}");
        for encoded in [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole), STANDARD.encode(&whole)] {
            let redacted = redactor.redact(&encoded);
            let rest = redacted.split('[').map(|part| part.rsplit(']').next().unwrap_or_default().len()).sum::<usize>();
            let most = (before.len() + behind.len()).div_ceil(3) * 4 + 8;
            prop_assert!(redacted.contains('[') && rest <= most, "{encoded}: {redacted:?}");
        }
    }

    /// Nothing is found where nothing is, and nothing is lost.
    #[test]
    fn other_texts_stay_what_they_are(text in "\\PC{0,200}") {
        prop_assert_eq!(redactor("Zq8vX0-31kPq_77").redact(&text), text.as_str());
    }
}

#[test]
fn a_long_secret_costs_little() {
    let secret: String =
        (0..4096).map(|index| char::from(b'!' + u8::try_from(index * 7 % 94).expect("small"))).collect();
    let start = std::time::Instant::now();
    let redactor = redactor(&secret);
    let text = "no secret \\u0041 %41 &amp; here ".repeat(2000);
    assert_eq!(redactor.redact(&text), text.as_str());
    assert_eq!(redactor.redact(&secret), "[KEY]");
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
