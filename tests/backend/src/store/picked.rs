//! The rows that a list picked, for statements that read something about all of them at once: fifteen thousand small
//! statements take a second, one takes a tenth of it.

use crate::item::Kind;

/// Traces or spans by their keys, in a list's order.
#[derive(Clone, Debug)]
pub struct Picked {
    /// What they are.
    pub kind: Kind,
    /// The value of the first parameter of every statement [`Picked::select`] writes.
    pub keys: String,
}

impl Picked {
    /// These rows.
    pub fn new(kind: Kind, keys: &[i64]) -> Self {
        Self { kind, keys: serde_json::to_string(keys).unwrap_or_else(|_| "[]".to_owned()) }
    }

    /// `SELECT columns FROM` the rows, called `r`, in their order; `rest` goes on from there.
    pub fn select(&self, columns: &str, rest: &str) -> String {
        let table = self.kind.table();
        format!("SELECT {columns} FROM json_each(?1) k CROSS JOIN {table} r ON r.key = k.value {rest}")
    }
}
