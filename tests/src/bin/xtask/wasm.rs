use std::{env, fs, path::Path, path::PathBuf, process::Command};

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

const TARGET: &str = "wasm32-unknown-unknown";
const BINDING: &str = "bindings-wasm";
const VENDORED: &str = "foundry-module/vendor/tumulte-wasm";
/// Types that Node's package has as well.
const SHARED_TYPES: &str = "bindings-node/types.d.ts";
const OPTIMIZER: &str = "bindings-wasm/build";
/// What a module in a page has no use for.
const NOT_VENDORED: [&str; 2] = ["node.js", "inline.js"];

/// A build of the engine.
struct Engine {
    name: &'static str,
    features: &'static [&'static str],
    /// Where it lies in the package.
    folder: &'static str,
}

const FLAGS: [&str; 11] = [
    // An implementation that is small where another is fast.
    "--cfg=sha2_backend=\"soft\"",
    "--cfg=sha2_backend_soft=\"compact\"",
    // Loops count as they are written, which packs better than what counts faster.
    "-Cllvm-args=-disable-lsr",
    // All that speaks against merging a function into its caller weighs thirty times what it does, so that being the only
    // caller weighs little: short functions, of which many are alike, pack better than long ones.
    "-Cllvm-args=-inline-instr-cost=150",
    "-Cllvm-args=-inline-call-penalty=750",
    "-Cllvm-args=-inline-threshold=150",
    // Nothing is worked out on one way so as to have it where ways meet.
    "-Cllvm-args=-enable-pre=false",
    "-Cllvm-args=-enable-load-pre=false",
    // Conditions that belong together are worked out together.
    "-Cllvm-args=-jump-is-expensive",
    // What refers to what, for those who cut off what nothing comes to.
    "-Clink-arg=--emit-relocs",
    "-Ctarget-feature=+simd128",
];

const ENGINES: [Engine; 2] = [
    Engine { name: "tumulte_wasm", features: &[], folder: "" },
    Engine { name: "tumulte_dice", features: &["--no-default-features"], folder: "dice" },
];

/// Builds the wasm package as it ships and puts a copy where the Foundry module loads it from.
pub(crate) fn build(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let package = workspace.path(BINDING).join("pkg");
    empty(&package)?;
    copy(&workspace.path(BINDING).join("js"), &package, &[])?;
    write(&package.join("types.d.ts"), &read(&workspace.path(SHARED_TYPES))?)?;
    for engine in &ENGINES {
        let made = engine.make(workspace, log)?;
        let folder = package.join(engine.folder);
        copy(&made, &folder, &[])?;
        inline(&folder, engine.name)?;
    }
    // The module may not be there yet; the package is of use without it.
    if workspace.path("foundry-module").is_dir() {
        let vendored = workspace.path(VENDORED);
        empty(&vendored)?;
        copy(&package, &vendored, &NOT_VENDORED)?;
        fs::remove_dir_all(vendored.join("dice")).map_err(Failure::at(&vendored))?;
    }
    Ok(())
}

/// Core alone, for the browser: proof that it asks nothing of an operating system.
pub(crate) fn check_core(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.must(&mut command::cargo(
        workspace,
        ["build", "--package", "tumulte-core", "--target", TARGET],
    ))
    .map(|_| ())
}

impl Engine {
    /// The folder with the engine and what loads it, made anew when the compiler gave another library.
    fn make(&self, workspace: &Workspace, log: &mut Log) -> Result<PathBuf> {
        let mut compile = command::cargo(
            workspace,
            ["build", "--package", "tumulte-wasm", "--profile", "wasm", "--target", TARGET],
        );
        let flags = remapped(workspace).into_iter().chain(FLAGS.map(str::to_owned));
        let flags: Vec<String> = flags.map(|flag| format!("{flag:?}")).collect();
        compile.args(self.features).arg("--config");
        compile.arg(format!("target.{TARGET}.rustflags=[{}]", flags.join(", ")));
        log.must(&mut compile)?;

        let folder = workspace.target().join("wasm-package").join(self.name);
        let made = folder.join("made");
        let library = read(&workspace.target().join(TARGET).join("wasm/tumulte_wasm.wasm"))?;
        let optimizer = contents(&workspace.path(OPTIMIZER))?;
        let (known, by) = (folder.join(format!("{}.wasm", self.name)), folder.join("by.mjs"));
        if read(&known).is_ok_and(|known| known == library)
            && read(&by).is_ok_and(|by| by == optimizer)
        {
            return Ok(made);
        }
        empty(&folder)?;
        write(&known, &library)?;
        // What is bound is called as its file.
        let cut = folder.join("cut").join(format!("{}.wasm", self.name));
        empty(&folder.join("cut"))?;
        log.must(script(workspace, "cut.mjs").args([&known, &cut]))?;
        let mut bind = command::cargo(
            workspace,
            ["run", "--package", "tumulte-tests", "--features", "bindgen", "--bin", "bindgen"],
        );
        log.must(bind.arg("--").arg(&cut).arg(&made))?;
        let engine = made.join(format!("{}_bg.wasm", self.name));
        log.must(script(workspace, "optimize.mjs").args([&engine, &engine]))?;
        // Last, so that what broke off is made again.
        write(&by, &optimizer)?;
        Ok(made)
    }
}

/// A script of the optimizer.
fn script(workspace: &Workspace, name: &str) -> Command {
    let mut node = command::command(workspace, "node");
    node.arg(workspace.path(OPTIMIZER).join(name));
    node
}

/// Writes the engine as a script, for places that fetch nothing.
fn inline(folder: &Path, name: &str) -> Result<()> {
    let engine = base64(&read(&folder.join(format!("{name}_bg.wasm")))?);
    write(
        &folder.join("engine.inline.js"),
        format!("export const engine = \"{engine}\";\n").as_bytes(),
    )
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for some in bytes.chunks(3) {
        let number = some.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let number = number << (8 * (3 - some.len()));
        for place in 0..4 {
            let letter = LETTERS.get((number >> (18 - 6 * place) & 63) as usize);
            let is_there = place <= some.len();
            text.push(letter.filter(|_| is_there).map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

/// Messages of panics name source files: what ships must not name the folders, nor the registry, of the machine that
/// built it.
fn remapped(workspace: &Workspace) -> Vec<String> {
    let home = cargo_home();
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let mut registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
    registries.sort();
    let known = [(workspace.root().to_path_buf(), "tumulte"), (home, "cargo")];
    // The last that fits is taken.
    let all = known.into_iter().chain(registries.into_iter().map(|folder| (folder, "crates")));
    all.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect()
}

fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo");
    env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// All files of a folder, one behind the other.
fn contents(folder: &Path) -> Result<Vec<u8>> {
    let entries = fs::read_dir(folder).map_err(Failure::at(folder))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        all.extend(read(&path)?);
    }
    Ok(all)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(Failure::at(path))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(Failure::at(path))
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::at(folder))?;
    }
    fs::create_dir_all(folder).map_err(Failure::at(folder))
}

/// Copies a folder with everything in it but these files.
fn copy(from: &Path, to: &Path, without: &[&str]) -> Result<()> {
    fs::create_dir_all(to).map_err(Failure::at(to))?;
    for entry in fs::read_dir(from).map_err(Failure::at(from))? {
        let entry = entry.map_err(Failure::at(from))?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy(&path, &to.join(name), without)?;
        } else if !without.iter().any(|left_out| name == *left_out) {
            fs::copy(&path, to.join(name)).map_err(Failure::at(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_every_script_reads_them() {
        for (bytes, text) in
            [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("abcd", "YWJjZA==")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0x3e]), "+/8+");
    }
}
