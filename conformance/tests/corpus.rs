//! The mock and the suite stand on one model: a real document's own mock conforms in everything but the statuses that
//! the document forgot to declare.

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use support::{settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::check::Check;
use trueline_conformance::mock::{Fixture, Mock};
use trueline_conformance::target::Target;
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

#[tokio::test]
async fn mocks_of_small_real_documents_conform() {
    conform(30).await;
}

#[tokio::test]
#[ignore = "takes minutes: `cargo xtask test --full`"]
async fn mocks_of_all_real_documents_conform() {
    conform(usize::MAX).await;
}

/// Every document of at most so many operations.
async fn conform(operations: usize) {
    let Ok(folder) = std::fs::read_dir(CORPUS) else {
        eprintln!("not run: there is no ../shared/corpus");
        return;
    };
    let is_document = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json" || ending == "yaml");
    let mut paths: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).filter(is_document).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        wrong.extend(failures(&path, operations).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn failures(path: &Path, operations: usize) -> Vec<String> {
    let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there");
    let Some(api) = loaded.api.map(Arc::new).filter(|api| api.operations.len() <= operations) else {
        return Vec::new();
    };
    let fixture = Fixture::default().with_credentials_for(&api);
    let target = Target::resolve("embedded", &fixture.as_target(), &api, &|_| None).expect("every setting is known");
    let transport = support::service(Mock::new(Arc::clone(&api), fixture));
    let state = tempfile::tempdir().expect("a folder");
    let settings = Settings { cases: 4, ..settings(state.path()) };
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if let Err(error) = result {
        return vec![format!("{name}: {error}")];
    }
    // A schema whose values the strategies do not find has an empty body in the mock's answer.
    let is_known = |check| matches!(check, Check::UndeclaredStatus | Check::MalformedBody);
    let others = told.failures.iter().filter(|failure| !is_known(failure.finding.check));
    others
        .map(|failure| format!("{name}: {} {}: {}", failure.operation, failure.class, failure.finding.message))
        .collect()
}
