//! A run that is divided: its parts send together what the whole sends, and their merged reports are the report of the whole.

mod support;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use support::{embedded, messaging, settings, target, tell};
use trueline_conformance::Settings;
use trueline_conformance::merge::{MergeError, NoPart, PartReport, merge};
use trueline_conformance::mock::{Fault, Fixture, Mock, Server};
use trueline_conformance::report::JsonReport;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const PARTS: usize = 4;

/// The report of a run, whole or of a part.
async fn report(api: &Checked<Api>, transport: &Transport, target: &Target, part: Option<(usize, usize)>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let partition = part.map(|(number, of)| format!("{number}/{of}").parse().expect("a part"));
    let settings = Settings { partition, ..settings(folder.path()) };
    let (told, result) = tell(api, target, transport, &settings).await;
    result.expect("it has a result");
    told.json_text
}

fn read(name: &str, text: &str) -> PartReport {
    PartReport::parse(name, text.as_bytes()).expect("a part")
}

/// The reports as one.
fn merged(parts: &[String]) -> Value {
    let parts = parts.iter().enumerate().map(|(number, text)| read(&number.to_string(), text)).collect();
    let mut json = JsonReport::default();
    merge(parts, None).expect("parts of one plan").events.iter().for_each(|event| json.event(event));
    json.value()
}

/// What a report says but for what servers number, and requests and answers that have such numbers.
fn stable(mut report: Value) -> Value {
    for failure in report["failures"].as_array_mut().into_iter().flatten() {
        for member in ["curl", "answer", "before", "bodyFile"] {
            failure[member] = Value::Null;
        }
    }
    report["cleanup"] = Value::Null;
    report
}

#[tokio::test]
async fn parts_of_the_mock_are_the_whole() {
    let api = messaging();
    let target = target(&api, "embedded", "http://localhost");
    for faults in [&[][..], &["status=200:202"], &["null=/id", "ignore=query.limit/maximum", "status=404:410"]] {
        let whole = Box::pin(report(&api, &embedded(&api, faults), &target, None)).await;
        let mut parts = Vec::new();
        for number in 1..=PARTS {
            parts.push(Box::pin(report(&api, &embedded(&api, faults), &target, Some((number, PARTS)))).await);
        }
        let whole: Value = serde_json::from_str(&whole).expect("JSON");
        assert_eq!(merged(&parts), whole, "{faults:?}");
        parts.reverse();
        assert_eq!(merged(&parts), whole, "whatever the order of the files");
    }
}

