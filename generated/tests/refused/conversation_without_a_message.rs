//! A conversation is not made before everything required is given.

use tybrite::models::NewConversation;

fn main() {
    let _ = NewConversation::builder().customer_name("Ada").customer_email("ada@example.com").subject("Size").build();
}
