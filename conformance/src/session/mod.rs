//! What requests are sent with that lasts for a time: credentials that are obtained before a run, and renewed within it. The
//! plan has the first of them, so that its bytes depend on no time; on the way to the target the present one takes its place.

mod limits;
mod obtain;
mod renewable;
mod run_session;
mod sign_in;
mod signing;
mod substitution;
mod token;

pub(crate) use run_session::Session;
pub use sign_in::{SignInError, sign_in};
