//! The rows that a list picked, for statements that read something about all of them at once: fifteen thousand small
//! statements take a second, one takes a tenth of it.

use crate::entity::RecordKind;

/// Traces, spans or threads by their keys, in a list's order.
#[derive(Clone, Debug)]
pub struct SelectedRows {
    /// Their table.
    table: &'static str,
    /// The id that scores and comments hang on, as `r` has it.
    pub entity: &'static str,
    /// The value of the first parameter of every statement [`SelectedRows::select`] writes.
    pub keys: String,
}

impl SelectedRows {
    /// These traces or spans.
    pub fn new(kind: RecordKind, keys: &[i64]) -> Self {
        Self::of(kind.table(), "r.id", keys)
    }

    /// These threads.
    pub fn threads(keys: &[i64]) -> Self {
        Self::of("threads", "r.model_id", keys)
    }

    fn of(table: &'static str, entity: &'static str, keys: &[i64]) -> Self {
        let keys = serde_json::to_string(keys).unwrap_or_else(|_| "[]".to_owned());
        Self { table, entity, keys }
    }

    /// `SELECT columns FROM` the rows, called `r`, in their order; `rest` goes on from there.
    pub fn select(&self, columns: &str, rest: &str) -> String {
        let table = self.table;
        format!("SELECT {columns} FROM json_each(?1) k CROSS JOIN {table} r ON r.key = k.value {rest}")
    }
}
