//! Numbers, moments, and the words that stand for themselves.

use super::super::Value;
use crate::model::{Parts, parse_real};

/// What a word of letters, digits and signs means.
pub(super) fn word(word: &str) -> Option<Value> {
    match word {
        "true" => return Some(Value::Flag(true)),
        "false" => return Some(Value::Flag(false)),
        _ => {}
    }
    if is_moment(word) {
        return Some(Value::Text(word.replaced("t", "T").replaced(" ", "T").replaced("z", "Z")));
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = word.strip_prefix(prefix) {
            let digits = grouped(digits, |digit| char::from(digit).is_digit(radix))?;
            return Some(Value::Whole(i64::from_str_radix(&digits, radix).ok()));
        }
    }
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    if unsigned == "inf" || unsigned == "nan" {
        return parse_real(word).map(Value::Real);
    }
    let whole = unsigned.find(['.', 'e', 'E']).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at_checked(whole)?;
    let is_digit = |digit: u8| digit.is_ascii_digit();
    let mut number = word.strip_suffix(unsigned)?.to_owned();
    number.push_str(&grouped(digits, is_digit)?);
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    if rest.is_empty() {
        return Some(Value::Whole(number.parse().ok()));
    }
    let (fraction, exponent) = match rest.find(['e', 'E']) {
        Some(place) => (rest.get(..place)?, rest.get(place + 1..)),
        None => (rest, None),
    };
    if let Some(fraction) = fraction.strip_prefix('.') {
        number.push('.');
        number.push_str(&grouped(fraction, is_digit)?);
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        number.push('e');
        number.push_str(exponent.strip_suffix(digits)?);
        number.push_str(&grouped(digits, is_digit)?);
    }
    parse_real(&number).map(Value::Real)
}

/// Digits without the strokes between them.
fn grouped(digits: &str, is_digit: impl Fn(u8) -> bool) -> Option<String> {
    let groups = digits.split('_');
    let mut all = String::with_capacity(digits.len());
    for group in groups {
        if group.is_empty() || !group.bytes().all(&is_digit) {
            return None;
        }
        all.push_str(group);
    }
    Some(all)
}

/// Whether it is a date, a time, or both.
fn is_moment(word: &str) -> bool {
    match word.as_bytes() {
        [_, _, _, _, b'-', ..] => {
            let (Some(date), rest) = (word.get(..10), word.get(10..).unwrap_or_default()) else {
                return false;
            };
            let (year, month, day) = (date.get(..4), date.get(5..7), date.get(8..));
            let is_date = date.as_bytes().get(7) == Some(&b'-')
                && within(year, 0, 9999)
                && within(month, 1, 12)
                && within(day, 1, 31);
            let time = rest.strip_prefix(['T', 't', ' ']);
            is_date && (rest.is_empty() || time.is_some_and(is_time_with_zone))
        }
        [_, _, b':', ..] => is_time(word),
        _ => false,
    }
}

fn within(digits: Option<&str>, least: u32, most: u32) -> bool {
    digits.is_some_and(|digits| {
        digits.bytes().all(|digit| digit.is_ascii_digit())
            && digits.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
    })
}

fn is_time_with_zone(text: &str) -> bool {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return is_time(time);
    }
    match text.find(['+', '-']) {
        Some(place) => {
            let zone = text.get(place + 1..).unwrap_or_default();
            zone.len() == 5
                && zone.get(2..3) == Some(":")
                && within(zone.get(..2), 0, 23)
                && within(zone.get(3..), 0, 59)
                && text.get(..place).is_some_and(is_time)
        }
        None => is_time(text),
    }
}

fn is_time(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    let two = |part: Option<&str>| part.is_some_and(|part| part.len() == 2);
    let is_second = second.is_none_or(|second| {
        let (whole, fraction) = second.split_once('.').unwrap_or((second, "0"));
        whole.len() == 2
            && within(Some(whole), 0, 60)
            && !fraction.is_empty()
            && fraction.bytes().all(|digit| digit.is_ascii_digit())
    });
    two(hour) && two(minute) && within(hour, 0, 23) && within(minute, 0, 59) && is_second
}
