//! Sketch.
use serde::{Deserialize, Serialize};
/// x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Error {
    /// x
    pub error: serde_json::Value,
}
/// x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewConversation {
    /// x
    pub customer_name: String,
    /// x
    pub customer_email: String,
    /// x
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
}
/// x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreatedConversation {
    /// x
    pub thread: serde_json::Value,
}
/// x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessagePage {
    /// x
    pub messages: Vec<Message>,
}
/// x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    /// x
    pub id: uuid::Uuid,
}
/// x
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// x
    Asc,
    /// x
    Desc,
}
