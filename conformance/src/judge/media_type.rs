//! Media types, and ranges of them (RFC 9110 section 8.3.1).

use trueline_spec::model::MediaType;

/// A content type without its parameters, in lower case.
pub(crate) fn essence_of(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The declared media type of a content type: its own, else a range that it is in.
pub(crate) fn media_type_of<'m>(declared: &'m [MediaType], content_type: &str) -> Option<&'m MediaType> {
    let essence = essence_of(content_type);
    let kind = essence.split('/').next().unwrap_or_default();
    let range = format!("{kind}/*");
    let find = |wanted: &str| declared.iter().find(|media_type| media_type.has_essence(wanted));
    if essence.is_empty() {
        return None;
    }
    find(&essence).or_else(|| find(&range)).or_else(|| find("*/*"))
}
