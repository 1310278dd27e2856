//! The logs page: reads its parameters from the URL and lays out the list and what is open beside it.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use super::{
    first_list,
    focus::{follow_focus, keep_focus_on_tabs},
    rehearsal::rehearse,
    selection::Selection,
};
use crate::{
    api::{
        load::{Load, until_answered},
        projects,
        session::Session,
    },
    browser::{
        navigate::{self, HistoryEntry},
        timer, title, tracking, width,
    },
    conversation::panel::{CONVERSATION, ConversationProps},
    local::{
        hotkeys::{self, Hotkey},
        preferences::Preferences,
        remembered,
    },
    model::ids::{ProjectId, ThreadId, TraceId},
    paths,
    query::{logs_view::LogsView, tab::Tab},
    shell::{breadcrumb_target::BreadcrumbTarget, head::Head},
    threads::{self, list::ThreadsList, listing::ThreadsListing},
    trace::page::{TRACE, TraceProps},
    traces::list::{TRACES, TracesListProps},
    ui::{
        lazy,
        table::{
            frame::Frame,
            list::ListLayout,
            list_route::ListRoute,
            row_navigation::RowNavigation,
            row_navigation::{Direction, RowSource},
        },
        toast::Toaster,
    },
};

/// The list, and beside it the conversation or trace that is open.
#[component]
pub fn LogsPage(workspace: Memo<String>, project: Memo<ProjectId>) -> impl IntoView {
    let route = route(workspace, project);
    first_list::remember(route);
    let about = Load::new(move || {
        let client = Session::of_app(&workspace.get()).client;
        let project = project.get();
        async move {
            let found = until_answered(async || projects::get(&client, &project).await.map(Some)).await;
            found.map(|found| (project, found.name))
        }
    });
    let project_name = Signal::derive(move || {
        let (of, name) = about.get().flatten()?;
        project.with(|project| *project == of).then_some(name)
    });
    let tab = Memo::new(move |_| route.with_view(|view| view.tab));
    keep_focus_on_tabs(tab);
    let here =
        Signal::derive(move || BreadcrumbTarget { workspace: workspace.get(), project: Some(project.get()) });
    view! {
        <Head here project_name />
        {move || {
            let tab = tab.get();
            view! { <Panes tab route=route.of_tab(tab) project_name /> }.into_any()
        }}
    }
}

/// One list, and what is open beside it.
#[component]
fn Panes(
    tab: Tab,
    route: ListRoute,
    /// `None` until it is loaded.
    project_name: Signal<Option<String>>,
) -> impl IntoView {
    let selection = Selection::new(route);
    let open = selection.any;
    let frame = Frame::new();
    let narrow = width::at_most(760.0);
    let compact = Signal::derive(move || open.get() || narrow.get());
    follow_focus(selection, frame);
    let layout = ListLayout { compact, narrow: narrow.into(), open: open.into(), frame };
    // The lists of traces and spans are a lazy module, and give the navigation between rows when they are loaded.
    let navigation = RwSignal::new(None::<RowNavigation>);
    let (list, conversation) = match tab {
        Tab::Threads => threads(route, selection, layout, project_name),
        Tab::Traces | Tab::Spans => {
            let on_navigation = Callback::new(move |way: RowNavigation| navigation.set(Some(way)));
            let props = move || TracesListProps { tab, route, project_name, layout, on_navigation };
            (lazy::enter(&TRACES, "Loading the list", props), ().into_any())
        }
    };
    let title = move || {
        // An open conversation or trace sets the page title itself.
        (!open.get()).then(|| view! { <ListTitle tab project_name /> }.into_any())
    };
    view! {
        <main
            id="main"
            class="panes"
            tabindex="-1"
            data-open=move || open.get().to_string()
            data-trace=move || selection.trace.with(Option::is_some).to_string()
        >
            <section class="pane list-pane" aria-label=tab.label()>
                {list}
            </section>
            {title}
            {conversation}
            {move || {
                selection
                    .trace
                    .with(Option::is_some)
                    .then(|| {
                        let context = selection.context(route, project_name, navigation.into());
                        lazy::enter(&TRACE, "Loading the trace", move || TraceProps { context })
                    })
            }}
        </main>
    }
}

