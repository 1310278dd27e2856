//! The write-ahead log stays short while much is written and somebody always reads.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mock_opik::error::ApiResult;
use mock_opik::store::Store;
use rusqlite::Connection;

const MB: u64 = 1 << 20;

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("data.db")).unwrap();
    (dir, store)
}

fn log_of(dir: &Path) -> u64 {
    std::fs::metadata(dir.join("data.db-wal")).map_or(0, |file| file.len())
}

/// Writes this many bytes.
fn fill(conn: &Connection, bytes: u64) -> ApiResult<()> {
    conn.execute("CREATE TABLE IF NOT EXISTS filler (bytes BLOB)", [])?;
    conn.execute("INSERT INTO filler VALUES (zeroblob(?1))", [i64::try_from(bytes).unwrap()])?;
    Ok(())
}

/// Reads without a gap: each read lasts until the next one has begun.
async fn read_on(store: Store, done: Arc<AtomicBool>) {
    let (mut last, mut released) = (tokio::spawn(async {}), None::<std::sync::mpsc::Sender<()>>);
    while !done.load(Ordering::Relaxed) {
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let store = store.clone();
        let next = tokio::spawn(async move {
            let read = move |conn: &Connection| {
                conn.query_row("SELECT count(*) FROM projects", [], |_| Ok(()))?;
                begun.send(()).unwrap();
                // Ends when the other side is dropped.
                let _ = held.recv_timeout(std::time::Duration::from_millis(50));
                Ok(())
            };
            store.read(read).await.unwrap();
        });
        begins.await.unwrap();
        drop(released.replace(release));
        last.await.unwrap();
        last = next;
    }
    drop(released);
    last.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_stays_short_while_others_read() {
    let (dir, store) = store();
    let done = Arc::new(AtomicBool::new(false));
    let reading = tokio::spawn(read_on(store.clone(), Arc::clone(&done)));
    let mut longest = 0;
    for _ in 0..150 {
        store.write(|conn| fill(conn, MB)).await.unwrap();
        longest = longest.max(log_of(dir.path()));
    }
    done.store(true, Ordering::Relaxed);
    reading.await.unwrap();
    assert!(longest <= 36 * MB, "{} MB of log for 150 MB written", longest / MB);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_write_leaves_no_long_log() {
    let (dir, store) = store();
    store.write(|conn| fill(conn, 60 * MB)).await.unwrap();
    // Later jobs wait until the log is truncated.
    store.write(|conn| fill(conn, 1)).await.unwrap();
    assert!(log_of(dir.path()) < MB, "{} bytes", log_of(dir.path()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_that_reads_does_not_stop_the_writer() {
    let (dir, store) = store();
    let other = Connection::open(dir.path().join("data.db")).unwrap();
    let reading = other.unchecked_transaction().unwrap();
    reading.query_row("SELECT count(*) FROM projects", [], |_| Ok(())).unwrap();
    for _ in 0..40 {
        store.write(|conn| fill(conn, MB)).await.unwrap();
    }
    assert!(log_of(dir.path()) > 40 * MB, "what it reads cannot be overwritten");
    drop(reading);
    for _ in 0..30 {
        store.write(|conn| fill(conn, MB)).await.unwrap();
    }
    assert!(log_of(dir.path()) <= 36 * MB, "{} MB", log_of(dir.path()) / MB);
}
