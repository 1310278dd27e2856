//! Inspects a data file before anything is written to it. A file of another program or of a newer schema stays as it
//! is, byte for byte; one of an older schema is copied before it is migrated.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::schema::{APPLICATION_ID, STEPS, newest, read_versions};

/// Why a data file cannot be used: a sentence for whoever named it.
#[derive(Debug)]
pub struct OpenError(pub String);

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self(match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                "another program is writing to it. Stop that one, or try again later.".to_owned()
            }
            Some(rusqlite::ErrorCode::DiskFull) => "the disk is full.".to_owned(),
            Some(rusqlite::ErrorCode::ReadOnly) => READ_ONLY.to_owned(),
            _ => error.to_string(),
        })
    }
}

pub(super) const READ_ONLY: &str =
    "it may only be read, and what people judge has to be written. Allow writing, or name another file.";

/// What is known of a usable file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It does not exist or is empty.
    Nothing,
    /// A file of mock-opik of this schema; 0 for one from before schemas were numbered.
    Ours(i32),
}

/// Inspects the file together with its write-ahead log, and changes neither.
///
/// # Errors
/// A sentence, when it is not a file of mock-opik, or not one that this version can use.
pub fn inspect(path: &Path) -> Result<FileState, OpenError> {
    let facts = match std::fs::metadata(path) {
        Ok(facts) => facts,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return match path.parent() {
                Some(dir) if !dir.as_os_str().is_empty() && !dir.is_dir() => {
                    Err(OpenError(format!("there is no directory {}.", dir.display())))
                }
                _ => Ok(FileState::Nothing),
            };
        }
        Err(error) => return Err(OpenError(error.to_string())),
    };
    if facts.is_dir() {
        return Err(OpenError("it is a directory. Name a file in it.".to_owned()));
    }
    if !facts.is_file() {
        return Err(OpenError("it is no ordinary file.".to_owned()));
    }
    let mut start = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(100).read_to_end(&mut start));
    opened.map_err(|error| OpenError(error.to_string()))?;
    if !start.is_empty() && !start.starts_with(b"SQLite format 3\0") {
        return Err(OpenError("it is something else, not a data file of mock-opik.".to_owned()));
    }
    if facts.permissions().readonly() {
        return Err(OpenError(READ_ONLY.to_owned()));
    }
    if start.is_empty() {
        return Ok(FileState::Nothing);
    }
    // First without its write-ahead log: then the file can be read without leaving even a lock.
    let alone = identify(&open_immutable(path)?)?;
    let log = std::fs::metadata(sibling(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if log { identify(&open_with_wal(path)?) } else { Ok(alone) }
}

/// `path` with something added to the file's name.
pub(super) fn sibling(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let encoded = percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{encoded}?immutable=1"), flags)
}

fn open_with_wal(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(conn)
}

fn identify(conn: &Connection) -> Result<FileState, OpenError> {
    let damaged = |error: rusqlite::Error| OpenError(format!("it cannot be read: {error}"));
    let (application, version) = read_versions(conn).map_err(damaged)?;
    let names: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema")
        .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
        .map_err(damaged)?;
    let newer = || {
        OpenError(format!(
            "its schema is {version}, and this mock-opik knows those up to {}: a newer one has written it. Start that \
             one, or name another file.",
            newest()
        ))
    };
    if application == APPLICATION_ID {
        return match version {
            version if version > newest() => Err(newer()),
            version if version >= 1 => Ok(FileState::Ours(version)),
            _ => Err(OpenError("it is damaged: it says that it is of no schema.".to_owned())),
        };
    }
    if application == 0 && version == 0 && names.is_empty() {
        return Ok(FileState::Nothing);
    }
    let wanted = first_tables().map_err(damaged)?;
    let known = wanted.keys().filter(|name| names.contains(name)).count();
    if application != 0 || known < wanted.len() / 2 {
        return Err(OpenError(
            "it is a database of another program. It was left as it is; name another file.".to_owned(),
        ));
    }
    if version > 0 {
        return Err(newer());
    }
    for (table, columns) in wanted {
        // This table was added last; older files do not have it.
        let may_be_missing = table == "comment_keys" && !names.contains(&table);
        if !may_be_missing && columns_of(conn, &table).map_err(damaged)? != columns {
            return Err(OpenError(format!(
                "its table {table} is not as any mock-opik that was released has made it. It was left as it is; name \
                 another file."
            )));
        }
    }
    Ok(FileState::Ours(0))
}

/// The tables of schema 1, which files from before schemas were numbered have, with their columns.
fn first_tables() -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(STEPS.first().map_or("", |step| step.sql))?;
    let mut query = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let names: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names
        .into_iter()
        .map(|name| {
            let columns = columns_of(&conn, &name)?;
            Ok((name, columns))
        })
        .collect()
}

fn columns_of(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    query.query_map([table], |row| row.get(0))?.collect()
}

/// Copies a file of schema `version` together with its write-ahead log; returns the path of the copy. The caller holds
/// the write lock.
///
/// # Errors
/// A sentence, for example when the disk is full; nothing is left of the copy then.
pub(super) fn copy_before_migration(path: &Path, version: i32) -> Result<PathBuf, OpenError> {
    let unfinished = sibling(path, ".copy-unfinished");
    let name = |more: String| sibling(path, &format!(".schema-{}{more}", version.max(1)));
    let names = std::iter::once(name(String::new())).chain((2..).map(|n| name(format!("-{n}"))));
    let kept = names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| unfinished.clone());
    let copied = copy(path, &unfinished).and_then(|()| {
        File::open(&unfinished).and_then(|file| file.sync_all()).map_err(|error| error.to_string())?;
        std::fs::rename(&unfinished, &kept).map_err(|error| error.to_string())
    });
    copied.map_err(|error| {
        // An incomplete copy is of no use.
        let _ = std::fs::remove_file(&unfinished);
        OpenError(format!(
            "it is of an older schema and has to be changed, but no copy of it could be kept: {error}. It was left as \
             it is."
        ))
    })?;
    Ok(kept)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let _ = std::fs::remove_file(to);
    let Some(to) = to.to_str() else { return Err("its path is not UTF-8".to_owned()) };
    let copied = open_with_wal(from).and_then(|conn| conn.execute("VACUUM INTO ?1", [to]));
    copied.map(drop).map_err(|error| error.to_string())
}
