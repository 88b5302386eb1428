//! Who is tested: an address with its credentials, actors and what is promised to exist, as `trueline.toml` says it
//! ([`Config`]) and with every value known ([`Target`]).

mod address;
mod check_config;
mod client_credentials;
mod config;
mod credential_option;
mod credential_source;
mod names;
mod network;
mod overrides;
mod proxies;
mod reader;
mod resolved;
mod setting;
mod signer;
mod starter;
mod unknown_target;

pub use check_config::CheckConfig;
pub(crate) use client_credentials::ClientCredentials;
pub use client_credentials::{ClientAuth, ClientCredentialsConfig};
pub(crate) use config::without_quotation;
pub use config::{
    ActorConfig, BodyValue, Config, ConfigError, CredentialConfig, NameConfig, NameSource, ResetConfig, ResourceConfig,
    SnapshotConfig, TargetConfig,
};
pub use credential_option::CredentialOption;
pub use credential_source::CredentialCommand;
pub(crate) use credential_source::{CredentialOrigin, CredentialSource, ObtainedCredential};
pub use network::{Network, NetworkConfig};
pub use overrides::Overrides;
pub use proxies::Proxy;
pub(crate) use resolved::SIGNATURE;
pub use resolved::{Actor, Credential, Resource, Target, TargetError};
pub use setting::{HeaderConfig, MissingVariable, PrefixedVariable, Setting, Variable};
pub(crate) use signer::SignerKind;
pub use signer::{RequestToSign, SignConfig, Signature, Signer};
pub use starter::Starter;
pub use unknown_target::UnknownTarget;
