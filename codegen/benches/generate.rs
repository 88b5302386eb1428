//! What a client costs by the size of its document: reading, planning, and all of it to the files.
//!
//! `cargo bench -p trueline-codegen`. Time that grows faster than the document shows as a throughput that falls.

use std::fmt::Write as _;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use trueline_codegen::names::NameLock;
use trueline_codegen::plan::{Components, OperationNames, plan_client, plan_types};
use trueline_codegen::{Generator, Options, TypeOptions};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

/// Operations of each document.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// A document in memory.
struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

/// A document of so many operations, each with two parameters, a body and an answer, and a schema for every ten that
/// refers to the one before.
fn document(operations: usize) -> Text {
    let mut text = String::from(
        "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\nservers: [{url: 'https://example.org'}]\npaths:\n",
    );
    for number in 0..operations {
        let schema = number / 10;
        let _ = write!(
            text,
            "  /things{number}/{{id}}:
    put:
      operationId: putThing{number}
      description: Puts a thing.
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}
        - {{name: limit, in: query, schema: {{type: integer, minimum: 1, maximum: 200}}}}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{schema}'}}}}}}
      responses:
        '200':
          description: put
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{schema}'}}}}}}
        '404': {{description: none}}
"
        );
    }
    text.push_str("components:\n  schemas:\n");
    for number in 0..operations.div_ceil(10) {
        let earlier = number.saturating_sub(1);
        let _ = write!(
            text,
            "    Thing{number}:
      type: object
      required: [id, name]
      properties:
        id: {{type: string, format: uuid}}
        name: {{type: string, maxLength: 100, description: What people call it.}}
        kind{number}: {{type: string, enum: [small{number}, large{number}]}}
        made: {{type: string, format: date-time}}
        parts: {{type: array, items: {{$ref: '#/components/schemas/Thing{earlier}'}}}}
"
        );
    }
    Text(text)
}

fn read(document: &Text) -> Checked<Api> {
    let loaded = load("things.yaml", document, LoadOptions::default()).expect("it is there");
    loaded.api.expect("it is right")
}

fn benchmarks(criterion: &mut Criterion) {
    for operations in SIZES {
        let text = document(operations);
        let api = read(&text);
        let mut group = criterion.benchmark_group("operations");
        group.sample_size(10).throughput(Throughput::Elements(operations as u64));
        group.bench_with_input(BenchmarkId::new("read", operations), &text, |bencher, text| {
            bencher.iter(|| read(text));
        });
        group.bench_with_input(BenchmarkId::new("plan", operations), &api, |bencher, api| {
            bencher.iter(|| {
                let lock = NameLock::default();
                let names = OperationNames::of(api, &[], None, &lock);
                let types = plan_types(api, Components::All, &TypeOptions::default(), &names, &lock);
                plan_client(api, &types.expect("no overrides"), &names, &std::collections::BTreeMap::new())
            });
        });
        group.bench_with_input(BenchmarkId::new("plan and emit", operations), &api, |bencher, api| {
            let generator = Generator::new(Options::new("things"));
            bencher.iter(|| generator.generate(api).expect("it is Rust"));
        });
        group.finish();
    }
}

criterion_group!(all, benchmarks);
criterion_main!(all);
