//! A data file is inspected before anything is written: files of other programs or of a newer schema are refused with a
//! sentence and stay as they are, byte for byte.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mock_opik::store::Store;
use mock_opik::store::schema::newest;
use rusqlite::Connection;

/// All files of a directory with their contents; `None` for a directory.
fn contents(dir: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let files = std::fs::read_dir(dir).unwrap().map(|one| one.unwrap().path());
    files.map(|path| (path.clone(), std::fs::read(path).ok())).collect()
}

/// Makes `x.db` in a new directory with `make`, and expects that it is refused with these words and unchanged.
fn refused(words: &str, make: impl FnOnce(&Path)) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.db");
    make(&path);
    let before = contents(dir.path());
    let error = Store::open(&path).err();
    assert!(error.is_some(), "taken, and not refused with {words:?}");
    let error = error.unwrap().to_string();
    assert!(error.contains(words), "{error:?} has not {words:?}");
    let after = contents(dir.path());
    assert!(before == after, "{words}: {:?}, then {:?}", before.keys(), after.keys());
}

fn sql(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// A data file of the current schema.
fn ours(path: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { Store::open(path).unwrap().close().await });
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let other = "of another program";
    refused(other, |path| sql(path, "CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('Ada')"));
    refused(other, |path| sql(path, "PRAGMA application_id = 7; CREATE TABLE people (name TEXT)"));
    refused(other, |path| sql(path, "PRAGMA application_id = 7; PRAGMA user_version = 2"));
    refused(other, |path| sql(path, "PRAGMA user_version = 999"));
    refused(other, |path| sql(path, "PRAGMA journal_mode = WAL; CREATE TABLE people (name TEXT)"));
    // Some of its tables happen to have the same names.
    refused(other, |path| {
        sql(path, "CREATE TABLE projects (key INTEGER PRIMARY KEY, id TEXT); CREATE TABLE comments (x)")
    });
    // Everything in the file is still in its write-ahead log.
    refused(other, |path| {
        let running = path.with_file_name("running.db");
        let conn = Connection::open(&running).unwrap();
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE people (name TEXT)",
        )
        .unwrap();
        for end in ["", "-wal", "-shm"] {
            std::fs::copy(
                path.with_file_name(format!("running.db{end}")),
                path.with_file_name(format!("x.db{end}")),
            )
            .unwrap();
        }
        drop(conn);
        std::fs::remove_file(running).unwrap();
        // Whoever opens the file rebuilds the index of the log, so it has to be there for the comparison.
        let conn = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
        conn.query_row("SELECT count(*) FROM people", [], |_| Ok(())).unwrap();
    });
}

#[test]
fn what_is_no_database_is_left_alone() {
    refused("something else", |path| {
        std::fs::write(path, "my notes, which nobody may lose\n".repeat(400)).unwrap()
    });
    refused("something else", |path| std::fs::write(path, "x").unwrap());
    refused("a directory", |path| std::fs::create_dir(path).unwrap());
    // It begins like a database but is not one.
    refused("cannot be read", |path| {
        let mut bytes = b"SQLite format 3\0".to_vec();
        bytes.resize(9000, b'x');
        std::fs::write(path, bytes).unwrap();
    });
    #[cfg(unix)]
    refused("no ordinary file", |path| std::os::unix::fs::symlink("/dev/null", path).unwrap());
}

#[test]
fn a_file_of_a_newer_schema_is_left_alone() {
    for version in [newest() + 1, 999] {
        let words = format!("its schema is {version}, and this mock-opik knows those up to {}", newest());
        refused(&words, |path| {
            ours(path);
            sql(path, &format!("PRAGMA user_version = {version}"));
        });
        // As if it were from before schemas were numbered.
        refused(&words, |path| {
            ours(path);
            sql(path, &format!("PRAGMA application_id = 0; PRAGMA user_version = {version}"));
        });
    }
    refused("damaged", |path| {
        ours(path);
        sql(path, "PRAGMA user_version = -1");
    });
}

#[test]
fn a_file_with_tables_like_ours_but_not_ours_is_left_alone() {
    refused("its table threads is not as", |path| {
        sql(path, include_str!("files/schema_1.sql"));
        sql(path, "ALTER TABLE threads DROP COLUMN errors");
    });
    refused("its table span_totals is not as", |path| {
        sql(path, include_str!("files/schema_1.sql"));
        sql(path, "DROP TABLE span_totals");
    });
}

#[test]
fn a_file_that_may_only_be_read_is_left_alone() {
    for make in [ours, |path: &Path| sql(path, include_str!("files/schema_1.sql"))] {
        refused("may only be read", |path| {
            make(path);
            let mut permissions = std::fs::metadata(path).unwrap().permissions();
            permissions.set_readonly(true);
            std::fs::set_permissions(path, permissions).unwrap();
        });
    }
}

#[test]
fn what_sqlite_takes_for_no_file_is_a_file_all_the_same() {
    for name in [":memory:", "file:x?mode=memory"] {
        let dir = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let mut samples = std::process::Command::new(env!("CARGO_BIN_EXE_mock-opik"));
            let done = samples.args(["samples", "--data", name]).current_dir(dir.path()).output().unwrap();
            assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        }
        assert!(dir.path().join(name).is_file(), "{name}");
        let conn = Connection::open(std::path::Path::new(dir.path()).join(name)).unwrap();
        let traces: i64 = conn.query_row("SELECT count(*) FROM traces", [], |row| row.get(0)).unwrap();
        assert!(traces > 0, "{name}");
    }
}

#[tokio::test]
async fn what_is_new_or_empty_or_was_killed_young_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let count = |store: Store| async move {
        let count = store.read(|conn| {
            Ok(conn.query_row("SELECT count(*) FROM projects", [], |row| row.get::<_, i64>(0))?)
        });
        let count = count.await.unwrap();
        store.close().await;
        count
    };
    let new = dir.path().join("new % ä.db");
    assert_eq!(count(Store::open(&new).unwrap()).await, 1);
    assert_eq!(count(Store::open(&new).unwrap()).await, 1, "a name with a % in it is found again");
    let empty = dir.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    assert_eq!(count(Store::open(&empty).unwrap()).await, 1);
    // Only the first page is in the file itself yet.
    let running = dir.path().join("running.db");
    let store = Store::open(&running).unwrap();
    let young = dir.path().join("young.db");
    for end in ["", "-wal"] {
        std::fs::copy(dir.path().join(format!("running.db{end}")), dir.path().join(format!("young.db{end}")))
            .unwrap();
    }
    assert_eq!(count(Store::open(&young).unwrap()).await, 1);
    assert_eq!(count(store).await, 1);
}
