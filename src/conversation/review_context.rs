//! What the components in [`crate::review`] need from a conversation: the thread and its turns as [`Subject`]s, the
//! feedback definitions and the tags.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use super::context::ConversationContext;
use crate::{
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

#[derive(Clone, Copy)]
pub(super) struct ReviewContext {
    context: ConversationContext,
    now: ReadSignal<Timestamp>,
    linked: Signal<Option<String>>,
    pub(super) view_trace: Callback<TraceId>,
}

impl ReviewContext {
    /// `comment` is the comment that the URL links to.
    pub(super) fn new(
        context: ConversationContext,
        comment: Signal<Option<CommentId>>,
        view_trace: Callback<TraceId>,
    ) -> Self {
        let linked = Signal::derive(move || comment.with(|id| id.as_ref().map(CommentId::to_string)));
        Self { context, now: clock::ticking(), linked, view_trace }
    }

    pub(super) fn thread(self) -> Subject {
        self.subject(Item::Thread, None)
    }

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

    /// Definitions and locking for the score controls. Where the server takes scores of inactive threads only, unlocking
    /// makes the thread inactive.
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

    /// Links and suggestions for the tag editor.
    pub(super) fn tagging(self) -> Tagging {
        let context = self.context;
        let url = use_url();
        let link = Callback::new(move |tag: String| {
            let view = url.with_untracked(|url| LogsView::from_query(url.search(), None));
            let view = view.list().with_filter(Filter::tag(&tag));
            context.with(|workspace, project, _| paths::logs(workspace, project, &view.to_query()))
        });
        let project = context.thread_ref.with_value(|of| of.project.clone());
        Tagging::new(link, context.review.client(), project)
    }
}
