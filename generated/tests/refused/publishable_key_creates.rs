//! A publishable key only reads.

use tybrite::credentials::Publishable;
use tybrite::{Client, Key};

fn create(client: &Client<Publishable>, conversation: tybrite::models::NewConversation) {
    let _ = client.create_conversation(conversation);
}

fn main() {
    let _: Option<Key<Publishable>> = None;
    let _ = create;
}
