//! Operations that would end the test of a server: they reset or shut it down, rotate or revoke what it is asked with, or
//! remove everything at once.

use trueline_spec::model::{Api, Method, Operation, OperationId};
use trueline_spec::resources::words;

use super::Settings;

/// Words of an operation that does so.
const WORDS: [&str; 16] = [
    "factory",
    "logout",
    "poweroff",
    "purge",
    "reboot",
    "reset",
    "restart",
    "revoke",
    "rotate",
    "shutdown",
    "signout",
    "terminate",
    "truncate",
    "uninstall",
    "wipe",
    "halt",
];
/// The same, in two words.
const PAIRS: [[&str; 2]; 5] = [["log", "out"], ["power", "off"], ["shut", "down"], ["sign", "out"], ["sign", "off"]];

/// Takes the operations that would end a test out of those that are chosen, but for what is allowed: each with its reason.
pub(super) fn left_out(api: &Api, settings: &Settings, chosen: &mut Vec<OperationId>) -> Vec<(OperationId, String)> {
    let mut found = Vec::new();
    chosen.retain(|id| {
        let reason = hazard(api.operation(*id)).filter(|_| !settings.choice.allowed.contains(id));
        let is_left = reason.is_none();
        found.extend(reason.map(|reason| (*id, reason)));
        is_left
    });
    found
}

/// Why an operation would end the test of a server. What names a thing in its path does what it does to that alone.
fn hazard(operation: &Operation) -> Option<String> {
    if operation.path.parameters().next().is_some() || matches!(operation.method, Method::Head | Method::Options) {
        return None;
    }
    let last = operation.path.as_str().rsplit('/').find(|segment| !segment.is_empty()).unwrap_or_default();
    let named = [words(&operation.key), words(last)].into_iter().find_map(|words| {
        let word = words.iter().find(|word| WORDS.contains(&word.as_str())).cloned();
        let pair = words.windows(2).find(|two| PAIRS.iter().any(|pair| two[0] == pair[0] && two[1] == pair[1]));
        word.or_else(|| pair.map(|pair| pair.join(" ")))
    });
    let is_read = operation.method == Method::Get;
    // A GET of that name may show when it was done last.
    if let Some(word) =
        named.filter(|word| !is_read || matches!(word.as_str(), "logout" | "log out" | "signout" | "sign out"))
    {
        return Some(format!("`{word}` in its name"));
    }
    let needs_nothing = operation.parameters.iter().all(|parameter| !parameter.required)
        && operation.body.as_ref().is_none_or(|body| !body.required);
    (operation.method == Method::Delete && needs_nothing).then(|| "it deletes without a name".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    #[test]
    fn what_would_end_a_test_is_found_by_its_name() {
        let api = api("
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /reset: {post: {responses: {'200': {description: d}}}}
  /api/v1/admin/shut-down: {put: {responses: {'200': {description: d}}}}
  /keys: {post: {operationId: rotateKeys, responses: {'200': {description: d}}}}
  /session: {get: {operationId: logout, responses: {'200': {description: d}}}}
  /things: {delete: {operationId: deleteThings, responses: {'200': {description: d}}}}
  /some: {delete: {parameters: [{name: ids, in: query, required: true, schema: {type: string}}], responses: {'200': {description: d}}}}
  /resets: {get: {operationId: lastReset, responses: {'200': {description: d}}}}
  /presets: {post: {responses: {'200': {description: d}}}}
  /users/{id}/reset: {post: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}}}}
");
        let mut chosen: Vec<OperationId> = api.operations().map(|(id, _)| id).collect();
        let mut settings = Settings::default();
        let key = |id: OperationId| api.operation(id).key.clone();
        let found = left_out(&api, &settings, &mut chosen);
        let found: Vec<String> = found.into_iter().map(|(id, reason)| format!("{}: {reason}", key(id))).collect();
        let expected = [
            "POST /reset: `reset` in its name",
            "PUT /api/v1/admin/shut-down: `shut down` in its name",
            "rotateKeys: `rotate` in its name",
            "logout: `logout` in its name",
            "deleteThings: it deletes without a name",
        ];
        assert_eq!(found, expected);
        assert_eq!(chosen.len(), 4);
        settings.choice.allowed = api.operations().map(|(id, _)| id).collect();
        assert!(left_out(&api, &settings, &mut api.operations().map(|(id, _)| id).collect()).is_empty());
    }
}
