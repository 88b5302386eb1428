//! A client has the role of its key, and of no other.

use tybrite::Client;
use tybrite::credentials::{AnyKey, Key, Publishable, Secret};

fn main() {
    let key: Key<Publishable> = "tybrite_pk_test_abc123".parse().unwrap();
    let _: Client<Secret> = Client::new(&key).unwrap();
    let any: AnyKey = "tybrite_sk_test_abc123".parse().unwrap();
    let _: Client<Secret> = Client::new(&any).unwrap();
}
