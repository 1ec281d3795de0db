use proptest::prelude::*;

use super::*;
use crate::systems::{
    Catalog,
    toml::{Value, quick},
};

fn same(text: &str) {
    match (read(text), quick::read(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(flat(&ours), flat(&theirs), "{text}"),
        (Err(ours), Err(theirs)) => {
            assert_eq!((ours.code(), theirs.code()), ("rule.syntax", "rule.syntax"));
        }
        (ours, theirs) => panic!("{text:?}: {ours:?}, {theirs:?}"),
    }
}

fn flat(item: &Item) -> Vec<String> {
    let mut lines = Vec::new();
    walk(item, "", &mut lines);
    lines
}

fn walk(item: &Item, path: &str, lines: &mut Vec<String>) {
    match &item.value {
        Value::Table(table) => {
            lines.push(format!("{path} is a table at {}", item.span.start));
            for (key, (at, item)) in table {
                walk(item, &format!("{path}.{key}@{at}"), lines);
            }
        }
        Value::List(list) => {
            lines.push(format!("{path} is a list"));
            for item in list {
                walk(item, &format!("{path}[]"), lines);
            }
        }
        other => lines.push(format!("{path} {:?} {other:?}", item.span)),
    }
}

#[test]
fn every_rule_file_is_read_alike() {
    for (_, text) in Catalog::rule_files() {
        same(text);
    }
}

#[test]
fn every_form_is_read_alike() {
    for text in [
        "",
        "# nothing",
        "a = 1",
        "a=1\r\nb=2\r\n",
        "a.b.c = 1\na.b.d = 2",
        "\"a b\".'c d' = 1",
        "a = [1, 2,\n 3, # three\n]",
        "a = []",
        "a = {}",
        "a = { b = 1, c.d = 2 }",
        "a = [[1], [2, [3]]]",
        "a = 'lit\\n'",
        "a = \"x\\t\\u00e9\\U0001F3B2\\\"\"",
        "a = \"\"\"\nlong\n  \\\n   text\"\"\"",
        "a = '''\nx\n'y' '''",
        "a = \"\"\"x\"\"\"\"\"",
        "a = 0x1F\nb = 0o17\nc = 0b101\nd = 1_000\ne = -17\nf = +3",
        "a = 1.5\nb = -2.5e3\nc = 1e-3\nd = inf\ne = -inf",
        "a = 1979-05-27T07:32:00Z\nb = 1979-05-27\nc = 07:32:00\nd = 1979-05-27T00:32:00.5-07:00",
        "[a]\nb = 1\n[c]\nd = 2",
        "[a.b.c]\nd = 1\n[a]\ne = 2",
        "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n[[a.e]]\n[[a.e]]",
        "[a]\nb.c = 1\n[a.b.d]\ne = 1",
        "[ a . b ]\nc = 1",
        "[a] # comment\nb = true # comment",
        "a = { b = [ { c = 1 }, { c = 2 } ] }",
    ] {
        same(text);
        assert!(read(text).is_ok(), "{text}");
    }
}

#[test]
fn what_is_no_toml_is_refused_alike() {
    for text in [
        "a",
        "a =",
        "a = \nb = 1",
        "= 1",
        "a = 1 b = 2",
        "a = 1\na = 2",
        "[a]\n[a]",
        "[a",
        "[[a]",
        "[a]]",
        "a = [1",
        "a = [1 2]",
        "a = {b = 1",
        "a = {b 1}",
        "a = 'x",
        "a = \"x",
        "a = \"\\q\"",
        "a = \"x\ny\"",
        "a = tru",
        "a = 01",
        "a = 1__0",
        "a = _1",
        "a = 1.",
        "a = .5",
        "a = 1e",
        "a = {}\n[a]",
        "a = 1\n[a.b]",
        "a = []\n[[a]]",
        "[[a]]\n[a]",
        "[a]\n[[a]]",
        "a.b = 1\na.b.c = 2",
        "[a]\nb.c = 1\n[a.b]",
        "[a.b]\n[a]\nb.c = 1",
        "a = 1979-13-01",
        "a = 1979-05-27T25:00:00Z",
        "a = \"\u{7}\"",
        "# \u{7}",
        "a..b = 1",
        "a = {b = 1}\na.c = 2",
        "a = { b = 1, b = 2 }",
        "a = 1 # \u{0}",
        "a = \"\"\"x",
        "[]",
        "[a.]",
        "a = ++1",
    ] {
        same(text);
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn an_error_is_found_where_the_crate_finds_it() {
    let broken =
        ["id = 1\n[rule", "a = 1\nb = ", "a = 1\nb = [1,\n2", "a = 1\na = 2", "a = 1\n\nb c"];
    for text in broken {
        let line = |error: RuleError| error.location().map(|place| place.line);
        let theirs = line(quick::read(text).unwrap_err());
        assert_eq!(line(read(text).unwrap_err()), theirs, "{text}");
    }
}

#[test]
fn what_is_too_deep_is_refused() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("a{} = 1", ".a".repeat(100_000)),
        format!("a = {}", format!("{{a{} = ", ".a".repeat(70)).repeat(1000)),
    ] {
        assert_eq!(read(&text).unwrap_err().code(), "rule.syntax");
    }
}

const PIECES: [&str; 16] =
    ["[", "]", "{", "}", "\"", "'", "=", ".", ",", "\n", "#", " ", "1", "a", "_", "\\"];

proptest! {
    #[test]
    fn a_broken_file_is_refused_or_read_alike(
        file in any::<prop::sample::Index>(),
        start in any::<prop::sample::Index>(),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(PIECES.to_vec())),
            1..3,
        ),
    ) {
        let files = Catalog::rule_files();
        let lines: Vec<&str> = files[file.index(files.len())].1.lines().collect();
        let start = start.index(lines.len());
        let mut text = lines[start..lines.len().min(start + 12)].join("\n");
        for (place, piece) in changes {
            let mut place = place.index(text.len() + 1);
            while !text.is_char_boundary(place) {
                place -= 1;
            }
            text.insert_str(place, piece);
        }
        same(&text);
    }
}
