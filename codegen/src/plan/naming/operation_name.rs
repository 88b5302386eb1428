//! What operations are called: as the configuration says, else as their ids say without what these repeat, else by method
//! and path. No name depends on the order of operations; where several want one, each has a longer one.

use std::collections::BTreeMap;
use std::fmt;

use trueline_spec::did_you_mean::nearest;
use trueline_spec::model::{Api, Operation};

use crate::names::{Ident, NameLock, Rank, Scope, Wish, assign_names, method_name, type_name};
use crate::options::{Layout, OperationName};
use crate::plan::access::credentials;
use crate::plan::facts::success;
use crate::plan::hints::name_hint::NameHint;
use crate::plan::hints::operation_id::{CLIENT_METHODS, by_path, configured_name, key, short};
use crate::plan::hints::session_names::SessionNames;
use crate::plan::naming::resource_name::{self, ResourceMethod};

/// The names of a document's operations.
#[derive(Debug, Default)]
pub struct OperationNames {
    methods: BTreeMap<String, Ident>,
    /// Where each is called, where the client has resources.
    resources: Option<BTreeMap<String, ResourceMethod>>,
    /// Types of the `operations` module, by operation and what they are.
    types: BTreeMap<String, Ident>,
    /// The types of sessions, by parameter.
    sessions: SessionNames,
}

/// A type of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationType {
    /// The builder.
    Builder,
    /// What it gives, where there are several successes.
    Output,
    /// What its failures are.
    Error,
}

impl OperationType {
    const ALL: [Self; 3] = [Self::Builder, Self::Output, Self::Error];

    /// What follows the operation in its name, and the longer form of that.
    fn suffixes(self) -> [&'static str; 2] {
        match self {
            Self::Builder => ["", "operation"],
            Self::Output => ["output", "output type"],
            Self::Error => ["error", "error type"],
        }
    }

    fn key(self, operation: &str) -> String {
        format!("{operation} {}", self.suffixes()[0]).trim_end().to_owned()
    }

    fn name(method: &Ident, suffix: &str) -> Ident {
        type_name(&format!("{} {suffix}", method.as_str()))
    }

    fn is_there(self, operation: &Operation) -> bool {
        match self {
            Self::Builder => true,
            Self::Output => success::has_several_successes(operation),
            Self::Error => success::has_failures(operation),
        }
    }
}

/// Types that the module of an operation uses by their names alone.
const OPERATION_TYPES: [&str; 20] = [
    "Box",
    "BoxFuture",
    "Call",
    "Clone",
    "Core",
    "Debug",
    "Err",
    "Into",
    "IntoFuture",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Parameter",
    "RawResponse",
    "Response",
    "Result",
    "Segment",
    "Some",
    "TryInto",
];

/// A configured name of what is no operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedName {
    operation: String,
    suggestion: Option<String>,
}

