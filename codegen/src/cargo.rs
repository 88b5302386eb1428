//! The instructions that a build script prints for Cargo.
//!
//! Cargo reads each line of a script's output that begins with `cargo::`, or with `cargo:` of old, as a directive: to link
//! with these arguments, to set those variables. So no text that a document or a file system gave may end a line, and
//! all that is printed is printed here.

use std::fmt::Display;

use trueline_spec::render::printable_line;

/// A directive of a build script (The Cargo Book, "Build Scripts").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Directive {
    /// Run the script again when a file changes.
    RerunIfChanged,
    /// Show a warning.
    Warning,
    /// A condition that the crate's code may have.
    CheckCfg,
}

impl Directive {
    fn key(self) -> &'static str {
        match self {
            Self::RerunIfChanged => "rerun-if-changed",
            Self::Warning => "warning",
            Self::CheckCfg => "rustc-check-cfg",
        }
    }
}

/// Says something to Cargo.
#[allow(clippy::print_stdout, reason = "this is how scripts speak to Cargo")]
pub(crate) fn say(directive: Directive, value: impl Display) {
    println!("{}", line(directive, value));
}

/// The line of a directive: one, whatever the value is, and shown by terminals as it is.
fn line(directive: Directive, value: impl Display) -> String {
    format!("cargo::{}={}", directive.key(), printable_line(&value.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Directive, line};

    #[test]
    fn a_line_is_one_directive() {
        let value = "/v1x\ncargo::rustc-link-arg=-Wl,--defsym=evil\r\ncargo:rustc-env=A=b";
        assert_eq!(
            line(Directive::Warning, value),
            "cargo::warning=/v1x\\ncargo::rustc-link-arg=-Wl,--defsym=evil\\r\\ncargo:rustc-env=A=b"
        );
    }

    proptest! {
        #[test]
        fn no_value_ends_the_line(value in any::<String>()) {
            for directive in [Directive::RerunIfChanged, Directive::Warning, Directive::CheckCfg] {
                let line = line(directive, &value);
                prop_assert!(!line.chars().any(char::is_control));
                prop_assert_eq!(line.lines().filter(|line| line.trim_start().starts_with("cargo:")).count(), 1);
            }
        }
    }
}
