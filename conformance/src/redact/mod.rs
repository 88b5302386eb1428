//! Keeps secrets out of all that a run shows or keeps. Texts enter through [`Redactor::redact`] and leave as
//! [`Redacted`], which is all that reports, saved cases, snapshots and differences take.
//!
//! The rule: a secret is replaced by the name of its environment variable, however a server has encoded it
//! (`view.rs`, `forms.rs`), and so is a part of it: 12 or more characters anywhere, and 8 or more where a text was cut off,
//! which is at its beginning or end, at those of a line or of a JSON string, and beside an ellipsis or an asterisk
//! (`fragments.rs`). Of a secret below 4 characters every whole word that equals it is replaced.

mod forms;
mod fragments;
mod redacted;
mod redactor;
mod secret;
mod shell;
mod view;

pub use redacted::{Redacted, RedactedBytes};
pub use redactor::Redactor;
pub(crate) use secret::SecretKind;
pub use secret::{Secret, variable_of};
pub(crate) use shell::BodyPart;
