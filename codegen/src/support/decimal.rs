//! Numbers in JSON's notation (RFC 8259 section 6), compared without loss.

use std::cmp::Ordering;

/// By how many powers of ten the numbers of a division may differ.
const MOST_TENS: i64 = 400;

/// `0.DIGITS` times ten to the power of `exponent`; zero has no digits.
struct Decimal {
    is_negative: bool,
    /// Without leading and trailing zeros.
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let leading = all.bytes().take_while(|byte| *byte == b'0').count();
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse::<i64>().ok()?;
        let places = i64::try_from(whole.len()).ok()?.checked_sub(i64::try_from(leading).ok()?)?;
        let digits = all[leading..].trim_end_matches('0').to_owned();
        Some(Self { is_negative, exponent: exponent.checked_add(places)?, digits })
    }

    /// The digits as an integer, and the power of ten that it is multiplied by.
    fn scaled(&self) -> Option<(u128, i64)> {
        let digits = if self.digits.is_empty() { "0" } else { &self.digits };
        Some((digits.parse().ok()?, self.exponent.checked_sub(i64::try_from(self.digits.len()).ok()?)?))
    }
}

/// Compares two numbers; `None` if one of the texts is not a number.
pub fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (Decimal::read(one)?, Decimal::read(other)?);
    let sign = |number: &Decimal| match (number.digits.is_empty(), number.is_negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    if sign(&one) != sign(&other) || sign(&one) == 0 {
        return Some(sign(&one).cmp(&sign(&other)));
    }
    let size = one.exponent.cmp(&other.exponent).then_with(|| one.digits.cmp(&other.digits));
    Some(if one.is_negative { size.reverse() } else { size })
}

/// Whether a number is a multiple of another; `None` if that takes more digits than are examined.
pub fn is_multiple(number: &str, divisor: &str) -> Option<bool> {
    let (number, number_tens) = Decimal::read(number)?.scaled()?;
    let (divisor, divisor_tens) = Decimal::read(divisor)?.scaled()?;
    let tens = number_tens.checked_sub(divisor_tens)?;
    if number == 0 || divisor == 0 {
        return (divisor != 0).then_some(true);
    }
    if tens.abs() > MOST_TENS {
        return None;
    }
    if tens < 0 {
        let power = 10_u128.checked_pow(u32::try_from(-tens).ok()?)?;
        return Some(number % divisor.checked_mul(power)? == 0);
    }
    let mut rest = number % divisor;
    for _ in 0..tens {
        rest = rest.checked_mul(10)? % divisor;
    }
    Some(rest == 0)
}
