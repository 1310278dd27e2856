//! Test controls, only with `--test-controls`: hold and fail the next matching requests, read what was asked, set
//! the clock. Browser tests in this process call [`Controls`] directly; others send JSON:
//!
//! | call | body | answer |
//! |---|---|---|
//! | `POST /__test/hold` | `{"method"?: "PUT", "path": "/v1/private/traces/*", "times"?: 1}` | `{"hold": 1}` |
//! | `POST /__test/release` | `{"hold"?: 1}`, without it all of them | `{"released": 2}`, how many requests went on |
//! | `POST /__test/fail` | the same as hold, and `{"status": 503, "body"?: any}` or `{"drop": "before"}` or `{"drop": "after"}` | `{"fail": 2}` |
//! | `POST /__test/clock` | `{"now": "2026-01-02T03:04:05Z"}` or `{"advance_ms": 900000}` or `{}` to only look | `{"now": "…"}` |
//! | `POST /__test/log` | `{"clear"?: true}` | `{"requests": [{"method", "path", "query"?, "status"?, "held"}]}`, oldest first |
//! | `POST /__test/reset` | `{}` | `{}`; releases and forgets holds, failures and the log |
//!
//! A path is matched without base path, `/api` and trailing slash; `*` stands for anything, also for slashes; a
//! pattern with `?` is matched against path and query. `drop` closes the connection without an answer, before or
//! after the request has been carried out. A request still under way has no status. Requests to `/__test/` are
//! neither logged nor matched.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::clock::Clock;

mod http;
mod pattern;

pub use pattern::Pattern;

/// How a request fails.
#[derive(Clone, Debug)]
pub enum Failure {
    /// With this status and body, without being carried out.
    Answer(StatusCode, Value),
    /// The connection closes; nothing was done.
    DropBefore,
    /// The request is carried out and the connection closes without an answer.
    DropAfter,
}

/// A request as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Its method.
    pub method: String,
    /// Its path, as patterns match it.
    pub path: String,
    /// Its query, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The answer's status; none while it is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Whether it is being held.
    pub held: bool,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// It is answered by this.
    Instead(Response<Body>),
    /// It goes on, and its answer is lost.
    ServeThenDrop,
}

struct Hold {
    id: u64,
    pattern: Pattern,
    waiting: usize,
    gate: watch::Sender<bool>,
}

struct Fail {
    pattern: Pattern,
    failure: Failure,
}

#[derive(Default)]
struct Inner {
    last_id: u64,
    holds: Vec<Hold>,
    fails: Vec<Fail>,
    cleared: usize,
    log: Vec<Seen>,
}

/// The controls of one server.
pub struct Controls {
    clock: Clock,
    inner: Mutex<Inner>,
    changed: watch::Sender<()>,
}

impl Controls {
    /// Controls that turn `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, inner: Mutex::default(), changed: watch::Sender::new(()) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Holds the next matching requests until they are released; answers the hold's id.
    pub fn hold(&self, pattern: Pattern) -> u64 {
        let mut inner = self.inner();
        inner.last_id += 1;
        let id = inner.last_id;
        inner.holds.push(Hold { id, pattern, waiting: 0, gate: watch::Sender::new(false) });
        id
    }

    /// Lets the requests of one hold go on, or of all, and forgets it; answers how many were waiting.
    pub fn release(&self, hold: Option<u64>) -> usize {
        let mut inner = self.inner();
        let (gone, kept) = inner.holds.drain(..).partition(|one| hold.is_none_or(|id| id == one.id));
        inner.holds = kept;
        let gone: Vec<Hold> = gone;
        gone.iter().for_each(|one| {
            one.gate.send_replace(true);
        });
        gone.iter().map(|one| one.waiting).sum()
    }

    /// Waits until `count` requests are waiting in this hold; at once if the hold is gone.
    pub async fn waiting(&self, hold: u64, count: usize) {
        let mut changed = self.changed.subscribe();
        loop {
            let reached =
                self.inner().holds.iter().find(|one| one.id == hold).is_none_or(|one| one.waiting >= count);
            if reached || changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Fails the next matching requests.
    pub fn fail(&self, pattern: Pattern, failure: Failure) -> u64 {
        let mut inner = self.inner();
        inner.last_id += 1;
        inner.fails.push(Fail { pattern, failure });
        inner.last_id
    }

    /// The requests so far, oldest first.
    pub fn log(&self) -> Vec<Seen> {
        self.inner().log.clone()
    }

    /// Empties the log.
    pub fn clear_log(&self) {
        let mut inner = self.inner();
        inner.cleared += inner.log.len();
        inner.log.clear();
    }

    /// Releases everything and forgets holds, failures and the log.
    pub fn reset(&self) {
        self.release(None);
        self.inner().fails.clear();
        self.clear_log();
    }

    /// Writes a request into the log; answers its number for [`Controls::judge`] and [`Controls::answered`].
    pub(crate) fn note(&self, method: &Method, path: &str, query: Option<&str>) -> usize {
        let mut inner = self.inner();
        inner.log.push(Seen {
            method: method.to_string(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            status: None,
            held: false,
        });
        inner.cleared + inner.log.len() - 1
    }

    /// Decides about a request; waits here while it is held. A hold comes before a failure.
    pub(crate) async fn judge(
        &self,
        number: usize,
        method: &Method,
        path: &str,
        query: Option<&str>,
    ) -> Verdict {
        if let Some(mut gate) = self.held_by(number, method, path, query) {
            // An error means that the controls are gone, and the hold with them.
            let _ = gate.wait_for(|open| *open).await;
            self.mark(number, |seen| seen.held = false);
        }
        let mut inner = self.inner();
        let fits = |fail: &Fail| fail.pattern.times > 0 && fail.pattern.matches(method, path, query);
        let Some(fail) = inner.fails.iter_mut().find(|fail| fits(fail)) else { return Verdict::Pass };
        fail.pattern.times -= 1;
        match &fail.failure {
            Failure::Answer(status, body) => Verdict::Instead(http::json(*status, body)),
            Failure::DropBefore => Verdict::Instead(dropped()),
            Failure::DropAfter => Verdict::ServeThenDrop,
        }
    }

    fn held_by(
        &self,
        number: usize,
        method: &Method,
        path: &str,
        query: Option<&str>,
    ) -> Option<watch::Receiver<bool>> {
        let gate = {
            let mut inner = self.inner();
            let fits = |hold: &Hold| hold.pattern.times > 0 && hold.pattern.matches(method, path, query);
            let hold = inner.holds.iter_mut().find(|hold| fits(hold))?;
            hold.pattern.times -= 1;
            hold.waiting += 1;
            hold.gate.subscribe()
        };
        self.mark(number, |seen| seen.held = true);
        self.changed.send_replace(());
        Some(gate)
    }

    /// Writes the answer's status into the log.
    pub(crate) fn answered(&self, number: usize, status: StatusCode) {
        self.mark(number, |seen| seen.status = Some(status.as_u16()));
    }

    fn mark(&self, number: usize, change: impl FnOnce(&mut Seen)) {
        let mut inner = self.inner();
        let index = number.checked_sub(inner.cleared);
        if let Some(seen) = index.and_then(|index| inner.log.get_mut(index)) {
            change(seen);
        }
    }
}

/// An answer that closes the connection before a byte of it is sent: its body fails when it is first asked for.
pub(crate) fn dropped() -> Response<Body> {
    let broken = futures_util::stream::once(async {
        Err::<bytes::Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    Response::new(Body::from_stream(broken))
}
