//! Names of the document become names of Rust here, once; nothing sanitises later.

mod assign;
mod ident;
mod lock;
mod prefix;
mod scope;
mod shorten;
mod table;
mod words;

pub(crate) use assign::{Rank, Wish, assign_names, assign_type_names};
pub use ident::Ident;
pub(crate) use ident::is_keyword;
pub(crate) use lock::TypeKind;
pub use lock::{LOCK, NameLock};
pub(crate) use prefix::prefix;
pub use scope::Scope;
pub(crate) use table::longer_type_name;
pub use table::{constant_name, crate_name, field_name, method_name, module_name, type_name, variant_name};
pub(crate) use words::words;
