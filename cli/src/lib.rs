//! The installable program, as a library that this repository's own tasks call too.

mod baseline;
mod changelog;
mod check;
mod choice;
mod command;
mod conclusion;
mod configuration;
mod conform;
mod credentials;
mod duration;
mod exit;
mod fetch;
mod generate;
mod init;
mod interrupt;
mod load;
mod mock;
mod network;
mod network_options;
mod progress;
mod replay;
mod report;
mod reports;
mod resources;
mod snapshots;

pub use command::{Arguments, run};
pub use exit::Exit;
pub use generate::{Generate, generate};
