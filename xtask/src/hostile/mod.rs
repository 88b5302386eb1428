//! `cargo xtask hostile`: documents that were made to cost more than they should, each under hard limits of processor time
//! and memory.

mod check_documents;
mod conform_documents;
mod document;
mod generate_documents;
mod run;

pub(crate) use run::run;
