//! How a walk goes from one phase to the next.

use super::{
    FURTHER_PASSES, LARGEST_SIZE, PAGE_BYTES, Phase, SMALLEST_SIZE, Timestamp, WalkRequest, WalkState,
    WalkedRow,
};

impl<R: WalkedRow> WalkState<R> {
    /// Whether the answer to this request is waited for; from now on it is not.
    pub(super) fn forget(&mut self, request: &WalkRequest) -> bool {
        let before = self.in_flight.len();
        self.in_flight.retain(|(number, _)| *number != request.number);
        self.in_flight.len() < before
    }

    /// Chooses the size of the next page from the bytes of an answer (0 if not known).
    pub(super) fn choose_size(&mut self, asked: usize, rows: usize, bytes: usize) {
        let Some(row_bytes) = bytes.checked_div(rows) else { return };
        // The next rows may be larger than these few.
        let most = asked.saturating_mul(4).clamp(SMALLEST_SIZE, LARGEST_SIZE);
        self.size = (PAGE_BYTES / row_bytes.max(1)).clamp(SMALLEST_SIZE, most);
    }

    /// After a page in the server's own order: the first one of a walk, or that of a check.
    pub(super) fn take_top(&mut self, is_all: bool, can_sort: bool, is_quiet_below: bool) {
        let covered = match self.phase {
            Phase::Check { covered } => covered,
            _ => {
                self.horizon = self.newest;
                self.can_sort = can_sort;
                self.by_number = !can_sort;
                return if is_all { self.finish() } else { self.begin_pass() };
            }
        };
        let shows_changes = is_all || self.is_latest_first && is_quiet_below;
        if !covered && !shows_changes && self.horizon.is_some() {
            return self.begin_changes();
        }
        let difference = self.difference();
        if !self.is_disturbed && self.total_before == Some(self.total) {
            self.unexplained = difference;
        }
        // Numbered pages that a deletion shifts lose as many rows as are deleted, so that the count is right all the same.
        let is_steady = !self.by_number || self.total_before.is_none_or(|before| before == self.total);
        if difference == self.unexplained && is_steady {
            self.finish();
        } else if self.passes_left > 0 {
            self.passes_left -= 1;
            self.horizon = self.next_horizon;
            self.pass += 1;
            self.begin_pass();
        } else {
            // The server changes too fast. The next refresh tries again.
            self.finish();
        }
    }

    /// How many more rows the server counts than there are here.
    fn difference(&self) -> i64 {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        signed(self.total) - signed(self.kept.len() as u64)
    }

    pub(super) fn begin_pass(&mut self) {
        self.phase = Phase::Pass;
        (self.up, self.down) = (None, None);
        (self.page, self.repeated_pages) = (1, 0);
        self.page_size = self.size;
        self.total_before = Some(self.total);
        self.is_disturbed = false;
    }

    /// Starts the pass again with page numbers.
    pub(super) fn walk_by_number(&mut self) {
        self.by_number = true;
        self.in_flight.clear();
        self.begin_pass();
    }

    /// Ends a pass: what it has not read is gone. Returns whether rows were removed.
    pub(super) fn end_pass(&mut self) -> bool {
        self.in_flight.clear();
        // A pass by page numbers may have missed rows, unless it found as many as there are.
        let is_sure = !self.by_number || self.kept.read_in(self.pass) as u64 == self.total;
        let dropped = is_sure && self.kept.drop_older_than(self.pass);
        self.is_disturbed |= dropped;
        self.begin_check();
        dropped
    }

    pub(super) fn begin_check(&mut self) {
        // Later activity than this may be missing in the answers to come.
        self.next_horizon = self.newest;
        if self.is_latest_first || self.horizon.is_none() {
            self.phase = Phase::Check { covered: self.horizon.is_none() };
        } else {
            self.begin_changes();
        }
    }

    fn begin_changes(&mut self) {
        self.phase = Phase::Changes;
        self.changes = None;
        self.page = 1;
        self.page_size = self.size;
    }

    pub(super) fn finish(&mut self) {
        self.phase = Phase::Done;
        self.in_flight.clear();
        self.horizon = self.next_horizon.or(self.horizon);
    }

    /// Looks for changes since the walk was done: usually one small request. Nothing happens while the walk is not done.
    pub(in crate::api::all_rows) fn refresh(&mut self, now: Timestamp) {
        if self.phase == Phase::Done && !self.is_cut() {
            self.now = self.now.max(now);
            self.passes_left = 1;
            self.total_before = None;
            self.begin_check();
        }
    }

    /// Reads all rows again, also those with new scores or comments, which are no activity. The rows stay meanwhile.
    pub(in crate::api::all_rows) fn read_again(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.stop();
        self.passes_left = FURTHER_PASSES;
        self.by_number = !self.can_sort;
        self.next_horizon = self.newest;
        self.horizon = self.newest;
        self.pass += 1;
        self.begin_pass();
    }
}
