//! One builder per operation, with its answers and its errors.

mod create_conversation;
mod get_thread_messages;
pub use create_conversation::{CreateConversation, CreateConversationError, MayCreateConversation};
pub use get_thread_messages::{GetThreadMessages, GetThreadMessagesError};
