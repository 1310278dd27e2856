//! The thread that fills the row cache at the start, and then keeps the index for searches up to date. It reads beside all
//! others and hands each segment to the writer, so that logging waits only while a segment is stored.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::watch;

use super::text_index::{self, SegmentRule};
use super::wal::ReadGate;
use super::{StoreInner, send};
use crate::error::{ApiError, ApiResult};

/// So long after a write it is looked for what is to be indexed.
const PAUSE: Duration = Duration::from_secs(1);

/// The thread of a store.
pub(super) struct IndexUpkeep {
    wake: Mutex<Option<SyncSender<()>>>,
    /// The number of times that it has looked and done what was to be done.
    rounds: watch::Receiver<usize>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl IndexUpkeep {
    /// Starts the thread, which reads with this connection.
    pub(super) fn start(store: Weak<StoreInner>, conn: Connection, gate: ReadGate) -> Self {
        let (wake, woken) = sync_channel(1);
        let (counter, rounds) = watch::channel(0);
        let thread = std::thread::spawn(move || run(&store, &conn, &gate, &woken, &counter));
        let upkeep = Self { wake: Mutex::new(Some(wake)), rounds, thread: Mutex::new(Some(thread)) };
        // Something may have been left to do, or the file be from before there was an index.
        upkeep.wake();
        upkeep
    }

    /// To be called after each write.
    pub(super) fn wake(&self) {
        if let Some(wake) = self.wake.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            // When the channel is full, it is about to look anyway.
            let _ = wake.try_send(());
        }
    }

    /// Wakes the thread and waits until it has built every segment that is due.
    pub(super) async fn round(&self) {
        let mut rounds = self.rounds.clone();
        rounds.mark_unchanged();
        self.wake();
        // An error means that the thread has ended.
        let _ = rounds.changed().await;
    }

    /// Ends the thread; what it is doing is finished or given up. Joining it may take a moment.
    pub(super) fn stop(&self) -> Option<JoinHandle<()>> {
        drop(self.wake.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn is_stopped(&self) -> bool {
        self.wake.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

fn run(
    store: &Weak<StoreInner>,
    conn: &Connection,
    gate: &ReadGate,
    woken: &Receiver<()>,
    rounds: &watch::Sender<usize>,
) {
    if let Some(store) = store.upgrade() {
        let open = gate.read().unwrap_or_else(PoisonError::into_inner);
        // The first list would have to wait otherwise. If this fails, it reads the rows itself.
        let _ = conn.unchecked_transaction().map(|tx| store.row_cache.warm(&tx));
        drop(open);
    }
    while woken.recv().is_ok() {
        let until = Instant::now() + PAUSE;
        loop {
            match woken.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        loop {
            let Some(store) = store.upgrade() else { return };
            if store.upkeep.get().is_some_and(IndexUpkeep::is_stopped) {
                return;
            }
            match one_segment(&store, conn, gate) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    // Searches read the texts themselves meanwhile; the next write wakes this thread again.
                    tracing::warn!("storage: the texts could not be indexed: {error:?}");
                    break;
                }
            }
        }
        rounds.send_modify(|number| *number += 1);
    }
}

/// Builds and stores one segment; false when there is none to be built.
fn one_segment(store: &StoreInner, conn: &Connection, gate: &ReadGate) -> ApiResult<bool> {
    let open = gate.read().unwrap_or_else(PoisonError::into_inner);
    let tx = conn.unchecked_transaction()?;
    let new = text_index::build_next(&tx, SegmentRule::default())?;
    drop((tx, open));
    let Some(new) = new else { return Ok(false) };
    let done = send(store, move |conn| text_index::store(conn, &new));
    done.blocking_recv().unwrap_or_else(|_| Err(ApiError::internal("storage: the writer is gone")))?;
    Ok(true)
}
