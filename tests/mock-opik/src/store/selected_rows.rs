//! The rows of a page, for statements that read something about all of them at once: one such statement takes a tenth
//! of the time of one for each row.

use crate::entity::RecordKind;

/// Traces, spans or threads by their keys, in the order of a list.
#[derive(Clone, Debug)]
pub struct SelectedRows {
    /// Their table.
    table: &'static str,
    /// The SQL of the id that scores and comments refer to, when the rows' table is called `r`.
    pub entity: &'static str,
    /// The keys as JSON: the first parameter of the statements of [`SelectedRows::select`].
    pub keys: String,
}

impl SelectedRows {
    /// The traces or spans with these keys.
    pub fn new(kind: RecordKind, keys: &[i64]) -> Self {
        Self::of(kind.table(), "r.id", keys)
    }

    /// The threads with these keys.
    pub fn threads(keys: &[i64]) -> Self {
        Self::of("threads", "r.model_id", keys)
    }

    fn of(table: &'static str, entity: &'static str, keys: &[i64]) -> Self {
        let keys = serde_json::to_string(keys).unwrap_or_else(|_| "[]".to_owned());
        Self { table, entity, keys }
    }

    /// `SELECT columns FROM` these rows, called `r`, in their order, followed by `rest`.
    pub fn select(&self, columns: &str, rest: &str) -> String {
        let table = self.table;
        format!("SELECT {columns} FROM json_each(?1) k CROSS JOIN {table} r ON r.key = k.value {rest}")
    }
}
