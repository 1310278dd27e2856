//! What the tags of a trace need of the page around it.

use leptos::{prelude::*, task::spawn_local};

use super::context::TraceContext;
use crate::{
    api::tags,
    model::ids::ProjectId,
    paths,
    query::{filter::Filter, logs_view::LogsView, tab::Tab},
    review::{store::Review, tags::Tagging},
};

/// Tags lead to the conversations that carry them; those in use in the project are offered.
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
                // Offers are a help, not a need: whoever opens the field next asks again.
                Err(_) => drop(asked.try_set_value(false)),
            }
        });
    });
    Tagging { link, in_use: in_use.into(), ask }
}
