//! Why a draft has no bytes.

use thiserror::Error;

/// Why what a draft says cannot be sent. It holds names, and no value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unsendable {
    /// The body's media type is not declared.
    #[error("the body has no media type")]
    NoMediaType,
    /// A media type has no writing here.
    #[error("bodies of `{media_type}` are not generated")]
    NotWritten {
        /// The media type.
        media_type: String,
    },
    /// A cookie is not read as it is written.
    #[error("the name or the value of `{name}` fits no cookie (RFC 6265 section 4.1.1)")]
    NoCookie {
        /// The cookie.
        name: String,
    },
    /// A header's value has white space that nobody reads (RFC 9110 section 5.5).
    #[error("the value of `{name}` begins or ends with white space, which is no part of a header")]
    SpaceInHeader {
        /// The header.
        name: String,
    },
    /// A header's value is read in several ways (RFC 9110 section 5.5).
    #[error("the value of `{name}` is not ASCII, which servers read in several ways")]
    HeaderNotAscii {
        /// The header.
        name: String,
    },
    /// A header has a name that is none (RFC 9110 section 5.1).
    #[error("`{name}` is no name of a header")]
    NoHeaderName {
        /// The name.
        name: String,
    },
    /// A header's value has characters that it cannot have (RFC 9110 section 5.5).
    #[error("the value of `{name}` fits no header")]
    NoHeaderValue {
        /// The header.
        name: String,
    },
    /// Of a path a segment is empty, or would be removed (RFC 3986 section 5.2.4).
    #[error("the path parameter `{name}` is empty")]
    EmptyPath {
        /// The parameter.
        name: String,
    },
}
