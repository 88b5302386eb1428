//! `cargo xtask fuzz`: documents of this repository and of the shared corpus, changed at random where their structure is,
//! and what the program does with them.

mod command;
mod findings;
mod mutate;
mod seeds;
mod vocabulary;

pub(crate) use command::run;
