//! What can come of a point of the document.

/// What can come of a point of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// A request of the operation was sent.
    Sent,
    /// A valid request of the operation succeeded.
    Succeeded,
    /// It is in a request that was accepted, or such a request obeys it.
    Accepted,
    /// A request without it was accepted.
    LeftOut,
    /// A request that breaks it was refused.
    Refused,
    /// It is in an answer.
    Received,
}

impl Goal {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Sent, Self::Succeeded, Self::Accepted, Self::LeftOut, Self::Refused, Self::Received];

    /// Its name in reports: `left-out`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Succeeded => "succeeded",
            Self::Accepted => "accepted",
            Self::LeftOut => "left-out",
            Self::Refused => "refused",
            Self::Received => "received",
        }
    }
}

/// A set of goals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Goals(u8);

impl Goals {
    /// Whether a goal is among them.
    #[must_use]
    pub fn has(self, goal: Goal) -> bool {
        self.0 & (1 << goal as u8) != 0
    }

    /// Those that are not among others.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Goal> {
        Goal::ALL.into_iter().filter(move |goal| self.has(*goal))
    }

    pub(super) fn insert(&mut self, goal: Goal) {
        self.0 |= 1 << goal as u8;
    }
}

impl FromIterator<Goal> for Goals {
    fn from_iter<I: IntoIterator<Item = Goal>>(goals: I) -> Self {
        let mut all = Self::default();
        goals.into_iter().for_each(|goal| all.insert(goal));
        all
    }
}
