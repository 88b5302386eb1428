//! What people call a media type.

use crate::names::{Ident, field_name};

/// `as_form`, `as_yaml`, `as_bytes`: a name for a media type or range.
pub(crate) fn name(essence: &str) -> Ident {
    let label = match essence {
        "application/json" | "text/json" => "json",
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "application/octet-stream" => "bytes",
        "text/plain" => "text",
        "*/*" => "any",
        other => match other.split_once('/') {
            Some((kind, "*")) => kind,
            Some((_, subtype)) => subtype.trim_start_matches("x-"),
            None => other,
        },
    };
    field_name(label).with_prefix("as_")
}

/// Whether what is of a media type is text by its nature: `text/*`, XML, YAML.
pub(crate) fn is_text(essence: &str) -> bool {
    let subtype = essence.split_once('/').map_or(essence, |(_, subtype)| subtype);
    let is_yaml = matches!(subtype, "yaml" | "x-yaml") || subtype.ends_with("+yaml");
    essence.starts_with("text/") || is_xml(essence) || is_yaml
}

/// Whether a media type is XML.
pub(crate) fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Whether what is of a media type is a file rather than a document, and can be greater than memory.
pub(crate) fn is_file(essence: &str) -> bool {
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    let archives = ["octet-stream", "zip", "gzip", "x-gzip", "tar", "x-tar", "x-gtar", "pdf", "*"];
    matches!(kind, "image" | "audio" | "video" | "font") || archives.contains(&subtype)
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_short_where_people_have_a_word() {
        for (essence, wanted) in [
            ("application/x-www-form-urlencoded", "as_form"),
            ("application/vnd.api+json", "as_vnd_api_json"),
            ("text/x-log", "as_log"),
            ("image/*", "as_image"),
            ("*/*", "as_any"),
        ] {
            assert_eq!(name(essence).as_str(), wanted);
        }
    }
}
