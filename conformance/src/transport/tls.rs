//! TLS as a target's network says it: who signs the server's certificate, and which is the client's.

use std::sync::Arc;

use hyper_rustls::ConfigBuilderExt;
use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ConfigBuilder, DigitallySignedStruct, RootCertStore, SignatureScheme, WantsVerifier};

use super::AddressError;
use super::pem::PemFile;
use crate::target::NetworkConfig;

/// The TLS of a target. Without TLS no certificates of the system are needed, and a bare container has none.
pub(super) fn of_target(network: &NetworkConfig, is_tls: bool) -> Result<ClientConfig, AddressError> {
    let provider = Arc::new(ring::default_provider());
    let builder = builder(&provider)?;
    let builder = match &network.cacert {
        _ if network.insecure => {
            let verifier = Arc::new(AnyCertificate(provider));
            builder.dangerous().with_custom_certificate_verifier(verifier)
        }
        Some(path) => builder.with_root_certificates(roots(&PemFile::read("cacert", path)?)?),
        None => of_system(builder, is_tls)?,
    };
    let mut config = with_certificate(builder, network)?;
    // Which version is spoken is negotiated (RFC 7301).
    let versions: &[&[u8]] = if network.http1_1 { &[b"http/1.1"] } else { &[b"h2", b"http/1.1"] };
    config.alpn_protocols = versions.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}

/// The TLS of a proxy, which the system's authorities vouch for.
pub(super) fn of_proxy(is_tls: bool) -> Result<ClientConfig, AddressError> {
    let provider = Arc::new(ring::default_provider());
    Ok(of_system(builder(&provider)?, is_tls)?.with_no_client_auth())
}

fn builder(provider: &Arc<CryptoProvider>) -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, AddressError> {
    let builder = ClientConfig::builder_with_provider(Arc::clone(provider));
    builder.with_safe_default_protocol_versions().map_err(AddressError::NoTls)
}

fn of_system(
    builder: ConfigBuilder<ClientConfig, WantsVerifier>,
    is_tls: bool,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, AddressError> {
    if is_tls {
        let none = |error| AddressError::NoCertificates(std::io::Error::other(error));
        return builder.try_with_platform_verifier().map_err(none);
    }
    Ok(builder.with_root_certificates(RootCertStore::empty()))
}

/// The authorities of a file.
fn roots(file: &PemFile<'_>) -> Result<RootCertStore, AddressError> {
    let mut roots = RootCertStore::empty();
    for (index, certificate) in file.certificates()?.into_iter().enumerate() {
        let added = roots.add(certificate);
        added
            .map_err(|error| file.useless(format!("has a certificate, its {}, that is none: {error}", place(index))))?;
    }
    Ok(roots)
}

fn place(index: usize) -> String {
    match index {
        0 => "first".to_owned(),
        1 => "second".to_owned(),
        2 => "third".to_owned(),
        _ => format!("{}th", index + 1),
    }
}

fn with_certificate(
    builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    network: &NetworkConfig,
) -> Result<ClientConfig, AddressError> {
    let Some(path) = &network.cert else { return Ok(builder.with_no_client_auth()) };
    let certificate = PemFile::read("cert", path)?;
    let chain = certificate.certificates()?;
    let (file, key) = match &network.key {
        Some(path) => {
            let file = PemFile::read("key", path)?;
            let key = file.key()?;
            (file, key)
        }
        // Both may be in one file.
        None => match certificate.key() {
            Ok(key) => (certificate, key),
            Err(_) => {
                return Err(certificate.useless("has no key beside the certificate; name one with `key`".to_owned()));
            }
        },
    };
    builder.with_client_auth_cert(chain, key).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            file.useless(format!("has a key that is not the one of the certificate in `{}`", path.display()))
        }
        error => {
            file.useless(format!("has a key, or its certificate in `{}`, that cannot be used: {error}", path.display()))
        }
    })
}

/// Takes every certificate. Who asks for it is shown what that means.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
