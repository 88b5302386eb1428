//! Faults that a mock can be told to have, so that the strength of a suite can be seen.

use std::str::FromStr;

use thiserror::Error;

/// A departure from the document.
///
/// # Examples
///
/// ```
/// use trueline_conformance::mock::Fault;
///
/// let fault: Fault = "ignore=query.limit/maximum".parse()?;
/// assert_eq!(fault, Fault::Ignore { location: "query.limit".into(), keyword: "maximum".into() });
/// # Ok::<(), trueline_conformance::mock::ParseFaultError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `ignore=LOCATION/KEYWORD`: a rule of requests is not enforced.
    Ignore {
        /// Where in the request: `query.limit`, `body/customer_email`.
        location: String,
        /// The keyword: `maximum`.
        keyword: String,
    },
    /// `status=FROM:TO`: an answer has another status.
    Status {
        /// The status that is right.
        from: u16,
        /// The status that is sent.
        to: u16,
    },
    /// `omit=POINTER`: a member of the answer's body is left out.
    OmitMember(String),
    /// `omit-header=NAME`: a header of the answer is left out.
    OmitHeader(String),
    /// `null=POINTER`: a member of the answer's body is null.
    NullMember(String),
}

/// The text names no fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` names no fault; write ignore=LOCATION/KEYWORD, status=FROM:TO, omit=POINTER, null=POINTER or omit-header=NAME"
)]
pub struct ParseFaultError(String);

impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        let fault = match text.split_once('=') {
            Some(("ignore", rule)) => rule
                .rsplit_once('/')
                .map(|(location, keyword)| Self::Ignore { location: location.to_owned(), keyword: keyword.to_owned() }),
            Some(("status", statuses)) => statuses
                .split_once(':')
                .and_then(|(from, to)| Some(Self::Status { from: from.parse().ok()?, to: to.parse().ok()? })),
            Some(("omit", pointer)) if pointer.starts_with('/') => Some(Self::OmitMember(pointer.to_owned())),
            Some(("null", pointer)) if pointer.starts_with('/') => Some(Self::NullMember(pointer.to_owned())),
            Some(("omit-header", name)) if !name.is_empty() => Some(Self::OmitHeader(name.to_owned())),
            _ => None,
        };
        fault.ok_or_else(|| ParseFaultError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_others_are_refused() {
        assert_eq!("status=201:200".parse(), Ok(Fault::Status { from: 201, to: 200 }));
        assert_eq!("omit=/a/b".parse(), Ok(Fault::OmitMember("/a/b".to_owned())));
        assert!("omit=a".parse::<Fault>().is_err() && "status=x".parse::<Fault>().is_err());
        assert!("nonsense".parse::<Fault>().unwrap_err().to_string().contains("ignore=LOCATION/KEYWORD"));
    }
}
