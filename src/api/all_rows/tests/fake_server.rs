//! A server with rows in memory that answers the requests of a walk from their query, as `GET /v1/private/traces/threads`
//! does.

use serde_json::Value;

use crate::{
    api::{
        all_rows::{WalkedRow, request::WalkRequest},
        listing::ListRow,
        rows_page::RowsPage,
    },
    model::time::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TestRow {
    pub(super) id: String,
    /// Milliseconds since 1970.
    pub(super) at: i64,
}

impl ListRow for TestRow {
    fn id(&self) -> &str {
        &self.id
    }
}

impl WalkedRow for TestRow {
    fn last_updated_at(&self) -> Option<Timestamp> {
        Timestamp::from_millis(self.at)
    }
}

pub(super) fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

pub(super) struct FakeServer {
    pub(super) rows: Vec<TestRow>,
    pub(super) clock: i64,
    pub(super) sortable_by: Vec<String>,
    /// Whether the default order is latest activity first; otherwise greatest id first.
    pub(super) is_latest_first: bool,
    /// Whether conditions on ids are ignored.
    pub(super) ignores_ids: bool,
    /// Whether ids are sorted and compared without regard to case.
    pub(super) ignores_case: bool,
    /// How many rows it counts too many.
    pub(super) miscounts: u64,
    /// The bytes of each row in an answer.
    pub(super) row_bytes: usize,
    /// Sizes of the answered requests.
    pub(super) sizes: Vec<usize>,
}

impl FakeServer {
    pub(super) fn new(count: usize) -> Self {
        // Ids as people choose them, in no order of time.
        let id = |number: usize| format!("chat-{:05}", number * 7919 % 100_003);
        let rows = (0..count).map(|number| TestRow { id: id(number), at: 1_000 + number as i64 }).collect();
        Self {
            rows,
            clock: 1_000_000,
            sortable_by: vec!["id".to_owned()],
            is_latest_first: true,
            ignores_ids: false,
            ignores_case: false,
            miscounts: 0,
            row_bytes: 8_000,
            sizes: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, id: &str) {
        self.clock += 1;
        if self.rows.iter().all(|row| row.id != id) {
            self.rows.push(TestRow { id: id.to_owned(), at: self.clock });
        }
    }

    pub(super) fn delete(&mut self, at: usize) {
        if !self.rows.is_empty() {
            let at = at % self.rows.len();
            self.rows.remove(at);
        }
    }

    /// Activity in a row.
    pub(super) fn touch(&mut self, at: usize) {
        self.clock += 1;
        let count = self.rows.len().max(1);
        if let Some(row) = self.rows.get_mut(at % count) {
            row.at = self.clock;
        }
    }

    pub(super) fn sorted(&self) -> Vec<TestRow> {
        let mut rows = self.rows.clone();
        rows.sort();
        rows
    }

    pub(super) fn answer(&mut self, request: &WalkRequest) -> RowsPage<TestRow> {
        let pairs = request.pairs(&[("search", "refund".to_owned())]);
        let value = |key: &str| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str());
        assert_eq!(value("search"), Some("refund"));
        let read = |key: &str| value(key).map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
        let number = |key: &str| value(key).unwrap().parse::<usize>().unwrap();
        let (size, page) = (number("size"), number("page"));
        self.sizes.push(size);
        let folded = |id: &str| if self.ignores_case { id.to_lowercase() } else { id.to_owned() };
        let mut rows = self.rows.clone();
        for filter in read("filters").as_array().into_iter().flatten() {
            let value = filter["value"].as_str().unwrap();
            match (filter["field"].as_str().unwrap(), filter["operator"].as_str().unwrap()) {
                ("id", _) if self.ignores_ids => {}
                ("id", "<") => rows.retain(|row| folded(&row.id) < folded(value)),
                ("id", ">") => rows.retain(|row| folded(&row.id) > folded(value)),
                ("last_updated_at", ">=") => {
                    let since = Timestamp::parse(value).unwrap();
                    rows.retain(|row| row.last_updated_at() >= Some(since));
                }
                other => panic!("a filter that Opik does not have: {other:?}"),
            }
        }
        let sorting = read("sorting");
        match sorting[0]["direction"].as_str() {
            Some(direction) if self.sortable_by.iter().any(|field| field == "id") => {
                assert_eq!(sorting[0]["field"], "id");
                rows.sort_by_cached_key(|row| folded(&row.id));
                if direction == "DESC" {
                    rows.reverse();
                }
            }
            _ if self.is_latest_first => rows.sort_by_key(|row| std::cmp::Reverse(row.at)),
            _ => rows.sort_by(|one, other| other.id.cmp(&one.id)),
        }
        let total = rows.len() as u64 + self.miscounts;
        let from = size * (page - 1);
        let rows: Vec<TestRow> = rows.into_iter().skip(from).take(size).collect();
        RowsPage { total, sortable_by: self.sortable_by.clone(), length: rows.len() * self.row_bytes, rows }
    }
}
