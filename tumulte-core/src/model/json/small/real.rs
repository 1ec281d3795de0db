//! Numbers with a fraction or an exponent, without tables of powers.

/// More significant digits than these change nothing but which side of a half a number lies on.
const MAX_DIGITS: usize = 800;
/// A power of ten that one word holds, and its exponent.
const CHUNK: (u32, u32) = (1_000_000_000, 9);

/// The number a text spells in digits, as the standard library reads it.
pub(crate) fn parse_real(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let is_negative = bytes.first() == Some(&b'-');
    let unsigned = match bytes.split_first() {
        Some((b'-' | b'+', rest)) => rest,
        _ => bytes,
    };
    let named = |name: &str| unsigned.eq_ignore_ascii_case(name.as_bytes());
    let number = if named("inf") || named("infinity") {
        f64::INFINITY
    } else if named("nan") {
        f64::NAN
    } else {
        let (mantissa, exponent) = match unsigned.iter().position(|byte| byte | 0x20 == b'e') {
            Some(place) => {
                let (mantissa, exponent) = unsigned.split_at(place);
                (mantissa, exponent.get(1..))
            }
            None => (unsigned, None),
        };
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let points = mantissa.split(|byte| *byte == b'.').skip(1).count();
        let digits = mantissa.iter().filter(|byte| is_digit(byte)).count();
        let exponent = exponent.map(|exponent| match exponent.split_first() {
            Some((b'-' | b'+', rest)) => rest,
            _ => exponent,
        });
        let is_exponent = |digits: &[u8]| !digits.is_empty() && digits.iter().all(is_digit);
        if digits == 0 || points > 1 || points + digits != mantissa.len() {
            return None;
        }
        if !exponent.is_none_or(is_exponent) {
            return None;
        }
        real(unsigned)
    };
    Some(if is_negative { -number } else { number })
}

/// The nearest number to digits, a point and an exponent, all of which are known to be there.
pub(super) fn real(written: &[u8]) -> f64 {
    let mut digits: Vec<u8> = Vec::new();
    let mut exponent = 0_i32;
    let (mut is_fraction, mut is_cut) = (false, false);
    let mut rest = written.iter();
    for byte in rest.by_ref() {
        match byte {
            b'.' => is_fraction = true,
            b'0'..=b'9' => {
                exponent = exponent.saturating_sub(i32::from(is_fraction));
                if digits.len() >= MAX_DIGITS {
                    exponent = exponent.saturating_add(1);
                    is_cut |= *byte != b'0';
                } else if *byte != b'0' || !digits.is_empty() {
                    digits.push(byte - b'0');
                }
            }
            _ => break,
        }
    }
    let mut power = 0_i32;
    let mut is_negative = false;
    for byte in rest {
        match byte {
            b'-' => is_negative = true,
            b'0'..=b'9' => {
                power = power.saturating_mul(10).saturating_add(i32::from(byte - b'0'));
            }
            _ => {}
        }
    }
    exponent = exponent.saturating_add(if is_negative { -power } else { power });
    if digits.is_empty() {
        return 0.0;
    }
    // A digit behind all others stands for those that were cut off.
    if is_cut {
        digits.push(1);
        exponent = exponent.saturating_sub(1);
    }
    let size = exponent.saturating_add(i32::try_from(digits.len()).unwrap_or(i32::MAX));
    if size > 310 {
        return f64::INFINITY;
    }
    if size < -326 {
        return 0.0;
    }
    quick(&digits, exponent).unwrap_or_else(|| slow(&digits, exponent))
}

/// A product or quotient of two numbers that are exact is rounded once.
#[expect(clippy::cast_precision_loss, reason = "checked to lose nothing")]
fn quick(digits: &[u8], exponent: i32) -> Option<f64> {
    if digits.len() > 15 || exponent.unsigned_abs() > 22 {
        return None;
    }
    let number = digits.iter().fold(0_u64, |number, digit| number * 10 + u64::from(*digit)) as f64;
    let power = (0..exponent.unsigned_abs()).fold(1.0_f64, |power, _| power * 10.0);
    Some(if exponent < 0 { number / power } else { number * power })
}

/// All digits, in words of 32 bits with the lowest first.
fn slow(digits: &[u8], exponent: i32) -> f64 {
    let mut words: Vec<u32> = Vec::new();
    for digit in digits {
        times(&mut words, 10, u32::from(*digit));
    }
    for _ in 0..exponent.max(0) {
        times(&mut words, 10, 0);
    }
    let left = exponent.min(0).unsigned_abs();
    // Room for the quotient to keep more bits than a number has.
    let room = if left > 0 { left as usize / 9 + 4 } else { 0 };
    let mut words = [vec![0; room], words].concat();
    let is_more = divide(&mut words, left);
    while words.last() == Some(&0) {
        words.pop();
    }
    rounded(&words, i32::try_from(room * 32).unwrap_or(i32::MAX), is_more)
}

