//! The thread that writes. It takes the waiting jobs from its queue, runs them in one transaction, each in its own
//! savepoint, and replies after the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};

use rusqlite::Connection;

use super::change_counts::ChangeCounter;
use super::wal::{IDLE, Wal};
use crate::error::{ApiError, ApiResult};

/// The most jobs in one transaction.
const GROUP: usize = 64;

/// A job: it gets the connection, or the reason why nothing can be written now, and returns its reply.
pub(super) type Job = Box<dyn FnOnce(ApiResult<&Connection>) -> Reply + Send>;
/// Sends the result of a job, once it is known whether the commit succeeded.
pub(super) type Reply = Box<dyn FnOnce(ApiResult<()>) + Send>;

/// Runs jobs until the queue is closed. After each transaction, and when nothing comes for a while, the write-ahead log
/// is shortened.
pub(super) fn run(conn: &Connection, queue: &Receiver<Job>, changes: &ChangeCounter, mut wal: Option<Wal>) {
    let mut rested = true;
    loop {
        match queue.recv_timeout(IDLE) {
            Ok(first) => {
                write(conn, first, queue, changes);
                wal.iter_mut().for_each(|wal| wal.shorten(conn));
                rested = false;
            }
            Err(RecvTimeoutError::Timeout) if rested => {}
            Err(RecvTimeoutError::Timeout) => {
                wal.iter_mut().for_each(|wal| wal.shorten_idle(conn));
                rested = true;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// One transaction: this job and those that wait behind it.
fn write(conn: &Connection, first: Job, queue: &Receiver<Job>, changes: &ChangeCounter) {
    let mut lost = conn.execute_batch("BEGIN IMMEDIATE").err().map(ApiError::from);
    let mut answers: Vec<Reply> = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next {
        answers.push(job(lost.clone().map_or(Ok(conn), Err)));
        if lost.is_none() && !conn.is_autocommit() {
            // A change that cannot be counted must not be committed.
            lost = changes.count(conn).err();
        }
        if lost.is_none() && conn.is_autocommit() {
            // SQLite rolls the whole transaction back when the disk is full or fails, including earlier jobs. A further
            // job would run in a transaction of its own, and be kept though it is reported as lost.
            lost = Some(ApiError::storage_lost());
        }
        next = if answers.len() < GROUP { queue.try_recv().ok() } else { None };
    }
    let committed = match lost {
        Some(lost) => Err(lost),
        None => conn.execute_batch("COMMIT").map_err(ApiError::from),
    };
    if !conn.is_autocommit() {
        // Nothing more can be done here; the next BEGIN shows whether it helped.
        let _ = conn.execute_batch("ROLLBACK");
    }
    answers.into_iter().for_each(|answer| answer(committed.clone()));
}

/// Runs a job in its own savepoint.
pub(super) fn in_savepoint<T>(
    conn: &Connection,
    work: impl FnOnce(&Connection) -> ApiResult<T>,
) -> ApiResult<T> {
    conn.execute_batch("SAVEPOINT piece")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(conn)))
        .unwrap_or_else(|_| Err(ApiError::internal("storage: a write panicked")));
    if conn.is_autocommit() {
        // There is no transaction to return to.
        return outcome.and(Err(ApiError::storage_lost()));
    }
    let end = if outcome.is_ok() { "RELEASE piece" } else { "ROLLBACK TO piece; RELEASE piece" };
    conn.execute_batch(end)?;
    outcome
}
