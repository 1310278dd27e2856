//! The database: one SQLite file in WAL mode, one thread that writes, a few connections that read.
//!
//! Writes are answered after the commit, so an acknowledged write survives `kill -9`. With `synchronous=NORMAL` the
//! operating system decides when to flush: a power cut may lose the last writes, never the file.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use self::change_counts::ChangeCounter;
use self::data_file::{FileState, OpenError};
use self::index_upkeep::IndexUpkeep;
use self::row_cache::RowCache;
use self::text_index::SegmentRule;
use self::wal::{ReadGate, Wal};
use self::writer::{Job, in_savepoint};
use crate::error::{ApiError, ApiResult};

pub mod attachments;
mod change_counts;
pub mod comments;
pub mod data_file;
pub mod definitions;
pub mod deletion;
mod index_upkeep;
pub mod ingest;
pub mod json_text;
mod migration;
pub mod missing_costs;
pub mod otel_traces;
pub mod projects;
pub mod record_fields;
pub mod record_view;
pub mod records;
pub mod row_cache;
pub mod schema;
pub mod scores;
pub mod selected_rows;
pub mod sql_functions;
pub mod tags;
pub mod text_index;
pub mod thread_view;
pub mod threads;
pub mod totals;
mod wal;
pub mod workspace;
mod writer;

/// The number of connections that read at the same time.
const READERS: usize = 4;
/// How much of the file each of them keeps in memory, in KiB. What is not there comes from the operating system's cache.
const READER_CACHE: u32 = 8 << 10;
/// The same of the connection that writes.
const WRITER_CACHE: u32 = 16 << 10;
/// The same of the connection that reads what is to be indexed.
const INDEX_CACHE: u32 = 1 << 10;

/// The store; a clone is the same store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<StoreInner>,
}

struct StoreInner {
    jobs: Mutex<Option<Sender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// None for a database in memory, whose one connection also reads.
    readers: Option<Readers>,
    row_cache: RowCache,
    /// Nothing for a database in memory, which is not indexed.
    upkeep: OnceLock<IndexUpkeep>,
}

struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    gate: ReadGate,
}

