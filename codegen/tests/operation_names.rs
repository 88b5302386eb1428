//! What operations are called: by their ids without what these repeat, by the configuration, and by what was given before.

use std::path::Path;

use trueline_codegen::names::{LOCK, NameLock};
use trueline_codegen::{Config, Generated, Generator, Options};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

/// A document in memory.
struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

/// Of operations: a method with a path, an id (or none), a tag (or none).
fn generate(operations: &[(&str, &str, &str)], options: Options) -> Result<Generated, String> {
    let mut paths = serde_json::Map::new();
    for (key, id, tag) in operations {
        let (method, path) = key.split_once(' ').expect("a method and a path");
        let mut operation = serde_json::json!({"responses": {"204": {"description": "Done."}}});
        if !id.is_empty() {
            operation["operationId"] = (*id).into();
        }
        if !tag.is_empty() {
            operation["tags"] = [*tag].into();
        }
        paths.entry(path.to_owned()).or_insert_with(|| serde_json::json!({}))[method.to_lowercase()] = operation;
    }
    let document = serde_json::json!({"openapi": "3.1.0", "info": {"title": "Names", "version": "1"}, "paths": paths});
    let loaded = load("openapi.json", &Text(document.to_string()), LoadOptions::default()).expect("a document");
    let api = loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    Generator::new(options).generate(&api).map_err(|error| error.to_string())
}

/// The names, in the order of the operations.
fn names(operations: &[(&str, &str, &str)], options: Options) -> Vec<String> {
    let lock =
        NameLock::parse(generate(operations, options).expect("a client").files.text(Path::new(LOCK)).expect("names"));
    operations.iter().map(|(key, ..)| lock.operation(key).expect("a name").to_string()).collect()
}

fn usual(operations: &[(&str, &str, &str)]) -> Vec<String> {
    names(operations, Options::new("client"))
}

fn configured(text: &str) -> Options {
    Config::parse("trueline.toml", text).expect("it is right").options("client")
}

#[test]
fn ids_lose_what_they_repeat() {
    let (operations, expected): (Vec<_>, Vec<_>) = [
        // FastAPI's: the function, the path, the method.
        (("GET /items/{item_id}", "read_item_items__item_id__get", "items"), "read_item"),
        (("POST /api/v1/items/", "create_item_api_v1_items__post", ""), "create_item"),
        (("PUT /both", "both_both_post", ""), "both"),
        (("GET /", "root__get", ""), "root_get"),
        // What looks like it and is not.
        (("GET /users", "list_users_get_all", ""), "list_users_get_all"),
        // A tag that the rest says again.
        (("GET /pets", "pets_listPets", "Pets"), "list_pets"),
        (("GET /pets/{id}", "petsGetPetById", "pets"), "get_pet_by_id"),
        (("POST /pets/{id}", "pets_feed", "pets"), "pets_feed"),
        // Without an id, the method and the path.
        (("DELETE /pets/{id}", "", ""), "delete_pets_by_id"),
    ]
    .into_iter()
    .unzip();
    assert_eq!(usual(&operations), expected);
}

#[test]
fn functions_that_several_have_keep_their_whole_ids() {
    let items = ("GET /items", "list_items_get", "");
    let users = ("GET /users", "list_users_get", "");
    assert_eq!(usual(&[items]), ["list"]);
    let expected = ["list_items_get", "list_users_get"];
    assert_eq!(usual(&[items, users]), expected);
    assert_eq!(usual(&[users, items]), [expected[1], expected[0]], "the order says nothing");
    // What was given stays when the other one comes.
    let given = Options { names: NameLock::parse("operation GET /items = list\n"), ..Options::new("client") };
    assert_eq!(names(&[users, items], given), ["list_users_get", "list"]);
}

#[test]
fn a_long_name_loses_words_and_is_never_longer_than_60_characters() {
    let id = "listTheEnvironmentVariablesOfTheDeploymentBranchPolicyOfTheEnvironmentOfTheRepositoryOfTheOrganization";
    let other = format!("{id}Again");
    let found = usual(&[("GET /a", id, ""), ("GET /b", &other, "")]);
    assert_eq!(found[0], "list_environment_variables_repository_organization");
    for name in &found {
        assert!(name.len() <= 60, "{name}");
    }
    assert_ne!(found[0], found[1]);
}

#[test]
fn the_configuration_names_one_operation_or_all_of_a_pattern() {
    let options = configured(
        "[codegen.operations]\n\"GET /pets\" = \"pets\"\n\"PetsController_*\" = \"*\"\n\"PetsController_find*\" = \"search_*\"\n\
         getOwner = \"owner\"\n",
    );
    let operations = [
        ("GET /pets", "PetsController_list", ""),
        ("POST /pets", "PetsController_addOne", ""),
        ("GET /pets/search", "PetsController_findAll", ""),
        ("GET /owner", "getOwner", ""),
        ("GET /other", "other", ""),
    ];
    assert_eq!(names(&operations, options), ["pets", "add_one", "search_all", "owner", "other"]);
}

#[test]
fn a_name_for_no_operation_and_a_pattern_that_is_none_are_errors() {
    let operations = [("GET /pets", "listPets", "")];
    let told = generate(&operations, configured("[codegen.operations]\nlistPet = \"pets\"\n")).map(drop);
    let expected = "`listPet` matches no operation of the document, so it cannot be renamed; did you mean `listPets`?";
    assert_eq!(told, Err(expected.to_owned()));
    for wrong in ["\"a*b*\" = \"x\"", "a = \"*\""] {
        let told =
            Config::parse("trueline.toml", &format!("[codegen.operations]\n{wrong}\n")).expect_err("it is wrong");
        assert!(told.to_string().contains("error[invalid-pattern]") && told.to_string().contains("trueline.toml:2:1"));
    }
}
