//! The run-time part, as it is copied into each client.

/// Every file below `src/support/`, with its text.
pub const FILES: [(&str, &str); 24] = [
    ("base64.rs", include_str!("../support/base64.rs")),
    ("body.rs", include_str!("../support/body.rs")),
    ("call.rs", include_str!("../support/call.rs")),
    ("client_credentials.rs", include_str!("../support/client_credentials.rs")),
    ("config.rs", include_str!("../support/config.rs")),
    ("core.rs", include_str!("../support/core.rs")),
    ("error.rs", include_str!("../support/error.rs")),
    ("hook.rs", include_str!("../support/hook.rs")),
    ("mod.rs", include_str!("../support/mod.rs")),
    ("model.rs", include_str!("../support/model.rs")),
    ("multipart.rs", include_str!("../support/multipart.rs")),
    ("operation.rs", include_str!("../support/operation.rs")),
    ("page.rs", include_str!("../support/page.rs")),
    ("parameter.rs", include_str!("../support/parameter.rs")),
    ("raw.rs", include_str!("../support/raw.rs")),
    ("record.rs", include_str!("../support/record.rs")),
    ("request.rs", include_str!("../support/request.rs")),
    ("response.rs", include_str!("../support/response.rs")),
    ("retry.rs", include_str!("../support/retry.rs")),
    ("rule.rs", include_str!("../support/rule.rs")),
    ("secret.rs", include_str!("../support/secret.rs")),
    ("time.rs", include_str!("../support/time.rs")),
    ("token.rs", include_str!("../support/token.rs")),
    ("unlisted.rs", include_str!("../support/unlisted.rs")),
];
