use proptest::{prelude::*, test_runner::RngSeed};

use super::*;
use crate::{
    model::{
        comment::Comment,
        feedback::Feedback,
        ids::{CommentId, ThreadId},
        score::{AuthorScore, Score, Source},
        status::Status,
        thread::Thread,
    },
    query::columns::page_sorts,
};

/// A thread of few possible values, so that many are equal by a field.
#[derive(Clone, Debug)]
struct Small {
    id: u8,
    messages: u64,
    active: bool,
    /// The values of the score "Tone" that the reviewers ana and bo gave.
    given: [Option<u8>; 2],
    /// Minutes when comments were written.
    comments: Vec<i64>,
    first: &'static str,
    activity: i64,
}

fn small() -> impl Strategy<Value = Small> {
    let given = prop::option::of(0..3_u8);
    (
        any::<u8>(),
        0..3_u64,
        any::<bool>(),
        [given.clone(), given],
        prop::collection::vec(0..3_i64, 0..3),
        prop::sample::select(vec!["", "apple", "Apple", "Zebra"]),
        0..4_i64,
    )
        .prop_map(|(id, messages, active, given, comments, first, activity)| Small {
            id,
            messages,
            active,
            given,
            comments,
            first,
            activity,
        })
}

fn row(small: &Small) -> Arc<ThreadRow> {
    let by = |(author, value): (&str, &Option<u8>)| {
        let value = f64::from((*value)?);
        Some(AuthorScore {
            author: author.to_owned(),
            value,
            category: None,
            reason: None,
            source: Source::Human,
            last_updated_at: None,
        })
    };
    let by_author: Vec<_> = ["ana", "bo"].into_iter().zip(&small.given).filter_map(by).collect();
    let mut tone = Score {
        name: "Tone".to_owned(),
        value: 0.0,
        category: None,
        reason: None,
        source: Source::Human,
        by_author,
    };
    tone.average();
    let comment = |at: &i64| Comment {
        id: CommentId::new("c"),
        text: String::new(),
        author: None,
        created_at: Timestamp::from_millis(at * 60_000),
        last_updated_at: None,
    };
    let thread = Thread {
        id: ThreadId::new(small.id.to_string()),
        model_id: None,
        start_time: None,
        end_time: None,
        duration_ms: None,
        first_message: None,
        last_message: None,
        number_of_messages: small.messages,
        total_tokens: None,
        prompt_tokens: None,
        completion_tokens: None,
        cost: None,
        feedback: Feedback {
            scores: Some(tone).filter(|tone| !tone.by_author.is_empty()).into_iter().collect(),
            comments: small.comments.iter().map(comment).collect(),
            status: if small.active { Status::Active } else { Status::Inactive },
            last_updated_at: Timestamp::from_millis(small.activity),
            ..Feedback::default()
        },
        created_at: None,
        created_by: None,
    };
    let words = CellText::Words(small.first.to_owned());
    Arc::new(ThreadRow { first: words, ..ThreadRow::from(thread) })
}

/// A second definition of what rows are compared by: bigger is later; `None` is last in both directions.
fn plain_key(small: &Small, field: &str) -> Option<(f64, String)> {
    let number = |number: f64| Some((number, String::new()));
    let given = |at: usize| small.given[at].map(f64::from);
    match field {
        "number_of_messages" => number(small.messages as f64),
        "status" => Some((0.0, if small.active { "active" } else { "inactive" }.to_owned())),
        "author_scores.ana.Tone" => given(0).and_then(number),
        "author_scores.bo.Tone" => given(1).and_then(number),
        "feedback_scores.Tone" => {
            let all: Vec<f64> = [given(0), given(1)].into_iter().flatten().collect();
            (!all.is_empty()).then(|| number(all.iter().sum::<f64>() / all.len() as f64)).flatten()
        }
        "comments" => number(small.comments.len() as f64),
        "last_comment" => small.comments.iter().max().and_then(|at| number(*at as f64)),
        "first_message" => Some((0.0, small.first.to_lowercase())).filter(|(_, words)| !words.is_empty()),
        _ => panic!("{field}"),
    }
}

const TRIED: [&str; 8] = [
    "number_of_messages",
    "status",
    "author_scores.ana.Tone",
    "author_scores.bo.Tone",
    "feedback_scores.Tone",
    "comments",
    "last_comment",
    "first_message",
];

/// Whether the order of two rows is right: the first level in which they differ decides, then the activity.
fn is_right(one: &Small, two: &Small, levels: &[(&str, bool)]) -> bool {
    for (field, descending) in levels {
        let (a, b) = (plain_key(one, field), plain_key(two, field));
        match (a, b) {
            (None, Some(_)) => return false,
            (Some(_), None) => return true,
            (Some(a), Some(b)) if a != b => return (a < b) != *descending,
            _ => {}
        }
    }
    one.activity >= two.activity
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn rows_are_sorted_by_the_first_level_in_which_they_differ_and_no_row_is_lost(
        rows in prop::collection::vec(small(), 0..24),
        (fields, directions) in (prop::sample::subsequence(TRIED.to_vec(), 0..=4).prop_shuffle(), any::<[bool; 4]>()),
    ) {
        let levels: Vec<(&str, bool)> = fields.into_iter().zip(directions).collect();
        let by: Vec<Sort> =
            levels.iter().map(|(field, descending)| Sort { field: (*field).to_owned(), descending: *descending }).collect();
        // Ids are positions, to find each row again.
        let rows: Vec<Small> = rows.into_iter().zip(0_u8..).map(|(row, id)| Small { id, ..row }).collect();
        let mut sorted: Vec<_> = rows.iter().map(row).collect();
        sort(&mut sorted, &by);
        let back: Vec<&Small> = sorted
            .iter()
            .map(|row| rows.iter().find(|small| small.id.to_string() == row.thread.id.as_str()).unwrap())
            .collect();
        for pair in back.windows(2) {
            prop_assert!(is_right(pair[0], pair[1], &levels), "{:?} before {:?} by {levels:?}", pair[0], pair[1]);
        }
        let mut ids: Vec<u8> = back.iter().map(|small| small.id).collect();
        ids.sort_unstable();
        prop_assert_eq!(ids.len(), rows.len());
        ids.dedup();
        prop_assert_eq!(ids.len(), rows.len());
    }
}

#[test]
fn every_column_of_threads_that_offers_an_order_has_one_here() {
    let fields = FIELDS.map(str::to_owned);
    for column in Column::all(Tab::Threads) {
        if let Some(field) = column.sort_field() {
            assert!(crate::query::columns::names_field(&fields, &field), "{field}");
        }
    }
    for field in FIELDS.iter().filter(|field| page_sorts(Tab::Threads, field)) {
        let one = Sort { field: field.replace('*', "ana.Tone"), descending: false };
        assert!(Sort::is_of_page(Tab::Threads, &[one]));
    }
}
