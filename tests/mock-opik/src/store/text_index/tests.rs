//! A search finds what a search through all texts finds, whatever is indexed.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::{Connection, params};

use super::*;
use crate::store::{schema, sql_functions};

const LETTERS: [&str; 32] = [
    "a", "b", "ab", "the", "e", " ", " ", "  ", "\n", "\t", "%", "_", "*", "\"", "'", "-", "(", "or ",
    "near(", "é", "ß", "i̇", "\u{a0}", "\u{301}", "д", "日", "本", "ก", "👍🏽", "\u{0}", "0", "17",
];

fn text(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(LETTERS.to_vec()), 0..most)
        .prop_map(|parts| parts.concat())
}

/// The texts of a trace: input, output, and all others.
type Texts = [String; 3];

#[derive(Clone, Debug)]
enum Step {
    Write(i64, Texts),
    Delete(i64),
    Index { blocks: usize, newest: usize },
}

fn step() -> impl Strategy<Value = Step> {
    // Keys of several blocks, some of which are next to each other.
    let key = || prop_oneof![1..8_i64, 126..130_i64, 300..303_i64];
    prop_oneof![
        6 => (key(), [text(9), text(9), text(6)]).prop_map(|(key, texts)| Step::Write(key, texts)),
        1 => key().prop_map(Step::Delete),
        1 => (1..3_usize, 0..2_usize).prop_map(|(blocks, newest)| Step::Index { blocks, newest }),
    ]
}

fn empty() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    sql_functions::add(&conn).unwrap();
    let tx = conn.transaction().unwrap();
    schema::apply_steps(&tx, 0).unwrap();
    tx.commit().unwrap();
    conn
}

fn count_change(conn: &Connection, key: i64) {
    let sql = "INSERT INTO block_changes VALUES (1, ?1, 1) ON CONFLICT DO UPDATE SET number = number + 1";
    conn.execute(sql, [change_counts::block_of(key)]).unwrap();
    count_anything(conn);
}

fn count_anything(conn: &Connection) {
    let sql = "INSERT INTO block_changes VALUES (-1, 0, 1) ON CONFLICT DO UPDATE SET number = number + 1";
    conn.execute(sql, []).unwrap();
}

fn write(conn: &Connection, key: i64, texts: &Texts) {
    let sql = "INSERT OR REPLACE INTO trace_texts (key, project, thread, input, output, more) VALUES (?1, 7, ?2, ?3, ?4, ?5)";
    let thread = (key % 3 != 0).then_some(key / 2);
    conn.execute(sql, params![key, thread, texts[0], texts[1], texts[2]]).unwrap();
    count_change(conn, key);
}

fn take(conn: &Connection, step: &Step) {
    match step {
        Step::Write(key, texts) => write(conn, *key, texts),
        Step::Delete(key) => {
            conn.execute("DELETE FROM trace_texts WHERE key = ?1", [key]).unwrap();
            count_change(conn, *key);
        }
        Step::Index { blocks, newest } => index(conn, *blocks, *newest),
    }
}

fn index(conn: &Connection, blocks: usize, newest: usize) {
    let rule = SegmentRule { blocks, newest, changed: 2, ..SegmentRule::default() };
    while let Some(new) = build_next(conn, rule).unwrap() {
        store(conn, &new).unwrap();
        count_anything(conn);
    }
}

fn found(index: &TextIndex, conn: &Connection, text: &str, more: bool) -> BTreeSet<(i64, i64, Option<i64>)> {
    let mut found = BTreeSet::new();
    index.search(conn, text, more, |row| found.extend([(row.key, row.project, row.thread)])).unwrap();
    found
}

