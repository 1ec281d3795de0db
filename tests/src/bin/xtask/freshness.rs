//! Cargo goes by the times of files, and in a fresh clone all of them are new. Where the build cache outlives the clone,
//! files that are what the cache was built from get their old times back, so that only what changed is built again. What
//! was built may name the folder it was built in: a clone in another place is new altogether.

use std::{
    collections::HashMap,
    fs::{self, File},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{
    command,
    failure::{Failure, Result},
    workspace::Workspace,
};

/// Says that nobody edits here and that nothing else fills the build cache.
const FRESH_CLONE: &str = "TUMULTE_FRESH_CLONE";

/// What a path held and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    content: u64,
    since: Duration,
}

type Sources = HashMap<String, Known>;

/// Gives unchanged files and folders of a fresh clone the times that the build cache knows. Written down before anything
/// is built: a run that breaks off leaves changed files newer than what was built from older ones.
pub(crate) fn restore(workspace: &Workspace) -> Result<()> {
    if std::env::var_os(FRESH_CLONE).is_none() {
        return Ok(());
    }
    let logs = workspace.logs();
    fs::create_dir_all(&logs).map_err(Failure::at(&logs))?;
    let list = logs.join("sources.txt");
    let place = workspace.root().to_string_lossy();
    let known = fs::read_to_string(&list).map(|text| parse(&text, &place)).unwrap_or_default();
    let mut now = Sources::new();
    for path in tracked(workspace)? {
        let found = look(workspace.root(), &path)?;
        let kept = known.get(&path).filter(|known| known.content == found.content);
        if let Some(kept) = kept {
            touch(&workspace.path(&path), kept.since)?;
        }
        now.insert(path, kept.copied().unwrap_or(found));
    }
    fs::write(&list, print(&now, &place)).map_err(Failure::at(&list))
}

/// Every file that git keeps, and every folder above one.
fn tracked(workspace: &Workspace) -> Result<Vec<String>> {
    let output = command::command(workspace, "git").args(["ls-files", "-z"]).output();
    let output = output.map_err(|error| Failure::new(format!("`git` does not start: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut paths: Vec<String> = Vec::new();
    for file in text.split('\0').filter(|path| !path.is_empty()) {
        let above = Path::new(file).ancestors().filter(|folder| *folder != Path::new(""));
        paths.extend(above.map(|path| path.to_string_lossy().into_owned()));
    }
    // A folder changes when what lies in it gets another time: it comes after that.
    paths.sort_by(|one, other| other.cmp(one));
    paths.dedup();
    Ok(paths)
}

/// A folder's content is the names in it.
fn look(root: &Path, path: &str) -> Result<Known> {
    let whole = root.join(path);
    let mut hasher = DefaultHasher::new();
    if whole.is_dir() {
        let entries = fs::read_dir(&whole).map_err(Failure::at(&whole))?;
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        names.hash(&mut hasher);
    } else {
        fs::read(&whole).map_err(Failure::at(&whole))?.hash(&mut hasher);
    }
    let changed = fs::metadata(&whole).and_then(|metadata| metadata.modified());
    let changed = changed.map_err(Failure::at(&whole))?;
    let since = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Known { content: hasher.finish(), since })
}

fn touch(path: &Path, since: Duration) -> Result<()> {
    let set = |file: File| file.set_modified(SystemTime::UNIX_EPOCH + since);
    File::open(path).and_then(set).map_err(Failure::at(path))
}

/// What is known of a clone in this place; its first line names it.
fn parse(text: &str, place: &str) -> Sources {
    let line = |line: &str| {
        let (content, rest) = line.split_once(' ')?;
        let (since, path) = rest.split_once(' ')?;
        let since = Duration::from_nanos(since.parse().ok()?);
        Some((path.to_owned(), Known { content: content.parse().ok()?, since }))
    };
    let mut lines = text.lines();
    if lines.next() != Some(place) {
        return Sources::new();
    }
    lines.filter_map(line).collect()
}

fn print(sources: &Sources, place: &str) -> String {
    let line = |(path, known): (&String, &Known)| {
        format!("{} {} {path}\n", known.content, known.since.as_nanos())
    };
    std::iter::once(format!("{place}\n")).chain(sources.iter().map(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_is_read_back() {
        let known = Known { content: u64::MAX, since: Duration::from_nanos(1_700_000_000_123) };
        let sources = Sources::from([("a folder/of mine".to_owned(), known)]);
        assert_eq!(parse(&print(&sources, "/here"), "/here"), sources);
        assert_eq!(parse(&print(&sources, "/here"), "/there"), Sources::new());
        assert_eq!(parse("/here\nnonsense\n1 x y\n", "/here"), Sources::new());
    }

    #[test]
    fn a_file_is_known_by_what_it_holds_and_a_folder_by_its_names()
    -> std::result::Result<(), Failure> {
        let folder = std::env::temp_dir().join(format!("tumulte-freshness-{}", std::process::id()));
        let file = folder.join("file");
        fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let write = |text: &str| fs::write(&file, text).map_err(Failure::at(&file));
        write("one")?;
        let (one, names) = (look(&folder, "file")?, look(&folder, "")?);
        touch(&file, Duration::from_secs(1))?;
        let touched = look(&folder, "file")?;
        assert_eq!(touched, Known { content: one.content, since: Duration::from_secs(1) });
        write("two")?;
        assert_ne!(look(&folder, "file")?.content, one.content);
        assert_eq!(look(&folder, "")?.content, names.content);
        fs::write(folder.join("another"), "").map_err(Failure::at(&folder))?;
        assert_ne!(look(&folder, "")?.content, names.content);
        fs::remove_dir_all(&folder).map_err(Failure::at(&folder))
    }
}
