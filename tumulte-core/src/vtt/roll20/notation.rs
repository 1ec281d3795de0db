//! Dice in a formula as somebody typed it: `2d20kh1cs>19 + 5[STR]`.

use super::modifier::{Comparison, Request};
use crate::model::{is_letter, is_letter_or_digit};

/// The most dice terms one formula is searched for.
const MAX_REQUESTS: usize = 1000;

/// Every kind of dice a formula asks for, in reading order. Labels in brackets hold none.
pub(super) fn requests(formula: &str) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut rest = formula;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        if requests.len() >= MAX_REQUESTS {
            break;
        }
        if first == '[' {
            rest = rest.find(']').and_then(|end| rest.get(end..)).unwrap_or_default();
            before = ']';
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let may_start = !is_letter_or_digit(before) && before != '.';
        if let Some((mut request, after)) = request(rest).filter(|_| may_start) {
            // `(1d4)d6`: another roll decides how many.
            request.count = request.count.or((before != ')').then_some(1));
            requests.push(request);
            rest = after;
            before = '0';
            continue;
        }
        let length = if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        before = first;
        rest = rest.get(length..).unwrap_or_default();
    }
    requests
}

/// Dice at the very start of the text, and what comes after them.
fn request(text: &str) -> Option<(Request, &str)> {
    let (count, rest) = digits(text);
    let rest = rest.strip_prefix(['d', 'D'])?;
    let mut request = Request { count: count.map(|count| count as usize), ..Request::default() };
    let mut rest = if let (Some(faces), rest) = digits(rest) {
        request.faces = faces;
        rest
    } else if let Some(rest) = rest.strip_prefix(['F', 'f']) {
        if rest.starts_with(|c: char| is_letter(c) && !matches!(c, 'k' | 'd' | 'r' | 's')) {
            return None;
        }
        request.is_fate = true;
        rest
    } else {
        return None;
    };
    while let Some(after) = modifier(rest, &mut request) {
        rest = after;
    }
    Some((request, rest))
}

fn digits(text: &str) -> (Option<u32>, &str) {
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(length).unwrap_or(("", text));
    ((length > 0).then(|| digits.parse().unwrap_or(u32::MAX)), rest)
}

/// The names of modifiers, the longer one first where one begins like the other.
const NAMES: &[&str] = &[
    "cs", "cf", "kh", "kl", "dh", "dl", "ro", "mt", "sa", "sd", "!!", "!p", "!", "k", "d", "r",
    "m", "f", "",
];

/// One modifier at the very start of the text, and what comes after it.
fn modifier<'t>(text: &'t str, request: &mut Request) -> Option<&'t str> {
    let name = NAMES.iter().find(|name| starts_with(text, name))?;
    let after = text.get(name.len()..)?;
    let spaced = after.trim_start();
    let length = spaced.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(spaced.len());
    let (sign, after_sign) = spaced.split_at_checked(length)?;
    let (point, rest) = digits(if sign.is_empty() { after } else { after_sign.trim_start() });
    if point.is_none() {
        // `1d20resist` asks for no reroll.
        let is_word = rest.starts_with(is_letter) && !starts_modifier(rest);
        if is_word || matches!(*name, "" | "cs" | "cf" | "d" | "f") {
            return None;
        }
    } else if name.is_empty() && sign.is_empty() {
        return None;
    }
    let comparison = point.map(|point| Comparison::new(sign, f64::from(point)));
    let list = |comparison: Option<Comparison>| comparison.into_iter().collect::<Vec<_>>();
    match *name {
        "cs" => request.critical.extend(comparison),
        "cf" => request.fumble.extend(comparison),
        "r" | "ro" if comparison.is_none() => request.reroll.push(Comparison::Equal(1.0)),
        "r" | "ro" => request.reroll.extend(comparison),
        "!" | "!!" | "!p" => request.explosion = Some(list(comparison)),
        "" => request.success.extend(comparison),
        "f" => request.failure.extend(comparison),
        "mt" => request.unexplained = Some("match".to_owned()),
        _ => {}
    }
    Some(rest)
}

fn starts_with(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

fn starts_modifier(text: &str) -> bool {
    NAMES.iter().any(|name| !name.is_empty() && starts_with(text, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(formula: &str) -> Vec<(Option<usize>, u32)> {
        requests(formula).iter().map(|request| (request.count, request.faces)).collect()
    }

    #[test]
    fn dice_are_found_wherever_they_stand() {
        assert_eq!(shapes("(1D6 + (2)[d8 bonus])*2 + 4d4"), [(Some(1), 6), (Some(4), 4)]);
        assert_eq!(shapes("d20+3"), [(Some(1), 20)]);
        assert_eq!(shapes("0d20cs>20"), [(Some(0), 20)]);
        assert_eq!(shapes("floor(2d10/2)"), [(Some(2), 10)]);
        assert_eq!(shapes("3 Blade d damage and1d6"), []);
    }

    #[test]
    fn modifiers_are_told_apart() {
        let request = |formula: &str| requests(formula).remove(0);
        let attack = request("2d20kh1cs>19cf<2 + 5");
        assert_eq!(attack.critical, [Comparison::AtLeast(19.0)]);
        assert_eq!(attack.fumble, [Comparison::AtMost(2.0)]);
        assert!(attack.success.is_empty());
        let pool = request("8d10!>9f1>7");
        assert_eq!(pool.explosion, Some(vec![Comparison::AtLeast(9.0)]));
        assert_eq!((pool.success.len(), pool.failure.len()), (1, 1));
        assert_eq!(request("5d6 > 4").success, [Comparison::AtLeast(4.0)]);
        assert_eq!(request("2d20r<2k1").reroll, [Comparison::AtMost(2.0)]);
        assert_eq!(request("4d6!!d1").explosion, Some(Vec::new()));
        assert!(request("4dF+2").is_fate);
        assert!(request("4df").is_fate);
        assert_eq!(request("2d6mt").unexplained.as_deref(), Some("match"));
        assert_eq!(request("1d20r").reroll, [Comparison::Equal(1.0)]);
        assert!(request("1d20 resist").reroll.is_empty());
    }
}
