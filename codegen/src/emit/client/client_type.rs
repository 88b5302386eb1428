//! Writes the client: how it is made, and one method per operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::credentials::credential;
use super::resources;
use crate::code_span;
use crate::emit::docs::doc_text::{doc, doc_with};
use crate::emit::operations::methods::methods;
use crate::emit::tokens::cfg_features;
use crate::plan::model::client::{ClientPlan, CredentialPlacement, OperationPlan, SchemePlan, TokensPlan};

/// The module of the client.
pub(crate) fn module(plan: &ClientPlan, title: &str) -> TokenStream {
    let of_client = plan.operations.iter().filter(|operation| operation.resource.is_none());
    let (always, gated): (Vec<&OperationPlan>, Vec<&OperationPlan>) =
        of_client.partition(|operation| operation.features.is_empty());
    let is_empty = always.is_empty() && plan.resources.is_empty();
    let core = quote!(self.core);
    let always = always.into_iter().map(|operation| methods(operation, &core));
    let resources = resources::accessors(plan);
    let schemes = plan.credentials.schemes.iter().map(scheme);
    let server = &plan.servers.default;
    let docs = doc(&format!("A client for {title}. It is cheap to clone, and its clones share their connections."));
    let (definition, generics, making) =
        if plan.credentials.roles.is_some() { with_roles(plan, is_empty) } else { without_roles(plan, is_empty) };
    let gated = gated.into_iter().map(|operation| {
        let (condition, methods) = (cfg_features::operation(operation), methods(operation, &core));
        quote!(#condition impl #generics { #methods })
    });
    quote! {
        use crate::support::{BuildError, Config, Core};

        /// The base address unless [`Config::base_url`] sets another; empty if the API's document declares no server
        /// with an absolute address.
        pub const DEFAULT_BASE_URL: &str = #server;

        #docs
        #definition

        impl #generics {
            #making
            #(#schemes)*
        }

        impl #generics {
            #resources
            #(#always)*
        }

        #(#gated)*
    }
}

