//! Tells the linker that Node brings the symbols of Node-API, and to keep what is published small.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    napi_build::setup();
    println!("cargo::rerun-if-changed=link.ld");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    // The linker that rustc brings for this target knows these, others may not. Panics abort where
    // this is built for release (the profile `addon`).
    if is("TARGET", "x86_64-unknown-linux-gnu") && is("PROFILE", "release") {
        // Beside what is built, because the build cache may outlive this folder.
        let script = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("link.ld");
        fs::write(&script, include_str!("link.ld"))?;
        let script = script.display().to_string();
        for argument in ["--icf=all", "--strip-all", "--no-eh-frame-hdr", "-T", &script] {
            println!("cargo::rustc-cdylib-link-arg=-Wl,{argument}");
        }
    }
    Ok(())
}
