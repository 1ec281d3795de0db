use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::failure::{Failure, Result};

/// Where the repository is, and where everything that is made from it goes.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    recordings: Option<PathBuf>,
}

impl Workspace {
    pub(crate) fn open() -> Result<Self> {
        // Cargo sets this when it runs us; several clones may share one target folder and thus one binary.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .ok_or_else(|| Failure::new("the package `tumulte-tests` has no parent folder"))?
            .to_path_buf();
        let metadata = metadata(&root, &["--no-deps"])?;
        let target = metadata
            .get("target_directory")
            .and_then(Value::as_str)
            .ok_or_else(|| Failure::new("`cargo metadata` names no target folder"))?
            .into();
        let recordings = recordings(&root);
        Ok(Self { root, target, recordings })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's target folder: from the environment, the configuration, or `target`.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// What the suites need besides cargo's own artefacts; kept from run to run.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Real messages recorded from tabletops; never part of the repository.
    pub(crate) fn recordings(&self) -> Option<&Path> {
        self.recordings.as_deref()
    }

    pub(crate) fn metadata(&self) -> Result<Value> {
        metadata(&self.root, &["--no-deps"])
    }

    /// As [`metadata`](Self::metadata), with every dependency.
    pub(crate) fn all_metadata(&self) -> Result<Value> {
        metadata(&self.root, &[])
    }

    /// The server that the end-to-end suites start, once it is built.
    pub(crate) fn server(&self) -> PathBuf {
        self.executable("tumulte-server")
    }

    /// What starts a PostgreSQL or Redis for tests in other languages.
    pub(crate) fn private(&self) -> PathBuf {
        self.executable("private")
    }

    fn executable(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

fn metadata(root: &Path, more: &[&str]) -> Result<Value> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1"])
        .args(more)
        .current_dir(root)
        .output()
        .map_err(|error| Failure::new(format!("cargo does not start: {error}")))?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn recordings(root: &Path) -> Option<PathBuf> {
    let folder = match env::var_os("TUMULTE_DATA") {
        Some(named) => PathBuf::from(named),
        None => root.parent()?.join("shared/data"),
    };
    fs::canonicalize(folder).ok().filter(|folder| folder.is_dir())
}

/// Every file below `folder` whose path `wanted` accepts, sorted; hidden and installed folders are left out.
pub(crate) fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(Failure::at(&folder))? {
            let path = entry.map_err(Failure::at(&folder))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !name.starts_with('.') && name != "node_modules" && name != "target" {
                    open.push(path);
                }
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
