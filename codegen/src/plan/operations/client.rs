//! Plans the operations of a client.

use std::collections::BTreeMap;

use trueline_spec::model::{Api, Checked, DeclaredPaging, Method, Operation};
use trueline_spec::source::Origin;

use crate::code_span;
use crate::names::{Ident, Scope, method_name, module_name};
use crate::plan::access::{credentials, servers};
use crate::plan::facts::docs::Documentation;
use crate::plan::hints::operation_id::CLIENT_METHODS;
use crate::plan::model::client::{ClientPlan, CredentialsPlan, OperationPlan, Payload, Requirements};
use crate::plan::model::types::Types;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::naming::operation_name::OperationNames;
use crate::plan::naming::operation_name::OperationType;
use crate::plan::operations::rules::Collector;
use crate::plan::operations::{bodies, headers, inbound, pages, parameters, resources, responses, security};

/// Methods that every builder has, and what its methods call their own.
const BUILDER_METHODS: [&str; 8] = ["call", "clone", "core", "into_future", "items", "last_event_id", "new", "pages"];
/// The settings of one call alone, as the runtime's macro `settings` has them; parameters of these names come first.
const SETTINGS: [&str; 6] = ["timeout", "header", "query", "retry", "rules", "middleware"];
/// What the planning of operations reads and collects.
pub(crate) struct Context<'a> {
    /// The document.
    pub api: &'a Api,
    /// How values are written.
    pub types: &'a Types,
    /// What operations and their types are called.
    pub(crate) operation_names: &'a OperationNames,
    /// The caller's configuration of pages, by operation; none where one has no pages, whatever it looks like.
    pub pages: &'a BTreeMap<String, Option<DeclaredPaging>>,
    /// Credentials, already planned.
    pub credentials: &'a CredentialsPlan,
    /// Rules, as they are met.
    pub rules: Collector<'a>,
    /// What is left out, as it is met.
    pub unsupported: Vec<Unsupported>,
    /// How much more documentation there may be.
    pub(crate) docs: Documentation,
    /// How many more parameters and bodies there may be.
    pub(crate) inputs: usize,
    pub(crate) has_too_many_inputs: bool,
    /// How many more alternatives of credentials, schemes and scopes operations may have.
    pub(crate) requirements: usize,
    pub(crate) has_too_many_requirements: bool,
    /// Planned alternatives of credentials, by where the model keeps them: operations share those of the document.
    pub(crate) security: BTreeMap<usize, Requirements>,
    /// Names of types in the generated `operations` module.
    pub names: Scope,
    /// Names of methods of each resource, and of the client itself.
    pub(super) methods: BTreeMap<Option<Ident>, Scope>,
}

/// Operations that a client has, at most: each is a file.
pub(crate) const OPERATION_LIMIT: usize = 20_000;

/// Parameters and bodies of all operations together, at most.
pub(crate) const INPUT_LIMIT: usize = 120_000;

/// Plans the whole client.
#[must_use]
pub fn plan(
    api: &Checked<Api>,
    types: &Types,
    operation_names: &OperationNames,
    pages: &BTreeMap<String, Option<DeclaredPaging>>,
) -> ClientPlan {
    let mut unsupported = Vec::new();
    let mut of_client = Scope::reserving(CLIENT_METHODS);
    let names = operation_names.scope();
    let credentials = credentials::plan(api, operation_names.sessions(), &mut of_client, &mut unsupported);
    let mut methods = BTreeMap::from([(None, of_client)]);
    let servers = servers::plan(api, &mut unsupported);
    let mut modules = Scope::default();
    let claimed: Vec<OperationIdents> = api
        .operations
        .iter()
        .take(OPERATION_LIMIT)
        .map(|operation| {
            let whole = operation_names.method(operation);
            let module = modules.claim(module_name(&whole));
            let (resource, method) = match operation_names.resource(operation) {
                Some(own) => (Some(own.accessor.clone()), own.method.clone()),
                None => (None, whole),
            };
            let method = methods.entry(resource.clone()).or_default().claim(method);
            OperationIdents {
                module,
                resource,
                method,
                builder: operation_names.type_of(operation, OperationType::Builder),
            }
        })
        .collect();
    if let Some(first) = api.operations.get(OPERATION_LIMIT) {
        unsupported.push(Unsupported {
            origin: first.origin,
            feature: format!("{} operations, {OPERATION_LIMIT} at most (OPERATION_LIMIT)", api.operations.len()),
            instead: "this one and those after it are omitted; select operations with `--include`",
        });
    }
    let rules = Collector::new(api, operation_names);
    let docs = Documentation::default();
    let mut context = Context {
        api,
        types,
        operation_names,
        pages,
        credentials: &credentials,
        rules,
        unsupported,
        docs,
        names,
        methods,
        inputs: INPUT_LIMIT,
        requirements: security::REQUIREMENTS_LIMIT,
        has_too_many_requirements: false,
        has_too_many_inputs: false,
        security: BTreeMap::new(),
    };
    let operations = api.operations.iter().zip(claimed);
    let operations: Vec<OperationPlan> = operations.map(|(one, names)| operation(&mut context, one, names)).collect();
    let resources = resources::plan(api, &operations);
    let Context { rules, mut unsupported, mut docs, .. } = context;
    let (rules, unchecked) = rules.finish();
    unsupported.extend(unchecked);
    let (headers, inbound) =
        (headers::plan(api, types, &mut unsupported), inbound::plan(api, types, operation_names, &mut docs));
    unsupported.extend(docs.unsupported());
    ClientPlan {
        servers,
        credentials,
        operations,
        resources,
        headers,
        inbound,
        rules,
        features: Vec::new(),
        unsupported,
    }
}

