//! Brings the overlays' fonts from npm into the build, to be compiled in.
//!
//! `assets/fonts/package.json` names them with their versions. A machine without npm, or without a network, builds the
//! server all the same: its overlays are written in the fonts that the machine of the viewer has.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the style sheets call a font, the package it comes in, and its weight.
const FONTS: [(&str, &str, u16); 6] = [
    ("barlow", "barlow", 600),
    ("barlow-condensed", "barlow-condensed", 600),
    ("cinzel", "cinzel", 700),
    ("cormorant-unicase", "cormorant-unicase", 700),
    ("grenze-gotisch", "grenze-gotisch", 700),
    ("oxanium", "oxanium", 600),
];

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

/// Folders that are compiled in whole: the compiler sees their files change, but not that one came or went.
const COMPILED_IN: [&str; 4] = ["assets/console", "assets/overlay", "assets/shared", "assets/vote"];

fn main() -> io::Result<()> {
    let source = Path::new("assets/fonts");
    println!("cargo:rerun-if-changed=build.rs");
    for manifest in MANIFESTS {
        println!("cargo:rerun-if-changed={}", source.join(manifest).display());
    }
    for folder in COMPILED_IN {
        println!("cargo:rerun-if-changed={folder}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let (packages, fonts) = (out.join("font-packages"), out.join("fonts"));
    if is_brought(source, &packages, &fonts) {
        return Ok(());
    }
    for folder in [&packages, &fonts] {
        if folder.is_dir() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    for manifest in MANIFESTS {
        fs::copy(source.join(manifest), packages.join(manifest))?;
    }
    if let Err(why) = install(&packages).and_then(|()| take(&packages, &fonts)) {
        println!(
            "cargo:warning=the overlays' own fonts are left out, npm did not bring them: {why}"
        );
    }
    Ok(())
}

/// Whether the fonts of exactly these manifests are there.
fn is_brought(source: &Path, packages: &Path, fonts: &Path) -> bool {
    let is_same = |manifest: &&str| {
        let read = |folder: &Path| fs::read(folder.join(manifest)).ok();
        read(source).is_some_and(|wanted| Some(wanted) == read(packages))
    };
    // Written last.
    MANIFESTS.iter().all(is_same) && fonts.join("LICENSE").is_file()
}

fn install(packages: &Path) -> io::Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let quick = ["--fetch-timeout=20000", "--fetch-retries=1", "--loglevel=error"];
    let ended = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(quick)
        .current_dir(packages)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    if ended.success() { Ok(()) } else { Err(io::Error::other(format!("{ended}"))) }
}

/// Copies the Latin part of each font, and what its makers ask to be told with it.
fn take(packages: &Path, fonts: &Path) -> io::Result<()> {
    let mut licences = String::new();
    for (name, package, weight) in FONTS {
        let package_folder = packages.join("node_modules/@fontsource").join(package);
        let file = format!("files/{package}-latin-{weight}-normal.woff2");
        fs::copy(package_folder.join(file), fonts.join(format!("{name}-{weight}.woff2")))?;
        licences += &fs::read_to_string(package_folder.join("LICENSE"))?;
        licences.push('\n');
    }
    fs::write(fonts.join("LICENSE"), licences)
}
