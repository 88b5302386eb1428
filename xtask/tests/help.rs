//! What the tasks of this repository say of themselves. `cargo insta review` shows what differs.

use std::process::Command;

#[test]
fn every_task_says_what_it_takes() {
    for task in ["regenerate", "test", "corpus", "hostile", "fuzz", "random-schemas", "field"] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args([task, "--help"])
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .output()
            .expect("it starts");
        let text = String::from_utf8(output.stdout).expect("it is UTF-8");
        assert!(output.status.success(), "{task}: {}", String::from_utf8_lossy(&output.stderr));
        insta::assert_snapshot!(task, text);
    }
}
