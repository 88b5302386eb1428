//! The installable program, as a library that this repository's own errands call too.

mod check;
mod command;
mod exit;
mod generate;
mod load;

pub use command::{Arguments, run};
pub use exit::Exit;
pub use generate::{Generate, generate};