/// Multiplies words and adds to them.
#[expect(clippy::cast_possible_truncation, reason = "words are cut out of larger ones")]
fn times(words: &mut Vec<u32>, factor: u32, more: u32) {
    let mut carry = u64::from(more);
    for word in words.iter_mut() {
        carry += u64::from(*word) * u64::from(factor);
        *word = carry as u32;
        carry >>= 32;
    }
    if carry > 0 {
        words.push(carry as u32);
    }
}

/// Divides words by ten so many times, and tells whether something was left.
#[expect(clippy::cast_possible_truncation, reason = "words are cut out of larger ones")]
fn divide(words: &mut [u32], mut left: u32) -> bool {
    let mut is_more = false;
    while left > 0 {
        let (divisor, step) = if left >= CHUNK.1 { CHUNK } else { (10, 1) };
        let mut rest = 0_u64;
        for word in words.iter_mut().rev() {
            let here = rest << 32 | u64::from(*word);
            *word = (here / u64::from(divisor)) as u32;
            rest = here % u64::from(divisor);
        }
        is_more |= rest > 0;
        left -= step;
    }
    is_more
}

/// The fewest digits that tell a number above zero from all others, and the power of ten of the first of them.
pub(super) fn shortest(number: f64) -> (u64, i32) {
    if number == 0.0 {
        return (0, 0);
    }
    #[expect(clippy::cast_possible_truncation, reason = "powers of ten are small")]
    let mut power = number.log10().floor() as i32;
    for count in 1..=17 {
        let (mut digits, mut most) = (0, 1);
        // The logarithm may be off by one.
        for _ in 0..3 {
            digits = nearest(number, count - 1 - power);
            most = 10_u64.pow(count.unsigned_abs());
            if digits >= most {
                power += 1;
            } else if digits < most / 10 {
                power -= 1;
            } else {
                break;
            }
        }
        let text = format!("{digits}e{}", power + 1 - count);
        if digits < most && real(text.as_bytes()).to_bits() == number.to_bits() {
            return (digits, power);
        }
    }
    (nearest(number, 16 - power), power)
}

/// The whole number nearest to a number times a power of ten.
fn nearest(number: f64, power: i32) -> u64 {
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> 52).unwrap_or(0);
    let fraction = bits & ((1 << 52) - 1);
    let mantissa = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    // Twice the number, so that the last bit tells the half.
    let doublings = exponent.max(1) - 1074;
    let mut words: Vec<u32> = Vec::new();
    for half in [mantissa >> 32, mantissa & 0xFFFF_FFFF] {
        times(&mut words, 1 << 16, 0);
        times(&mut words, 1 << 16, u32::try_from(half).unwrap_or(0));
    }
    for _ in 0..power.max(0) {
        times(&mut words, 10, 0);
    }
    for _ in 0..doublings.max(0) {
        times(&mut words, 2, 0);
    }
    let mut is_more = divide(&mut words, power.min(0).unsigned_abs());
    let halvings = doublings.min(0).unsigned_abs() as usize;
    let bit =
        |place: usize| words.get(place / 32).is_some_and(|word| word >> (place % 32) & 1 == 1);
    is_more |= (0..halvings).any(bit);
    let double =
        (halvings..halvings + 64).rev().fold(0_u64, |all, place| all << 1 | u64::from(bit(place)));
    let whole = double >> 1;
    whole + u64::from(double & 1 == 1 && (is_more || whole & 1 == 1))
}

/// Words halved so many times, to the nearest number; `is_more` for what lies below them.
#[expect(clippy::cast_precision_loss, reason = "rounded to what is exact")]
fn rounded(words: &[u32], halvings: i32, is_more: bool) -> f64 {
    let bit =
        |place: usize| words.get(place / 32).is_some_and(|word| word >> (place % 32) & 1 == 1);
    let top = words.last().map_or(32, |word| word.leading_zeros());
    let length = words.len() * 32 - top as usize;
    let highest = i32::try_from(length).unwrap_or(i32::MAX) - 1 - halvings;
    // Below the smallest normal number there are fewer bits.
    let kept = usize::try_from((53 + (highest + 1022).min(0)).max(0)).unwrap_or(0);
    let dropped = length.saturating_sub(kept);
    let mut mantissa =
        (dropped..length).rev().fold(0_u64, |m, place| m << 1 | u64::from(bit(place)));
    if let Some(half) = dropped.checked_sub(1)
        && bit(half)
        && (is_more || mantissa & 1 == 1 || (0..half).any(bit))
    {
        mantissa += 1;
    }
    let doublings = i32::try_from(dropped).unwrap_or(i32::MAX) - halvings;
    let power = match u32::try_from(doublings + 1022) {
        Ok(above) if above < 2046 => f64::from_bits(u64::from(above + 1) << 52),
        Ok(_) => f64::INFINITY,
        Err(_) => {
            let place = u32::try_from(doublings + 1074).ok();
            place.map_or(0.0, |place| f64::from_bits(1_u64 << place.min(51)))
        }
    };
    mantissa as f64 * power
}
