//! The statements that the store itself runs find their rows by an index, however much there is in the tables.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;
#[path = "support/statements.rs"]
mod statements;

use common::{Server, at, encode, id, turn};
use mock_opik::store::text_index::SegmentRule;
use serde_json::{Value, json};
use statements::{Statement, Statements};

/// Three turns of the thread `t`, one of `u`; the first turn has a thumb.
async fn logged() -> (Server, Statements) {
    let (server, statements) = Statements::recorded_server();
    let turns = [(0, "t"), (10, "t"), (20, "u"), (30, "t")];
    let turns = turns.iter().zip(1..).map(|((seconds, thread), n)| turn(*seconds, n, thread, "a", "b"));
    server.log(turns.collect()).await;
    let thumb = json!({"name": "User feedback", "value": 1, "source": "ui"});
    server.ok("PUT", &format!("traces/{}/feedback-scores", id(0, 1)), thumb).await;
    (server, statements)
}

/// The statements that a list of project `p` makes the store run.
async fn list(list: &str, query: &[(&str, &str)]) -> Vec<Statement> {
    let (server, statements) = logged().await;
    let query: Vec<_> = [("project_name", "p"), ("size", "100")].iter().chain(query).copied().collect();
    statements.of(&server, server.get(&format!("{list}?{}", encode(&query)))).await
}

/// The one statement that chooses the rows of a list.
fn choosing(statements: Vec<Statement>) -> Statement {
    let chooses = |sql: &str| sql.starts_with("SELECT t.key FROM");
    let mut found = statements.into_iter().filter(|statement| chooses(&statement.sql));
    let statement = found.next().unwrap();
    assert!(found.next().is_none(), "only one statement chooses rows");
    statement
}

/// A thread's first and last turn are found by index, so that logging a long conversation turn by turn stays cheap.
#[tokio::test]
async fn a_turns_cost_does_not_grow_with_its_thread() {
    let (server, statements) = logged().await;
    let run = statements.of(&server, server.log(vec![turn(40, 5, "t", "a", "b")])).await;
    let by_time = |statement: &&Statement| statement.sql.contains("FROM traces WHERE thread = ");
    let steps: Vec<&str> = run.iter().filter(by_time).flat_map(|found| found.steps_on("traces")).collect();
    let plan = steps.join("\n") + "\n";
    let expected = "SEARCH traces USING INDEX traces_by_start (thread=? AND start_time>?)\n\
                    SEARCH traces USING INDEX traces_by_end (thread=? AND end_time>?)\n";
    assert_eq!(plan.replace("COVERING ", ""), expected);
    for statement in &run {
        let scans =
            statement.plan.iter().filter(|step| step.starts_with("SCAN ") && !step.contains("VIRTUAL"));
        assert_eq!(scans.collect::<Vec<_>>(), [""; 0], "{}", statement.sql);
    }
}

#[tokio::test]
async fn the_list_reads_threads_and_never_all_traces() {
    let active = json!([{"field": "status", "operator": "=", "key": "", "value": "active"}]).to_string();
    for query in [vec![], vec![("filters", active.as_str())], vec![("search", "a")]] {
        for statement in list("traces/threads", &query).await {
            for table in ["t", "r", "traces", "trace_bodies", "spans"] {
                let scans = statement.steps_on(table).into_iter().filter(|step| step.starts_with("SCAN "));
                assert_eq!(scans.collect::<Vec<_>>(), [""; 0], "{}", statement.sql);
            }
        }
    }
    let plan = choosing(list("traces/threads", &[("filters", &active)]).await);
    assert_eq!(plan.steps_on("t"), ["SEARCH t USING INDEX threads_by_activity (project=?)"], "{plan:?}");
}

