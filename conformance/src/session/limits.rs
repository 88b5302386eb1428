//! What sessions may take.

use std::time::Duration;

/// Bytes of a credential that is obtained.
pub(super) const CREDENTIAL: usize = 16 * 1024;
/// Bytes of an answer with an access token.
pub(super) const TOKEN_ANSWER: usize = 1024 * 1024;
/// How long one answer with an access token may take.
pub(super) const TOKEN_TIME: Duration = Duration::from_secs(30);
/// How often a token is asked for where the server of tokens fails, and the pause between.
pub(super) const TOKEN_TRIES: usize = 3;
pub(super) const TOKEN_PAUSE: Duration = Duration::from_millis(300);
/// Characters that are shown of what a server of tokens says.
pub(super) const TOLD: usize = 300;
/// How long before its end a token is renewed; a quarter of its time where that is less.
pub(super) const BEFORE_END: Duration = Duration::from_secs(30);
