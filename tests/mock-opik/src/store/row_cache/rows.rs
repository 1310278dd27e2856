//! The cached values of threads and traces: what lists are sorted and filtered by, and what statistics add up.

use std::cmp::Ordering;

use super::blocks::Block;
use super::named::NamedValues;
use super::{CachedOrder, CachedSet};
use crate::statistics::{Aggregate, each_count};
use crate::store::change_counts::SHIFT;

/// The number of columns.
pub(super) const COLUMNS: usize = 10;
/// Marks a missing value, which comes last in both directions.
pub(super) const NONE: i64 = i64::MIN;
/// The index of the first column with token counts.
const TOKENS: usize = 7;

/// The columns of threads: what the cache can sort by. Other orders are sorted by SQL.
pub const THREAD_COLUMNS: &[&str] = &[
    "start_time",
    "end_time",
    "duration",
    "number_of_messages",
    "last_updated_at",
    "created_at",
    "total_estimated_cost",
    "usage.total_tokens",
    "usage.prompt_tokens",
    "usage.completion_tokens",
];

/// The columns of traces: what the cache can sort by.
pub const TRACE_COLUMNS: &[&str] = &[
    "start_time",
    "end_time",
    "duration",
    "span_count",
    "llm_span_count",
    // The key of the thread; no list is sorted by it.
    "",
    "total_estimated_cost",
    "usage.total_tokens",
    "usage.prompt_tokens",
    "usage.completion_tokens",
];

/// A cached thread or trace.
pub(super) struct CachedRow {
    /// Its key.
    pub(super) key: i64,
    /// The key of its project.
    pub(super) project: i64,
    /// A thread's id in lower case; empty for a trace.
    pub(super) name: Box<str>,
    /// A trace's id as a number, which sorts like its text; 0 for a thread.
    pub(super) id: u128,
    pub(super) columns: [i64; COLUMNS],
    /// The number of errors: of a trace 0 or 1.
    pub(super) errors: i32,
    /// Whether a trace has input, output and metadata.
    pub(super) bodies: [bool; 3],
    /// The number of a trace's tags.
    pub(super) tags: i32,
}

impl CachedRow {
    /// The key of a trace's thread.
    pub(super) fn thread(&self) -> Option<i64> {
        self.columns.get(5).copied().filter(|thread| *thread != NONE)
    }

    pub(super) fn column(&self, at: usize) -> i64 {
        self.columns.get(at).copied().unwrap_or(NONE)
    }
}

/// Compares two rows by what a list is sorted by, of which the numbers are given, and then by its default order.
pub(super) fn compare(
    set: CachedSet,
    descending: bool,
    (one_by, one): &(i64, &CachedRow),
    (other_by, other): &(i64, &CachedRow),
) -> Ordering {
    let sorted = match (*one_by == NONE, *other_by == NONE) {
        (false, false) if descending => other_by.cmp(one_by),
        (false, false) => one_by.cmp(other_by),
        (one, other) => one.cmp(&other),
    };
    sorted.then_with(|| match set {
        // The same order as `SORTABLE.default`, where a missing value counts as the smallest.
        CachedSet::Threads => (other.column(4).cmp(&one.column(4)))
            .then_with(|| one.column(0).cmp(&other.column(0)))
            .then_with(|| other.column(1).cmp(&one.column(1)))
            .then_with(|| one.key.cmp(&other.key)),
        CachedSet::Traces => other.id.cmp(&one.id),
    })
}

/// The rows of a block.
#[derive(Default)]
pub(super) struct RowBlock {
    pub(super) rows: Vec<CachedRow>,
    /// The number of rows of each project.
    counts: Vec<(i64, usize)>,
    /// Token counts that are no columns.
    pub(super) tokens: NamedValues<i64>,
    /// The means of scores.
    pub(super) scores: NamedValues<f64>,
    /// The means of the scores of a trace's spans.
    pub(super) span_scores: NamedValues<f64>,
}

impl Block for RowBlock {
    fn byte_size(&self) -> usize {
        let names: usize = self.rows.iter().map(|row| row.name.len()).sum();
        let named = self.tokens.byte_size() + self.scores.byte_size() + self.span_scores.byte_size();
        size_of::<Self>() + self.rows.capacity() * size_of::<CachedRow>() + names + named
    }
}

/// The place of a key in its block.
pub(super) fn place(key: i64) -> u8 {
    (key & ((1 << SHIFT) - 1)) as u8
}

