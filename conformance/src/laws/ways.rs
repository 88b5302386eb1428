//! What can be done with things of a kind.

use trueline_spec::model::{Method, OperationId};
use trueline_spec::resources::Role;

use super::life::Life;
use crate::request::CaseBuilder;

/// The operations of a kind of thing.
pub(super) struct Ways {
    pub life: Life,
    /// What makes that which the things belong to.
    pub parent: Option<Life>,
    pub lister: Option<OperationId>,
    pub changer: Option<OperationId>,
    pub deleter: Option<OperationId>,
}

impl Ways {
    /// What is done with the things that an operation is about.
    pub(super) fn of(builder: &CaseBuilder<'_>) -> Option<Self> {
        let life = Life::of(builder)?;
        let kind = builder.things.resources().kind(life.kind);
        let path = |id| builder.api.operation(id).path.as_str().trim_end_matches('/');
        let find = |wanted: &dyn Fn(Role, Method) -> bool, place: &str| {
            let found = kind.operations.iter().find(|(id, role)| {
                wanted(*role, builder.api.operation(*id).method) && path(*id) == place.trim_end_matches('/')
            });
            found.map(|(id, _)| *id)
        };
        let is_change = |role, method| {
            matches!(role, Role::Change | Role::Replace) && matches!(method, Method::Patch | Method::Put)
        };
        let parent = kind.parent.and_then(|parent| Life::of_kind(builder, parent));
        Some(Self {
            life,
            parent,
            lister: find(&|role, method| role == Role::List && method == Method::Get, &kind.collection),
            changer: find(&is_change, &kind.item),
            deleter: find(&|role, method| role == Role::Delete && method == Method::Delete, &kind.item),
        })
    }
}
