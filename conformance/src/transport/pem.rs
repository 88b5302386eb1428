//! Certificates and keys in files (PEM, RFC 7468). What stands in them is reported nowhere, for a key may.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::AddressError;

/// Bytes of a file that are read.
const FILE_SIZE: u64 = 16 * 1024 * 1024;

/// A file that a setting names.
pub(super) struct PemFile<'p> {
    setting: &'static str,
    path: &'p Path,
    bytes: Vec<u8>,
}

impl<'p> PemFile<'p> {
    pub(super) fn read(setting: &'static str, path: &'p Path) -> Result<Self, AddressError> {
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(FILE_SIZE + 1).read_to_end(&mut bytes));
        read.map_err(|reason| AddressError::Unreadable { setting, path: path.to_owned(), reason })?;
        let file = Self { setting, path, bytes };
        if u64::try_from(file.bytes.len()).is_ok_and(|length| length <= FILE_SIZE) {
            Ok(file)
        } else {
            Err(file.useless(format!("has more than {} MiB", FILE_SIZE >> 20)))
        }
    }

    /// Its certificates, at least one.
    pub(super) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, AddressError> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.bytes).collect();
        let found = found.map_err(|error| self.broken(&error))?;
        if found.is_empty() {
            return Err(self.useless("has no certificate in PEM: `-----BEGIN CERTIFICATE-----`".to_owned()));
        }
        Ok(found)
    }

    /// Its key.
    pub(super) fn key(&self) -> Result<PrivateKeyDer<'static>, AddressError> {
        match PrivateKeyDer::from_pem_slice(&self.bytes) {
            Ok(key) => Ok(key),
            Err(_) if self.has("BEGIN ENCRYPTED PRIVATE KEY") || self.has("Proc-Type: 4,ENCRYPTED") => Err(self
                .useless("has a key that is encrypted; decrypt it with `openssl pkey -in FILE -out KEY`".to_owned())),
            Err(pem::Error::NoItemsFound) => {
                Err(self.useless("has no private key in PEM: `-----BEGIN PRIVATE KEY-----`".to_owned()))
            }
            Err(error) => Err(self.broken(&error)),
        }
    }

    /// Whether its text has some words.
    fn has(&self, words: &str) -> bool {
        memchr::memmem::find(&self.bytes, words.as_bytes()).is_some()
    }

    fn broken(&self, error: &pem::Error) -> AddressError {
        // The library's messages have lines of the file.
        let reason = match error {
            pem::Error::MissingSectionEnd { .. } => "has a section of PEM without its end",
            pem::Error::IllegalSectionStart { .. } => "has a section of PEM whose first line cannot be read",
            pem::Error::Base64Decode(_) => "has a section of PEM that is no Base64",
            _ => "is no PEM that can be read",
        };
        self.useless(reason.to_owned())
    }

    pub(super) fn useless(&self, reason: String) -> AddressError {
        AddressError::Useless { setting: self.setting, path: self.path.to_owned(), reason }
    }
}
