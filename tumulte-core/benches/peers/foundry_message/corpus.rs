//! The recorded messages.

use std::{
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use tumulte_core::{
    model::{Roll, SystemId, Verdict, VttKind},
    systems::{Catalog, System},
    vtt::foundry::MessageReader,
};

/// A game system, its tables prepared.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) id: SystemId,
    pub(crate) reader: Rc<MessageReader<'static>>,
    rules: &'static System,
}

impl Prepared {
    fn new(id: SystemId) -> Self {
        let rules = Catalog::built_in().resolve(&id);
        let reader = MessageReader::new(rules.message_tables(&VttKind::Foundry), &id);
        Self { id, reader: Rc::new(reader), rules }
    }

    pub(crate) fn judge(&self, roll: &Roll) -> Verdict {
        self.rules.judge_roll(roll)
    }
}

/// Messages with the system they were played in.
pub(crate) struct Corpus {
    pub(crate) messages: Vec<(Prepared, String)>,
    pub(crate) bytes: usize,
}

/// Every recorded chat message; none where there are no recordings.
pub(crate) fn corpus() -> Option<Corpus> {
    let root = std::env::var_os("TUMULTE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join("foundry");
    if !folder.is_dir() {
        println!("skipped: no recordings in {} (set TUMULTE_DATA)", folder.display());
        return None;
    }
    let mut messages = Vec::new();
    for system in entries(&folder).into_iter().filter(|path| path.is_dir()) {
        let id = SystemId::new(system.file_name().unwrap().to_string_lossy());
        if id.as_str().starts_with("relay") {
            continue;
        }
        if std::env::var("BENCH_SYSTEM").is_ok_and(|only| only != id.as_str()) {
            continue;
        }
        let prepared = Prepared::new(id);
        for file in entries(&system) {
            let text = fs::read_to_string(file).unwrap();
            let lines = text.lines().filter(|line| !line.is_empty());
            // As a module sends it: without spaces between.
            messages.extend(lines.map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                (prepared.clone(), value.to_string())
            }));
        }
    }
    let bytes = messages.iter().map(|(_, text)| text.len()).sum();
    Some(Corpus { messages, bytes })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
