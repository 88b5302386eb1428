//! The exit codes, the same for every command.

use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: all is well.
    Success,
    /// 1: something differs or does not conform.
    Findings,
    /// 2: usage, configuration or a document is wrong.
    Usage,
    /// 3: nothing that speaks HTTP answers, or not any more, or it refuses every credential.
    Unreachable,
    /// 130: somebody interrupted it.
    Interrupted,
}

impl Exit {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Success, Self::Findings, Self::Usage, Self::Unreachable, Self::Interrupted];

    /// The code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