/// Collections that have nothing to do with each other but schemas that they share: `Name` stands in members of several names.
fn shop() -> Checked<Api> {
    let collections = ["books", "lamps", "chairs", "rugs", "cups", "pens"];
    let paths = collections.iter().enumerate().map(|(number, name)| {
        let member = format!("title{}", number % 2);
        let thing = format!(
            "{{type: object, required: [id, {member}], properties: {{id: {{type: string}}, {member}: {{$ref: '#/components/schemas/Name'}}}}}}"
        );
        let sent = format!("{{type: object, required: [{member}], properties: {{{member}: {{$ref: '#/components/schemas/Name'}}}}}}");
        format!(
            "  /{name}:
    get:
      parameters: [{{name: limit, in: query, schema: {{type: integer, minimum: 1, maximum: 50}}}}]
      responses:
        '200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {thing}}}}}}}}}
        '400': {{$ref: '#/components/responses/Wrong'}}
    post:
      requestBody: {{required: true, content: {{application/json: {{schema: {sent}}}}}}}
      responses:
        '201': {{description: d, content: {{application/json: {{schema: {thing}}}}}}}
        '400': {{$ref: '#/components/responses/Wrong'}}
  /{name}/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses:
        '200': {{description: d, content: {{application/json: {{schema: {thing}}}}}}}
        '404': {{$ref: '#/components/responses/Wrong'}}
    delete:
      responses: {{'204': {{description: d}}, '404': {{$ref: '#/components/responses/Wrong'}}}}
"
        )
    });
    let document = format!(
        "openapi: 3.1.0
info: {{title: Shop, version: '1'}}
paths:
{}components:
  responses:
    Wrong: {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Wrong'}}}}}}}}
  schemas:
    Name: {{type: string, minLength: 2, maxLength: 20}}
    Wrong: {{type: object, required: [error], properties: {{error: {{type: string}}}}}}
",
        paths.collect::<String>()
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.yaml");
    std::fs::write(&file, document).expect("written");
    let loaded = load(&file.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is read");
    loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics.first()))
}

/// What the reports of the whole and of each of four parts say of a mock behind an address.
async fn of_address(api: &Arc<Checked<Api>>, faults: &[&str], part: Option<(usize, usize)>) -> String {
    let faults = faults.iter().map(|fault| fault.parse::<Fault>().expect("a fault")).collect();
    let mock = Mock::new(Arc::clone(api), Fixture::default()).with_faults(faults);
    let server = Server::bind(mock, SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("bound");
    let address = format!("http://{}", server.address());
    let serving = tokio::spawn(server.serve(pending()));
    let target = Target::resolve("server", &TargetConfig::at(&address), api, &|_| None).expect("a target");
    let transport = Transport::Http(HttpTransport::new(&address).expect("an address"));
    let text = Box::pin(report(api, &transport, &target, part)).await;
    serving.abort();
    text.replace(&address, "http://server")
}

#[tokio::test]
async fn parts_of_a_server_are_the_whole() {
    let api = Arc::new(shop());
    let faults = [
        &[][..],
        &["status=400:500"],
        &["status=400:418", "status=404:410"],
        &["omit=/error", "ignore=body/title0/minLength"],
        &["null=/id", "status=204:500"],
    ];
    let mut found = 0;
    for faults in faults {
        let whole: Value = serde_json::from_str(&Box::pin(of_address(&api, faults, None)).await).expect("JSON");
        let mut parts = Vec::new();
        for number in 1..=PARTS {
            parts.push(Box::pin(of_address(&api, faults, Some((number, PARTS)))).await);
        }
        for part in &parts {
            let part: Value = serde_json::from_str(part).expect("JSON");
            let operations = part["operations"].as_array().map_or(0, Vec::len);
            assert!((4..=8).contains(&operations), "collections are spread: {operations}");
        }
        let causes = |report: &Value| report["failures"].as_array().map_or(0, Vec::len);
        let apart: usize = parts.iter().map(|part| causes(&serde_json::from_str(part).expect("JSON"))).sum();
        found += causes(&whole);
        println!("{faults:?}: {} causes, {apart} in parts", causes(&whole));
        assert!(causes(&whole) < apart.max(1), "one cause is one finding, whatever part shows it");
        assert_eq!(stable(merged(&parts)), stable(whole), "{faults:?}");
    }
    assert!(found >= 6, "the faults are found: {found}");
}

#[tokio::test]
async fn what_does_not_belong_together_is_told() {
    let (api, other) = (Arc::new(shop()), messaging());
    let part = |number, of| Box::pin(of_address(&api, &[], Some((number, of))));
    let (first, second, third) = (part(1, 2).await, part(2, 2).await, part(1, 3).await);
    let refused = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, text)| read(name, text)).collect();
        merge(parts, None).err().map(|error| error.to_string())
    };
    assert_eq!(refused(&[("a", &first), ("b", &second)]), None);
    assert_eq!(merge(Vec::new(), None).err(), Some(MergeError::Nothing));
    let of = |text: &str| text.to_owned();
    assert_eq!(refused(&[("b", &second)]), Some(of("of 2 parts these are missing: 1")));
    assert_eq!(refused(&[("a", &first), ("b", &second), ("c", &first)]), Some(of("`a` and `c` are both of part 1")));
    let is_other = |parts: &[(&str, &str)], what: &str| {
        let said = refused(parts).unwrap_or_default();
        assert!(said.starts_with(&format!("`b` is of another {what} than `a`: ")), "{said}");
    };
    is_other(&[("a", &first), ("b", &third)], "number of parts");
    is_other(&[("a", &first), ("b", &second.replace("\"seed\": 0", "\"seed\": 1"))], "seed");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    is_other(&[("a", &first), ("b", &second.replace(&version, "\"version\": \"9\""))], "version of the program");
    let target = support::target(&other, "server", "http://localhost");
    let foreign = Box::pin(report(&other, &embedded(&other, &[]), &target, Some((2, 2)))).await;
    is_other(&[("a", &first), ("b", &foreign)], "document");
    let more = Box::pin(async {
        let folder = tempfile::tempdir().expect("a folder");
        let settings =
            Settings { partition: Some("2/2".parse().expect("a part")), cases: 3, ..settings(folder.path()) };
        let target =
            Target::resolve("server", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("a target");
        let mock = support::service(Mock::new(Arc::clone(&api), Fixture::default()));
        tell(&api, &target, &mock, &settings).await.0.json_text
    });
    is_other(&[("a", &first), ("b", &more.await)], "plan (operations, classes, checks, severities, --cases)");

    let whole = Box::pin(of_address(&api, &[], None)).await;
    assert!(matches!(PartReport::parse("a", whole.as_bytes()), Err(NoPart::Whole)));
    assert!(matches!(PartReport::parse("a", b"{}"), Err(NoPart::Json(_))));
    let later = first.replacen("\"version\": 1", "\"version\": 2", 1);
    assert!(matches!(PartReport::parse("a", later.as_bytes()), Err(NoPart::Version(2))));
    for (own, none) in [("\"of\": 2", "\"of\": 18446744073709551615"), ("\"number\": 1", "\"number\": 3")] {
        let part = first.replacen(own, none, 1);
        assert!(matches!(PartReport::parse("a", part.as_bytes()), Err(NoPart::Number { .. })), "{none}");
    }
    let many = first.replacen("\"requests\": ", "\"requests\": 9999999999", 1);
    assert!(matches!(PartReport::parse("a", many.as_bytes()), Err(NoPart::Json(_))));
    assert!(matches!(PartReport::read("a", std::io::repeat(b' ')), Err(NoPart::TooLarge { .. })));
}
