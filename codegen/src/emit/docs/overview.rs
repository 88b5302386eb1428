//! What the crate as a whole says to people: how to authenticate, and which operations there are, by tag.

use trueline_spec::model::{Api, Operation, Tag};

use super::page::Page;
use crate::names::Ident;
use crate::plan::model::client::{
    ClientPlan, CredentialPlacement, CredentialsPlan, OperationPlan, ResourcePlan, RolesPlan, SchemePlan,
};

/// The section of credentials; nothing where the API has none.
pub(crate) fn authentication(page: &mut Page, plan: &CredentialsPlan) {
    let CredentialsPlan { roles, schemes, certificates, sessions } = plan;
    if roles.is_none() && schemes.is_empty() && certificates.is_empty() && sessions.is_empty() {
        return;
    }
    page.fixed("\n# Authentication\n");
    if let Some(roles) = roles {
        keys(page, roles);
    }
    if !schemes.is_empty() {
        page.fixed("\n| credential | sent as | set by |\n| - | - | - |\n");
        for plan in schemes {
            scheme(page, plan);
        }
    }
    for name in certificates {
        page.fixed("\n");
        page.code(name);
        page.fixed(" is a client certificate: `Config::identity`.\n");
    }
    for session in sessions {
        page.fixed("\nThe session of a user, ");
        page.item("", &session.type_name);
        page.fixed(", is passed to the operations that require it; it is sent as ");
        page.code(&session.parameter);
        page.fixed(".\n");
    }
}

fn keys(page: &mut Page, plan: &RolesPlan) {
    page.fixed("\nA client is created with a `Key`, which is sent as ");
    sent(page, &plan.sent);
    page.fixed(". Its role is a type, which decides which operations the client can call:\n\n");
    for role in &plan.roles {
        page.fixed("- ");
        page.item("credentials::", &role.type_name);
        if let Some(description) = role.description.as_deref().and_then(first_line) {
            page.fixed(": ");
            page.cell(description);
        }
        page.fixed("\n");
    }
}

fn scheme(page: &mut Page, plan: &SchemePlan) {
    page.fixed("| ");
    page.code(&plan.scheme);
    page.fixed(" | ");
    sent(page, &plan.sent);
    page.fixed(" | ");
    page.method("Client", &plan.method);
    if let Some(tokens) = &plan.tokens {
        page.fixed(", ");
        page.method("Client", &tokens.provider);
        if let Some((client, _)) = &tokens.client {
            page.fixed(", ");
            page.method("Client", client);
        }
    }
    page.fixed(" |\n");
}

fn sent(page: &mut Page, sent: &CredentialPlacement) {
    match sent {
        CredentialPlacement::Authorization(prefix) => page.code(&format!("Authorization: {prefix} …")),
        CredentialPlacement::Basic => page.fixed("`Authorization: Basic …`"),
        CredentialPlacement::Header(name) => {
            page.fixed("the header ");
            page.code(name);
        }
        CredentialPlacement::Query(name) => {
            page.code(name);
            page.fixed(" of the query");
        }
        CredentialPlacement::Cookie(name) => {
            page.fixed("the cookie ");
            page.code(name);
        }
    }
}

/// The section of operations, a table a tag: one of several tags is below its first.
pub(crate) fn operations(page: &mut Page, api: &Api, plan: &ClientPlan) {
    if plan.operations.is_empty() {
        return;
    }
    page.fixed("\n# Operations\n");
    let groups = groups(api, plan);
    let has_names = groups.iter().any(|group| group.tag.is_some());
    for Group { tag, declared, resource, operations } in &groups {
        if has_names {
            page.fixed("\n## ");
            match tag {
                Some(tag) => page.cell(tag),
                None => page.fixed("Without a tag"),
            }
            page.fixed("\n");
        }
        if let Some(line) = declared.and_then(|tag| first_line(tag.description.as_deref()?)) {
            page.fixed("\n");
            page.block(line);
        }
        let head = if resource.is_some() { "call" } else { "method of `Client`" };
        page.fixed("\n| ");
        page.fixed(head);
        page.fixed(" | request | |\n| - | - | - |\n");
        for (operation, plan) in operations {
            row(page, operation, plan, *resource);
        }
    }
}

