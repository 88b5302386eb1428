//! Writes the module of credentials: keys with roles, environments, sessions.

use proc_macro2::TokenStream;
use quote::quote;

use crate::code_span;
use crate::emit::docs::doc_text::doc;
use crate::names::Ident;
use crate::plan::model::client::{CredentialPlacement, CredentialsPlan, EnvironmentPlan, RolesPlan, SessionPlan};

/// The module, or nothing where the document has neither roles nor sessions.
pub(crate) fn module(plan: &CredentialsPlan) -> Option<TokenStream> {
    if plan.roles.is_none() && plan.sessions.is_empty() {
        return None;
    }
    let roles = plan.roles.as_ref().map(roles);
    let sessions = plan.sessions.iter().map(session);
    let imports = plan.roles.as_ref().map(|_| {
        quote! {
            use std::marker::PhantomData;
            use std::str::FromStr;
        }
    });
    Some(quote! {
        use std::fmt;
        #imports
        use secrecy::{ExposeSecret, SecretString};

        #roles
        #(#sessions)*
    })
}

fn roles(plan: &RolesPlan) -> TokenStream {
    let types: Vec<_> = plan.roles.iter().map(|role| &role.type_name).collect();
    let markers = plan.roles.iter().zip(&types).map(|(role, ident)| {
        let text = role.description.clone().unwrap_or_else(|| format!("The role {} of a key.", code_span(&role.name)));
        let (docs, name, pattern) = (doc(&text), &role.name, &role.pattern);
        quote! {
            #docs
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            #[non_exhaustive]
            pub struct #ident;

            impl sealed::Form for #ident {
                const NAME: &'static str = #name;
                const PATTERN: &'static str = #pattern;
            }

            impl Role for #ident {}
        }
    });
    let environment_type = environment(&plan.environments);
    let environment_of = (!plan.environments.is_empty()).then(|| {
        quote! {
            /// The environment that the key is for; `None` if its text does not show it.
            #[must_use]
            pub fn environment(&self) -> Option<Environment> {
                Environment::of(self.text.expose_secret())
            }
        }
    });
    let any = any_key(plan, &types);
    let error = key_error();
    let credential = credential(&plan.scheme, &plan.sent);
    let forms = plan.roles.iter().zip(&types).map(|(_, ident)| quote!((#ident::NAME, #ident::PATTERN)));
    quote! {
        mod sealed {
            pub trait Form {
                const NAME: &'static str;
                const PATTERN: &'static str;
            }
        }

        use sealed::Form;

        /// The role of a key. The roles are the types that implement this trait.
        pub trait Role: Form + Clone + Send + Sync + 'static {}

        #(#markers)*

        /// A key whose text has been checked. It is never shown.
        #[derive(Clone)]
        pub struct Key<R: Role> {
            text: SecretString,
            role: PhantomData<R>,
        }

        impl<R: Role> Key<R> {
            /// Parses a key.
            ///
            /// # Errors
            /// If the text does not match the pattern of this role's keys.
            pub fn parse(text: &str) -> Result<Self, KeyError> {
                if matches(R::PATTERN, text) {
                    return Ok(Self { text: text.into(), role: PhantomData });
                }
                let actual = FORMS.iter().find(|(_, pattern)| matches(pattern, text)).map(|(name, _)| *name);
                Err(KeyError { wanted: Some((R::NAME, R::PATTERN)), actual })
            }

            #environment_of

            pub(crate) fn credential(
                &self,
            ) -> Result<crate::support::Credential, crate::support::CredentialError> {
                let text = &self.text;
                #credential
            }
        }

        impl<R: Role> fmt::Debug for Key<R> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "Key<{}>([redacted])", R::NAME)
            }
        }

        impl<R: Role> FromStr for Key<R> {
            type Err = KeyError;

            fn from_str(text: &str) -> Result<Self, KeyError> {
                Self::parse(text)
            }
        }

        /// Every role with the pattern of its keys.
        const FORMS: &[(&str, &str)] = &[#(#forms),*];

        fn matches(pattern: &str, text: &str) -> bool {
            regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
        }

        #any

        #error

        #environment_type
    }
}

/// The error of a text that is no key.
fn key_error() -> TokenStream {
    quote! {
        /// A text is not a key, or not one of the required role. The text is not shown.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct KeyError {
            wanted: Option<(&'static str, &'static str)>,
            actual: Option<&'static str>,
        }

        impl fmt::Display for KeyError {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match (self.wanted, self.actual) {
                    (Some((wanted, _)), Some(actual)) => {
                        write!(f, "this is a {actual} key where a {wanted} key is required")
                    }
                    (Some((wanted, pattern)), None) => {
                        write!(f, "this is not a {wanted} key: it does not match `{pattern}`")
                    }
                    (None, _) => {
                        f.write_str("this is not a key of any role; the patterns are")?;
                        for (name, pattern) in FORMS {
                            write!(f, " `{pattern}` ({name})")?;
                        }
                        Ok(())
                    }
                }
            }
        }

        impl std::error::Error for KeyError {}
    }
}

