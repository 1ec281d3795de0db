//! Numbers as JSON writes them.

/// How many bytes at the beginning are a JSON number, and the number itself when it is a small
/// whole one; nothing when no number begins here.
pub(super) fn number(bytes: &[u8]) -> Option<(usize, Option<f64>)> {
    let negative = bytes.first() == Some(&b'-');
    let start = usize::from(negative);
    let whole = digits(bytes, start);
    let length = whole - start;
    // A zero stands alone before the point.
    if length == 0 || (length > 1 && bytes.get(start) == Some(&b'0')) {
        return None;
    }
    let mut end = whole;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(bytes, end + 1);
        if fraction == end + 1 {
            return None;
        }
        end = fraction;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(bytes, signed);
        if exponent == signed {
            return None;
        }
        end = exponent;
    }
    let small = (end == whole && length <= 15).then(|| {
        let value = bytes.iter().take(whole).skip(start).fold(0_i64, |value, digit| {
            value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'))
        });
        #[expect(clippy::cast_precision_loss, reason = "fifteen digits fit into 53 bits")]
        let value = value as f64;
        if negative { -value } else { value }
    });
    Some((end, small))
}

fn digits(bytes: &[u8], from: usize) -> usize {
    from + bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_end_where_json_ends_them() {
        assert_eq!(number(b"20,"), Some((2, Some(20.0))));
        assert_eq!(number(b"-7}"), Some((2, Some(-7.0))));
        assert_eq!(number(b"0]"), Some((1, Some(0.0))));
        assert_eq!(number(b"17.14 "), Some((5, None)));
        assert_eq!(number(b"1e-3"), Some((4, None)));
        assert_eq!(number(b"1E+3"), Some((4, None)));
    }

    #[test]
    fn what_javascript_would_not_write_is_no_number() {
        for text in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "x"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}
