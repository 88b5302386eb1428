//! `cargo xtask random-schemas`: documents of random schemas, whose random values a client reads and writes again.

mod case;
mod command;
mod document;
mod schema;
mod simplify;

pub(crate) use command::run;
