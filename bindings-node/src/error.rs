//! Errors cross with all they know; `lib/error.js` makes them objects of their class.

use napi::Error;
use serde_json::json;
use tumulte_core::{
    dice::DiceError,
    model::json_text,
    systems::{Location, RuleError, SystemsError},
};

use tumulte_node_reader::tape::units;

/// What native functions throw: `code` says that it is ours, the message is a [`detail`].
pub(crate) type Failure = Error<String>;

/// The codes that only this side of the border has.
pub(crate) const OWN_CODES: [&str; 2] = ["engine.unavailable", "random.unavailable"];

/// An error of core as it is thrown.
pub(crate) fn failure(error: impl Into<tumulte_core::Error>) -> Failure {
    thrown(detail(&error.into()))
}

/// A refused formula as it is thrown, with its text.
pub(crate) fn dice_failure(error: DiceError, text: &str) -> Failure {
    thrown(dice_detail(error, text))
}

/// The operating system has no random bytes.
pub(crate) fn random_unavailable(error: getrandom::Error) -> Failure {
    let message = format!("expected random bytes from the operating system: {error}");
    thrown(json_text(&json!({ "code": "random.unavailable", "message": message })))
}

fn thrown(detail: String) -> Failure {
    Error::new("tumulte".to_owned(), detail)
}

/// What an error says, as JSON.
pub(crate) fn detail(error: &tumulte_core::Error) -> String {
    let location = match error {
        tumulte_core::Error::Systems(SystemsError::Rule(rule)) => rule.location(),
        _ => None,
    };
    let location =
        location.map(|Location { line, column }| json!({ "line": line, "column": column }));
    json_text(&json!({ "code": error.code(), "message": error.to_string(), "location": location }))
}

/// What a refused formula says, as JSON; its place in UTF-16 units of the text.
pub(crate) fn dice_detail(error: DiceError, text: &str) -> String {
    let error = error.in_text(text);
    let unit = |byte: usize| text.get(..byte).map_or_else(|| units(text), units);
    let span = error.span();
    json_text(&json!({
        "code": error.code(),
        "message": error.to_string(),
        "span": [unit(span.start), unit(span.end)],
        "expected": error.expected(),
        "hint": error.hint(),
        "picture": error.render(),
    }))
}

/// A rule error among the others.
pub(crate) fn rule_failure(error: RuleError) -> Failure {
    failure(SystemsError::from(error))
}
