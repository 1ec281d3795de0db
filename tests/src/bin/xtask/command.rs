use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    failure::{Failure, Result},
    workspace::Workspace,
};

/// Longer than the slowest cold build on two cores; what takes longer hangs.
const LIMIT: Duration = Duration::from_mins(30);
const POLL: Duration = Duration::from_millis(20);

/// The file that collects what the commands of one suite say.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
}

/// How a command ended and everything it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) success: bool,
    pub(crate) text: String,
}

impl Log {
    pub(crate) fn create(workspace: &Workspace, name: &str) -> Result<Self> {
        let folder = workspace.logs();
        fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let path = folder.join(format!("{name}.log"));
        File::create(&path).map_err(Failure::at(&path))?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nothing was run yet.
    pub(crate) fn is_empty(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|file| file.len() == 0)
    }

    /// The last lines, for a failure.
    pub(crate) fn tail(&self, lines: usize) -> String {
        let text = fs::read(&self.path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let all: Vec<&str> = text.lines().collect();
        let shown = all.get(all.len().saturating_sub(lines)..).unwrap_or_default();
        shown.join("\n")
    }

    pub(crate) fn note(&mut self, text: &str) -> Result<()> {
        let mut file = self.append()?;
        writeln!(file, "{text}").map_err(Failure::at(&self.path))
    }

    /// Runs a command to its end; an exit code other than zero is for the caller to judge.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<Ended> {
        let shown = shown(command);
        self.note(&format!("$ {shown}"))?;
        let mut file = self.append()?;
        let start = file.seek(SeekFrom::End(0)).map_err(Failure::at(&self.path))?;
        let errors = file.try_clone().map_err(Failure::at(&self.path))?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn()
            .map_err(|error| Failure::new(format!("`{shown}` does not start: {error}")))?;
        let status = wait(&mut child, &shown)?;
        Ok(Ended { success: status.success(), text: self.since(start)? })
    }

    /// Runs a command that must succeed.
    pub(crate) fn must(&mut self, command: &mut Command) -> Result<String> {
        let ended = self.run(command)?;
        if ended.success {
            Ok(ended.text)
        } else {
            Err(Failure::new(format!("`{}` failed", shown(command))))
        }
    }

    fn append(&self) -> Result<File> {
        OpenOptions::new().append(true).open(&self.path).map_err(Failure::at(&self.path))
    }

    fn since(&self, start: u64) -> Result<String> {
        let mut file = File::open(&self.path).map_err(Failure::at(&self.path))?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(Failure::at(&self.path))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A command in the repository's root, with the surroundings every suite shares.
pub(crate) fn command(workspace: &Workspace, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace.root());
    // Cargo describes our own package to us; build scripts further down would take it for theirs.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    // Absolute, for what is started in other folders.
    command.env("CARGO_TARGET_DIR", workspace.target());
    command.env("CI", "true").env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1");
    if let Some(recordings) = workspace.recordings() {
        command.env("TUMULTE_DATA", recordings);
    }
    command
}

pub(crate) fn cargo<const N: usize>(workspace: &Workspace, arguments: [&str; N]) -> Command {
    let mut command = command(workspace, "cargo");
    command.args(arguments);
    command
}

/// What a short question to a program prints, if it starts and succeeds.
pub(crate) fn answer<const N: usize>(program: &str, arguments: [&str; N]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// The first of these programs on the search path.
pub(crate) fn find(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let named = |program: &&str| format!("{program}{}", std::env::consts::EXE_SUFFIX);
    programs
        .iter()
        .map(named)
        .flat_map(|program| folders.iter().map(move |folder| folder.join(&program)))
        .find(|candidate| candidate.is_file())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let mut words = vec![program.to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

fn wait(child: &mut Child, shown: &str) -> Result<ExitStatus> {
    let lost = |error| Failure::new(format!("`{shown}` was lost: {error}"));
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(lost)? {
            return Ok(status);
        }
        if started.elapsed() > LIMIT {
            end_with_descendants(child);
            let minutes = LIMIT.as_secs() / 60;
            return Err(Failure::new(format!("`{shown}` was ended after {minutes} minutes")));
        }
        thread::sleep(POLL);
    }
}

/// Ends a hanging command and, where the system lists them, what it started: browsers and servers would stay behind.
fn end_with_descendants(child: &mut Child) {
    let mut family = vec![child.id().to_string()];
    let mut next = 0;
    while let Some(parent) = family.get(next) {
        let list = format!("/proc/{parent}/task/{parent}/children");
        let children = fs::read_to_string(list).unwrap_or_default();
        family.extend(children.split_whitespace().map(str::to_owned));
        next += 1;
    }
    let descendants = family.iter().skip(1);
    let _ = Command::new("kill").arg("-KILL").args(descendants).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}
