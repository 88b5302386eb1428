//! What holds across exchanges, one law a file: pages, selections, echoes, what was created, whose it is.
//!
//! The document declares each in `x-trueline-*` and in links (`spec/documents/EXTENSIONS.md`); what is deleted or kept at one
//! path needs no word of it. What one exchange can break is
//! judged with every valid answer ([`judge`]); what takes several is tried by a [`Law`], which sends its own requests through
//! a [`Trial`] and names the exchanges that prove it.

mod children;
mod deleted;
mod echo;
mod environment;
mod every_item_once;
mod foreign;
mod fresh;
mod judge;
mod kept;
mod law;
mod life;
mod limit;
mod missing;
mod ownership;
mod page;
mod past_the_end;
mod readable;
mod repeatable;
mod roles;
mod seen;
mod selection;
mod sequence;
mod trial;
mod walk;
mod ways;

pub(crate) use fresh::Identities;
pub(crate) use judge::judge;
pub(crate) use law::Law;
pub(crate) use life::told;
pub(crate) use trial::{Broken, Exchange, Stop, Trial};