impl Store {
    /// Opens the file, or makes it. A file of an older schema is migrated, and a copy of it is kept beside it.
    ///
    /// # Errors
    /// When it cannot be opened or is not a usable file; then it is left as it was.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        // SQLite gives some names a special meaning (`:memory:`, `file:…`); here a name is always a file.
        let here = Path::new(".").join(path);
        let special = path.to_str().is_some_and(|name| name.starts_with(':') || name.starts_with("file:"));
        let path = if special { &here } else { path };
        let found = data_file::inspect(path)?;
        let mut writer = Connection::open(path)?;
        if writer.is_readonly("main")? {
            return Err(OpenError(data_file::READ_ONLY.to_owned()));
        }
        configure(&writer, WRITER_CACHE)?;
        writer.execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
        )?;
        migration::migrate(&mut writer, Some(path).filter(|_| found != FileState::Nothing))?;
        let reader = |cache| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let reader = Connection::open_with_flags(path, flags)?;
            configure(&reader, cache)?;
            Ok::<_, rusqlite::Error>(reader)
        };
        let idle = (0..READERS).map(|_| reader(READER_CACHE)).collect::<Result<_, _>>()?;
        let for_index = reader(INDEX_CACHE)?;
        let gate = ReadGate::default();
        let wal = Wal::of(path, Arc::clone(&gate), &writer)?;
        let permits = Arc::new(Semaphore::new(READERS));
        let readers = Readers { idle: Mutex::new(idle), permits, gate: Arc::clone(&gate) };
        let store = Self::start(writer, Some((readers, wal)))?;
        store.inner.upkeep.get_or_init(|| IndexUpkeep::start(Arc::downgrade(&store.inner), for_index, gate));
        Ok(store)
    }

    /// A store in memory, which is gone with its last clone.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn memory() -> Result<Self, OpenError> {
        Self::memory_with(|_| Ok(()))
    }

    /// As [`Store::memory`], after `setup` has had the store's one connection: tests record its statements there.
    ///
    /// # Errors
    /// As [`Store::memory`], and when `setup` fails.
    pub fn memory_with(
        setup: impl FnOnce(&mut Connection) -> rusqlite::Result<()>,
    ) -> Result<Self, OpenError> {
        let mut writer = Connection::open_in_memory()?;
        setup(&mut writer)?;
        configure(&writer, WRITER_CACHE)?;
        migration::migrate(&mut writer, None)?;
        Ok(Self::start(writer, None)?)
    }

    fn start(mut writer: Connection, file: Option<(Readers, Wal)>) -> rusqlite::Result<Self> {
        let (jobs, queue) = channel();
        let (readers, wal) = file.unzip();
        let changes = ChangeCounter::of(&mut writer)?;
        let thread = std::thread::spawn(move || writer::run(&writer, &queue, &changes, wal));
        let inner = StoreInner {
            jobs: Mutex::new(Some(jobs)),
            writer: Mutex::new(Some(thread)),
            row_cache: readers
                .as_ref()
                .map_or_else(|| RowCache::new(row_cache::MOST_TEXTS_OF_MEMORY), |_| RowCache::default()),
            readers,
            upkeep: OnceLock::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `work` in a transaction, which is rolled back when `work` fails. Returns after the commit.
    ///
    /// # Errors
    /// The error of `work`, or 503 when nothing can be written now; then nothing of it was written.
    pub async fn write<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> ApiResult<T> + Send + 'static,
    {
        let outcome = send(&self.inner, work).await.unwrap_or_else(|_| Err(closed()));
        self.inner.upkeep.get().into_iter().for_each(IndexUpkeep::wake);
        outcome
    }

    /// Runs `work` on one consistent view of the database, beside other readers and the writer.
    ///
    /// # Errors
    /// The error of `work`.
    pub async fn read<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> ApiResult<T> + Send + 'static,
    {
        let Some(readers) = &self.inner.readers else { return self.write(work).await };
        let permit = Arc::clone(&readers.permits).acquire_owned().await.map_err(|_| closed())?;
        let inner = Arc::clone(&self.inner);
        let task = tokio::task::spawn_blocking(move || {
            // The caller may stop waiting; the connection is in use until this is done.
            let _permit = permit;
            let Some(readers) = &inner.readers else { return Err(closed()) };
            let taken = readers.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(conn) = taken else { return Err(closed()) };
            let open = readers.gate.read().unwrap_or_else(PoisonError::into_inner);
            let outcome = conn.unchecked_transaction().map_err(ApiError::from).and_then(|tx| {
                catch_unwind(AssertUnwindSafe(|| work(&tx)))
                    .unwrap_or_else(|_| Err(ApiError::internal("storage: a read panicked")))
            });
            drop(open);
            let mut idle = readers.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if !readers.permits.is_closed() {
                idle.push(conn);
            }
            drop(idle);
            outcome
        });
        task.await.unwrap_or_else(|error| Err(ApiError::internal(error)))
    }

    /// Indexes texts for searches until there is nothing left that `rule` asks for; returns the number of segments that
    /// were stored. A store in a file does this by itself, a while after writes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn index_texts(&self, rule: SegmentRule) -> ApiResult<usize> {
        let next = move |conn: &Connection| {
            let new = text_index::build_next(conn, rule)?;
            new.as_ref().map(|new| text_index::store(conn, new)).transpose().map(|stored| stored.is_some())
        };
        let mut stored = 0;
        while self.write(next).await? {
            stored += 1;
        }
        Ok(stored)
    }

    /// Returns when a store in a file has indexed by itself what was to be indexed.
    pub async fn upkeep(&self) {
        if let Some(upkeep) = self.inner.upkeep.get() {
            upkeep.round().await;
        }
    }

    /// Whether [`Store::close`] was called.
    pub fn is_closed(&self) -> bool {
        self.inner.jobs.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// The cache for lists, searches and statistics.
    pub fn row_cache(&self) -> &RowCache {
        &self.inner.row_cache
    }

    /// Finishes waiting writes and closes the file. Later calls are refused with 503.
    pub async fn close(&self) {
        if let Some(thread) = self.inner.upkeep.get().and_then(IndexUpkeep::stop) {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        // The writer closes last: the write-ahead log is merged into the file and removed only then.
        if let Some(readers) = &self.inner.readers {
            readers.permits.close();
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        drop(self.inner.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // Joining fails only if the writer panicked; nothing is left to save then.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

/// Gives the writer `work` to do in a transaction. The receiver gets the outcome after the commit.
fn send<T, F>(store: &StoreInner, work: F) -> oneshot::Receiver<ApiResult<T>>
where
    T: Send + 'static,
    F: FnOnce(&Connection) -> ApiResult<T> + Send + 'static,
{
    let (answer, done) = oneshot::channel();
    let job: Job = Box::new(move |conn| {
        let outcome = conn.and_then(|conn| in_savepoint(conn, work));
        Box::new(move |committed| {
            // The client may have gone away; the work is done all the same.
            let _ = answer.send(committed.and(outcome));
        })
    });
    if let Some(jobs) = store.jobs.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        // If this fails the job is dropped, and the receiver learns that no answer will come.
        let _ = jobs.send(job);
    }
    done
}

fn closed() -> ApiError {
    ApiError::unavailable("The server is stopping.")
}

/// Configures a new connection, which keeps at most `cache` KiB of the file in memory. The file is not mapped: what is
/// read of it would count as memory of this program, up to all of it.
fn configure(conn: &Connection, cache: u32) -> rusqlite::Result<()> {
    conn.execute_batch(&format!(
        "PRAGMA busy_timeout = 10000; PRAGMA mmap_size = 0; PRAGMA cache_size = -{cache}; PRAGMA temp_store = MEMORY;",
    ))?;
    conn.set_prepared_statement_cache_capacity(256);
    sql_functions::add(conn)
}
