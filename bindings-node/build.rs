//! Tells the linker that Node brings the symbols of Node-API, and to keep what is published small.

use std::env;

fn main() {
    napi_build::setup();
    println!("cargo::rerun-if-changed=link.ld");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    // The linker that rustc brings for this target knows these, others may not. Panics abort where
    // this is built for release (the profile `addon`).
    if is("TARGET", "x86_64-unknown-linux-gnu") && is("PROFILE", "release") {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/link.ld");
        for argument in ["--icf=all", "--strip-all", "--no-eh-frame-hdr", "-T", script] {
            println!("cargo::rustc-cdylib-link-arg=-Wl,{argument}");
        }
    }
}
