//! Requests one page of a list, without the conditions that the server refuses.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;

use super::{Answer, Ask, ListRow, Listed};
use crate::{
    api::{client::Client, error::ApiError, rows_page::RowsPage, session::Session},
    browser::clock,
    model::ids::ProjectId,
    query::{list_state::RefusedFilter, logs_view::LogsView},
};

/// A request for a page of rows in progress.
pub type Coming<R> = Pin<Box<dyn Future<Output = Result<RowsPage<R>, ApiError>>>>;

/// Requests one page of a project's rows with these query parameters.
pub type Fetch<R> = fn(Client, ProjectId, Vec<(&'static str, String)>) -> Coming<R>;

/// Requests the page. A server that refuses a condition (an older Opik does not know all fields) is asked which one it is,
/// and then for the rows without it; `refused` remembers it.
pub(super) async fn get<R: ListRow>(
    session: Session,
    ask: Ask,
    fetch: Fetch<R>,
    refused: StoredValue<Vec<RefusedFilter>>,
) -> Answer<R> {
    let revision = session.outbox.ack_count();
    let client = session.client.at(&ask.workspace);
    let request = async |view: &LogsView| {
        fetch(client.clone(), ask.project.clone(), view.to_request(clock::now(), clock::zone_at)).await
    };
    let known = refused.try_get_value().unwrap_or_default();
    let mut outcome = request(&without(&ask.view, &known)).await;
    if outcome.as_ref().is_err_and(is_refusal) {
        let mut found = Vec::new();
        for filter in without(&ask.view, &known).filters {
            let view = LogsView {
                filters: vec![filter.clone()],
                size: 1,
                ..LogsView::default().on_tab(ask.view.tab)
            };
            if let Err(error) = request(&view).await
                && is_refusal(&error)
            {
                found.push(RefusedFilter { filter, why: error.to_string() });
            }
        }
        if !found.is_empty() {
            let _ = refused.try_update_value(|all| all.extend(found));
            let known = refused.try_get_value().unwrap_or_default();
            outcome = request(&without(&ask.view, &known)).await;
        }
    }
    let outcome = outcome.map(|page| {
        let mut rows: Vec<Arc<R>> = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            if rows.iter().all(|known| known.id() != row.id()) {
                rows.push(Arc::new(row));
            }
        }
        let all = refused.try_get_value().unwrap_or_default();
        let refused = all.into_iter().filter(|one| ask.view.filters.contains(&one.filter)).collect();
        Arc::new(Listed { rows, total: page.total, sortable_by: page.sortable_by, revision, refused })
    });
    Answer { ask, outcome }
}

/// The view without the conditions that the server refuses.
pub(super) fn without(view: &LogsView, refused: &[RefusedFilter]) -> LogsView {
    let is_taken = |filter: &&_| refused.iter().all(|one| one.filter != **filter);
    LogsView { filters: view.filters.iter().filter(is_taken).cloned().collect(), ..view.clone() }
}

/// Whether the server says that it does not understand the request.
fn is_refusal(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused { status: 400 | 422, .. })
}
