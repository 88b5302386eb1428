//! Every decision about the Rust that is written, in words of Rust: no JSON Schema passes this room.
//!
//! Each folder uses only those before it: `model`, `facts`, `hints`, `access`, `naming`, `passes`, `types`, `operations`,
//! `features`, and the file `first_call` all of them (`xtask/tests/arrows.rs`).

pub(crate) mod access;
pub(crate) mod facts;
pub(crate) mod features;
pub(crate) mod first_call;
pub(crate) mod hints;
pub(crate) mod model;
pub(crate) mod naming;
pub(crate) mod operations;
pub(crate) mod passes;
pub(crate) mod types;

pub(crate) use features::of_tags::assign as assign_tags;
pub(crate) use features::of_types::of_types;
pub use model::client::ClientPlan;
pub use model::types::Types;
pub use model::unsupported::Unsupported;
pub use naming::operation_name::{OperationNames, UnmatchedName};
pub use operations::client::plan as plan_client;
pub use types::document::{Components, plan as plan_types};
pub use types::overrides::InvalidOverride;
