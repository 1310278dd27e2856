//! Links and suggestions for the tag editor of a trace.

use leptos::prelude::*;

use super::context::TraceContext;
use crate::{
    model::ids::ProjectId,
    paths,
    query::{filter::Filter, logs_view::LogsView, tab::Tab},
    review::{store::Review, tags::Tagging},
};

/// A tag links to the list of traces that have it; suggestions are the tags in use in the project.
pub(super) fn tagging(context: TraceContext, review: Review, project: StoredValue<String>) -> Tagging {
    let link = Callback::new(move |tag: String| {
        let view = LogsView::default().on_tab(Tab::Traces).with_filter(Filter::tag(&tag));
        context
            .workspace
            .with(|workspace| project.with_value(|project| paths::logs(workspace, project, &view.to_query())))
    });
    Tagging::new(link, review.client(), ProjectId::new(project.get_value()))
}
