//! By powers and differences.

/// The number whose cube this is.
#[expect(clippy::float_cmp, reason = "the cube of a whole number is told exactly")]
pub(crate) fn cube_root(number: f64) -> f64 {
    let cube = number.abs();
    let near = cube.powf(1.0 / 3.0);
    let whole = near.round();
    let root = if whole * whole * whole == cube {
        whole
    } else {
        near - (near - cube / (near * near)) / 3.0
    };
    root.copysign(number)
}

/// What is left of a division whose quotient is cut to a whole number.
pub(crate) fn remainder(number: f64, divisor: f64) -> f64 {
    let (mut left, divisor) = (number.abs(), divisor.abs());
    if !left.is_finite() || divisor == 0.0 || divisor.is_nan() {
        return f64::NAN;
    }
    // No difference of a number and one that is at least its half is rounded.
    let mut part = divisor;
    while left - part >= part {
        part *= 2.0;
    }
    while part >= divisor {
        if left >= part {
            left -= part;
        }
        part /= 2.0;
    }
    left.copysign(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers() -> impl Strategy<Value = f64> {
        prop_oneof![any::<f64>(), -1000.0..1000.0_f64, (-1000_i32..1000).prop_map(f64::from)]
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(number in numbers(), divisor in numbers()) {
            let (left, expected) = (remainder(number, divisor), number % divisor);
            prop_assert!(left.to_bits() == expected.to_bits() || left.is_nan() && expected.is_nan());
            let (root, expected) = (cube_root(number), number.cbrt());
            let is_near = (root - expected).abs() <= expected.abs() * 2.0 * f64::EPSILON;
            prop_assert!(is_near || root.to_bits() == expected.to_bits() || number.is_nan());
        }

        #[test]
        fn the_root_of_a_cube_is_whole(whole in -200_000_i32..200_000) {
            let whole = f64::from(whole);
            prop_assert_eq!(cube_root(whole * whole * whole).to_bits(), whole.to_bits());
        }
    }
}
