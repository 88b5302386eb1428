//! How many requests may be sent in a time: `50/s`, `300/m`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// The most requests of a rate, in a second or a minute.
const MOST: u32 = 1_000_000;

/// A number of requests in a second or a minute.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use trueline_conformance::transport::Rate;
///
/// let rate: Rate = "50/s".parse()?;
/// assert_eq!(rate.interval(), Duration::from_millis(20));
/// assert_eq!("300/m".parse::<Rate>()?.interval(), Duration::from_millis(200));
/// # Ok::<(), trueline_conformance::transport::InvalidRate>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    requests: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
}

/// A text that is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a rate is a number of requests from 1 to {MOST} in a second or a minute: `50/s`, `300/m`")]
pub struct InvalidRate;

impl Rate {
    /// The time between the beginnings of two requests.
    #[must_use]
    pub fn interval(self) -> Duration {
        let unit = match self.unit {
            Unit::Second => Duration::from_secs(1),
            Unit::Minute => Duration::from_secs(60),
        };
        unit / self.requests
    }
}

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let (number, unit) = text.split_once('/').ok_or(InvalidRate)?;
        let unit = match unit {
            "s" => Unit::Second,
            "m" => Unit::Minute,
            _ => return Err(InvalidRate),
        };
        let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
        let requests = number.parse().ok().filter(|number| is_number && (1..=MOST).contains(number));
        Ok(Self { requests: requests.ok_or(InvalidRate)?, unit })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Second => "s",
            Unit::Minute => "m",
        };
        write!(f, "{}/{unit}", self.requests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_they_are_shown() {
        for (text, interval) in [("50/s", 20_000), ("1/m", 60_000_000), ("1000000/s", 1), ("007/s", 142_857)] {
            let rate: Rate = text.parse().expect(text);
            assert_eq!(rate.interval().as_micros(), interval, "{text}");
            assert_eq!(rate.to_string(), text.trim_start_matches('0'));
        }
        for text in [
            "",
            "50",
            "50/",
            "/s",
            "0/s",
            "-1/s",
            "+5/s",
            "1.5/s",
            "50/h",
            "50/S",
            "1000001/s",
            "99999999999/s",
            "5 /s",
        ] {
            assert_eq!(text.parse::<Rate>(), Err(InvalidRate), "{text}");
        }
    }
}
