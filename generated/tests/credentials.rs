//! Keys and sessions: checked when they are parsed, told apart by role, and never printed.

use tybrite::credentials::{Environment, Publishable, Secret};
use tybrite::{AnyKey, Client, Key, Session};

#[test]
fn a_key_is_checked_when_it_is_parsed() {
    for text in
        ["", "sk_test_abc", "tybrite_sk_test_", "tybrite_sk_prod_abc", "tybrite_sk_test_a b", "tybrite_sk_test_abc\n"]
    {
        assert!(text.parse::<AnyKey>().is_err(), "{text:?}");
    }
    let error = Key::<Secret>::parse("tybrite_pk_live_verysecret").expect_err("another role");
    assert_eq!(error.to_string(), "this is a publishable key where a secret key is required");
    let error = Key::<Secret>::parse("verysecret").expect_err("no key");
    assert!(!error.to_string().contains("verysecret"), "{error}");
}

#[test]
fn a_key_known_at_run_time_tells_its_role_and_environment() {
    let key: AnyKey = "tybrite_pk_live_abc123".parse().expect("a key");
    assert!(matches!(key, AnyKey::Publishable(_)));
    assert_eq!(key.environment(), Some(Environment::Production));
    let key: Key<Secret> = "tybrite_sk_test_abc123".parse().expect("a key");
    assert_eq!(key.environment(), Some(Environment::Sandbox));
    assert!(!Environment::Sandbox.is_live());
}

#[test]
fn nothing_prints_a_secret() {
    let key = Key::<Publishable>::parse("tybrite_pk_live_verysecret").expect("a key");
    let client = Client::new(&key).expect("a client");
    let session = Session::new("verysecret");
    let call = client.get_thread_messages("11111111-1111-4111-8111-111111111111", &session);
    let any: AnyKey = "tybrite_pk_live_verysecret".parse().expect("a key");
    for shown in
        [format!("{key:?}"), format!("{client:?}"), format!("{session:?}"), format!("{call:?}"), format!("{any:?}")]
    {
        assert!(!shown.contains("verysecret"), "{shown}");
    }
}
