//! What tells whether two runs sent the same requests, and which request a long body is of.

use crate::request::WireRequest;

/// The fingerprint of no request.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The fingerprint of bytes: FNV-1a.
pub(crate) fn of(bytes: &[u8]) -> u64 {
    bytes.iter().fold(START, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The fingerprint after one request more: FNV-1a over its bytes.
pub(crate) fn extended(fingerprint: u64, request: &WireRequest) -> u64 {
    let headers = request.headers.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    let parts = [request.method.as_bytes(), request.target.as_bytes(), &request.body].into_iter().chain(headers);
    parts
        .flat_map(|part| part.iter().copied().chain(std::iter::once(0)))
        .fold(fingerprint, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
