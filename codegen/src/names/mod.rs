//! Names of the document become names of Rust here, once; nothing sanitises later.

mod ident;
mod prefix;
mod scope;
mod table;
mod words;

pub use ident::Ident;
pub(crate) use ident::is_keyword;
pub(crate) use prefix::prefix;
pub use scope::Scope;
pub use table::{constant_name, field_name, method_name, module_name, type_name, variant_name};
