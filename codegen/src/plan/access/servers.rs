//! Plans servers: where requests go, what a program can choose among, and what of an address is variable.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Api, Operation, Server, ServerVariable};
use trueline_spec::source::Origin;

use crate::code_span;
use crate::names::{Scope, constant_name, field_name, type_name, variant_name};
use crate::plan::facts::listed::ENUM_LIMIT;
use crate::plan::model::client::{AddressPart, ListedPlan, ServerPlan, ServersPlan, VariablePlan, VariableValue};
use crate::plan::model::unsupported::Unsupported;

/// Types and methods of the generated module that no variable may take.
const TYPES: [&str; 2] = ["ServerAddress", "Default"];
const METHODS: [&str; 2] = ["new", "clone"];

/// Servers that a client names, at most.
pub(crate) const SERVER_LIMIT: usize = 1024;

/// Servers that stand for each other: those of the document, or those of some operations.
struct Group<'a> {
    servers: &'a [Server],
    /// The address of the first, which distinguishes groups at run time.
    address: String,
    /// The first operation that has it; none for the document's.
    operation: Option<&'a Operation>,
}

/// Plans every server of the document.
pub(crate) fn plan(api: &Api, unsupported: &mut Vec<Unsupported>) -> ServersPlan {
    let mut planner = Planner {
        api,
        types: Scope::reserving(TYPES),
        constants: Scope::default(),
        listed: Vec::new(),
        by_values: BTreeMap::new(),
        unsupported,
    };
    let groups = groups(api);
    let mut choices = Vec::new();
    let mut servers = groups.iter().flat_map(|group| group.servers.iter().map(move |server| (group, server)));
    for (group, server) in servers.by_ref().take(SERVER_LIMIT) {
        choices.extend(planner.server(group, server));
    }
    if let Some((_, next)) = servers.next() {
        planner.unsupported.push(Unsupported {
            origin: next.origin,
            feature: format!("more than {SERVER_LIMIT} servers (SERVER_LIMIT)"),
            instead: "this one and those after it can be set with `Config::base_url`",
        });
    }
    let is_choice = choices.len() > 1 || choices.iter().any(|choice| !choice.variables.is_empty());
    let listed = planner.listed;
    let default = groups.first().map(|group| group.address.clone()).unwrap_or_default();
    ServersPlan { default, choices: if is_choice { choices } else { Vec::new() }, listed }
}

/// The address of an operation's own server; none where it is the document's.
pub(crate) fn of_operation(api: &Api, operation: &Operation, unsupported: &mut Vec<Unsupported>) -> Option<String> {
    let server = operation.servers.first().filter(|_| is_own(api, operation))?;
    let address = own_address(api, operation);
    if address.is_empty() {
        unsupported.push(Unsupported {
            origin: server.origin,
            feature: format!("the incomplete server `{}` of `{}`", server.url, operation.key),
            instead: "its requests are sent to the server of the API",
        });
        return None;
    }
    Some(address)
}

fn is_own(api: &Api, operation: &Operation) -> bool {
    let own = operation.servers.first();
    let is_written = own.is_some_and(|own| own.origin != api.origin);
    is_written && own.map(|own| own.origin) != api.servers.first().map(|server| server.origin)
}

/// Absolute, or relative to the server of the document.
fn own_address(api: &Api, operation: &Operation) -> String {
    let Some(server) = operation.servers.first() else { return String::new() };
    let address = filled(&absolute(api, &server.url), server);
    if is_absolute(&address) || address.starts_with('/') {
        return address.trim_end_matches('/').to_owned();
    }
    String::new()
}

fn groups(api: &Api) -> Vec<Group<'_>> {
    let first = api.servers.first().map(|server| filled(&absolute(api, &server.url), server));
    let address = first.filter(|address| is_absolute(address)).unwrap_or_default();
    let address = address.trim_end_matches('/').to_owned();
    let mut known = BTreeSet::from([address.clone()]);
    let mut groups = vec![Group { servers: &api.servers, address, operation: None }];
    for operation in api.operations.iter().filter(|operation| is_own(api, operation)) {
        let address = own_address(api, operation);
        if !address.is_empty() && known.insert(address.clone()) {
            groups.push(Group { servers: &operation.servers, address, operation: Some(operation) });
        }
    }
    groups
}

/// The address, made absolute where it is known from where the document was read.
fn absolute(api: &Api, url: &str) -> String {
    let location = api.documents.names().next().filter(|name| is_absolute(name));
    let Some((scheme, rest)) = location.and_then(|location| location.split_once("://")) else { return url.to_owned() };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let folder = rest.rsplit_once('/').map_or(rest, |(folder, _)| folder);
    match url {
        _ if url.contains("://") || url.starts_with('{') => url.to_owned(),
        _ if url.starts_with("//") => format!("{scheme}:{url}"),
        _ if url.starts_with('/') => format!("{scheme}://{host}{url}"),
        _ => format!("{scheme}://{folder}/{url}"),
    }
}

