use super::*;
use crate::{
    api::error::ApiError,
    model::{
        feedback::Feedback,
        score::{Score, Source},
    },
};

fn trace(id: &str, thread: Option<&str>, scores: &[(&str, &str)]) -> Trace {
    let score = |(name, author): &(&str, &str)| Score {
        name: (*name).to_owned(),
        value: 1.0,
        category: None,
        reason: None,
        source: Source::Human,
        by_author: vec![AuthorScore {
            author: (*author).to_owned(),
            value: 1.0,
            category: None,
            reason: None,
            source: Source::Human,
            last_updated_at: None,
        }],
    };
    Trace {
        id: TraceId::new(id),
        thread_id: thread.map(ThreadId::new),
        feedback: Feedback { scores: scores.iter().map(score).collect(), ..Feedback::default() },
        ..Trace::default()
    }
}

fn rows(traces: Vec<Trace>) -> Vec<Arc<MarkedTurn>> {
    traces.into_iter().map(MarkedTurn::from).map(Arc::new).collect()
}

#[test]
fn thumbs_are_found_by_thread_and_other_scores_are_left_out() {
    let rows = rows(vec![
        trace("1", Some("a"), &[("Help", "cem"), (THUMBS, "ana")]),
        trace("2", Some("a"), &[(THUMBS, "ben")]),
        trace("3", Some("b"), &[("Help", "ana")]),
        trace("4", None, &[(THUMBS, "ana")]),
    ]);
    let threads = by_thread(&rows);
    assert_eq!(threads.len(), 1);
    let turns = &threads[&ThreadId::new("a")];
    let found: Vec<_> =
        turns.iter().map(|turn| (turn.trace.as_str(), turn.thumbs[0].author.as_str())).collect();
    assert_eq!(found, [("1", "ana"), ("2", "ben")]);
}

#[test]
fn failed_turns_are_counted_by_thread() {
    let rows = rows(vec![trace("1", Some("a"), &[]), trace("2", Some("a"), &[]), trace("3", None, &[])]);
    assert_eq!(counts(&rows), HashMap::from([(ThreadId::new("a"), 2)]));
}

#[test]
fn turns_are_walked_in_the_time_range_of_the_threads_without_their_filters() {
    let pairs = vec![
        ("search", "refund".to_owned()),
        ("filters", r#"[{"field":"status"}]"#.to_owned()),
        ("from_time", "2026-11-01T00:00:00.000Z".to_owned()),
    ];
    let ask = WalkAsk { workspace: "w".to_owned(), project: ProjectId::new("p"), pairs };
    let turns = turns_of(&ask, traces::with_thumb());
    let keys: Vec<_> = turns.pairs.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, ["from_time", "filters"]);
    assert!(turns.pairs[1].1.contains(THUMBS) && turns.project == ask.project);
}

#[test]
fn both_walks_are_done_only_together() {
    let failed = || WalkStage::Failed(ApiError::Offline);
    assert_eq!(both(WalkStage::Done, WalkStage::Done), WalkStage::Done);
    assert_eq!(both(WalkStage::Done, WalkStage::Running), WalkStage::Running);
    assert_eq!(both(WalkStage::Cancelled, WalkStage::Running), WalkStage::Cancelled);
    assert_eq!(both(WalkStage::Running, failed()), failed());
}
