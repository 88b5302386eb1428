//! How answers are judged. One check a file; each looks at one thing, and none stops the others.

mod absent;
mod allow;
mod body;
mod cause;
mod cause_keys;
mod content_type;
mod custom_name;
mod framing;
mod headers;
mod judge;
mod mistake_kind;
mod name;
mod omissions;
mod said;
mod sent;
mod server_error;
mod severity;
mod status;
mod verdict;

pub(crate) use cause::{Causes, CausesOfGroup, KnownKeys, Noticed, Sighting};
pub use custom_name::{CustomName, InvalidCheckName};
pub(crate) use judge::{Judged, Judgement, judge};
pub use name::{Check, UnknownCheck};
pub(crate) use omissions::{Omissions, Place as OmittedPlace, Seen};
pub(crate) use said::{refusal, refusal_key};
pub use severity::{Severity, UnknownSeverity};
pub(crate) use verdict::is_same;
pub use verdict::{Finding, Unredacted, Verdict};
