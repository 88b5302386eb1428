//! The parts of a client, where it has one for each resource.

use std::collections::BTreeMap;

use trueline_spec::model::Api;

use crate::names::{Ident, Scope, module_name, type_name};
use crate::plan::model::client::{OperationPlan, ResourcePlan};
use crate::plan::naming::resource_name::title;

/// Plans the parts, in the order of their names.
pub(crate) fn plan(api: &Api, operations: &[OperationPlan]) -> Vec<ResourcePlan> {
    let mut members: BTreeMap<&Ident, Vec<usize>> = BTreeMap::new();
    for (index, operation) in operations.iter().enumerate() {
        if let Some(accessor) = &operation.resource {
            members.entry(accessor).or_default().push(index);
        }
    }
    let (mut types, mut modules) = (Scope::default(), Scope::reserving(["mod"]));
    let resource = |(accessor, members): (&Ident, Vec<usize>)| {
        let first = members.first().and_then(|index| api.operations.get(*index));
        let title = first.map(title).unwrap_or_default();
        let tag = api.tags.iter().find(|tag| tag.name == title);
        ResourcePlan {
            accessor: accessor.clone(),
            type_name: types.claim(type_name(accessor.as_str())),
            module_name: modules.claim(module_name(accessor)),
            title: title.to_owned(),
            description: tag.and_then(|tag| tag.description.clone()),
            operations: members,
        }
    };
    members.into_iter().map(resource).collect()
}
