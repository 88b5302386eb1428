//! The client: how it is made, and what it can ask.

use crate::support::{BuildError, Config, Core};
/// Where requests go unless [`Config::base_url`] says otherwise; empty where the API's document names no
/// server.
pub const DEFAULT_BASE_URL: &str = "https://api.tybritelabs.com";
/// A client of the Tybrite messaging API. It is cheap to clone, and its clones share their connections.
///
/// What it may do follows from the role of its key: what the role may not do does not compile.
#[derive(Debug, Clone)]
pub struct Client<R: crate::credentials::Role> {
    core: Core,
    role: std::marker::PhantomData<R>,
}
impl<R: crate::credentials::Role> Client<R> {
    /// A client that sends a key.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new(key: &crate::credentials::Key<R>) -> Result<Self, BuildError> {
        Self::with_config(key, Config::default())
    }
    /// A client that sends a key and acts as it is told.
    ///
    /// # Errors
    /// Where the base address is not absolute, or TLS cannot be set up.
    pub fn with_config(key: &crate::credentials::Key<R>, config: Config) -> Result<Self, BuildError> {
        let core = Core::new(config, DEFAULT_BASE_URL)?.with_credential("BearerAuth", key.credential()?);
        Ok(Self { core, role: std::marker::PhantomData })
    }
}
impl<R: crate::credentials::Role> Client<R> {
    /// Starts a conversation.
    pub fn create_conversation(
        &self,
        body: impl TryInto<crate::models::NewConversation, Error: std::fmt::Display>,
    ) -> crate::operations::CreateConversation
    where
        R: crate::operations::MayCreateConversation,
    {
        crate::operations::CreateConversation::new(&self.core, body)
    }
    /// Reads the messages of a thread.
    pub fn get_thread_messages(
        &self,
        id: impl TryInto<::uuid::Uuid, Error: std::fmt::Display>,
        session: impl Into<crate::credentials::Session>,
    ) -> crate::operations::GetThreadMessages {
        crate::operations::GetThreadMessages::new(&self.core, id, session)
    }
}
