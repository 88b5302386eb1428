//! Every folder below `cases` is a command line with all that it writes beside it: what people and programs read.
//! `cargo insta review` shows what differs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn commands_write_what_is_kept() {
    insta::glob!("cases", "?*", |case| {
        let state = tempfile::tempdir().expect("a folder");
        let written = written(case, state.path());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case);
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("output", written));
    });
}

/// What the command line of a case writes, run in its folder: the exit code, both streams and reports.
fn written(case: &Path, state: &Path) -> String {
    let folder = state.display().to_string();
    let line =
        fs::read_to_string(case.join("command.txt")).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let output = Command::new(env!("CARGO_BIN_EXE_trueline"))
        .args(line.split_whitespace().map(|word| word.replace("{state}", &folder)))
        .current_dir(case)
        // Nothing of the machine shows.
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env_remove("CI")
        .env_remove("GITHUB_WORKSPACE")
        .env("GITHUB_STEP_SUMMARY", state.join("summary.md"))
        .stdin(std::process::Stdio::null())
        .output()
        .expect("it starts");
    let mut written = format!("$ trueline {}\nexit code: {}\n", line.trim(), output.status.code().expect("it ends"));
    for (name, bytes) in [("standard output", output.stdout), ("standard error", output.stderr)] {
        let text = String::from_utf8(bytes).expect("it is UTF-8");
        if !text.is_empty() {
            let _ = write!(written, "\n--- {name}\n{text}");
        }
    }
    for name in ["report.json", "report.xml", "summary.md"] {
        if let Ok(report) = fs::read_to_string(state.join(name)) {
            let _ = write!(written, "\n--- {name}\n{report}");
        }
    }
    written.replace(&folder, "{state}")
}
