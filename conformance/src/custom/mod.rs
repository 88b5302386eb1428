//! Checks of whoever tests: closures of a library's test, and commands of a configuration. Each sees an exchange that was
//! judged, in the order of the plan, and says what is wrong with it; the rest is as with every other check.

mod check;
mod checks;
mod exchange_line;

pub use check::{CheckedCase, CustomCheck};
pub(crate) use checks::CustomChecks;