/// How many operations each tag has.
pub(crate) fn counts(page: &mut Page, api: &Api, plan: &ClientPlan) {
    page.fixed("\n| tag | operations | |\n| - | - | - |\n");
    for Group { tag, declared, operations, .. } in groups(api, plan) {
        page.fixed("| ");
        match tag {
            Some(tag) => page.cell(tag),
            None => page.fixed("none"),
        }
        page.fixed(" | ");
        page.number(operations.len());
        page.fixed(" | ");
        if let Some(line) = declared.and_then(|tag| first_line(tag.description.as_deref()?)) {
            page.cell(line);
        }
        page.fixed(" |\n");
    }
}

fn row(page: &mut Page, operation: &Operation, plan: &OperationPlan, resource: Option<&ResourcePlan>) {
    page.fixed("| ");
    match resource {
        Some(resource) => page.resource_method(&resource.accessor, &resource.type_name, method(plan)),
        None => page.own_method("Client", method(plan)),
    }
    page.fixed(" | ");
    page.code(&format!("{} {}", plan.http_method, plan.path_text));
    page.fixed(" | ");
    if plan.deprecated {
        page.fixed("*deprecated* ");
    }
    let mut texts = [&operation.summary, &operation.description].into_iter().flatten();
    if let Some(line) = texts.find_map(|text| first_line(text)) {
        page.cell(line);
    }
    page.fixed(" |\n");
}

/// The client's method, or the first of several.
fn method(plan: &OperationPlan) -> &Ident {
    plan.bodies.iter().find(|body| body.required).map_or(&plan.method_name, |body| &body.method)
}

/// The operations of a tag.
struct Group<'a> {
    tag: Option<&'a str>,
    /// The tag as the document declares it.
    declared: Option<&'a Tag>,
    resource: Option<&'a ResourcePlan>,
    operations: Vec<(&'a Operation, &'a OperationPlan)>,
}

/// The resources of a client, or the tags of one that has none.
fn groups<'a>(api: &'a Api, plan: &'a ClientPlan) -> Vec<Group<'a>> {
    if plan.resources.is_empty() {
        return by_tag(api, plan);
    }
    let group = |resource: &'a ResourcePlan| {
        let members = resource.operations.iter();
        Group {
            tag: Some(resource.title.as_str()),
            declared: api.tags.iter().find(|tag| tag.name == resource.title),
            resource: Some(resource),
            operations: members
                .filter_map(|index| api.operations.get(*index).zip(plan.operations.get(*index)))
                .collect(),
        }
    };
    plan.resources.iter().map(group).collect()
}

/// In the order in which the document declares tags, then in that of the operations; those without a tag are last.
fn by_tag<'a>(api: &'a Api, plan: &'a ClientPlan) -> Vec<Group<'a>> {
    let mut groups: indexmap::IndexMap<Option<&str>, Group<'_>> = indexmap::IndexMap::new();
    for tag in &api.tags {
        let group = Group { tag: Some(&tag.name), declared: Some(tag), resource: None, operations: Vec::new() };
        groups.entry(Some(&tag.name)).or_insert(group);
    }
    let mut without = Group { tag: None, declared: None, resource: None, operations: Vec::new() };
    for (operation, plan) in api.operations.iter().zip(&plan.operations) {
        let tag = operation.tags.first().map(String::as_str);
        let group = match tag {
            Some(_) => {
                groups.entry(tag).or_insert(Group { tag, declared: None, resource: None, operations: Vec::new() })
            }
            None => &mut without,
        };
        group.operations.push((operation, plan));
    }
    groups.into_values().chain([without]).filter(|group| !group.operations.is_empty()).collect()
}

/// The first line that says something.
pub(crate) fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}
