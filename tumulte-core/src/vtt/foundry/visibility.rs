//! Who may see a message.

use serde_json::Value;

use crate::model::Visibility;

/// Reads visibility from the stored message, the same in every generation.
///
/// Fields of an unexpected type hide: a message that can't be understood is shown to nobody.
pub(super) fn visibility(blind: &Value, whisper: &Value, author: Option<&str>) -> Visibility {
    if is_set(blind) {
        return Visibility::Blind;
    }
    match whisper {
        Value::Null => Visibility::Public,
        Value::Array(to) if to.is_empty() => Visibility::Public,
        Value::Array(to) if author.is_some() && to.iter().all(|user| id(user) == author) => {
            Visibility::SelfOnly
        }
        _ => Visibility::GmOnly,
    }
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        _ => true,
    }
}

/// The id of a document: itself, or the one in the document that stands for it.
pub(super) fn id(value: &Value) -> Option<&str> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(fields) => {
            fields.get("_id").and_then(Value::as_str).or_else(|| fields.get("id")?.as_str())?
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whisper_and_blind_decide() {
        let author = Some("gm");
        let of = |blind, whisper| visibility(&blind, &whisper, author);
        assert_eq!(of(json!(false), json!([])), Visibility::Public);
        assert_eq!(of(json!(null), json!(null)), Visibility::Public);
        assert_eq!(of(json!(true), json!([])), Visibility::Blind);
        assert_eq!(of(json!(true), json!(["gm"])), Visibility::Blind);
        assert_eq!(of(json!(false), json!(["gm"])), Visibility::SelfOnly);
        assert_eq!(of(json!(false), json!([{"_id": "gm"}])), Visibility::SelfOnly);
        assert_eq!(of(json!(false), json!(["gm", "player"])), Visibility::GmOnly);
    }

    #[test]
    fn what_is_not_understood_is_hidden() {
        assert_eq!(visibility(&json!("yes"), &json!([]), None), Visibility::Blind);
        assert_eq!(visibility(&json!(false), &json!({"gm": true}), None), Visibility::GmOnly);
        assert_eq!(visibility(&json!(false), &json!([null]), None), Visibility::GmOnly);
    }
}
