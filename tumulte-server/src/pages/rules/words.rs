//! A test of the rules in words for people: `nat >= critAt` is "natural die ≥ 20".

use super::super::Locale;

/// Says a test in words. `value` tells what an option is set to; a name without a value and without a word of its own is
/// said as it is written, `isGlitch` as "is glitch".
#[must_use]
pub(super) fn in_words(
    locale: Locale,
    test: &str,
    value: &dyn Fn(&str) -> Option<String>,
) -> String {
    let tokens = tokens(test);
    let mut words: Vec<String> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some((word, used)) = phrase(locale, rest).or_else(|| one(locale, rest, value)) {
        words.push(word);
        rest = rest.get(used..).unwrap_or_default();
    }
    joined(&words)
}

/// What several tokens say together.
fn phrase(locale: Locale, tokens: &[&str]) -> Option<(String, usize)> {
    let (key, used) = match tokens {
        ["is", "not", "None", ..] => ("known", 3),
        ["is", "None", ..] => ("unknown", 2),
        ["is", "not", "True", ..] | ["is", "False", ..] => {
            ("off", if tokens.get(1) == Some(&"not") { 3 } else { 2 })
        }
        ["is", "not", "False", ..] | ["is", "True", ..] => {
            ("on", if tokens.get(1) == Some(&"not") { 3 } else { 2 })
        }
        ["not", "in", ..] => ("none_of", 2),
        ["in", ..] => ("one_of", 1),
        ["and", ..] => ("and", 1),
        ["or", ..] => ("or", 1),
        ["not", ..] => ("not", 1),
        ["if", ..] => ("if", 1),
        ["else", ..] => ("else", 1),
        _ => return None,
    };
    Some((locale.say(&format!("rules.word.{key}")).to_owned(), used))
}

fn one(
    locale: Locale,
    tokens: &[&str],
    value: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, usize)> {
    let token = *tokens.first()?;
    let word = match token {
        ">=" => "≥".to_owned(),
        "<=" => "≤".to_owned(),
        "==" => "=".to_owned(),
        "!=" => "≠".to_owned(),
        "*" => "×".to_owned(),
        "-" => "−".to_owned(),
        "//" | "/" => "÷".to_owned(),
        text if text.starts_with(['\'', '"']) => format!("“{}”", text.trim_matches(['\'', '"'])),
        name if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') => {
            value(name).unwrap_or_else(|| named(locale, name))
        }
        other => other.to_owned(),
    };
    Some((word, 1))
}

fn named(locale: Locale, name: &str) -> String {
    let key = format!("rules.name.{name}");
    let said = locale.say(&key);
    if said == key { spelled(name) } else { said.to_owned() }
}

/// `isGlitch` as "is glitch".
fn spelled(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(if letter == '_' { ' ' } else { letter.to_ascii_lowercase() });
    }
    words
}

/// Cuts a test into names, numbers, texts and signs.
fn tokens(test: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = test.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => {
                rest.get(1..).and_then(|text| text.find(first)).map_or(rest.len(), |at| at + 2)
            }
            c if c.is_ascii_alphanumeric() || c == '_' => rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
                .unwrap_or(rest.len()),
            '>' | '<' | '=' | '!' | '/' => {
                let is_double = rest.get(1..2).is_some_and(|next| next == "=" || next == "/");
                if is_double { 2 } else { 1 }
            }
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length.min(rest.len()));
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

fn joined(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let is_close = matches!(word.as_str(), ")" | ",") || text.ends_with('(');
        // A function stands at its parenthesis, and nothing else does.
        let calls = word == "(" && is_call(&text);
        if !text.is_empty() && !is_close && !calls {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn is_call(text: &str) -> bool {
    let last = text.rsplit([' ', '(']).next().unwrap_or_default();
    matches!(last, "min" | "max" | "abs" | "floor" | "ceil" | "round")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(test: &str) -> String {
        in_words(Locale::En, test, &|name| (name == "critAt").then(|| "19".to_owned()))
    }

    #[test]
    fn a_test_reads_like_a_sentence() {
        assert_eq!(
            said("rollType == 'attack' and nat >= critAt"),
            "kind of roll = “attack” and natural die ≥ 19"
        );
        assert_eq!(said("isGlitch and hits == 0"), "is glitch and hits = 0");
        assert_eq!(said("nat >= max(20, critAt)"), "natural die ≥ max(20, 19)");
        assert_eq!(said("rollType not in ('a', 'b')"), "kind of roll is none of (“a”, “b”)");
        assert_eq!(said("target is not None"), "target is known");
    }

    #[test]
    fn nothing_a_test_may_hold_stops_it() {
        for odd in ["", "'", "é >= 1", "((((", "a.b // 2 % 3", "\u{1f3b2}"] {
            let _said = said(odd);
        }
    }
}
