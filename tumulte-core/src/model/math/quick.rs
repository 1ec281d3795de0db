//! The standard library's.

/// The number whose cube this is.
pub(crate) fn cube_root(number: f64) -> f64 {
    number.cbrt()
}

/// What is left of a division whose quotient is cut to a whole number.
pub(crate) fn remainder(number: f64, divisor: f64) -> f64 {
    number % divisor
}
