//! Names of files from texts of strangers: one function for everything that is named after a part of a document.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The most bytes of one component; file systems take 255, and endings and temporary names need room.
pub const COMPONENT_LIMIT: usize = 160;

/// The most bytes of a path of several components; systems take 4,096 with the folders above.
pub const PATH_LIMIT: usize = 1000;

/// One component of a path from any text: never empty, never a step up, never a name that Windows reserves, at most
/// [`COMPONENT_LIMIT`] bytes. Distinct texts have distinct names: ASCII letters, digits, `-`, `_` and inner dots stay,
/// every other byte is written as `%` and two hexadecimal digits, and what is cut ends with `~` and a hash of all of it.
/// On file systems that ignore case, see [`unique`].
///
/// # Examples
/// ```
/// use trueline_spec::file_name::component;
///
/// assert_eq!(component("GET /pets"), "GET%20%2fpets");
/// assert_eq!(component(".."), "%2e%2e");
/// assert_eq!(component("con.json"), "%63on.json");
/// assert!(component(&"x".repeat(300)).len() <= 160);
/// ```
#[must_use]
pub fn component(text: &str) -> String {
    let name = escaped(text);
    if name.len() <= COMPONENT_LIMIT { name } else { cut(&name, text) }
}

/// A relative path from any text, in folders as its slashes have them; each part is a [`component`].
///
/// # Examples
/// ```
/// use trueline_spec::file_name::path;
///
/// assert_eq!(path("getPets/query.limit/negative"), "getPets/query.limit/negative");
/// assert_eq!(path("../a//b"), "%2e%2e/a/%/b");
/// ```
#[must_use]
pub fn path(text: &str) -> String {
    let path = text.split('/').map(component).collect::<Vec<_>>().join("/");
    if path.len() <= PATH_LIMIT { path } else { cut(&escaped(text), text) }
}

/// A [`component`] that stays distinct where case is ignored: a text with upper-case letters gets a hash of itself.
///
/// # Examples
/// ```
/// use trueline_spec::file_name::unique;
///
/// assert_eq!(unique("list_pets"), "list_pets");
/// assert_ne!(unique("getPets").to_lowercase(), unique("getpets").to_lowercase());
/// ```
#[must_use]
pub fn unique(text: &str) -> String {
    let name = component(text);
    if text.contains(|sign: char| sign.is_ascii_uppercase()) { cut(&name, text) } else { name }
}

/// The name with a hash of the text that it is of, cut where that makes it too long.
#[must_use]
pub fn cut(name: &str, text: &str) -> String {
    let hash: String = Sha256::digest(text).iter().take(8).fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    });
    let mut kept = &name[..name.len().min(COMPONENT_LIMIT - 1 - hash.len())];
    // Half of an escape would be another one.
    if let Some(start) = kept.rfind('%').filter(|start| kept.len() - start < 3) {
        kept = &kept[..start];
    }
    format!("{kept}~{hash}")
}

/// Whether Windows keeps a name for a device, whatever its ending and case: `con`, `NUL.txt`, `com1.rs` (Microsoft,
/// Naming Files, Paths, and Namespaces).
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|number| number.len() == 1 && number.bytes().all(|c| c.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

fn escaped(text: &str) -> String {
    if text.is_empty() {
        // No text is written so.
        return "%".to_owned();
    }
    let mut name = String::with_capacity(text.len());
    let reserved = is_reserved(text);
    for (index, byte) in text.bytes().enumerate() {
        let is_inner_dot = byte == b'.' && index > 0 && index + 1 < text.len();
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || is_inner_dot;
        if is_plain && !(reserved && index == 0) {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02x}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COMPONENT_LIMIT, PATH_LIMIT, component, is_reserved, path, unique};

    #[test]
    fn no_name_leads_out_of_the_folder_or_names_a_device() {
        let hostile = [
            "",
            ".",
            "..",
            "...",
            "../a.b//..c",
            "/etc/passwd",
            "C:\\x",
            "a\0b",
            "con",
            "CON",
            "con.rs",
            "Aux.json",
            "nul",
            "com1.snap",
            "LPT9",
            "a.",
            "a ",
            " ",
            "a\nb",
            "\u{202e}x",
            "%2e%2e",
            "~",
            "conin$",
            "com\u{b9}",
        ];
        let mut known = BTreeSet::new();
        for text in hostile {
            let name = component(text);
            assert!(!name.contains(['/', '\\', ':', '\0', '\n', ' ', '~']) && !name.is_empty(), "{text:?}: {name}");
            assert!(!name.starts_with('.') && !name.ends_with('.') && !is_reserved(&name), "{text:?}: {name}");
            assert!(known.insert(name.clone()), "{text:?} has another's name: {name}");
            assert!(!path(text).starts_with('/') && path(text).split('/').all(|part| !matches!(part, "" | "." | "..")));
        }
    }

    #[test]
    fn names_have_room_in_every_file_system_and_stay_distinct() {
        let long = |last: &str| format!("{}{last}", "x".repeat(300));
        assert!(component(&long("a")).len() <= COMPONENT_LIMIT && path(&long("a/").repeat(9)).len() <= PATH_LIMIT);
        assert_ne!(component(&long("a")), component(&long("b")));
        assert_ne!(path(&long("/").repeat(9)), path(&long("/").repeat(10)));
        let umlauts = component(&"\u{fc}".repeat(100));
        assert!(umlauts.split('%').skip(1).all(|escape| escape.len() >= 2), "no escape is cut: {umlauts}");
    }

    #[test]
    fn names_stay_distinct_where_case_is_ignored() {
        let names: BTreeSet<String> =
            ["getPets", "GetPets", "getpets", "GETPETS"].map(|text| unique(text).to_lowercase()).into();
        assert_eq!(names.len(), 4);
    }
}
