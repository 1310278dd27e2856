//! The cached values of threads and traces: what lists are sorted and filtered by, and what statistics add up.

use super::blocks::Block;
use super::named::NamedValues;
use super::packed::{NONE, PackedColumn};
use super::{CachedOrder, CachedSet};
use crate::statistics::{Aggregate, each_count};
use crate::store::change_counts::SHIFT;
use crate::store::sql_functions::fold;

/// The number of columns.
pub(super) const COLUMNS: usize = 10;
/// The index of the column with a thread's last update.
const LAST_UPDATED: usize = 4;
/// The index of the column with a trace's thread.
const THREAD: usize = 5;
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

/// A thread or trace as it is read.
pub(super) struct ReadRow {
    /// Its key.
    pub(super) key: i64,
    /// The key of its project.
    pub(super) project: i64,
    /// A thread's id in lower case.
    pub(super) name: Option<Box<str>>,
    /// A trace's id as a number, which sorts like its text.
    pub(super) id: Option<u128>,
    pub(super) columns: [i64; COLUMNS],
    /// The number of errors: of a trace 0 or 1.
    pub(super) errors: i64,
    /// Whether a trace has input, output and metadata.
    pub(super) bodies: [bool; 3],
    /// The number of a trace's tags.
    pub(super) tags: i64,
}

/// A cached thread or trace.
#[derive(Clone, Copy)]
pub(super) struct CachedRow<'b> {
    block: &'b RowBlock,
    at: usize,
}

impl<'b> CachedRow<'b> {
    /// Its place in its block of keys.
    pub(super) fn place(self) -> u8 {
        self.block.places.get(self.at).copied().unwrap_or_default()
    }

    pub(super) fn key(self) -> i64 {
        self.block.first + i64::from(self.place())
    }

    /// A thread's id in lower case; empty for a trace.
    pub(super) fn name(self) -> &'b str {
        self.block.names.get(self.at).map(Box::as_ref).unwrap_or_default()
    }

    /// A trace's id as a number, which sorts like its text; 0 for a thread.
    pub(super) fn id(self) -> u128 {
        self.block.ids.get(self.at).copied().unwrap_or_default()
    }

    /// The key of a trace's thread.
    pub(super) fn thread(self) -> Option<i64> {
        Some(self.column(THREAD)).filter(|thread| *thread != NONE)
    }

    pub(super) fn errors(self) -> i64 {
        self.block.errors.at(self.at)
    }

    pub(super) fn column(self, column: usize) -> i64 {
        self.block.columns.get(column).map_or(NONE, |column| column.at(self.at))
    }
}

/// The rows of a block.
#[derive(Default)]
pub(super) struct RowBlock {
    /// Rows that are not packed yet.
    read: Vec<ReadRow>,
    /// The block's first key.
    first: i64,
    /// For each row its place in the block of keys. The following have a value for each row, too.
    places: Box<[u8]>,
    ids: Box<[u128]>,
    names: Box<[Box<str>]>,
    projects: PackedColumn,
    columns: [PackedColumn; COLUMNS],
    errors: PackedColumn,
    /// The number of tags, times eight, and a bit for each of input, output and metadata.
    contents: PackedColumn,
    /// The number of rows of each project.
    counts: Vec<(i64, usize)>,
    /// Token counts that are no columns.
    tokens: NamedValues<i64>,
    /// The means of scores.
    pub(super) scores: NamedValues<f64>,
    /// The means of the scores of a trace's spans.
    pub(super) span_scores: NamedValues<f64>,
}

