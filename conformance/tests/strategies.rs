//! What is generated for the named schemas of real documents is valid, by the word of an independent validator.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use trueline_conformance::generate::{Completeness, SchemaStrategy};
use trueline_conformance::judge::Validators;
use trueline_spec::source::FileSystem;
use trueline_spec::{Direction, LoadOptions, load};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
/// Schemas of one document that are tried; the largest documents have thousands.
const SCHEMAS: usize = 40;

#[test]
fn generated_values_of_real_documents_are_valid() {
    let only = std::env::var("ONLY").unwrap_or_default();
    let Ok(folder) = std::fs::read_dir(CORPUS) else {
        eprintln!("not run: there is no ../shared/corpus");
        return;
    };
    let mut paths: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut counts = (0_usize, 0_usize);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths.iter().filter(|path| path.to_string_lossy().contains(&only)) {
        try_document(path, &mut counts, &mut reasons);
    }
    let (generated, tried) = counts;
    println!("{generated} of {tried} schemas have a value");
    for (reason, count) in &reasons {
        println!("{count:5} {reason}");
    }
    assert!(generated * 100 >= tried * 99, "{generated} of {tried}: {reasons:#?}");
}

fn try_document(path: &Path, counts: &mut (usize, usize), reasons: &mut BTreeMap<String, usize>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if !name.ends_with("json") && !name.ends_with("yaml") && !name.ends_with("yml") {
        return;
    }
    let Ok(loaded) = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()) else { return };
    let Some(api) = loaded.api.map(Arc::new) else { return };
    let validators = Validators::default();
    let step = api.named_schemas.len().div_ceil(SCHEMAS).max(1);
    for (schema, id) in api.named_schemas.iter().step_by(step) {
        for (direction, completeness) in [
            (Direction::Request, Completeness::Random),
            (Direction::Response, Completeness::AllDeclared),
            (Direction::Request, Completeness::Minimal),
        ] {
            counts.1 += 1;
            let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
            let mut runner = TestRunner::new_with_rng(Config::default(), rng);
            match SchemaStrategy::new(Arc::clone(&api), *id, direction, completeness).new_tree(&mut runner) {
                Ok(tree) => {
                    counts.0 += 1;
                    let violations = validators.violations(&api, *id, direction, &tree.current());
                    match violations {
                        Ok(violations) => assert_eq!(violations, [], "{name} {schema}: {}", tree.current()),
                        Err(reason) => *reasons.entry(format!("validator: {name} {schema} {reason}")).or_default() += 1,
                    }
                }
                Err(reason) => *reasons.entry(format!("{name} {schema}: {reason}")).or_default() += 1,
            }
        }
    }
}
