//! What small documents are about.

use std::fmt::Write as _;

use trueline_spec::model::{Api, Checked};
use trueline_spec::resources::{Correction, RequestPlace, Resources};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

const PARAMETER: &str = "{in: path, required: true, schema: {type: string}, name: ";

fn read(paths: &str) -> Checked<Api> {
    let text = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}");
    let loaded = load("api.yaml", &Text(text), LoadOptions::default()).expect("it is read");
    loaded.api.expect("it is right")
}

/// An operation with path parameters and the schema of its success.
fn operation(method: &str, name: &str, parameters: &[&str], schema: &str) -> String {
    let parameters: Vec<String> = parameters.iter().map(|name| format!("{PARAMETER}{name}}}")).collect();
    let content = if schema.is_empty() {
        String::new()
    } else {
        format!(", content: {{application/json: {{schema: {schema}}}}}")
    };
    format!(
        "    {method}:\n      operationId: {name}\n      parameters: [{}]\n      responses: {{'200': {{description: d{content}}}}}\n",
        parameters.join(", ")
    )
}

fn shown(api: &Api, resources: &Resources) -> String {
    let mut text = String::new();
    for (_, kind) in resources.iter() {
        let parent = kind.parent.map(|parent| format!(" of {}", resources.kind(parent).name)).unwrap_or_default();
        let _ = writeln!(text, "{}{parent} {}", kind.name, kind.item);
        for (id, role) in &kind.operations {
            let _ = writeln!(text, "  {} {}", role.as_str(), api.operation(*id).key);
        }
        for producer in &kind.producers {
            let values: Vec<String> = producer.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let key = &api.operation(producer.operation).key;
            let _ = writeln!(
                text,
                "  from {key}: {} [{}, whole: {}]",
                values.join(", "),
                producer.reason.as_str(),
                producer.is_whole
            );
        }
    }
    for reference in &resources.references {
        let place = match &reference.place {
            RequestPlace::Parameter(index) => api.operation(reference.operation).parameters[*index].name.clone(),
            RequestPlace::Body(path) => path.to_string(),
        };
        let _ = writeln!(
            text,
            "{} {place} names {}",
            api.operation(reference.operation).key,
            resources.kind(reference.kind).item
        );
    }
    text
}

#[test]
fn a_collection_tells_the_names_of_its_things() {
    let pet = "{type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}}}";
    let list = format!("{{type: object, properties: {{data: {{type: array, items: {pet}}}}}}}");
    let toy = "{type: object, properties: {toy_id: {type: integer}, title: {type: string}}}";
    let api = read(
        &[
            "  /pets:\n".to_owned(),
            operation("get", "listPets", &[], &list),
            operation("post", "createPet", &[], pet),
            "  /pets/search:\n".to_owned(),
            operation("get", "searchPets", &[], &list),
            "  /pets/{petId}:\n".to_owned(),
            operation("get", "getPet", &["petId"], pet),
            operation("put", "putPet", &["petId"], pet),
            operation("delete", "deletePet", &["petId"], ""),
            "  /pets/{petId}/feed:\n".to_owned(),
            operation("post", "feedPet", &["petId"], ""),
            "  /pets/{petId}/toys:\n".to_owned(),
            operation("post", "createToy", &["petId"], toy),
            "  /pets/{petId}/toys/{toyId}:\n".to_owned(),
            operation("get", "getToy", &["petId", "toyId"], toy),
        ]
        .concat(),
    );
    insta::assert_snapshot!("a-collection-tells-names", shown(&api, &Resources::of(&api)));
}

#[test]
fn names_come_from_other_collections_schemas_and_fields() {
    let repo = "{type: object, required: [id, name, owner], properties: {id: {type: integer}, name: {type: string}, owner: {type: object, \
                required: [login], properties: {name: {type: string}, login: {type: string}}}}}";
    let job = "{type: object, properties: {job_identifier: {type: string}}}";
    let api = read(&[
        "  /user/repos:\n".to_owned(),
        operation("get", "myRepos", &[], &format!("{{type: array, items: {repo}}}")),
        "  /repos/{owner}/{repo}:\n".to_owned(),
        operation("get", "getRepo", &["owner", "repo"], repo),
        "  /export/start:\n".to_owned(),
        operation("post", "startExport", &[], job),
        "  /export/cancel/{job_identifier}:\n".to_owned(),
        operation("post", "cancelExport", &["job_identifier"], ""),
        "  /flags/{key}:\n".to_owned(),
        operation("put", "putFlag", &["key"], ""),
        operation("get", "getFlag", &["key"], ""),
        "  /nowhere/{id}:\n".to_owned(),
        operation("get", "getNothing", &["id"], ""),
        "  /stars:\n    post:\n      operationId: star\n      requestBody: {content: {application/json: {schema: {type: object, properties: \
         {repo_id: {type: string}, note: {type: string}}}}}}\n      responses: {'204': {description: d}}\n"
            .to_owned(),
    ]
    .concat());
    let resources = Resources::of(&api);
    insta::assert_snapshot!("names-come-from-elsewhere", shown(&api, &resources));
    assert_eq!((resources.naming(&api).len(), resources.fed(&api).len()), (5, 4));
}

#[test]
fn a_correction_is_the_last_word() {
    let thing = "{type: object, properties: {id: {type: string}, code: {type: string}}}";
    let api = read(
        &[
            "  /things:\n".to_owned(),
            operation("post", "create", &[], thing),
            "  /things/{thing}:\n".to_owned(),
            operation("get", "read", &["thing"], thing),
        ]
        .concat(),
    );
    let by_code = Correction::new(&api, "read", "thing", Some(("create", "/code"))).expect("known");
    insta::assert_snapshot!("a-correction-is-the-last-word", shown(&api, &Resources::corrected(&api, &[by_code])));
    let by_nothing = Correction::new(&api, "read", "thing", None).expect("known");
    assert!(Resources::corrected(&api, &[by_nothing]).kinds[0].producers.is_empty());
    let unknown = [Correction::new(&api, "reed", "thing", None), Correction::new(&api, "read", "id", None)];
    let texts = unknown.map(|one| one.expect_err("unknown").to_string());
    assert_eq!(texts, ["there is no operation `reed`", "the path of `read` has no parameter `id`"]);
}

/// The answer to a creation may say nothing: the request named what it made.
#[test]
fn what_a_request_names_is_there_afterwards() {
    let body = "      requestBody: {content: {application/json: {schema: {type: object, required: [name], properties: {name: \
                {type: string}, note: {type: string}}}}}}\n";
    let api = read(&format!(
        "  /tenants:\n{}{body}  /tenants/{{tenant_name}}:\n{}",
        operation("post", "createTenant", &[], "{type: object}"),
        operation("get", "getTenant", &["tenant_name"], "{type: object, properties: {name: {type: string}}}"),
    ));
    let shown = shown(&api, &Resources::of(&api));
    assert!(shown.contains("tenant_name = the request's /name"), "{shown}");
}
