//! Lists the rule files of `systems/`, so that adding a game system is adding a file.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("systems");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().and_then(|name| name.to_str());
            names.push(name.ok_or("a rule file's name must be plain text")?.to_owned());
        }
    }
    names.sort();
    let mut list = String::from("[\n");
    for name in names {
        writeln!(
            list,
            "  ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/systems/{name}\"))),"
        )?;
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("systems.rs"), list)?;
    Ok(())
}
