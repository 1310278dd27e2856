//! What the server computes over all threads, traces or spans of a project that match a list's filters.

use leptos::prelude::*;

use super::{ListRow, Listing, request};
use crate::{
    api::{
        client::Client,
        error::ApiError,
        load::{Load, until_answered},
    },
    browser::clock,
    model::{ids::ProjectId, list_stats::ListStats, review_state::REVIEWED},
    query::logs_view::LogsView,
};

/// `GET /v1/private/{resource}/stats`, where `resource` is `traces/threads`, `traces` or `spans`. `pairs` are `filters`,
/// `search`, `from_time` and `to_time`.
async fn stats(
    client: &Client,
    resource: &str,
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Result<ListStats, ApiError> {
    pairs.push(("project_id", project.as_str().to_owned()));
    let mut wire = client.get(&format!("{resource}/stats"), &pairs).await?;
    let mut stats = ListStats::default();
    for mut stat in wire.list("stats") {
        match stat.required("name").as_str() {
            "duration" => stats.median_duration_ms = stat.object("value").number("p50"),
            "total_estimated_cost_sum" => stats.total_cost = stat.number("value"),
            "error_count" => stats.errors = stat.number("value"),
            _ => {}
        }
    }
    Ok(stats)
}

/// The names of all feedback scores of the project's threads, traces or spans, sorted: `GET
/// /v1/private/{resource}/feedback-scores/names`, with `resource` as in [`stats`].
pub async fn score_names(
    client: &Client,
    resource: &str,
    project: &ProjectId,
) -> Result<Vec<String>, ApiError> {
    let pairs = [("project_id", project.as_str().to_owned())];
    let mut wire = client.get(&format!("{resource}/feedback-scores/names"), &pairs).await?;
    let mut names: Vec<_> = wire.list("scores").iter_mut().filter_map(|score| score.text("name")).collect();
    names.sort();
    Ok(names)
}

impl<R: ListRow> Listing<R> {
    /// Statistics of the rows that match; `resource` is `traces/threads`, `traces` or `spans`. Loaded once the rows are
    /// painted, and again when other rows match.
    pub fn stats(self, resource: &'static str) -> Signal<Option<ListStats>> {
        let which = self.chosen();
        let stats = Load::after_paint(move || {
            let which = which.get();
            let client = self.client();
            async move {
                // The server would count what the page leaves out.
                let ask = which.filter(|ask| !ask.view.is_chosen())?;
                let now = clock::now();
                let view = self.taken_part(&ask.view);
                let pairs = view.to_stats_request(now, clock::zone_at);
                stats(&client, resource, &ask.project, pairs).await.ok()
            }
        });
        Signal::derive(move || match self.ask.with(|ask| ask.view.is_chosen()) {
            true => self.chosen_stats(),
            false => stats.get().flatten(),
        })
    }

    /// The view without the conditions that the server is known to refuse. Not tracked.
    fn taken_part(self, view: &LogsView) -> LogsView {
        self.refused.try_with_value(|refused| request::without(view, refused)).unwrap_or_else(|| view.clone())
    }

    /// A request for the names of all feedback scores, with `resource` as in [`Listing::stats`]. They are optional: none
    /// are offered if it fails. The review mark of threads has a filter and a column of its own.
    pub fn score_names(self, resource: &'static str) -> Callback<(), Signal<Vec<String>>> {
        Callback::new(move |()| {
            let (client, project) = (self.client(), self.project());
            let names = Load::new(move || {
                let (client, project) = (client.clone(), project.clone());
                async move { until_answered(|| score_names(&client, resource, &project)).await }
            });
            Signal::derive(move || {
                let mut names = names.get().unwrap_or_default();
                names.retain(|name| name != REVIEWED || resource != "traces/threads");
                names
            })
        })
    }
}
