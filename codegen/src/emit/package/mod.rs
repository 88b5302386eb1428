//! Puts the modules of a package together.

pub(crate) mod modules;
pub(crate) mod support;
