//! Words and keys of places, from which names are made.

pub(crate) mod name_hint;
pub(crate) mod operation_id;
pub(crate) mod session_names;
