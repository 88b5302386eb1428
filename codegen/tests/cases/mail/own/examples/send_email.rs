//! Sends an email and lists the latest: `POSTBOX_URL=... POSTBOX_TOKEN=... cargo run --example send_email`.

use case_mail::models::NewEmail;
use case_mail::{Client, Config};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::new().base_url(std::env::var("POSTBOX_URL")?);
    let client = Client::with_config(config)?.with_bearer_auth(std::env::var("POSTBOX_TOKEN")?)?;

    let email = NewEmail::builder().from("Ada <ada@post.example>").to("bob@post.example").subject("Size").build();
    let sent = client.emails().send(email.text("Does it run small?")).idempotency_key("question-7").await?;
    println!("sent: {}", sent.id);

    for email in &client.emails().list().limit(3).await?.data {
        println!("{}: {:?} to {}", email.subject, email.last_event, email.to.join(", "));
    }
    Ok(())
}
