//! Schemas of other versions.

use tumulte_server::storage::{DatabaseUrl, OpenError, SchemaError, Storage};

use super::databases::{Fresh, execute, run, scratch};

on_both_databases! {
    a_database_of_a_newer_server_is_refused
    opening_again_changes_nothing
}

async fn a_database_of_a_newer_server_is_refused(fresh: Fresh) {
    fresh.storage.close().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT 9000, description, success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    execute(&fresh.url, newer).await;
    for opened in [Storage::open(&fresh.url).await, Storage::open_migrated(&fresh.url).await] {
        let Err(OpenError::Schema(error @ SchemaError::Newer { found: 9000, .. })) = opened else {
            panic!("a newer schema was taken: {opened:?}")
        };
        assert!(error.to_string().contains("schema 9000"), "{error}");
    }
}

async fn opening_again_changes_nothing(fresh: Fresh) {
    fresh.storage.close().await;
    let storage = Storage::open_migrated(&fresh.url).await.unwrap();
    let (before, after) = storage.migrate().await.unwrap();
    assert_eq!(before, after);
    storage.ping().await.unwrap();
}

#[test]
fn a_schema_that_somebody_else_looks_after_is_waited_for() {
    let url = DatabaseUrl::File(scratch().join("empty.sqlite"));
    let opened = run(Storage::open_migrated(&url));
    let Err(OpenError::Schema(error @ SchemaError::Older { found: 0, .. })) = opened else {
        panic!("an empty database was taken: {opened:?}")
    };
    assert!(error.to_string().contains("tumulte-server migrate"), "{error}");
}
