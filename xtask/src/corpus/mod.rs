//! `cargo xtask corpus`: reads, generates and compiles every document of a folder, and says what each cost.

mod check;
mod command;
mod dependencies;
mod generate;
mod missing_items;
mod package;
mod round_trip;
mod row;
mod table;
mod workers;

pub(crate) use command::run;
pub(crate) use round_trip::{RoundTrip, round_trip_of};
use workers::each;
