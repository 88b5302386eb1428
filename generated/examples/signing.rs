//! A middleware that signs each request: HMAC-SHA256 over its time, method, path with query, and body.
//!
//! Retries pass it too, so every attempt has a signature of its own.

#![allow(dead_code, reason = "a test of the client includes this file")]

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tybrite::credentials::Secret;
use tybrite::reqwest::{Body, Request, Response};
use tybrite::{BorrowedFuture, Client, Config, Key, Middleware, Next, TransportError};

/// Signs with a key that both sides know.
pub struct Signing {
    key: Vec<u8>,
}

impl Signing {
    /// With a key.
    pub fn new(key: &[u8]) -> Self {
        Self { key: key.to_owned() }
    }

    fn sign(&self, request: &mut Request) -> Result<(), Box<dyn Error + Send + Sync>> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
        let (method, path, query) = (request.method(), request.url().path(), request.url().query().unwrap_or_default());
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key)?;
        mac.update(format!("{time}\n{method}\n{path}?{query}\n").as_bytes());
        // A body that is streamed has no bytes yet: what is signed then is the head alone.
        mac.update(request.body().and_then(Body::as_bytes).unwrap_or_default());
        let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        request.headers_mut().insert("x-time", time.parse()?);
        request.headers_mut().insert("x-signature", signature.parse()?);
        Ok(())
    }
}

impl Middleware for Signing {
    fn call<'a>(
        &'a self,
        mut request: Request,
        next: Next<'a>,
    ) -> BorrowedFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            self.sign(&mut request).map_err(TransportError::Middleware)?;
            next.run(request).await
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = Key::<Secret>::parse(&std::env::var("TYBRITE_KEY")?)?;
    let client = Client::with_config(&key, Config::new().middleware(Signing::new(b"known to both")))?;
    let page = client.get_thread_messages("11111111-1111-4111-8111-111111111111", "session").limit(10).await?;
    println!("{} messages", page.messages.len());
    Ok(())
}
