//! The files of a package other than its sources: manifest, README, licence, examples. None of it is read by the
//! client.

mod beside;
mod example;
mod licence;
mod manifest;
mod metadata;
mod readme;
mod version;

pub(crate) use beside::add;
pub(crate) use manifest::module_dependencies;
pub(crate) use metadata::Metadata;
