//! `cargo xtask field`: real servers of others, installed as a user installs them, each tested with its own document; what is
//! found was judged by hand once (`xtask/field/SERVER/verdicts.toml`), so that a run tells what is new.

mod beside;
mod command;
mod debian;
mod description;
mod environment;
mod exchanges;
mod finding;
mod outcome;
mod process;
mod suite;
mod table;
mod trial;
mod verdicts;

pub(crate) use command::run;