/// The address with its variables' defaults.
fn filled(url: &str, server: &Server) -> String {
    let fill = |url: String, (name, variable): (&String, &ServerVariable)| {
        url.replace(&format!("{{{name}}}"), &variable.default)
    };
    let filled = server.variables.iter().fold(url.to_owned(), fill);
    if filled.contains('{') { String::new() } else { filled }
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

struct Planner<'a> {
    api: &'a Api,
    types: Scope,
    constants: Scope,
    listed: Vec<ListedPlan>,
    /// The places in `listed`, by the variable and its values.
    by_values: BTreeMap<(String, Vec<String>), usize>,
    unsupported: &'a mut Vec<Unsupported>,
}

impl Planner<'_> {
    fn server(&mut self, group: &Group<'_>, server: &Server) -> Option<ServerPlan> {
        let url = absolute(self.api, &server.url);
        let can_be_absolute = is_absolute(&url) || url.starts_with('{');
        if !can_be_absolute {
            self.unsupported.push(Unsupported {
                origin: server.origin,
                feature: format!("the relative server `{url}` in a document without an address"),
                instead: match group.operation {
                    None => "set the whole address, with its path, by `Config::base_url`",
                    Some(_) => "it is taken as relative to the server of the API",
                },
            });
            return None;
        }
        let mut fields = Scope::reserving(METHODS);
        let mut variables = Vec::new();
        let mut parts = Vec::new();
        for (literal, name) in split(&url) {
            if !literal.is_empty() {
                parts.push(AddressPart::Literal(literal.to_owned()));
            }
            let Some(name) = name else { continue };
            let index = variables.iter().position(|variable: &VariablePlan| variable.wire_name == name);
            let index = index.unwrap_or(variables.len());
            if index == variables.len() {
                variables.push(self.variable(name, server, &mut fields));
            }
            parts.push(AddressPart::Variable(index));
        }
        let wished = wished_name(server);
        let name = if variables.is_empty() {
            self.constants.claim(constant_name(&wished))
        } else {
            self.types.claim(type_name(&wished))
        };
        Some(ServerPlan { name, docs: docs(group, server), instead_of: group.address.clone(), parts, variables })
    }

    fn variable(&mut self, name: &str, server: &Server, fields: &mut Scope) -> VariablePlan {
        let variable = server.variables.get(name);
        let description = variable.and_then(|variable| variable.description.clone());
        let value = match variable {
            None => VariableValue::Text { default: None },
            Some(variable) if variable.allowed.is_empty() => {
                VariableValue::Text { default: Some(variable.default.clone()) }
            }
            Some(variable) if variable.allowed.len() > ENUM_LIMIT => {
                self.tell_too_many(name, server.origin, variable);
                VariableValue::Text { default: Some(variable.default.clone()) }
            }
            Some(variable) => self.listed(name, variable),
        };
        VariablePlan {
            wire_name: name.to_owned(),
            name: fields.claim(field_name(name)),
            docs: description.unwrap_or_else(|| format!("The variable {} in the address.", code_span(name))),
            value,
        }
    }

    fn tell_too_many(&mut self, name: &str, origin: Origin, variable: &ServerVariable) {
        self.unsupported.push(Unsupported {
            origin,
            feature: format!(
                "an enumeration of {} values of the variable `{name}`, {ENUM_LIMIT} at most (ENUM_LIMIT)",
                variable.allowed.len()
            ),
            instead: "it is a string",
        });
    }

    /// One type for all variables of a name that list the same.
    fn listed(&mut self, name: &str, variable: &ServerVariable) -> VariableValue {
        let mut values = variable.allowed.clone();
        if !values.contains(&variable.default) {
            values.insert(0, variable.default.clone());
        }
        let default = values.iter().position(|value| *value == variable.default).unwrap_or_default();
        let index = self.by_values.get(&(name.to_owned(), values.clone())).copied();
        let index = index.unwrap_or_else(|| {
            self.by_values.insert((name.to_owned(), values.clone()), self.listed.len());
            let mut variants = Scope::default();
            let type_name = self.types.claim(type_name(name));
            let variants = values.into_iter().map(|value| (variants.claim(variant_name(&value)), value)).collect();
            self.listed.push(ListedPlan { variable: name.to_owned(), type_name, variants });
            self.listed.len() - 1
        });
        let ListedPlan { type_name, variants, .. } = &self.listed[index];
        VariableValue::Listed { type_name: type_name.clone(), default: variants[default].0.clone() }
    }
}

/// Literals with the variables that follow them.
fn split(url: &str) -> Vec<(&str, Option<&str>)> {
    let mut parts = Vec::new();
    let mut rest = url;
    while let Some((literal, (name, after))) =
        rest.split_once('{').and_then(|(literal, after)| Some((literal, after.split_once('}')?)))
    {
        parts.push((literal, Some(name)));
        rest = after;
    }
    parts.push((rest, None));
    parts
}

/// The description where it is short enough for a name.
fn wished_name(server: &Server) -> String {
    let text = server.description.as_deref().unwrap_or_default().trim().trim_end_matches('.');
    let count = text.split_whitespace().count();
    if (1..=4).contains(&count) && text.len() <= 40 && text.is_ascii() { text.to_owned() } else { "server".to_owned() }
}

fn docs(group: &Group<'_>, server: &Server) -> String {
    let address = code_span(&server.url);
    let of = group
        .operation
        .map(|operation| format!("The server of {} and of operations with the same one.", code_span(&operation.key)));
    let texts = [server.description.clone().unwrap_or_default(), address, of.unwrap_or_default()];
    texts.into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}
