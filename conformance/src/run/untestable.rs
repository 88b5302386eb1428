//! Operations that no request of a run can bring to a success.

use trueline_spec::model::{Api, OperationId};

/// Takes the operations that switch to another protocol out of those that are chosen, and returns them.
pub(super) fn switching_protocols(api: &Api, chosen: &mut Vec<OperationId>) -> Vec<OperationId> {
    chosen.extract_if(.., |id| api.operation(*id).switches_protocols()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    #[test]
    fn what_declares_101_alone_switches() {
        let api = api("
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /socket: {get: {responses: {'101': {description: d}, '400': {description: d}, default: {description: d}}}}
  /any: {get: {responses: {1XX: {description: d}}}}
  /both: {get: {responses: {'101': {description: d}, '200': {description: d}}}}
  /moved: {get: {responses: {'101': {description: d}, 3XX: {description: d}}}}
  /plain: {get: {responses: {default: {description: d}}}}
  /early: {get: {responses: {'103': {description: d}}}}
");
        let mut chosen: Vec<OperationId> = api.operations().map(|(id, _)| id).collect();
        let key = |id: &OperationId| api.operation(*id).key.clone();
        let switching: Vec<String> = switching_protocols(&api, &mut chosen).iter().map(key).collect();
        assert_eq!(switching, ["GET /socket", "GET /any"]);
        assert_eq!(chosen.len(), 4);
    }
}
