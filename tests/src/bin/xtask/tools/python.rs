use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::debian;
use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

const CANDIDATES: [&str; 5] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
const IS_NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 11))";

/// What an environment is for; each has the packages that a file of `.ci` names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// What the Python package is built, tested and compared with.
    Packages,
    /// What asks a running server.
    Interface,
}

impl Purpose {
    const fn requirements(self) -> &'static str {
        match self {
            Self::Packages => ".ci/python-tools.txt",
            Self::Interface => ".ci/openapi-tools.txt",
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Packages => "venv",
            Self::Interface => "venv-openapi",
        }
    }
}

/// A virtual environment below the target folder.
#[derive(Debug)]
pub(crate) struct Python {
    folder: PathBuf,
}

impl Python {
    pub(crate) fn of(workspace: &Workspace, purpose: Purpose) -> Self {
        Self { folder: workspace.tools().join(purpose.folder()) }
    }

    /// Creates the environment, or brings it to the wanted versions.
    pub(super) fn set_up(workspace: &Workspace, purpose: Purpose, log: &mut Log) -> Result<()> {
        let python = Self::of(workspace, purpose);
        let requirements = workspace.path(purpose.requirements());
        let wanted = fs::read_to_string(&requirements).map_err(Failure::at(&requirements))?;
        let stamp = python.folder.join("xtask-requirements.txt");
        let is_current = fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted);
        if is_current && command::answer(&python.program().to_string_lossy(), ["-V"]).is_some() {
            return Ok(());
        }
        eprintln!("setting up: a Python environment with what {} names", purpose.requirements());
        python.create(workspace, log)?;
        let mut pip = python.command(workspace, "python");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        log.must(pip.arg("--requirement").arg(&requirements))?;
        fs::write(&stamp, wanted).map_err(Failure::at(&stamp))
    }

    fn create(&self, workspace: &Workspace, log: &mut Log) -> Result<()> {
        let system = interpreter()?;
        let mut create = command::command(workspace, &system);
        create.args(["-m", "venv", "--clear"]).arg(&self.folder);
        if log.run(&mut create)?.success {
            return Ok(());
        }
        // Debian keeps the part of Python that makes environments in a package of its own.
        debian::install(workspace, log, &["python3-venv"])?;
        log.must(&mut create).map(|_| ())
    }

    fn programs(&self) -> PathBuf {
        self.folder.join(if cfg!(windows) { "Scripts" } else { "bin" })
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.program_of("python")
    }

    /// Where a program of the environment is, once it is set up.
    pub(crate) fn program_of(&self, name: &str) -> PathBuf {
        self.programs().join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// A program of the environment, which it takes for the active one.
    pub(crate) fn command(&self, workspace: &Workspace, program: &str) -> Command {
        let mut command = command::command(workspace, self.program_of(program));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [self.programs()].into_iter().chain(env::split_paths(&path));
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
        command.env("VIRTUAL_ENV", &self.folder).env_remove("PYTHONHOME");
        command
    }
}

fn interpreter() -> Result<PathBuf> {
    CANDIDATES
        .iter()
        .filter(|candidate| command::answer(candidate, ["-c", IS_NEW_ENOUGH]).is_some())
        .find_map(|candidate| command::find(&[candidate]))
        .map(|found| Path::new(&found).to_path_buf())
        .ok_or_else(|| Failure::new("missing: Python 3.11 or newer; python.org has it"))
}
