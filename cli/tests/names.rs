//! Names of a generated package stay when its document grows: `trueline.lock` beside it keeps them.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A document whose one operation has an unnamed type, with further named schemas.
fn document(schemas: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Pets, version: '1'}}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      \
         parameters: [{{name: order, in: query, schema: {{type: string, enum: [up, down]}}}}]\n      \
         responses: {{'204': {{description: Done.}}}}\ncomponents: {{schemas: {{{schemas}}}}}\n"
    )
}

fn generate(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let [document, out] = ["openapi.yaml", "client"].map(|name| folder.join(name).display().to_string());
    let fixed = ["generate", &document, "--out", &out];
    let output =
        Command::new(env!("CARGO_BIN_EXE_trueline")).args([&fixed, words].concat()).output().expect("it starts");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_name_stays_when_the_document_has_it_too_and_merges_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lock, models) = (folder.path().join("client/trueline.lock"), folder.path().join("client/src/models.rs"));
    let write = |schemas: &str| fs::write(folder.path().join("openapi.yaml"), document(schemas)).expect("written");
    let read = |path: &Path| fs::read_to_string(path).expect("it is written");
    write("");
    assert_eq!(generate(folder.path(), &[]).0, Some(0));
    assert!(read(&lock).contains("\ntype GET /pets > query order = ListPetsOrder\n"), "{}", read(&lock));

    write("ListPetsOrder: {type: object, properties: {id: {type: string}}}");
    assert_eq!(generate(folder.path(), &["--check"]).0, Some(1));
    assert_eq!(generate(folder.path(), &[]).0, Some(0));
    let given = read(&lock);
    assert!(given.contains("\nreceived schemas/ListPetsOrder = ListPetsOrder2\n"), "{given}");
    assert!(
        read(&models).contains("pub enum ListPetsOrder {") && read(&models).contains("pub struct ListPetsOrder2 {")
    );
    assert_eq!(generate(folder.path(), &["--check"]).0, Some(0), "the second time has nothing new");

    // A merge left its marks, and somebody chose another name.
    let edited =
        given.replace("= ListPetsOrder2\n", "= OrderSchema\n").replace("type GET", "<<<<<<< HEAD\n=======\ntype GET");
    fs::write(&lock, edited).expect("written");
    let (code, told) = generate(folder.path(), &[]);
    assert_eq!((code, told.as_str()), (Some(0), ""));
    assert!(read(&models).contains("pub struct OrderSchema {") && !read(&lock).contains("<<<<<<<"));

    // Without what was given, the document's own name wins.
    fs::remove_file(&lock).expect("removed");
    assert_eq!(generate(folder.path(), &[]).0, Some(0));
    assert!(
        read(&models).contains("pub struct ListPetsOrder {")
            && read(&models).contains("pub enum ListPetsOrderParameter {")
    );
}

#[test]
fn names_that_cannot_be_read_are_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("openapi.yaml"), document("")).expect("written");
    fs::create_dir_all(folder.path().join("client/trueline.lock")).expect("made");
    let (code, told) = generate(folder.path(), &[]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("trueline.lock` cannot be read"), "{told}");
}
