//! `cargo xtask corpus`: reads, generates and compiles every document of a folder, and says what each cost.

mod check;
mod command;
mod generate;
mod offered;
mod round_trip;
mod row;
mod table;
mod workers;

pub(crate) use command::run;
use workers::each;
