//! Whether a broken rule is the one that was meant: by its keyword, at its place.

/// Keywords of schemas that combine others: a judge finds them at or above the place of what is wrong within.
const COMBINING: [&str; 12] = [
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "contains",
];

/// Whether a rule that was found broken is the one that was meant, or follows from it: a value of another type is none of
/// those that are listed, what cannot be written is not read, and a combination fails with a part of it.
pub(crate) fn is_meant(keyword: &str, place: &str, found_keyword: &str, found_place: &str) -> bool {
    let is_same_place = found_place == place;
    let is_above = place.strip_prefix(found_place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_same = found_keyword == keyword
        || keyword == "contains" && matches!(found_keyword, "minContains" | "maxContains")
        || matches!((keyword, found_keyword), ("enum", "const") | ("const", "enum"))
        || keyword == "type" && matches!(found_keyword, "enum" | "const");
    // `items: false` is judged at the item.
    let is_item = keyword == "items"
        && found_keyword == "not"
        && found_place.rsplit_once('/').is_some_and(|(array, _)| array == place);
    is_item
        || is_same_place && is_same
        || is_above && (COMBINING.contains(&found_keyword) || found_keyword == "content")
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn one_thing_is_wrong() {
        let cases = [
            ("maxLength", "body/name", "maxLength", "body/name", true),
            ("maxLength", "body/name", "pattern", "body/name", false),
            ("maxLength", "body/name", "maxLength", "body/names", false),
            ("maxLength", "body/name", "required", "body", false),
            ("maxLength", "body/a/0", "oneOf", "body/a", true),
            ("maxLength", "body/a/0", "oneOf", "body/a/0", true),
            ("maxLength", "body/ab", "oneOf", "body/a", false),
            ("type", "query.limit", "enum", "query.limit", true),
            ("enum", "query.limit", "type", "query.limit", false),
            ("type", "query.limit", "content", "query.limit", true),
            ("items", "body/a", "not", "body/a/2", true),
        ];
        for (keyword, place, found_keyword, found_place, due) in cases {
            let meant = is_meant(keyword, place, found_keyword, found_place);
            assert_eq!(meant, due, "{keyword} {place} {found_keyword} {found_place}");
        }
    }
}
