//! Test controls, only with `--test-controls`: hold and fail requests, read the log of requests, set the clock. Browser
//! tests in the same process call [`Controls`] directly; others send JSON:
//!
//! | call | body | answer |
//! |---|---|---|
//! | `POST /__test/hold` | `{"method"?: "PUT", "path": "/v1/private/traces/*", "times"?: 1}` | `{"hold": 1}` |
//! | `POST /__test/release` | `{"hold"?: 1}`, without it all of them | `{"released": 2}`, how many requests went on |
//! | `POST /__test/fail` | the same as hold, and one of the ways below | `{"fail": 2}` |
//! | `POST /__test/recover` | `{"fail"?: 2}`, without it all of them | `{"recovered": 1}`, how many are forgotten |
//! | `POST /__test/clock` | `{"now": "2026-01-02T03:04:05Z"}` or `{"advance_ms": 900000}` or `{}` to only look | `{"now": "…"}` |
//! | `POST /__test/log` | `{"clear"?: true}` | `{"requests": [{"method", "path", "query"?, "body"?, "user"?, "status"?, "held", "lost"?}]}`, oldest first |
//! | `POST /__test/reset` | `{}` | `{}`; releases and forgets holds, failures and the log |
//!
//! Ways to fail: `{"status": 503, "body"?: any}` answers without carrying the request out; with `"after": true` after
//! it has been carried out. `{"status": 302, "page": "<h1>Sign in</h1>", "headers"?: {"location": "/login"}}` answers
//! as a login page or a proxy does. `{"drop": "before"}` and `{"drop": "after"}` close the connection without an
//! answer, before or after the request has been carried out. `{"percent": 30, "seed": "any words"}` fails that share of
//! the next `times` requests in any of these ways; the same seed fails the same requests.
//!
//! Paths are matched without base path, `/api` and trailing slash. `*` matches anything, also slashes; a pattern with
//! `?` is matched against path and query. In the log a request under way has no status, and one that was dropped before
//! it was carried out never gets one; `lost` says that the client was not sent the status. Requests to `/__test/` are
//! neither logged nor matched.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use tokio::sync::watch;

use crate::clock::Clock;

mod failure;
mod http;
mod log;
mod pattern;

use failure::ArmedFailure;
use log::RequestLog;

pub use failure::{Decision, Failure, RawAnswer};
pub use log::LoggedRequest;
pub use pattern::Pattern;

pub(crate) use failure::dropped;
pub(crate) use log::RequestEnd;

struct Hold {
    id: u64,
    pattern: Pattern,
    waiting: usize,
    gate: watch::Sender<bool>,
}

#[derive(Default)]
struct ControlsState {
    last_id: u64,
    holds: Vec<Hold>,
    fails: Vec<ArmedFailure>,
    log: RequestLog,
}

/// The controls of one server.
pub struct Controls {
    clock: Clock,
    inner: Mutex<ControlsState>,
    changed: watch::Sender<()>,
}

impl Controls {
    /// Controls that set `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, inner: Mutex::default(), changed: watch::Sender::new(()) }
    }

    fn inner(&self) -> MutexGuard<'_, ControlsState> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Holds the next matching requests until they are released; returns the hold's id.
    pub fn hold(&self, pattern: Pattern) -> u64 {
        let mut inner = self.inner();
        inner.last_id += 1;
        let id = inner.last_id;
        inner.holds.push(Hold { id, pattern, waiting: 0, gate: watch::Sender::new(false) });
        id
    }

    /// Releases the requests of one hold, or of all, and removes the hold; returns how many requests were waiting.
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

    /// Waits until `count` requests wait in this hold; returns at once when there is no such hold.
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

    /// Fails the next matching requests; returns the failure's id.
    pub fn fail(&self, pattern: Pattern, failure: Failure) -> u64 {
        self.add_failure(|id| ArmedFailure::always(id, pattern, failure))
    }

    /// Fails `percent` of the next matching requests in ways that happen on any network: refused, timed out, dropped.
    /// The same `seed` fails the same requests. Returns the failure's id.
    pub fn fail_some(&self, pattern: Pattern, percent: i64, seed: &str) -> u64 {
        self.fail_some_so(pattern, percent, seed, Vec::new())
    }

    /// As [`Controls::fail_some`], in the given ways.
    pub fn fail_some_so(&self, pattern: Pattern, percent: i64, seed: &str, ways: Vec<Failure>) -> u64 {
        self.add_failure(|id| ArmedFailure::sometimes(id, pattern, percent, seed, ways))
    }

    fn add_failure(&self, fail: impl FnOnce(u64) -> ArmedFailure) -> u64 {
        let mut inner = self.inner();
        inner.last_id += 1;
        let id = inner.last_id;
        inner.fails.push(fail(id));
        id
    }

    /// Removes one failure, or all; returns how many.
    pub fn recover(&self, fail: Option<u64>) -> usize {
        let mut inner = self.inner();
        let before = inner.fails.len();
        inner.fails.retain(|one| fail.is_some_and(|id| id != one.id));
        before - inner.fails.len()
    }

    /// The requests so far, oldest first.
    pub fn log(&self) -> Vec<LoggedRequest> {
        self.inner().log.all().to_vec()
    }

    /// The requests so far that match, oldest first.
    pub fn asked(&self, method: &str, path: &str) -> Vec<LoggedRequest> {
        let pattern = Pattern::next(method, path);
        self.inner().log.all().iter().filter(|seen| seen.fits(&pattern)).cloned().collect()
    }

    /// Empties the log.
    pub fn clear_log(&self) {
        self.inner().log.clear();
    }

    /// Releases all requests and removes holds, failures and the log.
    pub fn reset(&self) {
        self.release(None);
        self.recover(None);
        self.clear_log();
    }

    /// Logs a request; returns its number for [`Controls::decide`] and [`Controls::answered`].
    pub(crate) fn log_request(&self, seen: LoggedRequest) -> usize {
        self.inner().log.add(seen)
    }

    /// Decides what becomes of a request, after waiting while it is held. Holds come before failures.
    pub(crate) async fn decide(
        &self,
        number: usize,
        method: &Method,
        path: &str,
        query: Option<&str>,
    ) -> Decision {
        if let Some(mut gate) = self.held_by(number, method, path, query) {
            // An error means that the controls no longer exist, and so neither does the hold.
            let _ = gate.wait_for(|open| *open).await;
            self.update_log(number, |seen| seen.held = false);
        }
        let mut inner = self.inner();
        let fail = inner.fails.iter_mut().find(|fail| fail.is_about(method, path, query));
        fail.map_or(Decision::Pass, ArmedFailure::next_decision)
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
        self.update_log(number, |seen| seen.held = true);
        self.changed.send_replace(());
        Some(gate)
    }

    /// Logs how a request ended.
    pub(crate) fn answered(&self, number: usize, ended: RequestEnd) {
        self.update_log(number, |seen| {
            (seen.status, seen.lost) = (ended.status.map(|status| status.as_u16()), ended.lost);
        });
    }

    fn update_log(&self, number: usize, change: impl FnOnce(&mut LoggedRequest)) {
        self.inner().log.change(number, change);
    }
}
