//! Failing cases on disk, so that they can be sent again without the run that found them.

use std::path::{Path, PathBuf};

use crate::event::Failure;
use crate::report::failure_value;

/// Where a failing case is kept.
pub(crate) struct Saved {
    case: PathBuf,
    /// Where its body is kept, if it fits no line.
    pub body: PathBuf,
}

impl Saved {
    pub(crate) fn new(folder: &Path, operation: &str, class: &str, check: &str) -> Self {
        let plain = |text: &str| {
            text.chars()
                .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' })
                .collect::<String>()
        };
        let name = format!("{}--{}--{check}", plain(operation), plain(class));
        // File systems have room for 255 bytes.
        let name = name.chars().take(200).collect::<String>();
        Self { case: folder.join(format!("{name}.json")), body: folder.join(format!("{name}.body")) }
    }

    /// Keeps a case. A folder that cannot be written makes no run fail: the report has it all but a long body, which
    /// is told there.
    pub(crate) fn write(&self, failure: &Failure, body: Option<(PathBuf, Vec<u8>)>) {
        let text = serde_json::to_string_pretty(&failure_value(failure)).unwrap_or_default();
        let folder = self.case.parent().unwrap_or(Path::new("."));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&self.case, text + "\n"))
            .and_then(|()| body.map_or(Ok(()), |(path, content)| std::fs::write(path, content)));
        if let Err(error) = written {
            eprintln!("warning: `{}` cannot be written: {error}", self.case.display());
        }
    }
}
