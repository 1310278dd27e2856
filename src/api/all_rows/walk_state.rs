//! Which request a walk over all rows makes next, and what its answers mean. No I/O.
//!
//! Pages by number cannot be trusted while rows come and go: when a row of an earlier page is deleted, all later rows move
//! up by one, and the first row of the next page is never seen. Comparing counts does not notice, because the deleted row
//! was counted too. `created_at` does not help: all threads of one import have the same. So rows are walked by id, which
//! is unique and never changes: each request asks for the first page of the rows *beyond the last id read*. Whatever is
//! deleted or added elsewhere, such a page cannot skip or repeat a row. Two requests go on from both ends at once, until
//! they meet, so that one can be answered while the other's answer is read.
//!
//! What the ends have passed already can still change. After a pass, the rows with activity since its beginning are asked
//! for, and the number of all rows. If that number is not the number of rows read, a row was deleted, or came in without
//! activity, and another pass finds out which.
//!
//! A server that cannot sort by id (Opik sends an empty `sortable_by` for large workspaces), or cannot compare ids, is
//! walked by page numbers instead, with the same check and further passes.

mod turns;

use std::sync::Arc;

use super::{
    kept_rows::{KeptRows, WalkedRow},
    request::{Part, WalkRequest},
};
use crate::{
    api::{error::ApiError, rows_page::RowsPage},
    model::time::Timestamp,
};

/// The rows of the first request, which is answered quickly and tells how large rows are.
const FIRST_SIZE: usize = 125;
const SMALLEST_SIZE: usize = 10;
const LARGEST_SIZE: usize = 1_000;
/// The bytes of JSON that a page should have at most. Parsing them takes about 12 ms on the machine of the measurements
/// (1,000 threads with short messages: 1.15 MB, 14 ms), and reading the rows about as much again.
const PAGE_BYTES: usize = 1_000_000;
/// The most rows that are read, so that memory is bounded whatever the server says.
pub(super) const MOST_ROWS: usize = 100_000;
/// How often a pass is repeated because the number of rows is not as expected.
const FURTHER_PASSES: u32 = 2;
/// So many numbered pages in a row without any row that is new to the pass end it: the server repeats itself.
const MOST_REPEATED_PAGES: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Before the first answer.
    Begin,
    /// All rows are read.
    Pass,
    /// The rows with activity since the pass or the last check began.
    Changes,
    /// The total is compared. With `covered`, [`Phase::Changes`] has just been done.
    Check {
        covered: bool,
    },
    Done,
}

/// A walk over all rows of a view.
pub(super) struct WalkState<R> {
    phase: Phase,
    kept: KeptRows<R>,
    /// Whether the server's own order is latest activity first, so that the check's page shows what changed.
    is_latest_first: bool,
    /// The number of the current pass, from 1.
    pass: u32,
    passes_left: u32,
    /// Whether pages are asked for by their numbers, because the server cannot be walked by id.
    by_number: bool,
    can_sort: bool,
    /// How far the two ends came in this pass: all rows with smaller (greater) ids have been read, and these too.
    up: Option<String>,
    down: Option<String>,
    /// Of [`Part::Changes`].
    changes: Option<String>,
    /// The next page by number, and its size, which stays during a pass.
    page: u64,
    page_size: usize,
    repeated_pages: u32,
    /// Requests without an answer yet.
    in_flight: Vec<(u64, Part)>,
    requests: u64,
    /// The size of the next request.
    size: usize,
    total: u64,
    /// The total when the last pass began; `None` if none was needed since the last refresh.
    total_before: Option<u64>,
    /// Whether any row came, changed or went since then.
    is_disturbed: bool,
    /// How many more rows the server counts than it sends, however often they are read. Taken for true after a pass in which
    /// nothing changed, so that a server that counts wrongly is not walked again at every refresh.
    unexplained: i64,
    /// The latest activity seen, not after `now` (programs may log any time).
    newest: Option<Timestamp>,
    /// Activity from then on may not have been seen.
    horizon: Option<Timestamp>,
    next_horizon: Option<Timestamp>,
    now: Timestamp,
}

