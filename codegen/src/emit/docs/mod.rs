//! Documentation of generated code: Markdown of a document made harmless, and the pages made of it.

pub(crate) mod doc_text;
pub(crate) mod markdown;
pub(crate) mod overview;
pub(crate) mod page;
