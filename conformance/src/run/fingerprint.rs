//! What decides whether two runs sent the same requests, and which request a long body is of.

use crate::redact::Redactor;
use crate::request::WireRequest;

/// The fingerprint of no request.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The fingerprint of bytes: FNV-1a.
pub(crate) fn of(bytes: &[u8]) -> u64 {
    extended(START, bytes)
}

/// The fingerprint after more bytes.
pub(crate) fn extended(fingerprint: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(fingerprint, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The fingerprint of a request, the names of variables in place of secrets. A fingerprint is shown, and a secret of few
/// possible values could be found from it.
pub(crate) fn of_request(request: &WireRequest, redactor: &Redactor) -> u64 {
    let headers = request.headers.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    let parts = [request.method.as_bytes(), request.target.as_bytes(), &request.body].into_iter().chain(headers);
    let mut state = START;
    for part in parts {
        redactor.exact(part, &mut |bytes| state = extended(state, bytes));
        state = extended(state, &[0]);
    }
    state
}
