//! The tables that both engines have, column by column, and all their rows.

use async_trait::async_trait;

use crate::error::StoreError;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    /// 0 and 1 here; PostgreSQL has a type of its own for it.
    Boolean,
}

/// What is in a column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Integer(Option<i64>),
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// The places of the columns by which its rows are in order, and no two are the same.
    pub(crate) key: &'static [usize],
}

use Kind::{Boolean, Integer, Text};

/// All tables; what others refer to comes first. Not here is what a process only holds for a while
/// (`turns`, `claimed_profiles` and `pace` of PostgreSQL; `welcome_links`), what follows from other tables
/// (`standing` of PostgreSQL), what nobody reads any more (`event_done` of SQLite), and which migrations
/// there were.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "surveys", columns: &[("id", Text), ("revision", Integer)], key: &[0] },
    Table {
        name: "revisions",
        columns: &[
            ("survey", Text),
            ("revision", Integer),
            ("language", Text),
            ("source", Text),
            ("published_at", Integer),
            ("has_plain_names", Boolean),
        ],
        key: &[0, 1],
    },
    Table {
        name: "responses",
        columns: &[
            ("number", Integer),
            ("id", Text),
            ("survey", Text),
            ("revision", Integer),
            ("channel", Text),
            ("locale", Text),
            ("identifier_kind", Text),
            ("identifier", Text),
            ("identifier_label", Text),
            ("is_verified", Boolean),
            ("state", Text),
            ("hidden", Text),
            ("started_at", Integer),
            ("updated_at", Integer),
            ("completed_at", Integer),
            ("counted", Text),
            ("version", Integer),
            ("begun_at", Integer),
        ],
        key: &[1],
    },
    Table {
        name: "answers",
        columns: &[
            ("response", Text),
            ("question", Text),
            ("value", Text),
            ("revision", Integer),
            ("answered_at", Integer),
            ("received_at", Integer),
            ("given_at", Integer),
        ],
        key: &[0, 1],
    },
    Table {
        name: "deliveries",
        columns: &[
            ("id", Integer),
            ("response", Text),
            ("question", Text),
            ("revision", Integer),
            ("survey", Text),
            ("payload", Text),
            ("state", Text),
            ("n_attempts", Integer),
            ("next_attempt_at", Integer),
            ("claimed_until", Integer),
            ("claimed_by", Integer),
            ("created_at", Integer),
            ("settled_at", Integer),
            ("last_error", Text),
            ("attribute_state", Text),
            ("event_state", Text),
            ("profile", Text),
            ("attribute", Text),
            ("given_at", Integer),
        ],
        key: &[0],
    },
    Table {
        name: "attempts",
        columns: &[
            // SQLite's own name for it is `rowid`.
            ("number", Integer),
            ("delivery", Integer),
            ("at", Integer),
            ("status", Integer),
            ("outcome", Text),
            ("detail", Text),
            ("duration_ms", Integer),
        ],
        key: &[0],
    },
    Table {
        name: "told",
        columns: &[
            ("profile", Text),
            ("attribute", Text),
            ("given_at", Integer),
            ("delivery", Integer),
        ],
        key: &[0, 1],
    },
    Table {
        name: "quota_counts",
        columns: &[("survey", Text), ("quota", Text), ("n", Integer)],
        key: &[0, 1],
    },
    Table {
        name: "recounts",
        columns: &[("survey", Text), ("revision", Integer), ("up_to", Text)],
        key: &[0],
    },
    Table {
        name: "recount_totals",
        columns: &[("survey", Text), ("quota", Text), ("n", Integer)],
        key: &[0, 1],
    },
    Table {
        name: "files",
        columns: &[
            ("id", Text),
            ("survey", Text),
            ("question", Text),
            ("response", Text),
            ("name", Text),
            ("bytes", Integer),
            ("received_at", Integer),
            ("free_since", Integer),
            ("is_going", Boolean),
            ("room", Integer),
        ],
        key: &[0],
    },
    Table { name: "file_room", columns: &[("survey", Text), ("bytes", Integer)], key: &[0] },
    Table {
        name: "views",
        columns: &[
            ("survey", Text),
            ("revision", Integer),
            ("channel", Text),
            ("day", Text),
            ("n", Integer),
        ],
        key: &[0, 1, 2, 3],
    },
    Table { name: "erased", columns: &[("mark", Text), ("erased_at", Integer)], key: &[0] },
    Table {
        name: "asked",
        columns: &[
            ("identifier_kind", Text),
            ("identifier", Text),
            ("identifier_label", Text),
            ("asked_at", Integer),
            ("told_at", Integer),
        ],
        key: &[0, 1, 2],
    },
    Table {
        name: "accounts",
        columns: &[
            ("id", Text),
            ("login", Text),
            ("password", Text),
            ("role", Text),
            ("language", Text),
            ("created_at", Integer),
            ("changed_at", Integer),
        ],
        key: &[0],
    },
    Table {
        name: "sessions",
        columns: &[
            ("hash", Text),
            ("account", Text),
            ("agent", Text),
            ("created_at", Integer),
            ("seen_at", Integer),
            ("ends_at", Integer),
        ],
        key: &[0],
    },
    Table {
        name: "settings",
        columns: &[("workspace", Text), ("name", Text), ("value", Text), ("changed_at", Integer)],
        key: &[0, 1],
    },
    Table {
        name: "api_tokens",
        columns: &[
            ("id", Text),
            ("hash", Text),
            ("workspace", Text),
            ("account", Text),
            ("name", Text),
            ("ending", Text),
            ("created_at", Integer),
            ("ends_at", Integer),
            ("used_at", Integer),
            ("revoked_at", Integer),
        ],
        key: &[0],
    },
    Table {
        name: "audit",
        columns: &[
            ("id", Text),
            ("workspace", Text),
            ("at", Integer),
            ("account", Text),
            ("who", Text),
            ("action", Text),
            ("subject", Text),
            ("detail", Text),
        ],
        key: &[0],
    },
    Table {
        name: "drafts",
        columns: &[
            ("survey", Text),
            ("language", Text),
            ("source", Text),
            ("name", Text),
            ("revision", Integer),
            ("created_at", Integer),
            ("edited_at", Integer),
            ("edited_by", Text),
        ],
        key: &[0],
    },
    Table {
        name: "draft_edits",
        columns: &[
            ("survey", Text),
            ("revision", Integer),
            ("step", Text),
            ("language", Text),
            ("source", Text),
            ("begun_at", Integer),
            ("edited_at", Integer),
            ("edited_by", Text),
        ],
        key: &[0, 1],
    },
    Table {
        name: "survey_states",
        columns: &[
            ("survey", Text),
            ("held", Text),
            ("held_since", Integer),
            ("archived_at", Integer),
            ("labels", Text),
        ],
        key: &[0],
    },
    Table {
        name: "trials",
        columns: &[
            ("key", Text),
            ("survey", Text),
            ("revision", Integer),
            ("language", Text),
            ("source", Text),
            ("profile", Text),
            ("made_by", Text),
            ("made_at", Integer),
            ("ends_at", Integer),
        ],
        key: &[0],
    },
    Table {
        name: "trial_responses",
        columns: &[
            ("id", Text),
            ("trial", Text),
            ("survey", Text),
            ("channel", Text),
            ("locale", Text),
            ("state", Text),
            ("answers", Text),
            ("started_at", Integer),
            ("updated_at", Integer),
            ("braze", Text),
            ("braze_said", Text),
        ],
        key: &[0],
    },
];

impl Table {
    /// The columns of the key.
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        self.key.iter().filter_map(|at| self.columns.get(*at).copied())
    }
}

/// All rows of a database, to be read or to be filled in.
#[async_trait]
pub(crate) trait Rows: Send {
    /// Begins to read what is there at this moment; with `is_held` nobody writes until it ends.
    async fn begin_reading(&mut self, is_held: bool) -> Result<(), StoreError>;
    /// The rows after a key, in the order of keys: all columns of each.
    async fn rows_after(
        &mut self,
        table: &'static Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError>;
    /// Begins to fill.
    async fn begin_filling(&mut self) -> Result<(), StoreError>;
    /// Writes rows.
    async fn fill(&mut self, table: &'static Table, rows: &[Vec<Cell>]) -> Result<(), StoreError>;
    /// Ends the filling: all of it is there, and on the disk, or nothing.
    async fn finish_filling(&mut self) -> Result<(), StoreError>;
}
