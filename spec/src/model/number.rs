//! Numbers of documents, which may be outside 64 bits.

use std::cmp::Ordering;
use std::fmt;

/// A number as a document writes it: exact where it is an integer of up to 128 bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number, `1.0` and `1e3` included.
    Integer(i128),
    /// Anything else; never NaN or infinite.
    Float(f64),
}

impl Number {
    /// The nearest `f64`.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "nearest is what is promised")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The integer, where it is one.
    #[must_use]
    pub fn as_integer(self) -> Option<i128> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Float(_) => None,
        }
    }

    /// As JSON: integers of 64 bits exactly, others as the nearest `f64`.
    #[must_use]
    pub fn to_json(self) -> serde_json::Value {
        if let Self::Integer(value) = self {
            if let Ok(value) = i64::try_from(value) {
                return value.into();
            }
            if let Ok(value) = u64::try_from(value) {
                return value.into();
            }
        }
        self.as_f64().into()
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
        }
    }
}
