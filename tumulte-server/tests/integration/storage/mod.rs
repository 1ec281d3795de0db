//! What the storage does, the same in SQLite and in PostgreSQL.
//!
//! Every behaviour is one function over an empty storage; `on_both_databases!` makes two tests of each.

/// Makes a test for each database of each of these functions, which take an empty storage. `on` runs them all,
/// for whoever wants to see what they ask of a database.
macro_rules! on_both_databases {
    ($($name:ident)*) => {
        mod sqlite {$(
            #[test]
            fn $name() {
                use crate::storage::databases::{run, sqlite};
                run(async { super::$name(sqlite().await).await });
            }
        )*}

        mod postgres {$(
            #[test]
            fn $name() {
                use crate::storage::databases::{postgres, run};
                run(async { super::$name(postgres().await).await });
            }
        )*}

        pub(super) async fn on(fresh: impl AsyncFn() -> crate::storage::databases::Fresh) {
            $($name(fresh().await).await;)*
        }
    };
}

mod accounts;
mod backup;
mod databases;
mod members;
mod overlays;
mod pairing;
mod plans;
mod polls;
mod retention;
mod rules;
mod schema;
mod store_contract;
mod table;
