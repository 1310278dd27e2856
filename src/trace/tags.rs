//! Links and suggestions for the tag editor of a trace.

use leptos::{prelude::*, task::spawn_local};

use super::context::TraceContext;
use crate::{
    api::tags,
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
    let in_use = RwSignal::new(Vec::new());
    let asked = StoredValue::new(false);
    let ask = Callback::new(move |()| {
        if asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        let (client, project) = (review.client(), ProjectId::new(project.get_value()));
        spawn_local(async move {
            match tags::in_use(&client, &project).await {
                Ok(uses) => drop(in_use.try_set(uses)),
                // Suggestions are optional: the next time the field is opened asks again.
                Err(_) => drop(asked.try_set_value(false)),
            }
        });
    });
    Tagging { link, in_use: in_use.into(), ask }
}
