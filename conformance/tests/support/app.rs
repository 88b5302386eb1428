//! Applications of a test at an address.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An answer of JSON.
pub fn json_answer(value: &Value) -> Response {
    ([("content-type", "application/json")], value.to_string()).into_response()
}

/// The JSON of a request, or the status of its refusal.
pub fn json_of(headers: &HeaderMap, body: &Bytes) -> Result<Value, StatusCode> {
    let is_json = headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let kind = if is_json { Ok(body) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) };
    kind.and_then(|body| serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST))
}

/// Serves an application: its address, and the task that is to be ended.
pub async fn serve(app: Router) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") });
    (address, server)
}
