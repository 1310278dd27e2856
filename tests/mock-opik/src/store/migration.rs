//! Migrates a data file of an older schema when it is opened.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::data_file::OpenError;
use super::{data_file, definitions, projects, schema};

/// Migrates the schema in one transaction. `existing` is the path of a file with data in it, of which a copy is kept.
pub(super) fn migrate(conn: &mut Connection, existing: Option<&Path>) -> Result<(), OpenError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (application, version) = schema::read_versions(&tx)?;
    let from = if application == schema::APPLICATION_ID { version } else { 0 };
    if from < schema::newest() {
        let copy = existing.map(|path| data_file::copy_before_migration(path, from)).transpose()?;
        let (old, new) = (from.max(1), schema::newest());
        if let Err(error) =
            schema::apply_steps(&tx, from).and_then(|()| insert_defaults(&tx)).and_then(|()| tx.commit())
        {
            // Nothing has changed, so the copy is not needed.
            copy.map(std::fs::remove_file);
            let why = OpenError::from(error);
            return Err(OpenError(format!("it could not be brought from schema {old} to {new}: {why}")));
        }
        if let (Some(path), Some(copy)) = (existing, copy) {
            let (path, copy) = (path.display(), copy.display());
            tracing::warn!(
                "{path} was of schema {old} and is of schema {new} now; {copy} is as it was before"
            );
        }
        return Ok(());
    }
    insert_defaults(&tx)?;
    Ok(tx.commit()?)
}

/// Inserts what every store has: the default project and the definition of the thumbs.
fn insert_defaults(conn: &Connection) -> rusqlite::Result<()> {
    projects::insert_defaults(conn)?;
    definitions::insert_defaults(conn)
}