#[tokio::test]
async fn a_conversation_is_found_by_its_index() {
    let thread = json!([{"field": "thread_id", "operator": "=", "key": "", "value": "t"}]).to_string();
    let order = json!([{"field": "start_time", "direction": "ASC"}]).to_string();
    let statement = choosing(list("traces", &[("filters", &thread), ("sorting", &order)]).await);
    let plan = statement.plan.join("\n");
    assert!(
        plan.contains("traces_by_") && plan.contains("(thread=?)") && plan.contains("threads_by_name"),
        "{plan}"
    );
    assert!(!format!("{plan}\n").contains("SCAN t\n"), "{plan}");
}

#[tokio::test]
async fn turns_are_found_by_a_score_from_their_scores_and_not_by_looking_at_all_turns() {
    let rated = json!({"field": "feedback_scores", "operator": ">", "key": "User feedback", "value": "0"});
    let since = json!({"field": "start_time", "operator": ">=", "value": at(0)});
    let filters = Value::from(vec![rated, since]).to_string();
    let statement = choosing(list("traces", &[("filters", &filters)]).await);
    let plan = statement.plan.join("\n");
    assert!(plan.contains("(id=?)") && plan.contains("SCAN s"), "{plan}");
    assert!(!format!("{plan}\n").contains("SCAN t\n"), "{plan}");
}

/// Once its text is indexed, no text of a trace is read for a search; what came since is found by its key.
#[tokio::test]
async fn a_search_reads_its_index_and_only_texts_that_are_not_in_it() {
    let (server, statements) = logged().await;
    let all = SegmentRule { blocks: 1, newest: 0, changed: usize::MAX, ..SegmentRule::default() };
    server.state.store.index_texts(all).await.unwrap();
    for list in ["traces/threads", "traces", "traces/threads/stats", "traces/stats"] {
        let search = format!("{list}?{}", encode(&[("project_name", "p"), ("search", "turn b")]));
        let run = statements.of(&server, server.get(&search)).await;
        let on = |table: &str| run.iter().flat_map(|one| one.steps_on(table)).collect::<Vec<_>>();
        assert_eq!(on("trace_texts"), [""; 0], "{list}");
        let parts = on("text_parts");
        assert!(!parts.is_empty(), "{list}");
        assert!(parts.iter().all(|step| step.ends_with("USING INTEGER PRIMARY KEY (rowid=?)")), "{parts:?}");
    }
    server.log(vec![turn(40, 5, "t", "a", "b")]).await;
    let search = format!("traces?{}", encode(&[("project_name", "p"), ("search", "a")]));
    let run = statements.of(&server, server.get(&search)).await;
    let texts: Vec<&str> = run.iter().flat_map(|one| one.steps_on("trace_texts")).collect();
    assert_eq!(texts, ["SEARCH trace_texts USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]);
}

#[tokio::test]
async fn the_first_pages_of_all_traces_come_in_the_order_of_an_index() {
    let plan = choosing(list("traces", &[]).await);
    assert_eq!(plan.plan, ["SEARCH t USING COVERING INDEX traces_by_id (project=?)"]);
}

/// Statistics add up cached rows: with a filter that the cache can check, no statement looks at all traces.
#[tokio::test]
async fn statistics_read_no_rows_that_are_cached() {
    let (server, statements) = logged().await;
    let slow = json!([{"field": "duration", "operator": ">", "key": "", "value": "1"}]).to_string();
    let rated = json!([{"field": "feedback_scores", "operator": "is_not_empty", "key": "User feedback", "value": ""}]);
    let rated = rated.to_string();
    for (list, filters) in [("traces", ""), ("traces", &slow), ("traces/threads", &slow), ("traces", &rated)]
    {
        let stats = format!("{list}/stats?{}", encode(&[("project_name", "p"), ("filters", filters)]));
        server.get(&stats).await;
        let run = statements.of(&server, server.get(&stats)).await;
        for table in ["t", "r", "traces", "threads", "trace_bodies", "spans", "span_totals"] {
            let steps: Vec<&str> = run.iter().flat_map(|one| one.steps_on(table)).collect();
            assert_eq!(steps, [""; 0], "{list} with {filters:?}");
        }
    }
}
