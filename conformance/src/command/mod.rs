//! Commands of a configuration: how they are written, what one prints, and one that answers line by line. What they print on
//! standard error is shown where they fail, without secrets.

mod command_error;
mod command_line;
mod limits;
mod lines;
mod once;

pub use command_error::CommandError;
pub use command_line::{CommandLine, NoProgram};
pub(crate) use command_line::{default_timeout, seconds};
pub(crate) use lines::LineCommand;
pub(crate) use once::output;
