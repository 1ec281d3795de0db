//! Copies of a database in use.

use std::{fs, process::Command};

use tumulte_core::sync::Store as _;
use tumulte_server::storage::{BackupError, DatabaseUrl, Storage};

use super::{
    databases::{postgres, run, scratch, sqlite},
    polls::{begun, vote},
    store_contract::NOW,
    table::{campaign, message},
};

#[test]
fn a_backup_of_a_database_in_use_holds_what_was_stored_and_is_restored() {
    run(async {
        let fresh = sqlite().await;
        let storage = &fresh.storage;
        let campaign_id = campaign(storage, "embers").await;
        storage.record_all(&[message(campaign_id, "m1")], NOW).await;
        let poll = begun(storage, "key").await;
        storage.cast_votes(poll.poll_id, &[vote("a", 1)], 9).await.unwrap();
        let file = scratch().join("backup.sqlite");
        Storage::backup(&fresh.url, &file).await.unwrap();
        storage.record_all(&[message(campaign_id, "m2")], NOW).await;
        assert!(matches!(Storage::backup(&fresh.url, &file).await, Err(BackupError::Exists(_))));
        assert!(matches!(Storage::restore(&fresh.url, &file).await, Err(BackupError::Exists(_))));

        let url = DatabaseUrl::File(scratch().join("restored.sqlite"));
        Storage::restore(&url, &file).await.unwrap();
        let restored = Storage::open(&url).await.unwrap();
        let history = restored.roll_history(campaign_id, None, 9).await.unwrap();
        assert_eq!(history.iter().map(|row| row.view.as_str()).collect::<Vec<_>>(), ["m1"]);
        let asked = restored.poll_by_key("key").await.unwrap().unwrap();
        assert_eq!(asked.votes, [0, 1, 0]);
        assert_eq!(restored.choice_of(poll.poll_id, "a").await.unwrap(), Some(1));
    });
}

#[test]
fn what_is_no_backup_is_not_restored_and_leaves_nothing() {
    run(async {
        let target = scratch().join("never.sqlite");
        let url = DatabaseUrl::File(target.clone());
        let nonsense = scratch().join("nonsense");
        fs::write(&nonsense, "no database at all").unwrap();
        let empty = scratch().join("nothing.sqlite");
        fs::write(&empty, "").unwrap();
        for file in [&nonsense, &empty] {
            let restored = Storage::restore(&url, file).await;
            assert!(matches!(restored, Err(BackupError::Damaged { .. })), "{restored:?}");
        }
        let missing = Storage::restore(&url, &scratch().join("missing")).await;
        assert!(matches!(missing, Err(BackupError::File { .. })));
        let left = fs::read_dir(scratch()).unwrap().flatten();
        let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("never")), "{left:?}");
    });
}

#[test]
fn postgres_is_backed_up_with_its_own_tools() {
    run(async {
        let fresh = postgres().await;
        let refused = Storage::backup(&fresh.url, &scratch().join("pg")).await.unwrap_err();
        assert!(refused.to_string().contains("pg_dump"), "{refused}");
    });
}

#[test]
fn the_commands_say_what_they_did() {
    let folder = scratch().join("commands");
    fs::create_dir(&folder).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tumulte-server"));
        let command = command.args(arguments).current_dir(&folder).env_remove("DATABASE_URL");
        let ended = command.output().unwrap();
        let said = [ended.stdout, ended.stderr].concat();
        (ended.status.success(), String::from_utf8(said).unwrap())
    };
    let (done, said) = run(&["backup", "copy"]);
    assert!(!done && said.contains("tumulte.sqlite"), "{said}");
    for news in ["is now at schema", "was and is at schema"] {
        let (done, said) = run(&["migrate"]);
        assert!(done && said.contains(news), "{said}");
    }
    let (done, said) = run(&["backup", "copy"]);
    assert!(done && said.contains("sqlite:tumulte.sqlite is copied to copy"), "{said}");
    let (done, said) = run(&["restore", "copy"]);
    assert!(!done && said.contains("is there already"), "{said}");
    let (done, said) = run(&["restore", "copy", "--database", "sqlite:other.sqlite"]);
    assert!(done && said.contains("sqlite:other.sqlite is restored"), "{said}");
    let (done, said) = run(&["migrate", "--database", "mysql://db/x"]);
    assert!(!done && said.contains("expected sqlite:FILE or postgres:"), "{said}");
}