impl fmt::Display for UnmatchedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` matches no operation of the document, so it cannot be renamed", self.operation)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => write!(f, "; write an operationId, one with `*`, or `GET /pets`"),
        }
    }
}

impl std::error::Error for UnmatchedName {}

impl OperationNames {
    /// Names every operation of a document. Without a layout, the client has that which it had before, or that of its size.
    #[must_use]
    pub fn of(api: &Api, configured: &[OperationName], layout: Option<Layout>, lock: &NameLock) -> Self {
        let wishes: Vec<Wish> = api.operations.iter().map(|operation| wish(operation, configured)).collect();
        let mut methods = Scope::reserving(CLIENT_METHODS);
        // Credentials are the document's own, and come first.
        credentials::plan(api, &SessionNames::default(), &mut methods, &mut Vec::new());
        let names = assign_names(&wishes, methods, |key| lock.operation(key));
        let methods = wishes.into_iter().map(|wish| wish.key).zip(names).collect();
        let is_large = || api.operations.len() > Layout::FLAT_LIMIT;
        let has_resources = layout.map(|layout| layout == Layout::Resources).or_else(|| lock.has_resources());
        let resources =
            has_resources.unwrap_or_else(is_large).then(|| resource_name::of(api, configured, &methods, lock));
        let types = types(api, &methods, lock);
        let sessions = SessionNames::given(api, lock);
        Self { methods, resources, types, sessions }
    }

    /// The method of an operation.
    #[must_use]
    pub fn method(&self, operation: &Operation) -> Ident {
        let known = self.methods.get(&key(operation)).cloned();
        known.unwrap_or_else(|| method_name(&by_path(operation)))
    }

    /// Where an operation is called, where the client has resources.
    pub(crate) fn resource(&self, operation: &Operation) -> Option<&ResourceMethod> {
        self.resources.as_ref()?.get(&key(operation))
    }

    /// A type of an operation.
    pub(crate) fn type_of(&self, operation: &Operation, what: OperationType) -> Ident {
        let known = self.types.get(&what.key(&key(operation))).cloned();
        known.unwrap_or_else(|| OperationType::name(&self.method(operation), what.suffixes()[0]))
    }

    /// The types in the `operations` module.
    pub(crate) fn scope(&self) -> Scope {
        Scope::reserving(OPERATION_TYPES.into_iter().chain(self.types.values().map(Ident::as_str)))
    }

    /// The names of the types of sessions.
    pub(crate) fn sessions(&self) -> &SessionNames {
        &self.sessions
    }

    /// What types of an operation are named after.
    pub(crate) fn hint(&self, operation: &Operation) -> NameHint {
        NameHint::operation(self.method(operation).as_str(), &key(operation)).written_at(operation.origin)
    }

    /// The first of the configured names that means no operation.
    pub(crate) fn unmatched(api: &Api, configured: &[OperationName]) -> Option<UnmatchedName> {
        let is_meant = |one: &&OperationName| {
            let one = std::slice::from_ref(*one);
            api.operations.iter().any(|operation| configured_name(operation, one).is_some())
        };
        let unmatched = configured.iter().find(|one| !is_meant(one))?;
        let keys: Vec<String> = api.operations.iter().flat_map(|one| [one.key.clone(), key(one)]).collect();
        let suggestion = nearest(&unmatched.operation, keys.iter().map(String::as_str)).map(str::to_owned);
        Some(UnmatchedName { operation: unmatched.operation.clone(), suggestion })
    }

    /// Keeps what was given.
    pub(crate) fn give(&self, lock: &mut NameLock) {
        for (key, name) in &self.methods {
            lock.give_operation(key.clone(), name.clone());
            // Only what does not follow from the method is kept.
            for what in OperationType::ALL {
                let usual = OperationType::name(name, what.suffixes()[0]);
                if let Some(other) = self.types.get(&what.key(key)).filter(|name| **name != usual) {
                    lock.give_answer(what.key(key), other.clone());
                }
            }
        }
        for (key, resource) in self.resources.iter().flatten() {
            lock.give_method(key.clone(), resource.method.clone());
        }
        for (parameter, name) in self.sessions.iter() {
            lock.give_session(parameter.clone(), name.clone());
        }
    }
}

/// The types of all operations; those of operations that were there before come first.
fn types(api: &Api, methods: &BTreeMap<String, Ident>, lock: &NameLock) -> BTreeMap<String, Ident> {
    let mut wishes = Vec::new();
    let mut given: BTreeMap<String, Ident> = BTreeMap::new();
    for operation in &api.operations {
        let operation_key = key(operation);
        let Some(method) = methods.get(&operation_key) else { continue };
        for what in OperationType::ALL.into_iter().filter(|what| what.is_there(operation)) {
            let [usual, longer] = what.suffixes().map(|suffix| OperationType::name(method, suffix));
            let key = what.key(&operation_key);
            let before = lock.operation(&operation_key).map(|_| usual.clone());
            given.extend(lock.answer(&key).cloned().or(before).map(|name| (key.clone(), name)));
            wishes.push(Wish { key, wanted: usual, qualified: longer, rank: Rank::Place });
        }
    }
    let names = assign_names(&wishes, Scope::reserving(OPERATION_TYPES), |key| given.get(key));
    wishes.iter().map(|wish| wish.key.clone()).zip(names).collect()
}

fn wish(operation: &Operation, configured: &[OperationName]) -> Wish {
    let qualified = method_name(&by_path(operation));
    if let Some(name) = configured_name(operation, configured) {
        return Wish { key: key(operation), wanted: method_name(&name), qualified, rank: Rank::Configured };
    }
    let Some(id) = &operation.operation_id else {
        return Wish { key: key(operation), wanted: qualified.clone(), qualified, rank: Rank::Place };
    };
    let short = method_name(&short(operation, id));
    let whole = method_name(id);
    let qualified = if short == whole { qualified } else { whole };
    Wish { key: key(operation), wanted: short, qualified, rank: Rank::Place }
}
