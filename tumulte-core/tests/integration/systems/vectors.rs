//! The worked examples of the rule files, as Rust and as every other language runs them.

use std::{env, fs, path::PathBuf};

use serde_json::{Value, json};
use tumulte_core::systems::{Catalog, System, Vector, judge};

fn folder(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rule files as people wrote them, with their examples.
fn written() -> impl Iterator<Item = System> {
    Catalog::rule_files().iter().map(|(file, text)| {
        System::from_toml(text).unwrap_or_else(|error| panic!("{file}: {error}"))
    })
}

#[test]
fn what_the_library_carries_judges_as_the_written_files_do() {
    for system in written() {
        let carried = Catalog::built_in().get(system.id()).unwrap();
        assert_eq!(carried.summary(), system.summary());
        assert!(carried.vectors().is_empty() && carried.sources().is_empty());
        for vector in system.vectors() {
            assert_eq!(
                carried.judge(&vector.input),
                system.judge(&vector.input),
                "{}",
                vector.name
            );
        }
    }
    let summaries: Vec<_> = Catalog::built_in().iter().map(System::summary).collect();
    assert_eq!(Catalog::built_in().summaries(), summaries);
}

#[test]
fn every_built_in_file_is_right() {
    let wrong: Vec<_> =
        Catalog::wrong_files().iter().map(|(file, error)| format!("{file}: {error}")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(Catalog::built_in().iter().len() >= 79);
    assert_eq!(Catalog::built_in().iter().len(), Catalog::rule_files().len());
}

#[test]
fn every_rule_file_judges_its_own_examples_as_it_says() {
    for system in written() {
        assert!(!system.vectors().is_empty(), "{} has no vectors", system.id());
        let failures: Vec<_> = system.failing_vectors().iter().map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{}:\n{}", system.id(), failures.join("\n"));
    }
}

#[test]
fn every_outcome_of_every_rule_file_is_shown_by_an_example_and_cites_its_source() {
    for system in written() {
        let reached: Vec<_> = system
            .vectors()
            .iter()
            .filter_map(|vector| system.judge(&vector.input).reason.map(|reason| reason.when))
            .collect();
        for outcome in system.outcomes() {
            let when = outcome.when();
            assert!(
                reached.iter().any(|seen| seen == when),
                "{}: no vector for {when}",
                system.id()
            );
            assert!(outcome.see().is_some(), "{}: no source for {when}", system.id());
        }
        assert!(!system.sources().is_empty(), "{} names no source", system.id());
    }
}

/// The JSON files are written from the rule files: run with `TUMULTE_BLESS=1` after a change.
#[test]
fn vectors_for_other_languages_are_those_of_the_rule_files() {
    for system in written() {
        let toml = fs::read_to_string(folder(&format!("systems/{}.toml", system.id()))).unwrap();
        let file: Value = toml::from_str(&toml).unwrap();
        let mut vectors = file["vectors"].clone();
        for (vector, typed) in vectors.as_array_mut().unwrap().iter_mut().zip(system.vectors()) {
            let expect =
                vector.as_object_mut().unwrap().entry("expect").or_insert_with(|| json!({}));
            expect["type"] = json!(typed.expect.outcome);
            expect["label"] = json!(typed.expect.label);
            expect["isCritical"] = json!(typed.expect.outcome.is_some());
        }
        let head = format!("{{\n  \"system\": {},\n  \"vectors\": [\n", json!(system.id()));
        let line = |vector: &Value| {
            let (name, input, expect) = (&vector["name"], &vector["input"], &vector["expect"]);
            format!("    {{\"name\":{name},\"input\":{input},\"expect\":{expect}}}")
        };
        let lines: Vec<_> = vectors.as_array().unwrap().iter().map(line).collect();
        let written = format!("{head}{}\n  ]\n}}\n", lines.join(",\n"));
        let path = folder(&format!("../tests/vectors/criticals/{}.json", system.id()));
        if env::var_os("TUMULTE_BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &written).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == written, "{} is stale, run with TUMULTE_BLESS=1", path.display());
    }
}

#[test]
fn vectors_for_other_languages_come_out_as_they_say() {
    let mut run = 0;
    for entry in fs::read_dir(folder("../tests/vectors/criticals")).unwrap() {
        let path = entry.unwrap().path();
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let system = file["system"].as_str().unwrap();
        let vectors: Vec<Vector> = serde_json::from_value(file["vectors"].clone()).unwrap();
        for vector in vectors {
            let verdict = judge(system, &vector.input).unwrap();
            assert!(
                vector.expect.is_met_by(&verdict),
                "{system}, {:?}: found {verdict:?}, expected {:?}",
                vector.name,
                vector.expect
            );
            run += 1;
        }
    }
    eprintln!("{run} vectors");
    assert!(run > 0, "there was no vector");
}
