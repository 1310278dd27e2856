//! The schema of a data file, as a list of steps. A new file takes all of them, an older file those it has not had, so
//! both end up the same.
//!
//! To change the schema, append a step with the next number and its SQL. A released step is never changed, because
//! existing files have taken it. Steps may call the functions of [`super::sql_functions`].

use rusqlite::{Connection, Transaction};

/// A change of the schema.
#[derive(Clone, Copy, Debug)]
pub struct SchemaStep {
    /// The file's `user_version` after it: 1, 2, 3 and so on.
    pub version: i32,
    /// The SQL.
    pub sql: &'static str,
}

/// All changes, oldest first.
pub const STEPS: &[SchemaStep] = &[
    SchemaStep { version: 1, sql: include_str!("schema/1_first.sql") },
    SchemaStep { version: 2, sql: include_str!("schema/2_keys.sql") },
    SchemaStep { version: 3, sql: include_str!("schema/3_costs.sql") },
    SchemaStep { version: 4, sql: include_str!("schema/4_changes.sql") },
    SchemaStep { version: 5, sql: include_str!("schema/5_attachments.sql") },
    SchemaStep { version: 6, sql: include_str!("schema/6_search.sql") },
];

/// The `application_id` in the header of the file (the letters "Clqy"), which marks it as one of mock-opik. Files of
/// schema 1 do not have it yet.
pub const APPLICATION_ID: i32 = 0x436c_7179;

/// The version of the schema that this program reads and writes.
pub fn newest() -> i32 {
    STEPS.last().map_or(0, |step| step.version)
}

/// The file's `application_id` and `user_version`.
///
/// # Errors
/// When the file cannot be read.
pub fn read_versions(conn: &Connection) -> rusqlite::Result<(i32, i32)> {
    let number = |pragma| conn.pragma_query_value(None, pragma, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

/// Takes the steps that a file of schema `from` has not had (0: an empty file), and updates the version.
///
/// # Errors
/// When the store fails; nothing has changed once the transaction is dropped.
pub fn apply_steps(tx: &Transaction<'_>, from: i32) -> rusqlite::Result<()> {
    for step in STEPS.iter().filter(|step| step.version > from) {
        tx.execute_batch(step.sql)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", newest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_numbered_from_1_without_a_gap() {
        let numbers: Vec<i32> = STEPS.iter().map(|step| step.version).collect();
        let wanted: Vec<i32> = (1..).take(STEPS.len()).collect();
        assert_eq!(numbers, wanted);
    }
}
