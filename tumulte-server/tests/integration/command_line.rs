//! The commands that read lines and write lines.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use serde_json::{Value, json};

/// Runs the binary on some input and gives its exit code and the lines it wrote.
fn run(arguments: &[&str], input: &[u8]) -> (i32, Vec<Value>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tumulte-server"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    (output.status.code().unwrap(), lines)
}

fn attack(id: &str, face: u8) -> String {
    let roll = json!({
        "class": "D20Roll", "formula": "1d20 + 5", "total": face + 5,
        "terms": [
            {"class": "Die", "number": 1, "faces": 20, "results": [{"result": face, "active": true}]},
            {"class": "OperatorTerm", "operator": "+"}, {"class": "NumericTerm", "number": 5},
        ],
    });
    json!({
        "_id": id, "whisper": [], "blind": false, "speaker": {"alias": "Mira"},
        "flags": {"dnd5e": {"roll": {"type": "attack"}}}, "rolls": [roll.to_string()],
    })
    .to_string()
}

#[test]
fn each_message_becomes_a_line_and_a_bad_one_costs_only_itself() {
    let input = format!("{}\n{{\n\n{}\n", attack("first", 20), attack("second", 1));
    let (code, lines) = run(&["parse", "--vtt", "foundry"], input.as_bytes());

    assert_eq!(code, 2, "a line failed");
    let numbers: Vec<_> = lines.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 4], "blank lines are counted and not answered");
    let roll = &lines[0]["rolls"][0];
    assert_eq!(roll["formula"], "1d20 + 5");
    assert_eq!(roll["result"], 25);
    assert_eq!(roll["dice"][0]["result"], 20);
    assert_eq!(roll["isHidden"], false);
    assert_eq!(roll["rollType"], "attack");
    assert_eq!(roll["isCritical"], true);
    assert_eq!(roll["criticalType"], "success");
    assert_eq!(roll["label"], "Critical Hit");
    assert_eq!(roll["severity"], "major");
    assert_eq!(roll["system"], "dnd5e", "told by the message's own flags");
    assert_eq!(lines[1]["error"]["code"], "vtt.malformed");
    assert_eq!(lines[2]["rolls"][0]["criticalType"], "failure");
}

#[test]
fn the_system_that_is_given_wins_and_all_good_lines_are_a_success() {
    let arguments = ["parse", "--vtt", "foundry", "--system", "nobody-knows-it"];
    let (code, lines) = run(&arguments, attack("only", 20).as_bytes());
    assert_eq!(code, 0);
    assert_eq!(lines[0]["rolls"][0]["label"], "Natural 20");
    assert_eq!(lines[0]["rolls"][0]["system"], "nobody-knows-it");
}

#[test]
fn rolls_are_judged_and_explained_on_request() {
    let input = concat!(
        r#"{"dice":[{"faces":20,"result":19}],"options":{"rollType":"attack","critAt":19},"note":"x"}"#,
        "\n",
        r#"{"dice":[{"faces":20,"result":12}],"rollType":"attack"}"#,
    );
    let (code, lines) = run(&["judge", "--system", "dnd5e"], input.as_bytes());
    assert_eq!(code, 0);
    let critical = json!({
        "line": 1, "isCritical": true, "type": "success", "label": "Critical Hit", "severity": "major"
    });
    let nothing =
        json!({"line": 2, "isCritical": false, "type": null, "label": null, "severity": null});
    assert_eq!(lines, [critical, nothing]);

    let (_, lines) = run(&["judge", "--system", "dnd5e", "--explain"], input.as_bytes());
    let explanation = lines[0]["explanation"].as_str().unwrap();
    assert!(explanation.contains("nat >= critAt") && explanation.contains("critAt = 19"));
    assert_eq!(lines[0]["reason"]["dice"], json!([0]));
}