/// The list of threads, and the conversation that is open.
fn threads(
    route: ListRoute,
    selection: Selection,
    layout: ListLayout,
    project_name: Signal<Option<String>>,
) -> (AnyView, AnyView) {
    let listing = threads::listing::load(route);
    let (open, thread) = (selection.any, selection.thread);
    let comment = Signal::derive(move || route.with_view(|view| view.comment.clone()));
    // Readers of the list open a conversation next.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            lazy::open_when_idle(&CONVERSATION);
        }
    });
    ask_for_next(route, selection, listing);
    rehearse(selection);
    let ids_of_page = Callback::new(move |page| Box::pin(listing.ids_of_page(page)) as _);
    let navigation = RowNavigation::through(
        RowSource { route, list_state: listing.list_state, ids_of_page },
        Toaster::of_app(),
    );
    let close = Callback::new(move |()| route.push(LogsView::list));
    let deleted = Callback::new(move |()| after_deletion(route, selection, listing));
    let view_trace = Callback::new(move |trace: TraceId| {
        // The back button returns to this turn, even if the URL named another one before.
        route.replace(|view| LogsView { trace: Some(trace.clone()), comment: None, ..view.clone() });
        route.push(|view| view.with_trace(&trace));
    });
    hotkeys::on_key(move |key| {
        // An open trace handles these keys itself.
        let shows_conversation = open.get_untracked() && selection.trace.with_untracked(Option::is_none);
        match key {
            Hotkey::NextThread if shows_conversation => navigation.step.run(Direction::Next),
            Hotkey::PreviousThread if shows_conversation => navigation.step.run(Direction::Previous),
            Hotkey::Back if shows_conversation => close.run(()),
            _ => return false,
        }
        true
    });
    let conversation = move || {
        selection.shows_conversation.get().then(|| {
            lazy::enter(&CONVERSATION, "Loading the conversation", move || ConversationProps {
                workspace: route.workspace.into(),
                project: route.project.into(),
                project_name,
                thread: thread.into(),
                trace: Signal::derive(move || {
                    tracking::track(&selection.turn);
                    selection.turn.get_untracked()
                }),
                comment,
                navigation,
                close,
                deleted,
                covered: Signal::derive(move || {
                    tracking::track(&selection.trace);
                    selection.trace.with_untracked(Option::is_some)
                }),
                view_trace,
            })
        })
    };
    let deciding = first_list::decide(route, listing);
    let list = view! { <ThreadsList route listing deciding project_name layout /> };
    (list.into_any(), conversation.into_any())
}

/// Opens the conversation below the one that was deleted, or goes back to the list, and reads the list again. The history
/// entry is replaced, because going back would lead to a conversation that is gone.
fn after_deletion(route: ListRoute, selection: Selection, listing: ThreadsListing) {
    let next = selection.row.try_with_untracked(|open| below(listing, open)).flatten();
    route.replace(|view| match &next {
        Some(next) => view.opened(&ThreadId::new(next)),
        None => view.list(),
    });
    listing.retry();
}

/// The id of the row below this one on the page.
fn below(listing: ThreadsListing, row: &str) -> Option<String> {
    let found = listing.list_state.try_with_untracked(|state| {
        let ids = &state.page()?.ids;
        ids.get(ids.iter().position(|id| id == row)? + 1).cloned()
    });
    found.flatten()
}

/// While a conversation is read, the one below it in the list is asked for, so that `J` shows it at once.
fn ask_for_next(route: ListRoute, selection: Selection, listing: ThreadsListing) {
    /// Milliseconds after opening, so that it does not compete with what is being opened.
    const AFTER: i64 = 300;
    let ask = threads::ahead::asking(route);
    Effect::new(move |_| {
        let row = selection.row.get();
        if !selection.shows_conversation.get() || !lazy::is_there(&CONVERSATION) {
            return;
        }
        timer::later(AFTER, move || {
            let is_open = selection.row.try_with_untracked(|open| *open == row) == Some(true)
                && selection.any.try_get_untracked() == Some(true);
            if let Some(next) = below(listing, &row).filter(|_| is_open) {
                ask.run(ThreadId::new(next));
            }
        });
    });
}

/// The list's route: its parameters from the URL, completed from the preferences and from what the browser stored.
fn route(workspace: Memo<String>, project: Memo<ProjectId>) -> ListRoute {
    let url = use_url();
    let preferences = Preferences::of_app();
    let view = Memo::new(move |_| {
        let size = preferences.with(|choices| choices.page_size);
        project.with(|project| url.with(|url| remembered::view(project.as_str(), url.search(), size)))
    });
    let navigator = navigate::navigator();
    let go = Callback::new(move |(view, trail): (LogsView, HistoryEntry)| {
        let href = workspace.with_untracked(|workspace| {
            project.with_untracked(|project| paths::logs(workspace, project.as_str(), &view.to_query()))
        });
        navigator(&href, trail);
    });
    ListRoute { workspace, project, view, go }
}

/// The page title while nothing is open.
#[component]
fn ListTitle(tab: Tab, project_name: Signal<Option<String>>) -> impl IntoView {
    title::follow(move || match project_name.get() {
        Some(name) => format!("{} · {name}", tab.label()),
        None => tab.label().to_owned(),
    });
}
