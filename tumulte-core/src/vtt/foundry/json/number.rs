//! Numbers as JSON writes them.

/// Where the JSON number that begins at this byte ends, and the number itself when it is a small
/// whole one; nothing when no number begins here.
#[expect(clippy::inline_always, reason = "most numbers have one digit or two")]
#[inline(always)]
pub(super) fn number(bytes: &[u8], at: usize) -> Option<(usize, Option<f64>)> {
    let negative = bytes.get(at) == Some(&b'-');
    let start = at + usize::from(negative);
    let (whole, value) = digits(bytes, start);
    let length = whole - start;
    // A zero stands alone before the point.
    if length == 0 || (length > 1 && bytes.get(start) == Some(&b'0')) {
        return None;
    }
    if matches!(bytes.get(whole), Some(b'.' | b'e' | b'E')) {
        return Some((fraction(bytes, whole)?, None));
    }
    let small = (length <= 15).then(|| {
        #[expect(clippy::cast_precision_loss, reason = "fifteen digits fit into 53 bits")]
        let value = value as f64;
        if negative { -value } else { value }
    });
    Some((whole, small))
}

/// Where a number ends that goes on behind its whole part.
fn fraction(bytes: &[u8], whole: usize) -> Option<usize> {
    let mut end = whole;
    if bytes.get(end) == Some(&b'.') {
        let (fraction, _) = digits(bytes, end + 1);
        if fraction == end + 1 {
            return None;
        }
        end = fraction;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let (exponent, _) = digits(bytes, signed);
        if exponent == signed {
            return None;
        }
        end = exponent;
    }
    Some(end)
}

/// Where the digits from here end, and what they spell as long as they are few.
#[inline]
fn digits(bytes: &[u8], from: usize) -> (usize, u64) {
    let (mut end, mut value) = (from, 0_u64);
    while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        end += 1;
    }
    (end, value)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_end_where_json_ends_them() {
        assert_eq!(number(b"20,", 0), Some((2, Some(20.0))));
        assert_eq!(number(b"-7}", 0), Some((2, Some(-7.0))));
        assert_eq!(number(b"0]", 0), Some((1, Some(0.0))));
        assert_eq!(number(b"17.14 ", 0), Some((5, None)));
        assert_eq!(number(b"1e-3", 0), Some((4, None)));
        assert_eq!(number(b"1E+3", 0), Some((4, None)));
    }

    #[test]
    fn what_javascript_would_not_write_is_no_number() {
        for text in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "x"] {
            assert_eq!(number(text.as_bytes(), 0), None, "{text}");
        }
    }
}
