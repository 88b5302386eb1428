//! Words that are often listed together: of a list that has some of them, a server may know the others, although the document
//! does not list them.

/// The lists, the words that are left out most often first.
const LISTS: &[&[&str]] = &[
    &["medium", "critical", "normal", "low", "high", "urgent", "lowest", "highest", "none"],
    &["newest", "ascending", "descending", "oldest", "asc", "desc", "latest"],
    &[
        "pending",
        "archived",
        "active",
        "inactive",
        "open",
        "closed",
        "draft",
        "deleted",
        "cancelled",
        "completed",
        "failed",
    ],
    &[
        "billing",
        "shipping",
        "technical",
        "support",
        "general",
        "order",
        "product",
        "refund",
        "return",
        "other",
        "complaint",
    ],
    &["admin", "owner", "user", "guest", "member", "viewer", "editor", "customer", "agent", "system", "bot", "staff"],
    &["sent", "delivered", "read", "queued", "failed", "received", "sending", "scheduled"],
    &["email", "sms", "push", "phone", "chat", "web", "voice", "whatsapp"],
    &["day", "week", "month", "year", "hour", "minute", "quarter", "daily", "weekly", "monthly", "yearly"],
    &["small", "medium", "large", "xs", "s", "m", "l", "xl"],
    &["public", "private", "internal", "unlisted", "protected"],
    &["debug", "info", "warning", "error", "trace", "fatal", "warn"],
    &["json", "xml", "csv", "text", "html", "yaml", "pdf"],
    &["image", "video", "audio", "file", "document", "text"],
    &["success", "error", "ok", "warning", "failure"],
    &["usd", "eur", "gbp", "jpy", "chf"],
    &["production", "staging", "test", "development", "sandbox", "live"],
    &["red", "green", "blue", "yellow", "black", "white"],
    &["male", "female", "other", "unknown"],
    &["yes", "no", "true", "false", "on", "off"],
    &["and", "or", "not", "any", "all", "none"],
];

/// Words that a server may know beside those that are listed: those of the list that shares the most words with them.
pub(super) fn siblings(listed: &[&str]) -> Vec<String> {
    let lower: Vec<String> = listed.iter().map(|word| word.to_lowercase()).collect();
    let shared = |list: &&&[&str]| list.iter().filter(|word| lower.iter().any(|own| own == *word)).count();
    let Some(list) = LISTS.iter().rev().max_by_key(shared).filter(|list| shared(list) > 0) else { return Vec::new() };
    let is_upper = listed.iter().all(|word| !word.chars().any(char::is_lowercase));
    let written = |word: &str| if is_upper { word.to_uppercase() } else { word.to_owned() };
    list.iter().filter(|word| !lower.iter().any(|own| own == *word)).map(|word| written(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::siblings;

    #[test]
    fn a_list_without_a_usual_word_has_it_as_a_sibling() {
        assert_eq!(siblings(&["low", "normal", "high"])[0], "medium");
        assert_eq!(siblings(&["ASC", "DESC"])[0], "NEWEST");
        assert!(siblings(&["trueline"]).is_empty());
    }
}