/// A number that sorts as `value` does.
fn sortable(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

impl RowBlock {
    /// To be called when all rows are there.
    pub(super) fn finish(&mut self) {
        self.rows.shrink_to_fit();
        for row in &self.rows {
            match self.counts.iter_mut().find(|(project, _)| *project == row.project) {
                Some((_, count)) => *count += 1,
                None => self.counts.push((row.project, 1)),
            }
        }
    }

    /// The number of rows of a project.
    pub(super) fn count(&self, project: i64) -> usize {
        self.counts.iter().find(|(of, _)| *of == project).map_or(0, |(_, count)| *count)
    }

    /// The rows of a project whose bits are set.
    pub(super) fn chosen(&self, project: i64, bits: u128) -> impl Iterator<Item = &CachedRow> {
        self.rows.iter().filter(move |row| row.project == project && bits >> place(row.key) & 1 == 1)
    }

    /// Passes the rows of a project whose bits are set to `take`, each with the number to sort it by.
    pub(super) fn sorted_by<'b>(
        &'b self,
        project: i64,
        bits: u128,
        by: &CachedOrder,
        mut take: impl FnMut((i64, &'b CachedRow)),
    ) {
        let rows = self.chosen(project, bits);
        let named: Vec<(u8, i64)> = match by {
            CachedOrder::Default => return rows.for_each(|row| take((0, row))),
            CachedOrder::Column { at, .. } => return rows.for_each(|row| take((row.column(*at), row))),
            CachedOrder::Usage { name, .. } => self.tokens.of(name).to_vec(),
            CachedOrder::Score { name, .. } => {
                self.scores.of(name).iter().map(|(place, mean)| (*place, sortable(*mean))).collect()
            }
        };
        let mut numbers = [NONE; 1 << SHIFT];
        for (place, number) in named {
            numbers.get_mut(usize::from(place)).into_iter().for_each(|of| *of = number);
        }
        rows.for_each(|row| {
            take((numbers.get(usize::from(place(row.key))).copied().unwrap_or(NONE), row));
        });
    }

    /// Adds the rows of a project whose bits are set to `all`.
    pub(super) fn add_to(&self, all: &mut Aggregate, set: CachedSet, project: i64, bits: u128) {
        let (mut chosen, mut tokens) = (0_u128, [(0_i64, 0_i64); COLUMNS - TOKENS]);
        for row in self.chosen(project, bits) {
            chosen |= 1 << place(row.key);
            all.add_row(millis(row.column(2)));
            all.add_cost(row.column(6));
            all.add_errors(i64::from(row.errors));
            if set == CachedSet::Traces {
                all.add_bodies(row.bodies.map(i64::from), i64::from(row.tags));
                all.add_spans(row.column(3), row.column(4));
            }
            for ((sum, rows), count) in tokens.iter_mut().zip(row.columns.iter().skip(TOKENS)) {
                if *count != NONE {
                    *sum = sum.saturating_add(*count);
                    *rows += 1;
                }
            }
        }
        if chosen == 0 {
            return;
        }
        for (name, (sum, rows)) in THREAD_COLUMNS.iter().skip(TOKENS).zip(tokens) {
            all.add_counts(name.strip_prefix("usage.").unwrap_or(name), sum, rows);
        }
        self.tokens.each(chosen, |name, count| all.add_counts(name, count, 1));
        self.scores.each(chosen, |name, mean| all.add_score(name, mean));
        self.span_scores.each(chosen, |name, mean| all.add_span_score(name, mean));
    }

    /// Keeps the token counts of a row: the well-known ones are columns.
    pub(super) fn keep_tokens(&mut self, key: i64, json: Option<&str>, columns: &mut [i64; COLUMNS]) {
        each_count(json.unwrap_or_default(), |name, count| {
            let mut names = THREAD_COLUMNS.iter().zip(columns.iter_mut()).skip(TOKENS);
            match names.find(|(known, _)| known.strip_prefix("usage.") == Some(name)) {
                Some((_, column)) => *column = count,
                None => self.tokens.add(place(key), name, count),
            }
        });
    }
}

/// A duration in nanoseconds as milliseconds, with microseconds as decimals.
pub(super) fn millis(nanos: i64) -> Option<f64> {
    (nanos != NONE).then(|| (nanos / 1000) as f64 / 1000.0)
}