/// The enumeration for keys that are known only at run time.
fn any_key(plan: &RolesPlan, types: &[&Ident]) -> TokenStream {
    let docs = plan.roles.iter().map(|role| doc(&format!("A key of the role {}.", code_span(&role.name))));
    let environment = (!plan.environments.is_empty()).then(|| {
        quote! {
            impl AnyKey {
                /// The environment that the key is for; `None` if its text does not show it.
                #[must_use]
                pub fn environment(&self) -> Option<Environment> {
                    match self {
                        #(Self::#types(key) => key.environment(),)*
                    }
                }
            }
        }
    });
    quote! {
        /// A key of any role, for keys that are known only at run time: match on it to get a key of one role.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum AnyKey {
            #(#docs #types(Key<#types>),)*
        }

        #environment

        impl FromStr for AnyKey {
            type Err = KeyError;

            fn from_str(text: &str) -> Result<Self, KeyError> {
                #(if let Ok(key) = Key::parse(text) {
                    return Ok(Self::#types(key));
                })*
                Err(KeyError { wanted: None, actual: None })
            }
        }
    }
}

fn environment(environments: &[EnvironmentPlan]) -> Option<TokenStream> {
    if environments.is_empty() {
        return None;
    }
    let variants: Vec<_> = environments.iter().map(|one| &one.variant).collect();
    let names: Vec<_> = environments.iter().map(|one| &one.name).collect();
    let patterns: Vec<_> = environments.iter().map(|one| &one.pattern).collect();
    let docs = environments.iter().map(|one| {
        let data = if one.live { "whose data is real" } else { "whose data is not real" };
        doc(&format!("{}, {data}.", code_span(&one.name)))
    });
    let live: Vec<_> = environments.iter().filter(|one| one.live).map(|one| &one.variant).collect();
    let is_live = if live.is_empty() { quote!(false) } else { quote!(matches!(self, #(Self::#live)|*)) };
    Some(quote! {
        /// An environment that a key is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Environment {
            #(#docs #variants,)*
        }

        impl Environment {
            fn of(text: &str) -> Option<Self> {
                #(if matches(#patterns, text) {
                    return Some(Self::#variants);
                })*
                None
            }

            /// The name that the API uses for it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }

            /// Whether its data is real.
            #[must_use]
            pub fn is_live(self) -> bool {
                #is_live
            }
        }

        impl fmt::Display for Environment {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    })
}

/// An expression that makes the credential of `text`.
pub(crate) fn credential(scheme: &str, sent: &CredentialPlacement) -> TokenStream {
    match sent {
        CredentialPlacement::Authorization(prefix) => {
            quote!(crate::support::Credential::authorization(#scheme, #prefix, text))
        }
        CredentialPlacement::Header(name) => quote!(crate::support::Credential::header(#scheme, #name, text)),
        CredentialPlacement::Query(name) => quote!(Ok(crate::support::Credential::Query(#name, text.clone()))),
        CredentialPlacement::Cookie(name) => quote!(Ok(crate::support::Credential::Cookie(#name, text.clone()))),
        CredentialPlacement::Basic => quote!(crate::support::Credential::basic_pair(#scheme, text)),
    }
}

fn session(plan: &SessionPlan) -> TokenStream {
    let ident = &plan.type_name;
    let docs = doc(&format!("The session of a user, sent as {}. It is never shown.", code_span(&plan.parameter)));
    let shown = format!("{}([redacted])", plan.type_name);
    quote! {
        #docs
        #[derive(Clone)]
        pub struct #ident(SecretString);

        impl #ident {
            /// Creates it from the token that identifies the session.
            #[must_use]
            pub fn new(token: impl Into<String>) -> Self {
                Self(SecretString::from(token.into()))
            }

            pub(crate) fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl fmt::Debug for #ident {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(#shown)
            }
        }

        impl From<&#ident> for #ident {
            fn from(session: &#ident) -> Self {
                session.clone()
            }
        }

        impl From<&str> for #ident {
            fn from(token: &str) -> Self {
                Self::new(token)
            }
        }

        impl From<String> for #ident {
            fn from(token: String) -> Self {
                Self::new(token)
            }
        }
    }
}