fn with_roles(plan: &ClientPlan, empty: bool) -> (TokenStream, TokenStream, TokenStream) {
    let scheme = plan.credentials.roles.as_ref().map(|roles| roles.scheme.clone()).unwrap_or_default();
    let (unread, visibility) = (unread(empty), visibility(plan));
    let definition = quote! {
        ///
        /// The role of its key decides which operations it can call: calls of others do not compile.
        #[derive(Debug, Clone)]
        pub struct Client<R: crate::credentials::Role> {
            #unread
            #visibility core: Core,
            role: std::marker::PhantomData<R>,
        }
    };
    let certificates = certificates(plan);
    let making = quote! {
        /// Creates a client with a key.
        ///
        /// # Errors
        /// If TLS cannot be set up.
        pub fn new(key: &crate::credentials::Key<R>) -> Result<Self, BuildError> {
            Self::with_config(key, Config::default())
        }

        /// Creates a client with a key and a configuration.
        ///
        /// # Errors
        /// If the base address is not absolute, or TLS cannot be set up.
        pub fn with_config(key: &crate::credentials::Key<R>, config: Config) -> Result<Self, BuildError> {
            let core = Core::new(config, DEFAULT_BASE_URL)?.with_credential(#scheme, key.credential()?) #certificates;
            Ok(Self { core, role: std::marker::PhantomData })
        }
    };
    (definition, quote!(<R: crate::credentials::Role> Client<R>), making)
}

/// Resources take the core of their client.
fn visibility(plan: &ClientPlan) -> Option<TokenStream> {
    (!plan.resources.is_empty()).then(|| quote!(pub(crate)))
}

/// Nothing reads what no operation needs.
fn unread(empty: bool) -> Option<TokenStream> {
    empty.then(|| quote!(#[allow(dead_code, reason = "the API has no operations")]))
}

fn without_roles(plan: &ClientPlan, empty: bool) -> (TokenStream, TokenStream, TokenStream) {
    let (unread, visibility) = (unread(empty), visibility(plan));
    let definition = quote! {
        #[derive(Debug, Clone)]
        pub struct Client {
            #unread
            #visibility core: Core,
        }
    };
    let certificates = certificates(plan);
    let making = quote! {
        /// Creates a client with the default configuration.
        ///
        /// # Errors
        /// If TLS cannot be set up.
        pub fn new() -> Result<Self, BuildError> {
            Self::with_config(Config::default())
        }

        /// Creates a client with a configuration.
        ///
        /// # Errors
        /// If the base address is not absolute, or TLS cannot be set up.
        pub fn with_config(config: Config) -> Result<Self, BuildError> {
            Ok(Self { core: Core::new(config, DEFAULT_BASE_URL)? #certificates })
        }
    };
    (definition, quote!(Client), making)
}

/// The certificate of connections, held for the schemes that it satisfies.
fn certificates(plan: &ClientPlan) -> TokenStream {
    let schemes = &plan.credentials.certificates;
    quote!(#(.with_certificate(#schemes))*)
}

/// The setter of a credential without roles.
fn scheme(plan: &SchemePlan) -> TokenStream {
    let method = &plan.method;
    let otherwise = || format!("Sets the credential of the security scheme {}.", code_span(&plan.scheme));
    let text = plan.description.clone().filter(|text| !text.trim().is_empty()).unwrap_or_else(otherwise);
    let scheme = &plan.scheme;
    if plan.sent == CredentialPlacement::Basic {
        let docs = doc_with(&text, "# Errors\nIf the user name has a colon.");
        return quote! {
            #docs
            pub fn #method(mut self, user: &str, password: &str) -> Result<Self, crate::support::CredentialError> {
                let credential = crate::support::Credential::basic(#scheme, user, &password.into())?;
                self.core = self.core.with_credential(#scheme, credential);
                Ok(self)
            }
        };
    }
    let credential = credential(scheme, &plan.sent);
    let infallible = matches!(plan.sent, CredentialPlacement::Query(_) | CredentialPlacement::Cookie(_));
    let errors =
        if infallible { "# Errors\nNone at present." } else { "# Errors\nIf the text is not allowed in a header." };
    let docs = doc_with(&text, errors);
    let tokens = plan.tokens.as_ref().map(|tokens| self::tokens(scheme, tokens));
    quote! {
        #docs
        pub fn #method(mut self, credential: impl Into<String>) -> Result<Self, crate::support::CredentialError> {
            let text = &secrecy::SecretString::from(credential.into());
            let credential: Result<_, crate::support::CredentialError> = #credential;
            self.core = self.core.with_credential(#scheme, credential?);
            Ok(self)
        }

        #tokens
    }
}

/// The setters of what gives tokens.
fn tokens(scheme: &str, plan: &TokensPlan) -> TokenStream {
    let provider = &plan.provider;
    let shown = code_span(scheme);
    let what = format!("Sets the provider of tokens for {shown}; it is called again before a token expires.");
    let docs = doc(format!("{what}\n\n{}", plan.docs).trim());
    let client = plan.client.as_ref().map(|(method, url)| {
        let docs = doc_with(
            &format!("Fetches tokens for {shown} with the client credentials flow of OAuth 2.0."),
            "# Errors\nIf there is no valid token URL.",
        );
        quote! {
            #docs
            pub fn #method(
                mut self,
                credentials: crate::support::ClientCredentials,
            ) -> Result<Self, crate::support::CredentialError> {
                self.core = self.core.with_client_credentials(#scheme, credentials, #url)?;
                Ok(self)
            }
        }
    });
    quote! {
        #docs
        #[must_use]
        pub fn #provider(mut self, provider: impl crate::support::TokenProvider + 'static) -> Self {
            let credential = crate::support::Credential::tokens(#scheme, provider);
            self.core = self.core.with_credential(#scheme, credential);
            self
        }

        #client
    }
}
