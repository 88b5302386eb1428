//! Failing cases on disk, so that they can be sent again without the run that found them.

use std::path::{Path, PathBuf};

use trueline_spec::render::printable_line;
use trueline_spec::{disk, file_name};

use crate::check::Check;
use crate::redact::{Redacted, RedactedBytes};
use crate::report::{Failure, failure_text};

/// Where a failing case is kept.
pub(crate) struct Saved {
    case: PathBuf,
    /// Where its body is kept, if it fits no line.
    pub body: PathBuf,
}

impl Saved {
    pub(crate) fn new(folder: &Path, operation: &str, class: &str, check: Check) -> Self {
        // For people; what distinguishes two is the hash of all of it.
        let plain = |text: &str| {
            let sign = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' };
            text.chars().map(sign).collect::<String>()
        };
        let shown = format!("{}--{}--{check}", plain(operation), plain(class));
        let name = file_name::cut(&file_name::component(&shown), &format!("{operation}\n{class}\n{check}"));
        Self { case: folder.join(format!("{name}.json")), body: folder.join(format!("{name}.body")) }
    }

    /// The file.
    pub(crate) fn case(&self) -> &Path {
        &self.case
    }

    /// Keeps a case, with what it is of: the document and the target. A folder that cannot be written makes no run fail: the report has it all but a long body, which
    /// is reported there.
    pub(crate) fn write(
        &self,
        failure: &Failure,
        of: [(&'static str, Redacted); 3],
        body: Option<(PathBuf, RedactedBytes)>,
    ) {
        let text = failure_text(failure, of);
        let folder = self.case.parent().unwrap_or(Path::new("."));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| disk::write(&self.case, text.as_bytes()))
            .and_then(|()| body.map_or(Ok(()), |(path, content)| disk::write(&path, content.as_bytes())));
        if let Err(error) = written {
            let path = self.case.display().to_string();
            eprintln!("warning: `{}` cannot be written: {error}", printable_line(&path));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::Saved;
    use crate::check::Check;

    #[test]
    fn every_case_has_a_file_of_its_own() {
        let long = "x".repeat(300);
        let cases = [
            ("GET /a/b", "valid"),
            ("GET /a_b", "valid"),
            ("GET /A_b", "valid"),
            ("..", "/../../etc/passwd"),
            ("con", "x"),
            (long.as_str(), "one"),
            (long.as_str(), "two"),
        ];
        let mut names = BTreeSet::new();
        for (operation, class) in cases {
            let saved = Saved::new(Path::new("cases"), operation, class, Check::UnexpectedStatus);
            let [case, body] = [&saved.case, &saved.body].map(|path| path.strip_prefix("cases").expect("below"));
            assert_eq!(case.components().count(), 1, "{case:?}");
            assert!(case.as_os_str().len() < 200 && names.insert(case.to_string_lossy().to_lowercase()), "{case:?}");
            assert_ne!(case, body);
        }
    }
}
