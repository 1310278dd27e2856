//! What can be judged here, as the review's parts see it: the conversation as a whole, and each of its turns.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_url;

use super::context::ConversationContext;
use crate::{
    api::tags,
    browser::clock,
    model::{
        change::{Edit, Item},
        ids::{CommentId, TraceId},
        status::Status,
        time::Timestamp,
    },
    paths,
    query::{filter::Filter, logs_view::LogsView},
    review::{scores::Scoring, subject::Subject, tags::Tagging},
};

/// The review of this conversation, and what its parts need of the page around it.
#[derive(Clone, Copy)]
pub(super) struct ReviewContext {
    context: ConversationContext,
    now: ReadSignal<Timestamp>,
    linked: Signal<Option<String>>,
    /// Opens the trace of a turn.
    pub(super) view_trace: Callback<TraceId>,
}

impl ReviewContext {
    /// `comment` is the one that the address is about.
    pub(super) fn new(
        context: ConversationContext,
        comment: Signal<Option<CommentId>>,
        view_trace: Callback<TraceId>,
    ) -> Self {
        let linked = Signal::derive(move || comment.with(|id| id.as_ref().map(CommentId::to_string)));
        Self { context, now: clock::ticking(), linked, view_trace }
    }

    /// The conversation as a whole.
    pub(super) fn thread(self) -> Subject {
        self.subject(Item::Thread, None)
    }

    /// One turn.
    pub(super) fn turn(self, trace: &TraceId) -> Subject {
        self.subject(Item::Trace(trace.clone()), Some(trace.to_string()))
    }

    fn subject(self, item: Item, trace: Option<String>) -> Subject {
        let context = self.context;
        let link = Callback::new(move |comment: String| {
            context.with(|workspace, project, thread| {
                paths::comment(workspace, project, thread, trace.as_deref(), &comment)
            })
        });
        Subject::new(context.review, item, self.now, link, self.linked)
    }

    /// What the scores need.
    pub(super) fn scoring(self) -> Scoring {
        let review = self.context.review;
        Scoring {
            definitions: Signal::derive(move || review.definitions.get()),
            retry: Callback::new(move |()| review.definitions.refetch()),
            locked: Signal::derive(move || review.is_locked()),
            unlock: Callback::new(move |()| review.edit(Item::Thread, Edit::Status(Status::Inactive))),
            project: StoredValue::new(self.context.thread_ref.with_value(|of| of.project.to_string())),
        }
    }

    /// What the tags need.
    pub(super) fn tagging(self) -> Tagging {
        let context = self.context;
        let url = use_url();
        let link = Callback::new(move |tag: String| {
            let view = url.with_untracked(|url| LogsView::from_query(url.search(), None));
            let view = view.list().with_filter(Filter::tag(&tag));
            context.with(|workspace, project, _| paths::logs(workspace, project, &view.to_query()))
        });
        let in_use = RwSignal::new(Vec::new());
        let asked = StoredValue::new(false);
        let ask = Callback::new(move |()| {
            if asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
                return;
            }
            let (client, project) =
                (context.review.client(), context.thread_ref.with_value(|of| of.project.clone()));
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
}
