//! Where requests go: addresses with their variables.

use crate::names::Ident;

/// Where requests go.
#[derive(Debug)]
pub struct ServersPlan {
    /// The server that requests go to by default; empty where the document names none that is absolute.
    pub default: String,
    /// What a program can choose among; empty where there is no choice.
    pub choices: Vec<ServerPlan>,
    /// Types of variables.
    pub listed: Vec<ListedPlan>,
}

/// A server.
#[derive(Debug)]
pub struct ServerPlan {
    /// The constant, or the structure where there are variables.
    pub name: Ident,
    /// What people read.
    pub docs: String,
    /// The server that is used by default, where this one could be.
    pub instead_of: String,
    /// Its address, in order.
    pub parts: Vec<AddressPart>,
    /// What is variable of it.
    pub variables: Vec<VariablePlan>,
}

/// A part of an address.
#[derive(Debug)]
pub enum AddressPart {
    /// Text that stands for itself.
    Literal(String),
    /// A variable, by its index in [`ServerPlan::variables`].
    Variable(usize),
}

/// A variable of an address.
#[derive(Debug)]
pub struct VariablePlan {
    /// The name in the document.
    pub wire_name: String,
    /// The setter.
    pub name: Ident,
    /// What people read.
    pub docs: String,
    /// What it can be.
    pub value: VariableValue,
}

/// What a variable can be.
#[derive(Debug)]
pub enum VariableValue {
    /// Any text.
    Text {
        /// What it is by default.
        default: Option<String>,
    },
    /// One of a list.
    Listed {
        /// The type.
        type_name: Ident,
        /// The variant that it is by default.
        default: Ident,
    },
}

/// The type of a variable that is one of a list.
#[derive(Debug)]
pub struct ListedPlan {
    /// The variable's name in the document.
    pub variable: String,
    /// The type.
    pub type_name: Ident,
    /// Its variants with what they stand for.
    pub variants: Vec<(Ident, String)>,
}
