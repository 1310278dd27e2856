use proptest::prelude::*;

use super::*;
use crate::model::{ids::TraceId, time::Timestamp, trace::ErrorInfo};

fn span(id: &str, parent: Option<&str>, at: i64) -> Arc<Span> {
    Arc::new(Span {
        id: SpanId::new(id),
        trace_id: TraceId::new("t"),
        parent: parent.map(SpanId::new),
        name: Some(format!("step {id}")),
        start_time: Timestamp::from_millis(at),
        ..Span::default()
    })
}

fn tree(spans: Vec<Arc<Span>>) -> SpanTree {
    SpanTree::new(Arc::new(Span { kind: SpanKind::Trace, ..Span::default() }), spans)
}

fn drawn(tree: &SpanTree, places: &[usize]) -> Vec<String> {
    let line = |node: &SpanNode| {
        let mark = if node.is_orphan { "?" } else { "" };
        format!("{}{}{mark}", ".".repeat(node.level), node.span.id)
    };
    places.iter().filter_map(|at| tree.nodes().get(*at)).map(line).collect()
}

fn all(tree: &SpanTree) -> Vec<String> {
    drawn(tree, &tree.in_sight(&HashSet::new(), &SpanFilter::default()))
}

fn agent() -> SpanTree {
    tree(vec![
        span("answer", Some("agent"), 9),
        span("agent", None, 1),
        span("plan", Some("agent"), 2),
        span("look", Some("plan"), 3),
        span("check", None, 20),
    ])
}

#[test]
fn spans_stand_below_what_called_them_in_the_order_they_began() {
    assert_eq!(all(&agent()), [".", "..agent", "...plan", "....look", "...answer", "..check"]);
    let below: Vec<usize> = agent().nodes().iter().map(|node| node.below).collect();
    assert_eq!(below, [5, 3, 1, 0, 0, 0]);
    assert_eq!(agent().parent(4), Some(1));
    assert_eq!(agent().parent(0), None);
}

#[test]
fn a_span_without_its_parent_stands_at_the_root_and_says_so() {
    assert_eq!(
        all(&tree(vec![span("lost", Some("gone"), 1), span("below", Some("lost"), 2)])),
        [".", "..lost?", "...below"]
    );
}

#[test]
fn a_ring_of_parents_is_cut_open_and_nothing_is_lost() {
    let ring = tree(vec![span("a", Some("b"), 1), span("b", Some("a"), 2), span("own", Some("own"), 3)]);
    assert_eq!(all(&ring), [".", "..own?", "..a?", "...b"]);
}

#[test]
fn what_stands_below_a_folded_span_is_out_of_sight() {
    let tree = agent();
    let folded = HashSet::from([SpanId::new("plan")]);
    let places = tree.in_sight(&folded, &SpanFilter::default());
    assert_eq!(drawn(&tree, &places), [".", "..agent", "...plan", "...answer", "..check"]);
    let folded = HashSet::from([SpanId::default()]);
    assert_eq!(tree.in_sight(&folded, &SpanFilter::default()), [0]);
}

#[test]
fn what_is_looked_for_is_shown_with_all_that_leads_to_it_even_when_folded() {
    let tree = agent();
    let folded = HashSet::from([SpanId::new("agent")]);
    let sought = SpanFilter { words: " LOOK ".into(), ..SpanFilter::default() };
    assert_eq!(drawn(&tree, &tree.in_sight(&folded, &sought)), [".", "..agent", "...plan", "....look"]);
    let nothing = SpanFilter { words: "nowhere".into(), ..SpanFilter::default() };
    assert!(tree.in_sight(&folded, &nothing).is_empty());
}

#[test]
fn kinds_and_failures_narrow_the_search_together() {
    let failed = Span {
        id: SpanId::new("tool"),
        kind: SpanKind::Tool,
        error: Some(ErrorInfo { kind: "TimeoutError".into(), message: None, traceback: None }),
        ..Span::default()
    };
    let sought = SpanFilter {
        words: "timeout".into(),
        kinds: vec![SpanKind::Tool],
        failed: true,
        ..SpanFilter::default()
    };
    assert!(sought.fits(&failed));
    assert!(!SpanFilter { kinds: vec![SpanKind::Llm], ..sought.clone() }.fits(&failed));
    assert!(!sought.fits(&Span { error: None, ..failed }));
}

#[test]
fn what_is_hidden_is_away_unless_it_leads_to_others_and_folding_goes_on() {
    let tree = tree(vec![
        span("agent", None, 1),
        span("inner", Some("agent"), 2),
        span("own", Some("inner"), 3),
        span("retry", Some("agent"), 4),
    ]);
    let hidden = ["inner", "retry"].map(SpanId::new);
    let sought = SpanFilter { hidden: Arc::new(HashSet::from(hidden)), ..SpanFilter::default() };
    let folded = HashSet::new();
    assert_eq!(drawn(&tree, &tree.in_sight(&folded, &sought)), [".", "..agent", "...inner", "....own"]);
    let folded = HashSet::from([SpanId::new("agent")]);
    assert_eq!(drawn(&tree, &tree.in_sight(&folded, &sought)), [".", "..agent"]);
    let all = ["agent", "inner", "own", "retry"].map(SpanId::new);
    let sought = SpanFilter { hidden: Arc::new(HashSet::from(all)), ..SpanFilter::default() };
    assert_eq!(drawn(&tree, &tree.in_sight(&folded, &sought)), ["."]);
}

proptest! {
    #[test]
    fn every_span_stands_there_once_whatever_its_parent(parents in proptest::collection::vec(0usize..40, 0..40)) {
        let spans: Vec<_> = parents
            .iter()
            .enumerate()
            .map(|(at, parent)| span(&at.to_string(), (*parent != at).then_some(&*parent.to_string()), at as i64))
            .collect();
        let tree = tree(spans.clone());
        prop_assert_eq!(tree.spans(), spans.len());
        let mut ids: Vec<_> = tree.nodes().iter().skip(1).map(|node| node.span.id.clone()).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), spans.len());
        for (at, node) in tree.nodes().iter().enumerate() {
            let deeper = tree.nodes().iter().skip(at + 1).take_while(|other| other.level > node.level).count();
            prop_assert_eq!(node.below, deeper);
        }
    }
}

#[test]
fn a_chain_of_fifteen_thousand_spans_is_no_deeper_than_the_stack() {
    let chain =
        (0..15_000).map(|at| span(&at.to_string(), (at > 0).then(|| (at - 1).to_string()).as_deref(), at));
    let tree = tree(chain.collect());
    assert_eq!(tree.nodes().last().map(|node| node.level), Some(15_001));
    assert_eq!(tree.nodes().first().map(|node| node.below), Some(15_000));
}