fn plainly(conn: &Connection, text: &str, more: bool) -> BTreeSet<(i64, i64, Option<i64>)> {
    let sql = "SELECT key, project, thread FROM trace_texts
               WHERE has(input, ?1) OR has(output, ?1) OR (?2 AND has(more, ?1))";
    let mut query = conn.prepare(sql).unwrap();
    let rows =
        query.query_map(params![text, more], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn assert_found(index: &TextIndex, conn: &Connection, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        for more in [false, true] {
            assert_eq!(found(index, conn, text, more), plainly(conn, text, more), "{text:?}, more: {more}");
        }
    }
}

proptest! {
    #[test]
    fn it_finds_what_is_in_the_texts(
        steps in proptest::collection::vec(step(), 1..40),
        sought in proptest::collection::vec(text(5), 4),
        cuts in proptest::collection::vec((0..40_usize, 0..20_usize, 1..8_usize), 8),
    ) {
        let (conn, kept) = (empty(), TextIndex::new(1 << 20));
        for (number, step) in steps.iter().enumerate() {
            take(&conn, step);
            if number % 7 == 0 {
                assert_found(&kept, &conn, "a");
            }
        }
        // Parts of the texts, which are found somewhere, and others.
        let texts: Vec<&String> = steps.iter().filter_map(|step| match step {
            Step::Write(_, texts) => Some(texts),
            _ => None,
        }).flatten().collect();
        for indexed in [false, true] {
            if indexed {
                index(&conn, 1, 0);
            }
            for (at, from, length) in &cuts {
                if let Some(text) = texts.get(*at) {
                    assert_found(&kept, &conn, &text.chars().skip(*from).take(*length).collect::<String>());
                }
            }
            for text in sought.iter().map(String::as_str).chain(["e", "1", "th", "the", "日本", "-", "a  b"]) {
                assert_found(&kept, &conn, text);
            }
        }
    }
}

/// The index answers without the texts: none is read once everything is indexed.
#[test]
fn a_search_in_the_index_reads_no_texts() {
    let (conn, kept) = (empty(), TextIndex::new(1 << 20));
    (1..500).for_each(|key| {
        write(&conn, key, &[format!("question {key}"), "the answer".to_owned(), String::new()])
    });
    index(&conn, 2, 0);
    conn.execute_batch("DROP TABLE trace_texts").unwrap();
    for (text, count) in [("question 17", 11), ("n 499", 1), ("answer", 499), ("4", 176), ("xyzzy", 0)] {
        assert_eq!(found(&kept, &conn, text, false).len(), count, "{text}");
    }
}

#[test]
fn a_very_long_text_is_left_out_and_still_found() {
    let (conn, kept) = (empty(), TextIndex::new(1 << 20));
    write(&conn, 1, &["short".to_owned(), String::new(), String::new()]);
    write(&conn, 2, &[format!("{} needle", "hay ".repeat(1 << 18)), String::new(), String::new()]);
    index(&conn, 1, 0);
    let left_out: Vec<bool> = segments(&conn).unwrap().iter().map(|segment| segment.left_out).collect();
    assert_eq!(left_out, [true]);
    for text in ["short", "needle", "hay hay", "y needle", "n", "haystack"] {
        assert_found(&kept, &conn, text);
    }
}

/// What is being logged is left alone until there is enough of it, and a segment until enough of it has changed.
#[test]
fn it_is_indexed_when_enough_has_changed() {
    let conn = empty();
    let logged = |keys: std::ops::Range<i64>| {
        keys.for_each(|key| write(&conn, key, &["a".to_owned(), String::new(), String::new()]));
    };
    let rule = SegmentRule { blocks: 4, newest: 1, changed: 2, ..SegmentRule::default() };
    let next = || {
        build_next(&conn, rule).unwrap().map(|new| {
            store(&conn, &new).unwrap();
            (new.range.first, new.range.counts.len())
        })
    };
    logged(0..4 * 128);
    assert_eq!(next(), None, "the newest block is still written to");
    logged(4 * 128..9 * 128 + 1);
    assert_eq!([next(), next(), next()], [Some((0, 4)), Some((4, 4)), None]);
    logged(130..131);
    assert_eq!(next(), None, "one block of four is not enough");
    logged(300..301);
    assert_eq!([next(), next()], [Some((0, 4)), None]);
    // Much text is indexed earlier.
    let long = SegmentRule { bytes: 1, ..rule };
    assert_eq!(build_next(&conn, long).unwrap().unwrap().range.first, 8);
}
