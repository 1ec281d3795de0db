//! Turns a compiled wasm library into an ES module with its types.
//!
//! The command line tool of wasm-bindgen would do the same, but it has a lock file of its own; this one is locked with
//! everything else, so the glue and the macro in the library cannot differ in version.

use std::{env, path::PathBuf, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [input, out] = arguments.as_slice() else {
        eprintln!("usage: bindgen INPUT.wasm OUT_FOLDER");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    // The package has types of its own.
    bindgen.input_path(input).typescript(false);
    let made = bindgen.web(true).and_then(|bindgen| bindgen.generate(out));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
