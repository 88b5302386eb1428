//! Reads lists of two hundred things, with the types of a client and with those of [`derived`].

mod derived;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The things in each list.
const COUNT: usize = 200;

/// An object with its members in an order of its own.
fn object(members: &[(&str, Value)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn array(item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..COUNT).map(item).collect();
    format!("[{}]", items.join(","))
}

fn messages() -> String {
    let messages = array(|number| {
        let is_edited = number.is_multiple_of(7);
        object(&[
            ("id", json!(format!("00000000-0000-4000-8000-{number:012}"))),
            ("message_content", json!(format!("Message {number}: does the blue jacket run small, or true to its size?"))),
            ("message_type", json!(if number.is_multiple_of(5) { "image" } else { "text" })),
            ("sender_type", json!(if number.is_multiple_of(2) { "customer" } else { "staff" })),
            ("sender_id", json!(format!("00000000-0000-4000-9000-{number:012}"))),
            ("sender_name", json!("Amina Odhiambo")),
            ("attachments", json!(["https://files.example/blue-jacket.jpg"])),
            ("metadata", json!({"channel": "web", "attempt": number})),
            ("message_status", json!("delivered")),
            ("is_edited", json!(is_edited)),
            ("is_deleted", json!(false)),
            ("read_at", json!(null)),
            ("edited_at", json!(is_edited.then_some("2026-06-20T10:00:05.25Z"))),
            ("deleted_at", json!(null)),
            ("environment", json!("test")),
            ("created_at", json!("2026-06-20T10:00:00Z")),
            ("updated_at", json!("2026-06-20T10:00:05.25Z")),
        ])
    });
    let pagination = json!({"limit": COUNT, "has_more": true, "next_cursor": "MjAyNi0wNi0yMA=="});
    format!("{{\"messages\":{messages},\"pagination\":{pagination}}}")
}

/// What follows an account's address in the addresses of what it has.
const ACCOUNT_ADDRESSES: [&str; 9] = [
    "followers_url",
    "following_url",
    "gists_url",
    "starred_url",
    "subscriptions_url",
    "organizations_url",
    "repos_url",
    "events_url",
    "received_events_url",
];

const REPOSITORY_ADDRESSES: [&str; 42] = [
    "url",
    "html_url",
    "forks_url",
    "keys_url",
    "collaborators_url",
    "teams_url",
    "hooks_url",
    "issue_events_url",
    "events_url",
    "assignees_url",
    "branches_url",
    "tags_url",
    "blobs_url",
    "git_tags_url",
    "git_refs_url",
    "trees_url",
    "statuses_url",
    "languages_url",
    "stargazers_url",
    "contributors_url",
    "subscribers_url",
    "subscription_url",
    "commits_url",
    "git_commits_url",
    "comments_url",
    "issue_comment_url",
    "contents_url",
    "compare_url",
    "merges_url",
    "archive_url",
    "downloads_url",
    "issues_url",
    "pulls_url",
    "milestones_url",
    "notifications_url",
    "labels_url",
    "releases_url",
    "deployments_url",
    "git_url",
    "ssh_url",
    "clone_url",
    "svn_url",
];

fn account() -> Value {
    let mut account = json!({
        "login": "amina",
        "id": 583_231,
        "node_id": "MDQ6VXNlcjU4MzIzMQ==",
        "avatar_url": "https://avatars.example/583231",
        "gravatar_id": "",
        "url": "https://api.forge.example/users/amina",
        "html_url": "https://forge.example/amina",
        "type": "User",
        "site_admin": false,
    });
    for name in ACCOUNT_ADDRESSES {
        account[name] = json!(format!("https://api.forge.example/users/amina/{name}"));
    }
    account
}

fn repositories() -> String {
    array(|number| {
        let mut members = vec![
            ("id", json!(1_296_269 + number)),
            ("node_id", json!("MDEwOlJlcG9zaXRvcnkxMjk2MjY5")),
            ("name", json!(format!("jackets-{number}"))),
            ("full_name", json!(format!("amina/jackets-{number}"))),
            ("private", json!(false)),
            ("owner", account()),
            ("description", json!("What is known of jackets")),
            ("fork", json!(number.is_multiple_of(3))),
        ];
        let address = |name| (name, json!(format!("https://api.forge.example/repos/amina/jackets-{number}/{name}")));
        members.extend(REPOSITORY_ADDRESSES.map(address));
        members.extend([
            ("created_at", json!("2011-01-26T19:01:12Z")),
            ("updated_at", json!("2026-06-20T10:00:05Z")),
            ("pushed_at", json!("2026-06-20T09:59:00Z")),
            ("homepage", json!(null)),
            ("size", json!(180 * number)),
            ("stargazers_count", json!(80 + number)),
            ("watchers_count", json!(80 + number)),
            ("language", json!("Rust")),
            ("has_issues", json!(true)),
            ("has_projects", json!(true)),
            ("has_downloads", json!(true)),
            ("has_wiki", json!(true)),
            ("has_pages", json!(false)),
            ("has_discussions", json!(false)),
            ("forks_count", json!(9)),
            ("mirror_url", json!(null)),
            ("archived", json!(false)),
            ("disabled", json!(false)),
            ("open_issues_count", json!(number)),
            ("license", json!({"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": null, "node_id": "MDc6"})),
            ("allow_forking", json!(true)),
            ("is_template", json!(false)),
            ("web_commit_signoff_required", json!(false)),
            ("topics", json!(["clothes", "jackets", "api"])),
            ("visibility", json!("public")),
            ("forks", json!(9)),
            ("open_issues", json!(number)),
            ("watchers", json!(80 + number)),
            ("default_branch", json!("main")),
            ("permissions", json!({"admin": false, "maintain": false, "push": false, "triage": false, "pull": true})),
        ]);
        object(&members)
    })
}

fn read<T: DeserializeOwned>(body: &str) -> T {
    serde_json::from_str(body).expect("the body is what the document declares")
}

fn compare<G: DeserializeOwned, D: DeserializeOwned>(c: &mut Criterion, name: &str, body: &str) {
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Bytes(u64::try_from(body.len()).expect("a size")));
    group.bench_function("generated", |b| b.iter(|| read::<G>(black_box(body))));
    group.bench_function("derived", |b| b.iter(|| read::<D>(black_box(body))));
    group.finish();
}

fn lists(c: &mut Criterion) {
    compare::<messages::models::MessagePage, derived::MessagePage>(c, "messages", &messages());
    compare::<Vec<repositories::models::Repository>, Vec<derived::Repository>>(c, "repositories", &repositories());
}

criterion_group!(benches, lists);
criterion_main!(benches);
