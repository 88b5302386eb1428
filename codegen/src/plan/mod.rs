//! Every decision about the Rust that is written, in words of Rust: no JSON Schema passes this room.

pub mod client;
pub mod features;
pub mod operations;
pub mod rules;
pub mod types;

mod alternatives;
mod answers;
mod bodies;
mod boxing;
mod conversions;
mod credentials;
mod direction;
mod docs;
mod files;
mod hierarchy;
mod hint;
mod labels;
mod listening;
mod lists;
mod media;
mod numbers;
mod operation_name;
mod overrides;
mod pages;
mod parameters;
mod patterns;
mod planner;
mod presence;
mod presets;
mod rust_type;
mod scalars;
mod servers;
mod shapes;
mod sharing;
mod streams;
mod substance;
mod tags;
mod tokens;
mod unions;

pub use overrides::InvalidOverride;
pub use planner::{Components, plan as plan_types};
pub(crate) use rust_type::map_path;
pub use rust_type::{Referrer, RustType};
pub use types::{Docs, Presence, TypePlan, TypeShape, Types};
