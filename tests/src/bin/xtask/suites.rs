use std::{env, path::Path};

use crate::{
    command::{self, Log},
    dependencies,
    failure::{Failure, Result},
    features,
    lane::Lane,
    layers,
    tools::Need,
    versions, wasm,
    workspace::{self, Workspace},
};

/// One line of the report.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) lane: Lane,
    pub(crate) about: &'static str,
    pub(crate) needs: &'static [Need],
    pub(crate) work: Work,
}

/// How a suite is run and counted.
#[derive(Debug)]
pub(crate) enum Work {
    /// Something that holds or does not: one test.
    Check(fn(&Workspace, &mut Log) -> Result<()>),
    /// `cargo test`; each of these crates must have tests.
    Cargo { crates: &'static [&'static str] },
    /// Node's own test runner over the test files of a folder.
    Node { folder: &'static str, flags: &'static [&'static str] },
    /// maturin and pytest over a folder of tests in a package.
    Pytest { folder: &'static str, tests: &'static str },
}

/// Everything `cargo xtask test` runs: the quickest first, what shares a build next to each other, and the longest not last.
pub(crate) const SUITES: &[Suite] = &[
    Suite {
        name: "format",
        lane: Lane::Compile,
        about: "cargo fmt leaves every file as it is",
        needs: &[Need::Rustfmt],
        work: Work::Check(format),
    },
    Suite {
        name: "versions",
        lane: Lane::Compile,
        about: "one version in every manifest",
        needs: &[],
        work: Work::Check(versions::check),
    },
    Suite {
        name: "layers",
        lane: Lane::Compile,
        about: "the arrows of the architecture, and nothing impure in core",
        needs: &[],
        work: Work::Check(layers::check),
    },
    Suite {
        name: "dependencies",
        lane: Lane::Compile,
        about: "licences and origins of everything we build on",
        needs: &[],
        work: Work::Check(dependencies::check),
    },
    Suite {
        name: "rust",
        lane: Lane::Compile,
        about: "unit, integration, end-to-end and documentation tests",
        needs: &[Need::Compiler, Need::Server, Need::Postgres, Need::Redis],
        work: Work::Cargo { crates: &["tumulte_core", "tumulte_server", "tumulte_tests"] },
    },
    Suite {
        name: "examples",
        lane: Lane::Compile,
        about: "every example of core runs",
        needs: &[Need::Compiler, Need::Server],
        work: Work::Check(examples),
    },
    Suite {
        name: "clippy",
        lane: Lane::Compile,
        about: "no warning in the whole workspace",
        needs: &[Need::Clippy, Need::Compiler],
        work: Work::Check(clippy),
    },
    Suite {
        name: "docs",
        lane: Lane::Compile,
        about: "the documentation of core builds without a warning",
        needs: &[],
        work: Work::Check(docs),
    },
    Suite {
        name: "features",
        lane: Lane::Compile,
        about: "core builds with every set of its features",
        needs: &[],
        work: Work::Check(features::check),
    },
    Suite {
        name: "core-on-wasm",
        lane: Lane::Compile,
        about: "core builds for the browser",
        needs: &[Need::WasmTarget],
        work: Work::Check(wasm::check_core),
    },
    Suite {
        name: "wasm",
        lane: Lane::Play,
        about: "the wasm package in Node, its types and its size",
        needs: &[Need::Packages("bindings-wasm"), Need::Wasm],
        work: Work::Node { folder: "bindings-wasm/test", flags: &[] },
    },
    Suite {
        name: "node",
        lane: Lane::Play,
        about: "the Node package",
        needs: &[Need::NodeAddon],
        work: Work::Node { folder: "bindings-node/test", flags: &[] },
    },
    Suite {
        name: "node-package",
        lane: Lane::Compile,
        about: "the Node package built for release, packed, installed into an empty project",
        needs: &[Need::Compiler, Need::Packages("bindings-node")],
        work: Work::Node { folder: "bindings-node/test-package", flags: &[] },
    },
    Suite {
        name: "python",
        lane: Lane::Compile,
        about: "the Python package",
        needs: &[Need::Python],
        work: Work::Pytest { folder: "bindings-python", tests: "tests" },
    },
    Suite {
        name: "python-wheel",
        lane: Lane::Compile,
        about: "the wheel in an empty environment, and its size",
        needs: &[Need::Python],
        work: Work::Pytest { folder: "bindings-python", tests: "tests_wheel" },
    },
    Suite {
        name: "module-types",
        lane: Lane::Play,
        about: "the types in the Foundry module's comments agree",
        needs: &[Need::Packages("foundry-module")],
        work: Work::Check(module_types),
    },
    Suite {
        name: "foundry-types",
        lane: Lane::Play,
        about: "the Foundry module agrees with the types of Foundry's own interfaces",
        needs: &[Need::Packages("tests/foundry-types")],
        work: Work::Check(foundry_types),
    },
    Suite {
        name: "module",
        lane: Lane::Play,
        about: "the Foundry module",
        needs: &[Need::Wasm, Need::SocketClient, Need::Packages("tests/fake-foundry")],
        work: Work::Node {
            folder: "foundry-module/test",
            flags: &["--no-warnings", "--experimental-vm-modules"],
        },
    },
    Suite {
        name: "assets",
        lane: Lane::Play,
        about: "the scripts of overlay and console",
        needs: &[Need::Packages("tumulte-server/assets")],
        work: Work::Node { folder: "tumulte-server/assets/test", flags: &[] },
    },
    Suite {
        name: "fake-foundry",
        lane: Lane::Play,
        about: "the fake Foundry keeps the promises of the real one",
        needs: &[Need::Packages("tests/fake-foundry"), Need::SocketClient],
        work: Work::Node {
            folder: "tests/fake-foundry/test",
            flags: &["--no-warnings", "--experimental-vm-modules"],
        },
    },
    Suite {
        name: "browser",
        lane: Lane::Play,
        about: "module, overlay and console in Chromium against the real server, the wasm package in pages",
        needs: &[
            Need::Packages("tests/browser"),
            Need::Packages("bindings-wasm"),
            Need::Packages("tests/e2e"),
            Need::Packages("tests/fake-foundry"),
            Need::Chromium,
            Need::ModuleArchive,
            Need::Server,
        ],
        work: Work::Node { folder: "tests/browser", flags: &[] },
    },
    Suite {
        name: "e2e",
        lane: Lane::Play,
        about: "tables, game masters and overlays over the wire, against the real server",
        needs: &[Need::Packages("tests/e2e"), Need::Server, Need::Postgres, Need::Redis],
        work: Work::Node { folder: "tests/e2e", flags: &[] },
    },
    Suite {
        name: "openapi",
        lane: Lane::Play,
        about: "the running server answers as its description says, whatever Schemathesis asks",
        needs: &[Need::Packages("tests/e2e"), Need::Server, Need::Schemathesis],
        work: Work::Node { folder: "tests/openapi", flags: &[] },
    },
    Suite {
        name: "relay",
        lane: Lane::Play,
        about: "the browser relay: extension, userscript and symbiote in Chromium against the real server",
        needs: &[
            Need::Packages("bindings-wasm/relay"),
            Need::Packages("tests/e2e"),
            Need::Chromium,
            Need::Wasm,
            Need::Server,
        ],
        work: Work::Node { folder: "bindings-wasm/relay/test", flags: &[] },
    },
];

/// What `cargo xtask ready` runs before a push.
pub(crate) const READY: [&str; 7] =
    ["format", "versions", "layers", "clippy", "docs", "features", "core-on-wasm"];

fn format(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.must(&mut command::cargo(workspace, ["fmt", "--all", "--check", "--", "--color", "never"]))
        .map(|_| ())
}

fn clippy(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.must(&mut command::cargo(
        workspace,
        [
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "tumulte-tests/load",
            "--",
            "--deny",
            "warnings",
        ],
    ))
    .map(|_| ())
}

/// They are built with the tests; what fails or reads from the terminal is no example.
fn examples(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let folder = workspace.path("tumulte-core/examples");
    let is_example = |path: &Path| path.extension().is_some_and(|extension| extension == "rs");
    let sources = workspace::files(&folder, &is_example)?;
    if sources.is_empty() {
        return Err(Failure::new("tumulte-core/examples holds no example"));
    }
    for source in sources {
        let built = workspace.target().join("debug/examples");
        let example = built.join(source.file_stem().unwrap_or_default());
        let example = example.with_extension(env::consts::EXE_EXTENSION);
        log.must(&mut command::command(workspace, example))?;
    }
    Ok(())
}

fn docs(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let mut doc = command::cargo(
        workspace,
        ["doc", "--no-deps", "--package", "tumulte-core", "--features", "testing"],
    );
    log.must(doc.env("RUSTDOCFLAGS", "--deny warnings")).map(|_| ())
}

fn module_types(workspace: &Workspace, log: &mut Log) -> Result<()> {
    type_check(workspace, log, "foundry-module")
}

fn foundry_types(workspace: &Workspace, log: &mut Log) -> Result<()> {
    type_check(workspace, log, "tests/foundry-types")
}

fn type_check(workspace: &Workspace, log: &mut Log, folder: &str) -> Result<()> {
    let folder = workspace.path(folder);
    let mut tsc = command::command(workspace, "node");
    tsc.args(["node_modules/typescript/bin/tsc", "--project", "."]).current_dir(folder);
    log.must(&mut tsc).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_have_names_of_their_own_and_ready_names_real_ones() {
        let mut names: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        assert!(READY.iter().all(|ready| names.contains(ready)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SUITES.len());
    }
}
