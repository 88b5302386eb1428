//! What commands may take.

use std::time::Duration;

/// How long a command may take, where nothing else is said.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest time that can be given, in seconds.
pub(super) const LONGEST: f64 = 3600.0;
/// Bytes that a command may print that prints one thing.
pub(super) const OUTPUT: u64 = 64 * 1024;
/// Bytes at the end of standard error that are shown.
pub(super) const SHOWN: usize = 2000;
/// Bytes of a line that a command answers.
pub(super) const LINE: usize = 1024 * 1024;
/// How long a command may take to end by itself.
pub(super) const GRACE: Duration = Duration::from_secs(2);
