//! Lists the rule files of `systems/` and compiles the tables of `sheets/`, so that adding a game
//! system is adding a file.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let crate_folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");

    let mut list = String::from("[\n");
    for path in toml_files(&crate_folder.join("systems"))? {
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or("a rule file's name must be plain text")?;
        writeln!(
            list,
            "  ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/systems/{name}\"))),"
        )?;
    }
    list.push(']');
    fs::write(out.join("systems.rs"), list)?;

    let mut sheets = Vec::new();
    for path in toml_files(&crate_folder.join("sheets"))? {
        let mut table: toml::Table = toml::from_str(&fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        // Sources are for people who read the files.
        table.remove("sources").ok_or_else(|| format!("{}: no sources", path.display()))?;
        sheets.push(serde_json::to_value(table)?);
    }
    fs::write(out.join("sheets.json"), serde_json::to_string(&sheets)?)?;
    Ok(())
}

/// The files of a folder, in order of their names.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
