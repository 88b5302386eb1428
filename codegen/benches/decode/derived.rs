//! The same structures as somebody writes them by hand, with serde's derivation: what the clients are measured by.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MessagePage {
    pub messages: Vec<Message>,
    pub pagination: Pagination,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Pagination {
    pub limit: i64,
    pub has_more: bool,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Message {
    pub id: Option<Uuid>,
    pub message_content: Option<String>,
    pub message_type: Option<Kind>,
    pub sender_type: Option<Sender>,
    pub sender_id: Option<String>,
    pub sender_name: Option<String>,
    pub attachments: Option<Vec<String>>,
    pub metadata: Option<BTreeMap<String, Value>>,
    pub message_status: Option<Status>,
    pub read_at: Option<DateTime<FixedOffset>>,
    pub is_edited: Option<bool>,
    pub is_deleted: Option<bool>,
    pub edited_at: Option<DateTime<FixedOffset>>,
    pub deleted_at: Option<DateTime<FixedOffset>>,
    pub environment: Option<Environment>,
    pub created_at: Option<DateTime<FixedOffset>>,
    pub updated_at: Option<DateTime<FixedOffset>>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Image,
    File,
    ProductLink,
    OrderUpdate,
    SystemNotification,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    Customer,
    Staff,
    System,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Sent,
    Delivered,
    Read,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Test,
    Live,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Repository {
    pub id: i64,
    pub default_branch: String,
    pub full_name: String,
    pub name: String,
    pub node_id: String,
    pub url: String,
    pub html_url: String,
    pub archive_url: String,
    pub assignees_url: String,
    pub blobs_url: String,
    pub branches_url: String,
    pub collaborators_url: String,
    pub comments_url: String,
    pub commits_url: String,
    pub compare_url: String,
    pub contents_url: String,
    pub contributors_url: String,
    pub deployments_url: String,
    pub downloads_url: String,
    pub events_url: String,
    pub forks_url: String,
    pub git_commits_url: String,
    pub git_refs_url: String,
    pub git_tags_url: String,
    pub git_url: String,
    pub hooks_url: String,
    pub issue_comment_url: String,
    pub issue_events_url: String,
    pub issues_url: String,
    pub keys_url: String,
    pub labels_url: String,
    pub languages_url: String,
    pub merges_url: String,
    pub milestones_url: String,
    pub notifications_url: String,
    pub pulls_url: String,
    pub releases_url: String,
    pub ssh_url: String,
    pub stargazers_url: String,
    pub statuses_url: String,
    pub subscribers_url: String,
    pub subscription_url: String,
    pub svn_url: String,
    pub tags_url: String,
    pub teams_url: String,
    pub trees_url: Option<String>,
    pub clone_url: Option<String>,
    pub description: Option<String>,
    pub homepage: Option<String>,
    pub language: Option<String>,
    pub mirror_url: Option<String>,
    pub temp_clone_token: Option<String>,
    pub forks: i64,
    pub forks_count: i64,
    pub network_count: Option<i64>,
    pub open_issues: Option<i64>,
    pub open_issues_count: Option<i64>,
    pub size: Option<i64>,
    pub stargazers_count: Option<i64>,
    pub subscribers_count: Option<i64>,
    pub watchers: Option<i64>,
    pub watchers_count: Option<i64>,
    pub allow_forking: bool,
    pub archived: bool,
    pub disabled: bool,
    pub fork: Option<bool>,
    pub has_discussions: Option<bool>,
    pub has_issues: Option<bool>,
    pub has_pages: Option<bool>,
    pub has_projects: Option<bool>,
    pub has_wiki: Option<bool>,
    pub is_template: Option<bool>,
    pub private: Option<bool>,
    pub web_commit_signoff_required: Option<bool>,
    pub created_at: Option<DateTime<FixedOffset>>,
    pub pushed_at: Option<DateTime<FixedOffset>>,
    pub updated_at: Option<DateTime<FixedOffset>>,
    pub visibility: Visibility,
    pub topics: Vec<String>,
    pub owner: Account,
    pub license: Option<Licence>,
    pub permissions: Option<Permissions>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    Public,
    Private,
    Internal,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Account {
    pub id: i64,
    pub login: String,
    pub node_id: String,
    pub site_admin: bool,
    pub r#type: String,
    pub gravatar_id: Option<String>,
    pub avatar_url: String,
    pub events_url: String,
    pub followers_url: String,
    pub following_url: String,
    pub gists_url: String,
    pub html_url: String,
    pub organizations_url: String,
    pub received_events_url: String,
    pub repos_url: String,
    pub starred_url: String,
    pub subscriptions_url: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Licence {
    pub key: String,
    pub name: String,
    pub node_id: Option<String>,
    pub spdx_id: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Permissions {
    pub admin: Option<bool>,
    pub maintain: Option<bool>,
    pub pull: Option<bool>,
    pub push: Option<bool>,
    pub triage: Option<bool>,
}
