//! JSON Pointer (RFC 6901): names of members and indexes of items, escaped and joined by `/`.

/// A name as it is written in a pointer (section 3): `~` is `~0`, `/` is `~1`.
///
/// ```
/// assert_eq!(trueline_spec::pointer::escape("/pets/{id}"), "~1pets~1{id}");
/// ```
#[must_use]
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The names that a pointer goes along (section 4); none for the pointer to the whole. What stands before the first `/`
/// is not looked at.
///
/// ```
/// let names: Vec<String> = trueline_spec::pointer::tokens("/paths/~1pets/a~0b").collect();
/// assert_eq!(names, ["paths", "/pets", "a~b"]);
/// ```
pub fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{escape, tokens};

    proptest! {
        #[test]
        fn what_is_escaped_is_read_as_it_was(names in proptest::collection::vec("[a-z/~01]{0,6}", 0..4)) {
            let pointer = names.iter().fold(String::new(), |pointer, name| pointer + "/" + &escape(name));
            prop_assert_eq!(tokens(&pointer).collect::<Vec<_>>(), names);
        }
    }
}
