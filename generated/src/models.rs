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
/// x
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Limit(i64);
impl TryFrom<i32> for Limit {
    type Error = String;
    fn try_from(x: i32) -> Result<Self, String> {
        if (1..=200).contains(&x) { Ok(Self(x.into())) } else { Err(format!("{x} is outside 1..=200")) }
    }
}
