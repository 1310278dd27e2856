//! The statements that the store itself runs find their rows by an index, however much there is in the tables.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;
#[path = "support/statements.rs"]
mod statements;

use common::{Server, at, encode, id, turn};
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

/// The one statement that chooses the rows of a list: it alone has both an order and a limit.
fn choosing(statements: Vec<Statement>) -> Statement {
    let chooses = |sql: &str| sql.contains("ORDER BY") && sql.contains("LIMIT -1");
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
async fn rated_turns_are_found_from_their_scores_and_not_by_looking_at_all_turns() {
    let rated =
        json!({"field": "feedback_scores", "operator": "is_not_empty", "key": "User feedback", "value": ""});
    let since = json!({"field": "start_time", "operator": ">=", "value": at(0)});
    let filters = Value::from(vec![rated, since]).to_string();
    let statement = choosing(list("traces", &[("filters", &filters)]).await);
    let plan = statement.plan.join("\n");
    assert!(plan.contains("(id=?)") && plan.contains("COVERING INDEX scores_by_name"), "{plan}");
    assert!(!format!("{plan}\n").contains("SCAN t\n"), "{plan}");
}
