//! The statements that a store really runs, with the plans that SQLite makes for them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::{Arc, Mutex};

use mock_opik::state::ThreadRules;
use mock_opik::store::Store;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::common::{Server, server_on};

/// A statement with its values filled in, and its query plan, a line for each step.
#[derive(Debug)]
pub struct Statement {
    pub sql: String,
    pub plan: Vec<String>,
}

/// What the store of one server runs.
#[derive(Clone, Default)]
pub struct Statements {
    recorded: Arc<Mutex<Vec<String>>>,
}

impl Statements {
    /// A server in memory whose statements are recorded.
    pub fn recorded_server() -> (Server, Self) {
        let statements = Self::default();
        let recorded = Arc::clone(&statements.recorded);
        let record = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, text) = event {
                // The statements of triggers come as comments; their plan is part of that of the statement around them.
                if !text.starts_with("--") {
                    recorded.lock().unwrap().push(statement.expanded_sql().unwrap());
                }
            }
        };
        let store =
            Store::memory_with(|conn| conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(record)));
        (server_on(store.unwrap(), ThreadRules::Guarded), statements)
    }

    /// Does `work` and answers the statements that the store ran for it and that read or write tables, in order.
    pub async fn of(&self, server: &Server, work: impl Future) -> Vec<Statement> {
        self.recorded.lock().unwrap().clear();
        work.await;
        let mut run = std::mem::take(&mut *self.recorded.lock().unwrap());
        run.retain(|sql| {
            let first = sql.split_whitespace().next().unwrap_or_default();
            ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&first)
        });
        let explain = move |conn: &rusqlite::Connection| {
            let one = |sql: String| {
                let mut query = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let plan = query.query_map([], |row| row.get(3))?.collect::<Result<_, _>>()?;
                Ok(Statement { sql, plan })
            };
            run.into_iter().map(one).collect()
        };
        server.state.store.read(explain).await.unwrap()
    }
}

impl Statement {
    /// The steps of the plan that are about a table, by the name that the statement gives it.
    pub fn steps_on(&self, table: &str) -> Vec<&str> {
        let about = |step: &&str| step.split_whitespace().nth(1) == Some(table);
        self.plan.iter().map(String::as_str).filter(about).collect()
    }
}
