//! All rows of a database.

use async_trait::async_trait;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres, Row as _};

use super::server::Server;
use crate::claims::relay_number;
use crate::error::StoreError;
use crate::tables::{Cell, Kind, Rows, TABLES, Table};

/// All rows of a database whose tables are up to date.
pub(crate) struct PgRows(PgConnection);

/// The rows of the database at an address.
pub(crate) async fn rows_of(url: &str) -> Result<PgRows, StoreError> {
    Ok(PgRows(Server::at(url, relay_number())?.connect().await?))
}

fn names(columns: impl Iterator<Item = (&'static str, Kind)>) -> String {
    columns.map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

fn cells(table: &Table, row: &PgRow) -> Result<Vec<Cell>, sqlx::Error> {
    let cell = |(at, (_, kind)): (usize, &(_, Kind))| {
        Ok(match kind {
            Kind::Text => Cell::Text(row.try_get(at)?),
            Kind::Integer => Cell::Integer(row.try_get(at)?),
            Kind::Boolean => Cell::Integer(row.try_get::<Option<bool>, _>(at)?.map(i64::from)),
        })
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// A column of rows, as the array that a statement takes.
fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    rows: &[Vec<Cell>],
    (at, kind): (usize, Kind),
) -> Query<'q, Postgres, PgArguments> {
    let cells = rows.iter().map(|row| row.get(at));
    let texts = |cell: Option<&Cell>| match cell {
        Some(Cell::Text(text)) => text.clone(),
        _ => None,
    };
    let integers = |cell: Option<&Cell>| match cell {
        Some(Cell::Integer(n)) => *n,
        _ => None,
    };
    match kind {
        Kind::Text => query.bind(cells.map(texts).collect::<Vec<_>>()),
        Kind::Integer => query.bind(cells.map(integers).collect::<Vec<_>>()),
        Kind::Boolean => {
            query.bind(cells.map(|cell| integers(cell).map(|n| n != 0)).collect::<Vec<_>>())
        }
    }
}

#[async_trait]
impl Rows for PgRows {
    async fn begin_reading(&mut self, is_held: bool) -> Result<(), StoreError> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ";
        sqlx::query(begin).execute(&mut self.0).await?;
        if is_held {
            let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
            let lock = format!("LOCK TABLE {} IN SHARE MODE", tables.join(", "));
            sqlx::query(AssertSqlSafe(lock)).execute(&mut self.0).await?;
        }
        Ok(())
    }

    async fn rows_after(
        &mut self,
        table: &'static Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let (all, key) = (names(table.columns.iter().copied()), names(table.key_columns()));
        let marks: Vec<String> = (1..=table.key.len()).map(|at| format!("${at}")).collect();
        let marks = marks.join(", ");
        let only = after.map_or_else(String::new, |_| format!("WHERE ({key}) > ({marks})"));
        let sql = format!("SELECT {all} FROM {} {only} ORDER BY {key} LIMIT {limit}", table.name);
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for cell in after.unwrap_or_default() {
            query = match cell {
                Cell::Text(text) => query.bind(text.clone()),
                Cell::Integer(n) => query.bind(*n),
            };
        }
        let rows = query.fetch_all(&mut self.0).await?;
        Ok(rows.iter().map(|row| cells(table, row)).collect::<Result<_, _>>()?)
    }

    async fn begin_filling(&mut self) -> Result<(), StoreError> {
        sqlx::query("BEGIN").execute(&mut self.0).await?;
        Ok(())
    }

    async fn fill(&mut self, table: &'static Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
        let kind = |kind: &Kind| match kind {
            Kind::Text => "text",
            Kind::Integer => "bigint",
            Kind::Boolean => "boolean",
        };
        let arrays: Vec<String> = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, (_, of))| format!("${}::{}[]", at + 1, kind(of)))
            .collect();
        let all = names(table.columns.iter().copied());
        let sql = format!(
            "INSERT INTO {} ({all}) SELECT * FROM UNNEST({})",
            table.name,
            arrays.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (at, (_, kind)) in table.columns.iter().enumerate() {
            query = bind(query, rows, (at, *kind));
        }
        query.execute(&mut self.0).await?;
        Ok(())
    }

    async fn finish_filling(&mut self) -> Result<(), StoreError> {
        for sql in [
            // What comes next has the next number.
            "SELECT setval(pg_get_serial_sequence('responses', 'number'), max(number)) FROM responses HAVING max(number) > 0",
            "SELECT setval(pg_get_serial_sequence('deliveries', 'id'), max(id)) FROM deliveries HAVING max(id) > 0",
            "SELECT setval(pg_get_serial_sequence('attempts', 'number'), max(number)) FROM attempts HAVING max(number) > 0",
            "INSERT INTO claimed_profiles SELECT DISTINCT profile FROM deliveries
             WHERE claimed_until IS NOT NULL AND profile IS NOT NULL",
            "COMMIT",
            // So that the first answers find their way without looking through all.
            "ANALYZE",
        ] {
            sqlx::query(sql).execute(&mut self.0).await?;
        }
        Ok(())
    }
}
