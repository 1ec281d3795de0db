use super::*;

fn value_of(text: &str) -> String {
    let names = ["nat", "gone", "kind", "on", "numeral"];
    let slots = [
        Value::Number(20.0),
        Value::Missing,
        Value::Text("attack"),
        Value::Bool(true),
        Value::Text("12"),
    ];
    match Expression::parse(text, &|name| names.iter().position(|known| *known == name)) {
        Ok(expression) => match expression.evaluate(&slots) {
            Value::Missing => "missing".to_owned(),
            Value::Bool(switch) => switch.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => format!("'{text}'"),
        },
        Err(error) => format!("{}: {}", error.offset, error.problem),
    }
}

#[test]
fn arithmetic_follows_the_usual_precedence() {
    assert_eq!(value_of("1 + 2 * 3 - 4 / 2"), "5");
    assert_eq!(value_of("(1 + 2) * -3"), "-9");
    assert_eq!(value_of("7 // 2 + 7 % 3"), "4");
    assert_eq!(value_of("-7 // 2"), "-4");
    assert_eq!(value_of("-1 % 12"), "11");
    assert_eq!(value_of("min(3, 1, 2) + max(4, 5) + abs(-1) + floor(1.9) + ceil(1.1)"), "10");
}

#[test]
fn halves_round_up() {
    assert_eq!(value_of("round(4.5)"), "5");
    assert_eq!(value_of("round(-0.5)"), "0");
}

#[test]
fn comparisons_chain_and_texts_compare() {
    assert_eq!(value_of("1 <= nat <= 20"), "true");
    assert_eq!(value_of("1 <= nat < 20"), "false");
    assert_eq!(value_of("kind == 'attack' and kind != \"save\""), "true");
    assert_eq!(value_of("kind in ('save', 'attack')"), "true");
    assert_eq!(value_of("kind not in ('save',)"), "true");
    assert_eq!(value_of("numeral == 12 and numeral > 9"), "true");
    assert_eq!(value_of("kind > 3"), "missing");
}

#[test]
fn what_touches_a_missing_value_is_missing() {
    for text in [
        "gone",
        "gone + 1",
        "gone > 1",
        "gone == 1",
        "gone != 1",
        "not gone",
        "gone == gone",
        "1 if gone else 2",
        "max(1, gone)",
        "gone in (1, 2)",
        "on and gone",
        "not on or gone",
        "1 / 0",
        "5 % 0",
        "None + 1",
    ] {
        assert_eq!(value_of(text), "missing", "{text}");
    }
}

#[test]
fn the_other_side_decides_in_spite_of_a_missing_value() {
    assert_eq!(value_of("gone or on"), "true");
    assert_eq!(value_of("not on and gone"), "false");
    assert_eq!(value_of("nat in (gone, 20)"), "true");
    assert_eq!(value_of("gone is None and nat is not None"), "true");
    assert_eq!(value_of("gone == None and nat != None"), "true");
    assert_eq!(value_of("on is True and nat is not True"), "true");
    assert_eq!(value_of("7 if gone is None else gone"), "7");
}

#[test]
fn errors_say_where_and_what_was_expected() {
    assert_eq!(value_of("nat >= "), "7: found the end, expected a value");
    assert_eq!(value_of("nat = 20"), "4: found `=`, expected `==`");
    assert_eq!(value_of("nat && on"), "4: found `&`, expected `and`");
    assert_eq!(value_of("nta >= 20"), "0: unknown name `nta`");
    assert_eq!(value_of("(nat"), "4: found the end, expected `)`");
    assert_eq!(value_of("nat 20"), "4: found the number 20, expected an operator or the end");
    assert_eq!(value_of("'open"), "0: found a text without end, expected a closing quotation mark");
    assert_eq!(value_of("1 if on"), "7: found the end, expected `else`");
    assert_eq!(value_of("eval(nat)").split(',').next(), Some("0: unknown function `eval`"));
    assert_eq!(value_of("abs(1, 2)"), "0: `abs` takes one value, found 2");
    assert_eq!(
        value_of("nat is 3"),
        "7: found the number 3, expected `None`, `True` or `False` after `is`"
    );
}

#[test]
fn depth_length_and_size_are_bounded() {
    let deep = format!("{}1{}", "(".repeat(200), ")".repeat(200));
    assert!(value_of(&deep).contains("levels deep"));
    assert!(value_of(&"-".repeat(300)).contains("levels deep"));
    assert!(value_of(&"not ".repeat(300)).contains("levels deep"));
    assert!(value_of(&vec!["1"; 900].join("+")).contains("at most 400 parts"));
    assert!(value_of(&"1".repeat(5000)).contains("at most 2000 bytes"));
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[ -~]{0,60}") {
        value_of(&text);
    }

    #[test]
    fn no_sequence_of_words_panics(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "nat", "gone", "kind", "1", "0", "'a'", "(", ")", ",", "+", "-", "*", "/", "//", "%",
            "==", "<", "and", "or", "not", "in", "is", "None", "if", "else", "min", "é",
        ]), 0..30,
    )) {
        value_of(&words.join(" "));
    }
}
