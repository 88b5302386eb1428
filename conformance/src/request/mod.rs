//! A request before it is sent: what it says ([`Draft`]), who writes it (`Drafter`), and its bytes ([`WireRequest`]).

mod argument;
mod body;
mod credential;
mod draft;
mod drafter;
mod judge;
mod not_made;
mod thing;
mod twins;
mod unsendable;

pub(crate) use draft::media_type_of;
pub use draft::{Argument, Content, Draft, Given, Presented, WireRequest};
pub(crate) use drafter::Drafter;
pub(crate) use not_made::NotMade;
pub(crate) use twins::Twins;
pub use unsendable::Unsendable;
