//! Dates of the Gregorian calendar, as RFC 3339 writes moments.

pub(super) const SECOND: i64 = 1000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Days from the first of March of year 0 to the Unix epoch.
const EPOCH: i64 = 719_468;
/// Days of the calendar's cycle of 400 years.
const CYCLE: i64 = 146_097;

/// Year, month and day of a day counted from the Unix epoch.
///
/// Years are counted from March on, so that the day that leap years add is their last.
pub(super) const fn date(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = year + cycle * 400;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

/// The day's number counted from the Unix epoch; none for a day the calendar does not have.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let (from_march, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (cycle, in_cycle) = (from_march.div_euclid(400), from_march.rem_euclid(400));
    let in_year = (153 * months + 2) / 5 + day - 1;
    let days = cycle * CYCLE + 365 * in_cycle + in_cycle / 4 - in_cycle / 100 + in_year - EPOCH;
    (date(days) == (year, month, day)).then_some(days)
}

/// Milliseconds from the Unix epoch to a moment of RFC 3339. As elsewhere, a space may stand for the
/// `T`, the offset may lack its colon or its minutes, and the second of a leap is the one before it.
pub(super) fn millis(text: &str) -> Option<i64> {
    let mut rest = Rest(text);
    let year = rest.digits(4)?;
    rest.one_of("-")?;
    let month = rest.digits(2)?;
    rest.one_of("-")?;
    let days = days(year, month, rest.digits(2)?)?;
    rest.one_of("Tt ")?;
    let hour = rest.digits(2).filter(|hour| *hour < 24)?;
    rest.one_of(":")?;
    let minute = rest.digits(2).filter(|minute| *minute < 60)?;
    let (mut second, mut fraction) = (0, 0);
    if rest.one_of(":").is_some() {
        second = rest.digits(2).filter(|second| *second <= 60)?.min(59);
        if rest.one_of(".,").is_some() {
            fraction = rest.thousandths()?;
        }
    }
    let offset = rest.offset()?;
    let in_day = hour * HOUR + minute * MINUTE + second * SECOND + fraction;
    rest.0.is_empty().then_some(days * DAY + in_day - offset)
}

/// What is not read yet.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn one_of(&mut self, signs: &str) -> Option<char> {
        let sign = self.0.chars().next().filter(|sign| signs.chars().any(|one| one == *sign))?;
        self.0 = self.0.get(sign.len_utf8()..)?;
        Some(sign)
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        self.0 = rest;
        digits.parse().ok().filter(|_| is_number)
    }

    /// The thousandths of a fraction of up to nine digits.
    fn thousandths(&mut self) -> Option<i64> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let nanos = self.digits(length).filter(|_| (1..=9).contains(&length))?;
        let scale = u32::try_from(length).ok()?;
        Some(nanos * 10_i64.pow(9 - scale) / 1_000_000)
    }

    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of("Zz+-")? {
            '+' => 1,
            '-' => -1,
            _ => return Some(0),
        };
        let hours = self.digits(2).filter(|hours| *hours < 26)?;
        let minutes = match self.one_of(":") {
            None if self.0.is_empty() => 0,
            _ => self.digits(2).filter(|minutes| *minutes < 60)?,
        };
        Some(sign * (hours * HOUR + minutes * MINUTE))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standard(text: &str) -> Option<i64> {
        let nanos = text.parse::<jiff::Timestamp>().ok()?.as_nanosecond();
        i64::try_from(nanos.div_euclid(1_000_000)).ok()
    }

    #[test]
    fn moments_are_read_as_others_read_them() {
        for text in [
            "2026-01-31T20:15:00.000Z",
            "2024-02-29t23:59:60z",
            "2023-02-29T00:00:00Z",
            "1969-12-31 23:59:59.9999+01:00",
            "2026-01-31T20:15Z",
            "2026-01-31T20:15:00,5-0330",
            "2026-01-31T20:15:00+02",
            "2026-13-01T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T20:15:00",
            "2026-01-31T20:15:00.Z",
            "2026-01-31T20:15:00.1234567891Z",
            "2026-1-31T20:15:00Z",
            "+026-01-31T20:15:00Z",
            "0000-01-01T00:00:00Z",
            "",
            "ü",
        ] {
            assert_eq!(millis(text), standard(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_is_printed_as_others_print_it(millis in -62_167_219_200_000..253_402_207_200_000_i64) {
            let standard = jiff::Timestamp::from_millisecond(millis).unwrap();
            let ours = super::super::Timestamp::from_millis(millis);
            prop_assert_eq!(ours.to_string(), format!("{standard:.3}"));
            prop_assert_eq!(ours.to_string().parse(), Ok(ours));
        }

        #[test]
        fn what_is_nearly_a_moment_is_none(text in "[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?([.,][0-9]{1,10})?(Z|[+-][0-3][0-9]:?[0-6][0-9])") {
            let ours = millis(&text);
            if ours.is_some() || standard(&text).is_some() {
                prop_assert_eq!(ours, standard(&text), "{}", text);
            }
        }
    }
}
