//! The functions a formula may call.

use crate::model::cube_root;

/// What a function of JavaScript's `Math` makes of its arguments; none for a name that is unknown,
/// random, or has too few arguments.
pub(super) fn call(name: &str, arguments: &[f64]) -> Option<f64> {
    let first = arguments.first().copied();
    match name {
        "max" => Some(arguments.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        "min" => Some(arguments.iter().copied().fold(f64::INFINITY, f64::min)),
        "hypot" => Some(arguments.iter().map(|value| value * value).sum::<f64>().sqrt()),
        "pow" => Some(first?.powf(*arguments.get(1)?)),
        "abs" => first.map(f64::abs),
        "cbrt" => first.map(cube_root),
        "ceil" => first.map(f64::ceil),
        "exp" => first.map(f64::exp),
        "floor" => first.map(f64::floor),
        "log" => first.map(f64::ln),
        "log10" => first.map(f64::log10),
        "log2" => first.map(f64::log2),
        // JavaScript rounds halves up, also below zero: Math.round(-2.5) is -2.
        "round" => first.map(|value| (value + 0.5).floor()),
        "sign" => first.map(|value| if value == 0.0 { 0.0 } else { value.signum() }),
        "sqrt" => first.map(f64::sqrt),
        "trunc" => first.map(f64::trunc),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::call;

    #[test]
    fn halves_round_up_also_below_zero() {
        assert_eq!(call("round", &[2.5]), Some(3.0));
        assert_eq!(call("round", &[-2.5]), Some(-2.0));
    }

    #[test]
    fn a_function_without_its_argument_has_no_value() {
        assert_eq!(call("floor", &[]), None);
        assert_eq!(call("pow", &[2.0]), None);
        assert_eq!(call("random", &[]), None);
    }

    #[test]
    fn extremes_take_any_number_of_arguments() {
        assert_eq!(call("max", &[3.0, 9.0, 4.0]), Some(9.0));
        assert_eq!(call("min", &[3.0]), Some(3.0));
    }
}
