//! All rows of a file, and a copy of the whole of it.

use std::path::Path;

use async_trait::async_trait;
use serde_json::Value as Json;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row as _};

use super::open;
use crate::error::StoreError;
use crate::tables::{Cell, Kind, Rows, Table};

/// All rows of a file that is there, with tables that are up to date.
pub(crate) struct SqliteRows {
    connection: SqliteConnection,
    /// What is done to rows by themselves, put away while rows come as they are to be.
    triggers: Vec<(String, String)>,
}

/// The rows of the file at an address.
pub(crate) async fn rows_of(url: &str) -> Result<SqliteRows, StoreError> {
    let connection = open::existing_file(url)?.connect().await?;
    Ok(SqliteRows { connection, triggers: Vec::new() })
}

/// Copies a file as it is at this moment, whoever writes to it.
pub(crate) async fn copy_file(url: &str, to: &Path) -> Result<(), StoreError> {
    let mut connection = open::existing_file(url)?.connect().await?;
    let to = to.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO ?1").bind(to).execute(&mut connection).await?;
    Ok(())
}

/// A column by its name in this engine.
fn column(table: &Table, name: &'static str) -> &'static str {
    if table.name == "attempts" && name == "number" { "rowid" } else { name }
}

fn names(table: &Table, columns: impl Iterator<Item = (&'static str, Kind)>) -> String {
    columns.map(|(name, _)| column(table, name)).collect::<Vec<_>>().join(", ")
}

fn cells(table: &Table, row: &SqliteRow) -> Result<Vec<Cell>, sqlx::Error> {
    let cell = |(at, (_, kind)): (usize, &(_, Kind))| {
        Ok(match kind {
            Kind::Text => Cell::Text(row.try_get(at)?),
            Kind::Integer | Kind::Boolean => Cell::Integer(row.try_get(at)?),
        })
    };
    table.columns.iter().enumerate().map(cell).collect()
}

#[async_trait]
impl Rows for SqliteRows {
    async fn begin_reading(&mut self, is_held: bool) -> Result<(), StoreError> {
        let begin = if is_held { "BEGIN IMMEDIATE" } else { "BEGIN" };
        sqlx::query(begin).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn rows_after(
        &mut self,
        table: &'static Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let (all, key) =
            (names(table, table.columns.iter().copied()), names(table, table.key_columns()));
        let marks = vec!["?"; table.key.len()].join(", ");
        let only = after.map_or_else(String::new, |_| format!("WHERE ({key}) > ({marks})"));
        let sql = format!("SELECT {all} FROM {} {only} ORDER BY {key} LIMIT {limit}", table.name);
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for cell in after.unwrap_or_default() {
            query = match cell {
                Cell::Text(text) => query.bind(text.clone()),
                Cell::Integer(n) => query.bind(*n),
            };
        }
        let rows = query.fetch_all(&mut self.connection).await?;
        Ok(rows.iter().map(|row| cells(table, row)).collect::<Result<_, _>>()?)
    }

    async fn begin_filling(&mut self) -> Result<(), StoreError> {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await?;
        self.triggers =
            sqlx::query_as("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                .fetch_all(&mut self.connection)
                .await?;
        for (name, _) in &self.triggers {
            let drop = format!("DROP TRIGGER {name}");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn fill(&mut self, table: &'static Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
        let value = |cell: &Cell| match cell {
            Cell::Text(text) => Json::from(text.clone()),
            Cell::Integer(n) => Json::from(*n),
        };
        let rows: Json = rows.iter().map(|row| row.iter().map(value).collect::<Json>()).collect();
        let values: Vec<String> =
            (0..table.columns.len()).map(|at| format!("value ->> {at}")).collect();
        let all = names(table, table.columns.iter().copied());
        let sql = format!(
            "INSERT INTO {} ({all}) SELECT {} FROM json_each(?1)",
            table.name,
            values.join(", ")
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(rows.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    async fn finish_filling(&mut self) -> Result<(), StoreError> {
        for (_, sql) in std::mem::take(&mut self.triggers) {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut self.connection).await?;
        }
        sqlx::query("COMMIT").execute(&mut self.connection).await?;
        // All of it in the one file, which can be moved about then.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await?;
        Ok(())
    }
}