impl Block for RowBlock {
    fn byte_size(&self) -> usize {
        let names: usize = self.names.iter().map(|name| name.len() + size_of::<Box<str>>()).sum();
        let packed = [&self.projects, &self.errors, &self.contents].into_iter().chain(&self.columns);
        let named = self.tokens.byte_size() + self.scores.byte_size() + self.span_scores.byte_size();
        let rows = self.places.len() + size_of_val(&*self.ids);
        size_of::<Self>() + names + rows + packed.map(PackedColumn::byte_size).sum::<usize>() + named
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
    /// Adds a row.
    pub(super) fn add(&mut self, row: ReadRow) {
        self.read.push(row);
    }

    /// To be called when all rows have been added.
    pub(super) fn finish(&mut self) {
        let rows = std::mem::take(&mut self.read);
        let packed =
            |of: &dyn Fn(&ReadRow) -> i64| PackedColumn::new(&rows.iter().map(of).collect::<Vec<_>>());
        self.first = rows.first().map_or(0, |row| row.key >> SHIFT << SHIFT);
        self.projects = packed(&|row| row.project);
        self.columns = std::array::from_fn(|at| packed(&|row| row.columns.get(at).copied().unwrap_or(NONE)));
        self.errors = packed(&|row| row.errors);
        let bits = |row: &ReadRow| row.bodies.iter().rev().fold(0, |bits, has| 2 * bits + i64::from(*has));
        self.contents = packed(&|row| row.tags.saturating_mul(8) | bits(row));
        for row in &rows {
            match self.counts.iter_mut().find(|(project, _)| *project == row.project) {
                Some((_, count)) => *count += 1,
                None => self.counts.push((row.project, 1)),
            }
        }
        self.places = rows.iter().map(|row| place(row.key)).collect();
        self.ids = rows.iter().filter_map(|row| row.id).collect();
        self.names = rows.into_iter().filter_map(|row| row.name).collect();
    }

    /// The number of rows of a project.
    pub(super) fn count(&self, project: i64) -> usize {
        self.counts.iter().find(|(of, _)| *of == project).map_or(0, |(_, count)| *count)
    }

    /// The rows with a score of this name, in lower case, as bits.
    pub(super) fn rated(&self, name: &str) -> u128 {
        self.scores.places(|known| fold(known) == name)
    }

    /// The rows of a project whose bits are set.
    pub(super) fn chosen(&self, project: i64, bits: u128) -> impl Iterator<Item = CachedRow<'_>> {
        let all = self.places.iter().enumerate();
        all.filter(move |(at, place)| bits >> **place & 1 == 1 && self.projects.at(*at) == project)
            .map(|(at, _)| CachedRow { block: self, at })
    }

    /// Passes the rows of a project whose bits are set to `take`, each with the number to sort it by.
    pub(super) fn sorted_by<'b>(
        &'b self,
        project: i64,
        bits: u128,
        (set, by): (CachedSet, &CachedOrder),
        mut take: impl FnMut((i64, CachedRow<'b>)),
    ) {
        let rows = self.chosen(project, bits);
        let named: Vec<(u8, i64)> = match (by, set) {
            // The first part of the default order; half of an id is nearly always enough to tell two apart.
            (CachedOrder::Default, CachedSet::Threads) => {
                return rows.for_each(|row| take((row.column(LAST_UPDATED), row)));
            }
            (CachedOrder::Default, CachedSet::Traces) => {
                return rows.for_each(|row| take(((row.id() >> 65) as i64, row)));
            }
            (CachedOrder::Column { at, .. }, _) => {
                return rows.for_each(|row| take((row.column(*at), row)));
            }
            (CachedOrder::Usage { name, .. }, _) => self.tokens.of(name).to_vec(),
            (CachedOrder::Score { name, .. }, _) => {
                self.scores.of(name).iter().map(|(place, mean)| (*place, sortable(*mean))).collect()
            }
        };
        let mut numbers = [NONE; 1 << SHIFT];
        for (place, number) in named {
            numbers.get_mut(usize::from(place)).into_iter().for_each(|of| *of = number);
        }
        rows.for_each(|row| take((numbers.get(usize::from(row.place())).copied().unwrap_or(NONE), row)));
    }

    /// Adds the rows of a project whose bits are set to `all`.
    pub(super) fn add_to(&self, all: &mut Aggregate, set: CachedSet, project: i64, bits: u128) {
        let (mut chosen, mut tokens) = (0_u128, [(0_i64, 0_i64); COLUMNS - TOKENS]);
        for row in self.chosen(project, bits) {
            chosen |= 1 << row.place();
            all.add_row(millis(row.column(2)));
            all.add_cost(row.column(6));
            all.add_errors(row.errors());
            if set == CachedSet::Traces {
                let contents = self.contents.at(row.at);
                all.add_bodies([contents & 1, contents >> 1 & 1, contents >> 2 & 1], contents >> 3);
                all.add_spans(row.column(3), row.column(4));
            }
            for ((sum, rows), column) in tokens.iter_mut().zip(TOKENS..) {
                let count = row.column(column);
                if count != NONE {
                    *sum = sum.saturating_add(count);
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