/// The names of an operation.
struct OperationIdents {
    module: Ident,
    resource: Option<Ident>,
    method: Ident,
    builder: Ident,
}

fn operation(context: &mut Context<'_>, operation: &Operation, names: OperationIdents) -> OperationPlan {
    let OperationIdents { module: module_name, resource, method: method_name, builder: type_name } = names;
    let mut scope = Scope::reserving(BUILDER_METHODS);
    let parameters = parameters::plan(context, operation, &mut scope);
    let bodies = bodies::plan(context, operation, (&resource, &method_name), &mut scope);
    let paging = pages::plan(context, operation, &parameters);
    let responses = responses::plan(context, operation, &mut scope);
    let mut setting = |name: &str| setting(name, &mut scope);
    let settings = SETTINGS.map(&mut setting);
    let credentials = context.credentials;
    let declares = |header: &str| {
        parameters.iter().any(|one| one.location == "Header" && one.wire_name.eq_ignore_ascii_case(header))
    };
    let (declares_key, declares_id) = (declares("idempotency-key"), declares("last-event-id"));
    let payloads = responses.successes.iter().map(|response| &response.payload);
    let mut payloads = payloads.chain(responses.alternatives.iter().map(|alternative| &alternative.payload));
    let last_event_id = !declares_id && payloads.any(Payload::is_events);
    OperationPlan {
        key: operation.key.clone(),
        access: security::access(operation, &type_name, credentials, &mut context.names),
        docs: docs(&mut context.docs, operation),
        deprecated: operation.deprecated,
        http_method: operation.method.as_str(),
        path_text: operation.path.as_str().to_owned(),
        path: parameters::path(operation, &parameters),
        server: servers::of_operation(context.api, operation, &mut context.unsupported),
        security: security::security(context, operation),
        idempotency_key: (matches!(operation.method, Method::Post | Method::Patch) && !declares_key)
            .then(|| setting("idempotency_key")),
        settings,
        last_event_id,
        module_name,
        resource,
        method_name,
        type_name,
        parameters,
        bodies,
        responses,
        paging,
        features: Vec::new(),
    }
}

/// The setter of what holds for one call alone: where a parameter has its name, the word `call` stands before it.
fn setting(name: &str, scope: &mut Scope) -> Ident {
    let is_taken = scope.has(method_name(name).as_str());
    scope.claim(if is_taken { method_name(&format!("call_{name}")) } else { method_name(name) })
}

impl Context<'_> {
    /// Takes a parameter or a body from those that there may be; false, and reported once, where there are no more.
    pub(crate) fn take_input(&mut self, origin: Origin) -> bool {
        if let Some(left) = self.inputs.checked_sub(1) {
            self.inputs = left;
            return true;
        }
        if !std::mem::replace(&mut self.has_too_many_inputs, true) {
            self.unsupported.push(Unsupported {
                origin,
                feature: format!("more than {INPUT_LIMIT} parameters and bodies of all operations (INPUT_LIMIT)"),
                instead: "this one and those after it cannot be set; select operations with `--include`",
            });
        }
        false
    }
}

fn docs(docs: &mut Documentation, operation: &Operation) -> Vec<String> {
    let mut texts = docs.of_operation(operation);
    texts.push(code_span(&format!("{} {}", operation.method, operation.path)));
    texts
}
