//! Writes the module of servers: a constant for each fixed address, a structure for each that has variables.

use proc_macro2::TokenStream;
use quote::quote;

use crate::code_span;
use crate::emit::docs::doc_text::doc;
use crate::plan::model::client::{AddressPart, ListedPlan, ServerPlan, ServersPlan, VariablePlan, VariableValue};

/// The module, or nothing where there is nothing to choose.
pub(crate) fn module(plan: &ServersPlan) -> Option<TokenStream> {
    if plan.choices.is_empty() {
        return None;
    }
    let choices =
        plan.choices.iter().map(|choice| if choice.variables.is_empty() { fixed(choice) } else { variable(choice) });
    let listed = plan.listed.iter().map(listed);
    Some(quote! {
        use crate::support::ServerAddress;

        #(#choices)*
        #(#listed)*
    })
}

fn fixed(plan: &ServerPlan) -> TokenStream {
    let (docs, name, instead_of) = (doc(&plan.docs), &plan.name, &plan.instead_of);
    let url: String = plan.parts.iter().map(literal).collect();
    quote! {
        #docs
        pub const #name: ServerAddress = ServerAddress::fixed(#instead_of, #url);
    }
}

fn literal(part: &AddressPart) -> &str {
    match part {
        AddressPart::Literal(text) => text,
        AddressPart::Variable(_) => "",
    }
}

fn variable(plan: &ServerPlan) -> TokenStream {
    let (docs, name, instead_of) = (doc(&plan.docs), &plan.name, &plan.instead_of);
    let fields = plan.variables.iter().map(|variable| {
        let (name, ty) = (&variable.name, value_type(&variable.value));
        quote!(#name: #ty,)
    });
    let required = plan.variables.iter().filter(|variable| default(&variable.value).is_none());
    let arguments = required.map(|variable| {
        let name = &variable.name;
        quote!(#name: impl Into<String>)
    });
    let values = plan.variables.iter().map(|variable| {
        let name = &variable.name;
        let value = default(&variable.value).unwrap_or_else(|| quote!(#name.into()));
        quote!(#name: #value,)
    });
    let can_default = plan.variables.iter().all(|variable| default(&variable.value).is_some());
    let default = can_default.then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let setters = plan.variables.iter().map(setter);
    let parts = plan.parts.iter().map(|part| match part {
        AddressPart::Literal(text) => quote!(#text),
        AddressPart::Variable(index) => {
            let name = &plan.variables[*index].name;
            quote!(server.#name.as_str())
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct #name {
            #(#fields)*
        }

        impl #name {
            /// Creates it with the variables that have no default; the others have theirs.
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values)* }
            }

            #(#setters)*
        }

        #default

        impl From<#name> for ServerAddress {
            fn from(server: #name) -> Self {
                Self::new(#instead_of, [#(#parts),*].concat())
            }
        }
    }
}

fn value_type(value: &VariableValue) -> TokenStream {
    match value {
        VariableValue::Text { .. } => quote!(String),
        VariableValue::Listed { type_name, .. } => quote!(#type_name),
    }
}

fn default(value: &VariableValue) -> Option<TokenStream> {
    match value {
        VariableValue::Text { default } => default.as_ref().map(|text| quote!(#text.to_owned())),
        VariableValue::Listed { type_name, default } => Some(quote!(#type_name::#default)),
    }
}

fn setter(plan: &VariablePlan) -> TokenStream {
    let (docs, name) = (doc(&plan.docs), &plan.name);
    let (ty, value) = match &plan.value {
        VariableValue::Text { .. } => (quote!(impl Into<String>), quote!(#name.into())),
        VariableValue::Listed { type_name, .. } => (quote!(#type_name), quote!(#name)),
    };
    quote! {
        #docs
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn listed(plan: &ListedPlan) -> TokenStream {
    let name = &plan.type_name;
    let docs = doc(&format!("The values of the variable {} in a server's address.", code_span(&plan.variable)));
    let variants: Vec<_> = plan.variants.iter().map(|(variant, _)| variant).collect();
    let values: Vec<_> = plan.variants.iter().map(|(_, value)| value).collect();
    let variant_docs = values.iter().map(|value| doc(&code_span(value)));
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
        }

        impl #name {
            /// Its text in the address.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #values,)*
                }
            }
        }
    }
}
