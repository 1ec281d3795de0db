use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::{self, Workspace},
};

const FOLDER: &str = "tumulte-core/fuzz";

/// No seed needs more; the fuzzer grows its own.
const MAX_SEED_BYTES: usize = 16 * 1024;

/// What one input may take. The budget of odds is some tenths of a second, which watched memory and a
/// busy machine make a hundred times longer.
const SLOWEST: &str = "-timeout=30";

/// How deep into a file of vectors seeds are looked for.
const SEED_DEPTH: usize = 4;

/// Runs every target, or one, for so many seconds each; a finding ends it.
pub(crate) fn run(workspace: &Workspace, only: Option<&str>, seconds: u64) -> Result<()> {
    let targets: Vec<_> = targets(workspace)?
        .into_iter()
        .filter(|target| only.is_none_or(|only| only == target))
        .collect();
    if targets.is_empty() {
        return Err(Failure::new(format!("{FOLDER} has no such target")));
    }
    for target in targets {
        let corpus = workspace.tools().join("fuzz").join(&target);
        seed(workspace, &corpus)?;
        let mut log = Log::create(workspace, &format!("fuzz-{target}"))?;
        let mut fuzz = command::command(workspace, "cargo");
        fuzz.args(["+nightly", "fuzz", "run", "--fuzz-dir", FOLDER, "--target-dir"])
            .arg(workspace.target().join("fuzz"))
            .arg(&target)
            .arg(&corpus)
            .args(["--", "-max_len=65536", SLOWEST, "-rss_limit_mb=2048"])
            .arg(format!("-max_total_time={seconds}"));
        log.must(&mut fuzz)?;
        let done = log.tail(40);
        let count = done.lines().rfind(|line| line.starts_with("Done ")).unwrap_or("done");
        println!("{target:<18} {count}");
    }
    Ok(())
}

fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let is_target = |path: &Path| path.extension().is_some_and(|extension| extension == "rs");
    let files = workspace::files(&workspace.path(FOLDER).join("fuzz_targets"), &is_target)?;
    Ok(files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// Gives the fuzzer our vectors to start from: their texts and objects, and the rule files.
fn seed(workspace: &Workspace, corpus: &PathBuf) -> Result<()> {
    fs::create_dir_all(corpus).map_err(Failure::at(corpus))?;
    let is_json = |path: &Path| path.extension().is_some_and(|extension| extension == "json");
    let mut seeds = Vec::new();
    for file in workspace::files(&workspace.path("tests/vectors"), &is_json)? {
        let text = fs::read_to_string(&file).map_err(Failure::at(&file))?;
        collect(&serde_json::from_str(&text)?, SEED_DEPTH, &mut seeds);
    }
    let is_toml = |path: &Path| path.extension().is_some_and(|extension| extension == "toml");
    for file in workspace::files(&workspace.path("tumulte-core/systems"), &is_toml)? {
        seeds.push(fs::read_to_string(&file).map_err(Failure::at(&file))?);
    }
    for (number, seed) in seeds.iter().filter(|seed| seed.len() <= MAX_SEED_BYTES).enumerate() {
        let path = corpus.join(format!("seed-{number}"));
        fs::write(&path, seed).map_err(Failure::at(&path))?;
    }
    Ok(())
}

fn collect(value: &Value, depth: usize, seeds: &mut Vec<String>) {
    match value {
        Value::String(text) => seeds.push(text.clone()),
        Value::Array(items) if depth > 0 => {
            for item in items {
                collect(item, depth - 1, seeds);
            }
        }
        Value::Object(fields) => {
            seeds.push(value.to_string());
            for field in fields.values().filter(|_| depth > 0) {
                collect(field, depth - 1, seeds);
            }
        }
        _ => {}
    }
}
