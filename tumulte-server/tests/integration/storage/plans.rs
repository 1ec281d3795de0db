//! No statement walks through a whole table: every one the behaviours cause is explained by both databases.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, PoisonError},
};

use sqlx::{Connection as _, PgConnection, Row as _, SqliteConnection};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};
use tumulte_server::storage::DatabaseUrl;

use super::{
    accounts,
    databases::{postgres, run, sqlite},
    members, overlays, pairing, polls, retention, rules, schema, table,
};

static STATEMENTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// What seals all keys anew reads all of them; there are a handful.
const ALL_KEYS: &str = "FROM server_keys";

#[test]
fn every_statement_has_an_index_it_can_use() {
    run(async {
        let collecting = tracing_subscriber::registry().with(Statements);
        tracing::subscriber::set_global_default(collecting).expect("no other test listens");
        accounts::on(sqlite).await;
        members::on(sqlite).await;
        overlays::on(sqlite).await;
        pairing::on(sqlite).await;
        polls::on(sqlite).await;
        retention::on(sqlite).await;
        rules::on(sqlite).await;
        schema::on(sqlite).await;
        table::on(sqlite).await;
        accounts::on(postgres).await;
        members::on(postgres).await;
        overlays::on(postgres).await;
        pairing::on(postgres).await;
        polls::on(postgres).await;
        retention::on(postgres).await;
        rules::on(postgres).await;
        schema::on(postgres).await;
        table::on(postgres).await;
        let statements = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ours: Vec<_> = statements.iter().filter(|sql| is_ours(sql)).collect();
        assert!(ours.len() > 60, "only {} statements were heard of", ours.len());

        let mut walks = explained_by_sqlite(&ours).await;
        walks.extend(explained_by_postgres(&ours).await);
        assert!(walks.is_empty(), "{}", walks.join("\n\n"));
    });
}

/// Statements of the storage itself, on its own tables.
fn is_ours(sql: &str) -> bool {
    let words = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    words.iter().any(|word| sql.starts_with(word))
        && !sql.ends_with(ALL_KEYS)
        && !["_sqlx_migrations", "current_database", "pg_", "PRAGMA", "sqlite_schema"]
            .iter()
            .any(|other| sql.contains(other))
}

async fn explained_by_sqlite(statements: &[&String]) -> Vec<String> {
    let fresh = sqlite().await;
    let DatabaseUrl::File(path) = &fresh.url else { panic!("a file") };
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let mut walks = Vec::new();
    for sql in statements.iter().filter(|sql| !sql.contains("unnest(")) {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps = sqlx::query(explain).fetch_all(&mut connection).await;
        for step in steps.unwrap_or_else(|error| panic!("{sql}: {error}")) {
            let detail: String = step.get("detail");
            let walked = detail.strip_prefix("SCAN ").unwrap_or_default();
            // Given rows, and what a part of the statement found, are no tables.
            let first = walked.split(' ').next().unwrap_or_default();
            let is_small = matches!(first, "" | "given" | "g" | "CONSTANT")
                || walked.ends_with("CONSTANT ROWS")
                || first.starts_with("of_")
                || first.starts_with('(');
            if !is_small {
                walks.push(format!("SQLite: {detail}\n{sql}"));
            }
        }
    }
    walks
}

async fn explained_by_postgres(statements: &[&String]) -> Vec<String> {
    let fresh = postgres().await;
    let DatabaseUrl::Postgres(options) = &fresh.url else { panic!("a server") };
    let mut connection = PgConnection::connect_with(options).await.unwrap();
    // Tables are empty: walking is what it would choose. Without that choice it walks only where it must.
    let settings = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";
    sqlx::raw_sql(settings).execute(&mut connection).await.unwrap();
    let mut walks = Vec::new();
    for sql in statements.iter().filter(|sql| !sql.contains("VALUES (?")) {
        let values = (1..1000).take_while(|n| sql.contains(&format!("${n}"))).count();
        let nulls = vec!["NULL"; values].join(", ");
        let execute = if values == 0 { "one".to_owned() } else { format!("one({nulls})") };
        let prepare = sqlx::AssertSqlSafe(format!("PREPARE one AS {sql}"));
        let prepared = sqlx::raw_sql(prepare).execute(&mut connection).await;
        prepared.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN EXECUTE {execute}"));
        let steps = sqlx::raw_sql(explain).fetch_all(&mut connection).await;
        for step in steps.unwrap_or_else(|error| panic!("{sql}: {error}")) {
            let line: String = step.get(0);
            if line.contains("Seq Scan on") {
                walks.push(format!("PostgreSQL: {line}\n{sql}"));
            }
        }
        sqlx::raw_sql("DEALLOCATE one").execute(&mut connection).await.unwrap();
    }
    walks
}

/// Listens to what the driver logs of each statement.
struct Statements;

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut sql = Sql::default();
            event.record(&mut sql);
            let text = if sql.statement.is_empty() { sql.summary } else { sql.statement };
            let mut statements = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
            // A whole transaction may be one text.
            statements.extend(text.split(';').map(|one| one.trim().to_owned()));
        }
    }
}

/// A short statement is its own summary.
#[derive(Default)]
struct Sql {
    summary: String,
    statement: String,
}

impl Visit for Sql {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
