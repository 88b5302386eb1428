//! `generate` and the files of people, interruptions and full disks.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");

fn trueline(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trueline")).args(words).output().expect("it starts")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Every file of a folder with its bytes, those that wait for their place apart.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut files, mut waiting) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("listed") {
            let path = entry.expect("an entry").path();
            if !path.is_dir() {
                files.insert(path.clone(), fs::read(&path).expect("read"));
            } else if !path.ends_with(".trueline-staging") {
                waiting.push(path);
            }
        }
    }
    files
}

/// A document of many operations, each of which is a file that says which version it is of.
fn document(folder: &Path, version: &str) -> String {
    let mut text = format!("openapi: 3.1.0\ninfo: {{title: Many, version: '{version}'}}\npaths:\n");
    for number in 0..200 {
        let _ = writeln!(
            text,
            "  /a{number}: {{get: {{operationId: get{number}, summary: Version {version}, responses: {{'200': {{description: d}}}}}}}}"
        );
    }
    let file = folder.join(format!("{version}.yaml"));
    fs::write(&file, text).expect("written");
    file.display().to_string()
}

#[test]
fn files_of_people_are_never_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("client");
    let words = ["generate", DOCUMENT, "--out", &out.display().to_string(), "--package", "client"];
    let run = |further: &[&str]| trueline(&[&words, further].concat());
    fs::create_dir_all(out.join("src")).expect("a folder");
    for path in ["Cargo.toml", "src/lib.rs", "src/models.rs"] {
        fs::write(out.join(path), "mine\n").expect("written");
    }
    let before = tree(&out);
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    for word in ["Cargo.toml: was not", "src/lib.rs: was not", "src/models.rs: was not", "`--force`"] {
        assert!(text(&output).contains(word), "{}", text(&output));
    }
    assert_eq!(tree(&out), before);
    let output = run(&["--check"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let output = run(&["--force"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains(" written, 0 unchanged, 0 removed"), "{}", text(&output));
    assert!(text(&run(&[])).contains("files are up to date"));
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("read") + "\n[profile.release]\nlto = true\n";
    fs::write(out.join("Cargo.toml"), &manifest).expect("written");
    let output = run(&[]);
    assert!(text(&output).contains("Cargo.toml: was edited"), "{}", text(&output));
    assert_eq!(fs::read_to_string(out.join("Cargo.toml")).expect("read"), manifest);
}

#[test]
fn what_is_written_beside_a_client_stays_and_is_part_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("client");
    let shown = out.display().to_string();
    let run = |further: &[&str]| {
        let output = trueline(&[&["generate", DOCUMENT, "--out", &shown, "--package", "client"], further].concat());
        (output.status.code(), text(&output))
    };
    let read = |path: &str| fs::read_to_string(out.join(path)).expect("read");
    assert_eq!(run(&[]).0, Some(0));
    let own = [
        ("(package)", "publish = false\n"),
        ("(dependencies)", "anyhow = \"1\"\n"),
        ("(tables)", "[profile.release]\nlto = true\n"),
    ];
    let manifest = own.iter().fold(read("Cargo.toml"), |text, (part, lines)| {
        text.replace(&format!("# >>> yours {part}\n"), &format!("# >>> yours {part}\n{lines}"))
    });
    fs::write(out.join("Cargo.toml"), &manifest).expect("written");
    fs::create_dir_all(out.join("src/ext")).expect("a folder");
    for (path, text) in [("src/ext/mod.rs", "//! Mine.\n"), ("tests/own.rs", "// mine\n"), ("README.md", "# Mine\n")] {
        fs::create_dir_all(out.join(path).parent().expect("a folder")).expect("a folder");
        fs::write(out.join(path), text).expect("written");
    }
    fs::remove_file(out.join("examples/first_call.rs")).expect("removed");
    let (code, said) = run(&[]);
    // The root declares the module that is new.
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 written, ") && read("src/lib.rs").contains("pub mod ext;"), "{said}");
    assert_eq!(run(&["--check"]).0, Some(0));
    assert_eq!(run(&["--force"]).0, Some(0));
    assert_eq!(read("Cargo.toml"), manifest);
    assert_eq!([read("src/ext/mod.rs"), read("README.md")], ["//! Mine.\n", "# Mine\n"]);
    assert!(out.join("tests/own.rs").exists() && !out.join("examples/first_call.rs").exists());
}

#[test]
fn a_changelog_says_what_a_version_changes_for_those_who_use_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("client");
    let shown = out.display().to_string();
    let document = folder.path().join("openapi.yaml");
    let run = |version: &str, operation: &str, further: &[&str]| {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: Pets, version: {version}}}\npaths:\n  /{operation}: {{get: {{operationId: {operation}, \
             responses: {{'204': {{description: d}}}}}}}}\n"
        );
        fs::write(&document, text).expect("written");
        let words = ["generate", &document.display().to_string(), "--out", &shown, "--changelog"];
        let output = trueline(&[&words, further].concat());
        (output.status.code(), self::text(&output))
    };
    let changelog = || fs::read_to_string(out.join("CHANGELOG.md")).expect("read");
    assert_eq!(run("1.0.0", "listPets", &[]).0, Some(0));
    assert_eq!(changelog(), "# Changelog\n\n## 1.0.0\n\n- The first version.\n");
    assert!(run("1.0.0", "listPets", &[]).1.contains("up to date"));
    // Nothing is written by a check, which shows what there is to say.
    let (code, said) = run("1.1.0", "allPets", &["--check"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("incompatible: `Client::list_pets` was removed") && said.contains("require version 2.0.0"),
        "{said}"
    );
    assert!(changelog().ends_with("first version.\n"));
    let (code, said) = run("2.0.0", "allPets", &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("2 incompatible and 2 compatible changes since 1.0.0") && !said.contains("ask for"),
        "{said}"
    );
    let expected = "# Changelog\n\n## 2.0.0\n\n### Incompatible\n\n- `Client::list_pets` was removed\n- `operations::ListPets` was removed\n\n\
                    ### Compatible\n\n- new: `Client::all_pets`\n- new: `operations::AllPets`\n\n## 1.0.0\n\n- The first version.\n";
    assert_eq!(changelog(), expected);
    let (code, said) = run("2.0.0", "allPets", &["--check"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_name_that_cargo_refuses_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["test", "fn", "std", "con", "a b", "a\"b", "1st"] {
        let out = folder.path().join("out").display().to_string();
        let output = trueline(&["generate", DOCUMENT, "--out", &out, "--package", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", text(&output));
        assert!(
            text(&output).contains("is not a valid package name") && !Path::new(&out).exists(),
            "{name}: {}",
            text(&output)
        );
    }
}

/// Killed at any moment: each file is the old or the new one, and the next run makes all of them new.
#[test]
fn an_interruption_leaves_old_or_new_and_the_next_run_finishes() {
    let folder = tempfile::tempdir().expect("a folder");
    let [old, new] = ["1", "2"].map(|version| document(folder.path(), version));
    let out = folder.path().join("client");
    let shown = out.display().to_string();
    let words = |document: &str| ["generate", document, "--out", &shown, "--package", "client"].map(str::to_owned);
    let generate = |document: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_trueline")).args(words(document)).output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        text(&output)
    };
    generate(&new);
    let wanted = tree(&out);
    let (mut interrupted, mut finished) = (0, 0);
    for moment in 0..24 {
        generate(&old);
        let before = tree(&out);
        let mut child = Command::new(env!("CARGO_BIN_EXE_trueline"))
            .args(words(&new))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        // From when it takes the folder on.
        let start = Instant::now();
        while !out.join(".trueline-staging").exists() && start.elapsed() < Duration::from_secs(60) {
            std::hint::spin_loop();
        }
        std::thread::sleep(Duration::from_micros(moment * moment * 100));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let after = tree(&out);
        for (path, bytes) in &after {
            let is_whole = before.get(path) == Some(bytes) || wanted.get(path) == Some(bytes);
            assert!(is_whole, "moment {moment}: {} is neither old nor new", path.display());
        }
        interrupted += usize::from(after != before && after != wanted);
        finished += usize::from(generate(&new).contains("an earlier run was interrupted"));
        assert!(tree(&out) == wanted, "moment {moment}: the next run leaves something old");
        assert!(!out.join(".trueline-staging").exists());
    }
    println!("{interrupted} of 24 runs were killed between two files, {finished} were finished by the next");
}

/// A write that fails in the middle (a limit on the size of files stands for a full disk) changes nothing.
#[cfg(unix)]
#[test]
fn a_full_disk_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let [old, new] = ["1", "2"].map(|version| document(folder.path(), version));
    let out = folder.path().join("client").display().to_string();
    assert!(trueline(&["generate", &old, "--out", &out, "--package", "client"]).status.success());
    let before = tree(Path::new(&out));
    // Blocks of 512 bytes: the client's module is larger, most other files are not.
    let script = "ulimit -f 24; trap '' XFSZ; exec \"$0\" generate \"$1\" --out \"$2\" --package client";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_trueline"), &new, &out])
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("cannot be written"), "{}", text(&output));
    assert!(tree(Path::new(&out)) == before, "something was changed");
    assert!(!Path::new(&out).join(".trueline-staging").exists());
    assert!(trueline(&["generate", &new, "--out", &out, "--package", "client"]).status.success());
    assert!(tree(Path::new(&out)) != before);
}
