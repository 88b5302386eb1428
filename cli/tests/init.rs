//! Files that `trueline init` writes, each beside its document, and what `trueline conform` makes of them.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::serve;
use trueline_conformance::target::{Config, CredentialConfig, Setting, TargetConfig, Variable};

fn trueline(folder: &Path, words: &[&str], variables: &[(String, String)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.current_dir(folder).args(words).envs(variables.iter().cloned());
    let Output { status, stdout, stderr } = command.output().expect("it starts");
    (status.code(), [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat())
}

/// Every variable that a target reads.
fn variables(target: &TargetConfig) -> Vec<String> {
    let credentials = target.credentials.values().flat_map(|credential| match credential {
        CredentialConfig::Single(setting) => vec![setting],
        CredentialConfig::Roles(roles) => roles.values().collect(),
        CredentialConfig::Command(_) | CredentialConfig::Client(_) => Vec::new(),
    });
    let headers = target.actors.iter().flat_map(|actor| actor.headers.values());
    let of = |setting: &Setting| match setting {
        Setting::Variable(Variable { env }) => Some(env.clone()),
        Setting::Literal(_) => None,
    };
    credentials.chain(headers).filter_map(of).collect()
}

#[test]
fn a_written_file_has_all_that_its_document_asks_for_and_is_taken_as_it_is() {
    let address =
        serve(|_| Some(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}".to_vec()));
    insta::glob!("init", "*/openapi.yaml", |document| {
        let folder = tempfile::tempdir().expect("a folder");
        fs::copy(document, folder.path().join("openapi.yaml")).expect("copied");
        let (code, text) = trueline(folder.path(), &["init", "openapi.yaml"], &[]);
        assert_eq!(code, Some(0), "{text}");
        let written = fs::read_to_string(folder.path().join("trueline.toml")).expect("it is there");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(document.parent().expect("a folder"));
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("written", format!("{written}\n--- said\n{text}")));

        // What is left out is right as well, once its sign is taken away.
        let config = Config::parse("trueline.toml", &written).unwrap_or_else(|error| panic!("{error}"));
        let signless = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest.to_owned(),
            _ => line.to_owned(),
        };
        let all = written.lines().map(signless).collect::<Vec<_>>().join("\n");
        let all = Config::parse("all.toml", &all).unwrap_or_else(|error| panic!("{error}\n{all}"));
        let actors = &all.target("local").expect("it is there").actors;
        assert!(actors.iter().skip(1).all(|actor| actor.resources.is_empty()), "what exists is the first one's");

        // Every variable that is missing is named, and nothing is sent.
        let variables = variables(config.target("local").expect("it is there"));
        let run = [
            "conform",
            "openapi.yaml",
            "--target",
            "local",
            "--base-url",
            &address,
            "--cases",
            "2",
            "--state",
            "state",
        ];
        let (code, text) = trueline(folder.path(), &run, &[]);
        assert_eq!(code == Some(2), !variables.is_empty(), "{text}");
        for variable in &variables {
            assert!(text.contains(&format!("the environment variable `{variable}` is not set")), "{text}");
        }
        // With them the target is tested.
        let mut set: Vec<(String, String)> =
            variables.iter().map(|name| (name.clone(), format!("value:{name}"))).collect();
        set.extend(["ALICE", "BOB"].map(|name| (format!("TRUELINE_{name}_OWNER"), name.to_owned())));
        let (code, text) = trueline(folder.path(), &run, &set);
        assert!(text.contains(" operation"), "{text}");
        assert!(matches!(code, Some(0 | 1)), "{code:?}: {text}");
    });
}

#[test]
fn a_file_that_is_there_stays_unless_it_is_forced() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    fs::write(folder.path().join("openapi.yaml"), support::document(1)).expect("written");
    fs::write(&file, "mine = 1").expect("written");
    let words = ["init", "openapi.yaml", "--out", "own.toml"];
    let (code, text) = trueline(folder.path(), &words, &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("`own.toml` exists, and nothing was written; --force overwrites it"), "{text}");
    assert_eq!(fs::read_to_string(&file).expect("read"), "mine = 1");
    let (code, text) = trueline(folder.path(), &[&words[..], &["--force"]].concat(), &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(fs::read_to_string(&file).expect("read").contains("[targets.local]"));
}

#[test]
fn the_document_is_named_relative_to_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("tests/conformance")).expect("made");
    fs::write(folder.path().join("openapi.yaml"), support::document(1)).expect("written");
    let (code, text) =
        trueline(folder.path(), &["init", "openapi.yaml", "--out", "tests/conformance/trueline.toml"], &[]);
    assert_eq!(code, Some(0), "{text}");
    let written = fs::read_to_string(folder.path().join("tests/conformance/trueline.toml")).expect("read");
    assert!(written.contains("\ndocument = \"../../openapi.yaml\"\n"), "{written}");
}

#[test]
fn a_document_that_is_refused_gets_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("openapi.yaml"), "swagger: '2.0'\n").expect("written");
    let (code, text) = trueline(folder.path(), &["init", "openapi.yaml"], &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(!folder.path().join("trueline.toml").exists(), "{text}");
}