#[test]
fn a_document_falls_into_its_messages() {
    let list = r#"[
        {"title": "Lance: TO HIT", "rollType": "1d20+5", "rollLong": "20 + 5", "rollShort": "25", "sender": "Mira"},
        {"title": "Lance: TO HIT", "rollType": "1d20+5", "rollLong": "1 + 5", "rollShort": "6", "sender": "Mira"}
    ]"#;
    let (code, lines) = run(&["parse", "--vtt", "ddb"], list.as_bytes());
    assert_eq!(code, 0, "{lines:?}");
    let told: Vec<_> = lines
        .iter()
        .map(|line| (&line["line"], &line["rolls"][0]["result"], &line["rolls"][0]["criticalType"]))
        .collect();
    assert_eq!(
        told,
        [(&json!(2), &json!(25), &json!("success")), (&json!(3), &json!(6), &json!("failure")),]
    );
}

#[test]
fn equal_messages_without_an_id_stay_apart() {
    let entry =
        r#"{"title": "Lance: DAMAGE", "rollType": "1d8", "rollLong": "3", "rollShort": "3"}"#;
    let (_, lines) = run(&["parse", "--vtt", "ddb"], format!("{entry}\n{entry}").as_bytes());
    assert_ne!(lines[0]["rolls"][0]["id"], lines[1]["rolls"][0]["id"]);
}

#[test]
fn a_seed_throws_the_same_dice_again() {
    let (code, once) = run(&["roll", "4d6kh3", "2d20kl + 7", "--seed", "7"], b"");
    let (_, again) = run(&["roll", "--seed", "7"], b"4d6kh3\n2d20kl + 7\n");
    assert_eq!(code, 0);
    assert_eq!(once, again, "from the command line and from standard input");
    let kept = once[0]["dice"].as_array().unwrap().iter().filter(|die| die["active"] == true);
    let sum: i64 = kept.map(|die| die["result"].as_i64().unwrap()).sum();
    assert_eq!(once[0]["total"], sum);
    assert!(once[0]["text"].as_str().unwrap().starts_with("4d6kh3 ("));
}

#[test]
fn a_formula_that_cannot_be_read_says_where_and_why() {
    let (code, lines) = run(&["roll", "1d20 + (3", "1d6", "--dialect", "avrae"], b"");
    assert_eq!(code, 2);
    assert_eq!(lines[0]["error"]["code"], "dice.unclosed_parenthesis");
    assert_eq!(lines[0]["error"]["span"], json!([7, 8]));
    assert!(lines[0]["error"]["hint"].is_string());
    assert_eq!(lines[1]["formula"], "1d6");
}

#[test]
fn odds_are_exact_and_tell_how_rare_a_total_is() {
    let (code, lines) = run(&["odds", "2d20kh1 + 5", "--total", "6"], b"");
    assert_eq!(code, 0);
    let odds = &lines[0];
    assert_eq!((&odds["min"], &odds["max"]), (&json!(6), &json!(25)));
    assert_eq!(odds["mean"], 18.825);
    assert_eq!(odds["exactness"], "exact");
    assert_eq!(odds["distribution"][0], json!([6, 0.0025]));
    assert_eq!(odds["total"]["rarity"], "1 in 400");
}

#[test]
fn odds_that_cannot_be_worked_out_are_thrown_and_say_so() {
    let (code, lines) = run(&["odds", "4d6kh3r1kl2"], b"");
    assert_eq!(code, 0);
    assert_eq!(lines[0]["exactness"], "sampled");
    assert!(lines[0]["error"].as_f64().unwrap() < 0.01);
}

#[test]
fn a_line_longer_than_any_message_is_refused_and_the_next_one_read() {
    let mut input = vec![b'x'; 3 << 20];
    input.extend_from_slice(b"\n{\"dice\":[]}");
    let (code, lines) = run(&["judge", "--system", "pf2e"], &input);
    assert_eq!(code, 2);
    assert_eq!(lines[0]["error"]["code"], "vtt.oversized");
    assert_eq!(lines[1]["line"], 2);
    assert_eq!(lines[1]["isCritical"], false);
}

#[test]
fn a_line_is_answered_before_the_next_one_is_written() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tumulte-server"))
        .args(["judge", "--system", "pf2e"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 1..=3 {
        stdin.write_all(b"{\"dice\":[]}\n").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["line"], number);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_file_that_is_not_there_is_an_error_in_words() {
    let output = Command::new(env!("CARGO_BIN_EXE_tumulte-server"))
        .args(["parse", "--vtt", "foundry", "no-such-file.jsonl"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("tumulte-server: no-such-file"));
}