impl<R: WalkedRow> WalkState<R> {
    /// `now` by the browser's clock.
    pub(super) fn new(is_latest_first: bool, now: Timestamp) -> Self {
        Self {
            phase: Phase::Begin,
            kept: KeptRows::new(),
            is_latest_first,
            pass: 1,
            passes_left: FURTHER_PASSES,
            by_number: false,
            can_sort: true,
            up: None,
            down: None,
            changes: None,
            page: 1,
            page_size: FIRST_SIZE,
            repeated_pages: 0,
            in_flight: Vec::new(),
            requests: 0,
            size: FIRST_SIZE,
            total: 0,
            total_before: None,
            is_disturbed: false,
            unexplained: 0,
            newest: None,
            horizon: None,
            next_horizon: None,
            now,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.phase == Phase::Done
    }

    pub(super) fn rows(&self) -> Vec<Arc<R>> {
        self.kept.all()
    }

    pub(super) fn revision(&self, id: &str) -> Option<u64> {
        self.kept.revision(id)
    }

    /// How many rows have been read, and how many there are as far as known.
    pub(super) fn progress(&self) -> (u64, u64) {
        let read = self.kept.len() as u64;
        (read, self.total.max(read))
    }

    /// Whether rows are missing because there are more than [`MOST_ROWS`].
    pub(super) fn is_cut(&self) -> bool {
        self.kept.len() >= MOST_ROWS && self.total > self.kept.len() as u64
    }

    /// Whether the server could not be walked by id, so that its own order was taken.
    pub(super) fn is_by_number(&self) -> bool {
        self.by_number
    }

    /// The next request, if one can be made now: at most two are on their way.
    pub(super) fn next_request(&mut self) -> Option<WalkRequest> {
        let is_asked = |part: Part| self.in_flight.iter().any(|(_, asked)| *asked == part);
        let part = match self.phase {
            Phase::Begin | Phase::Check { .. } => Part::Top,
            Phase::Pass if self.by_number => Part::Numbered,
            Phase::Pass if !is_asked(Part::Down) => Part::Down,
            Phase::Pass => Part::Up,
            Phase::Changes => Part::Changes,
            Phase::Done => return None,
        };
        if is_asked(part) {
            return None;
        }
        self.requests += 1;
        self.in_flight.push((self.requests, part));
        Some(WalkRequest {
            number: self.requests,
            part,
            page: if self.is_numbered(part) { self.page } else { 1 },
            size: match part {
                Part::Top => FIRST_SIZE.min(self.size),
                part if self.is_numbered(part) => self.page_size,
                _ => self.size,
            },
            by_id: self.can_sort && part != Part::Top,
            beyond: match part {
                Part::Up => self.up.clone(),
                Part::Down => self.down.clone(),
                Part::Changes => self.changes.clone(),
                Part::Top | Part::Numbered => None,
            },
            since: self.horizon.filter(|_| part == Part::Changes),
        })
    }

    fn is_numbered(&self, part: Part) -> bool {
        part == Part::Numbered || part == Part::Changes && self.by_number
    }

    /// Takes the answer to a request. `revision` is the `Outbox::ack_count` when it was made. Returns whether the rows
    /// changed. An answer that is not waited for any more is ignored.
    pub(super) fn take(&mut self, request: &WalkRequest, page: RowsPage<R>, revision: u64) -> bool {
        if !self.forget(request) {
            return false;
        }
        let (count, total) = (page.rows.len(), page.total);
        self.choose_size(request.size, count, page.length);
        let ids: Vec<&str> = page.rows.iter().map(R::id).collect();
        let fits = request.fits(&ids);
        let last = ids.last().map(|id| (*id).to_owned());
        let is_quiet_below = page.rows.iter().any(|row| row.last_updated_at() < self.horizon);
        let can_sort = page.sortable_by.iter().any(|field| field == "id");
        let (mut unseen, mut changed) = (0, false);
        for row in page.rows {
            if self.kept.len() >= MOST_ROWS && self.kept.revision(row.id()).is_none() {
                continue;
            }
            self.newest = self.newest.max(row.last_updated_at().map(|at| at.min(self.now)));
            let (is_unseen, is_change) = self.kept.put(row, self.pass, revision);
            unseen += usize::from(is_unseen);
            changed |= is_change;
        }
        self.is_disturbed |= changed;
        match request.part {
            Part::Top => {
                self.total = total;
                self.take_top(request.is_last(count, total), can_sort, is_quiet_below);
            }
            Part::Numbered => {
                self.total = total;
                self.repeated_pages = if unseen == 0 { self.repeated_pages + 1 } else { 0 };
                self.page += 1;
                let is_over = request.is_last(count, total) || self.repeated_pages >= MOST_REPEATED_PAGES;
                changed |= is_over && self.end_pass();
            }
            // The rows were read, but there is no telling which lie between them.
            Part::Up | Part::Down if !fits => self.walk_by_number(),
            Part::Up | Part::Down => {
                let end = if request.part == Part::Up { &mut self.up } else { &mut self.down };
                *end = last.or(end.take());
                let have_met = matches!((&self.up, &self.down), (Some(up), Some(down)) if up >= down);
                let is_over = have_met || request.is_last(count, total);
                changed |= is_over && self.end_pass();
            }
            Part::Changes => {
                self.page += 1;
                let is_stuck = !self.by_number && !fits;
                if request.is_last(count, total) || is_stuck || self.page > MOST_ROWS as u64 {
                    self.phase = Phase::Check { covered: true };
                } else {
                    self.changes = last;
                }
            }
        }
        if self.kept.len() >= MOST_ROWS {
            self.finish();
        }
        changed
    }

    /// A request failed. Returns whether the walk goes on all the same, because it can do without such requests.
    pub(super) fn fail(&mut self, request: &WalkRequest, error: &ApiError) -> bool {
        if !self.forget(request) {
            return true;
        }
        match request.part {
            _ if !matches!(error, ApiError::Refused { .. }) => return false,
            Part::Up | Part::Down if request.beyond.is_some() => self.walk_by_number(),
            Part::Changes => self.phase = Phase::Check { covered: true },
            _ => return false,
        }
        true
    }

    /// All requests on their way were given up; the walk can go on where it was.
    pub(super) fn stop(&mut self) {
        self.in_flight.clear();
    }
}
