//! Functions for what is called often.
//!
//! An exported function notes at each call what it borrows, should it go on after it has answered,
//! and a method looks up its class besides: a third of a microsecond, in which a formula is rolled.
//! A function made of a closure does neither.

use napi::{
    Env, Status,
    bindgen_prelude::{FromNapiValue, Function, FunctionCallContext},
};

use crate::convert::Packed;
use crate::error::Failure;

/// A function that answers with a tape.
pub(crate) type Quick<'env> = Function<'env, (), Packed>;

/// Makes a function of a closure.
pub(crate) fn quick<'env>(
    env: &'env Env,
    name: &str,
    answer: impl Fn(&FunctionCallContext<'_>) -> Result<Packed, Failure> + 'static,
) -> napi::Result<Quick<'env>> {
    env.create_function_from_closure(name, move |call| {
        answer(&call).or_else(|Failure { status, reason, .. }| {
            call.env.throw_error(&reason, Some(&status))?;
            Err(napi::Error::new(Status::PendingException, reason))
        })
    })
}

/// One of the arguments of a call.
pub(crate) fn argument<T: FromNapiValue>(
    call: &FunctionCallContext<'_>,
    place: usize,
) -> Result<T, Failure> {
    call.get(place).map_err(|error| Failure::new(error.status.to_string(), error.reason.clone()))
}
