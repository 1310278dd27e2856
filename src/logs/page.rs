//! The logs page: parameters, data, and a layout with two holes, the list and what is open beside it.

use leptos::prelude::*;
use leptos_router::hooks::use_url;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{first_list, opened::Opened};
use crate::{
    api::{
        client::Client,
        load::{Load, insist},
        projects,
    },
    browser::{
        go::{self, Trail},
        hotkeys::{self, Hotkey},
        preferences::Preferences,
        remembered, title, tracking, width,
    },
    conversation::panel::{CONVERSATION, ConversationProps},
    model::ids::{ProjectId, TraceId},
    paths,
    query::{logs_view::LogsView, tab::Tab},
    shell::{head::Head, here::Here},
    threads::{self, list::ThreadsList},
    trace::page::{TRACE, TraceProps},
    traces::list::{TRACES, TracesListProps},
    ui::{
        room,
        table::{
            frame::Frame,
            list::Stage,
            place::Place,
            stepping::{Step, Steps},
            walk::Walk,
        },
        toast::Toaster,
    },
};

/// A list, and what is open beside it.
#[component]
pub fn LogsPage(
    /// The workspace's name.
    workspace: Memo<String>,
    /// Whose logs.
    project: Memo<ProjectId>,
) -> impl IntoView {
    let place = place(workspace, project);
    first_list::remember(place);
    let about = Load::new(move || {
        let client = Client::of_app(&workspace.get());
        let project = project.get();
        async move {
            let found = insist(async || projects::get(&client, &project).await.map(Some)).await;
            found.map(|found| (project, found.name))
        }
    });
    let project_name = Signal::derive(move || {
        let (of, name) = about.get().flatten()?;
        project.with(|project| *project == of).then_some(name)
    });
    let tab = Memo::new(move |_| place.with_view(|view| view.tab));
    keep_focus_on_tabs(tab);
    let here = Signal::derive(move || Here { workspace: workspace.get(), project: Some(project.get()) });
    view! {
        <Head here project_name />
        {move || {
            let tab = tab.get();
            view! { <Panes tab place=place.of_tab(tab) project_name /> }.into_any()
        }}
    }
}

/// One of the lists, in its place on the page.
#[component]
fn Panes(
    /// Which.
    tab: Tab,
    /// Where it is.
    place: Place,
    /// The project's name, once known.
    project_name: Signal<Option<String>>,
) -> impl IntoView {
    let opened = Opened::new(place);
    let open = opened.any;
    let frame = Frame::new();
    let narrow = width::at_most(760.0);
    let compact = Signal::derive(move || open.get() || narrow.get());
    follow_focus(opened, frame);
    let stage = Stage { compact, open: open.into(), frame };
    // The lists of traces and of spans come by themselves, and know the way from one row to the next.
    let walk = RwSignal::new(None::<Walk>);
    let (list, conversation) = match tab {
        Tab::Threads => threads(place, opened, stage, project_name),
        Tab::Traces | Tab::Spans => {
            let on_walk = Callback::new(move |way: Walk| walk.set(Some(way)));
            let props = move || TracesListProps { tab, place, project_name, stage, on_walk };
            (room::enter(&TRACES, "Loading the list", props), ().into_any())
        }
    };
    let title = move || {
        // What is open names the page itself.
        (!open.get()).then(|| view! { <ListTitle tab project_name /> }.into_any())
    };
    view! {
        <main
            id="main"
            class="panes"
            tabindex="-1"
            data-open=move || open.get().to_string()
            data-trace=move || opened.trace.with(Option::is_some).to_string()
        >
            <section class="pane rail" aria-label=tab.label()>
                {list}
            </section>
            {title}
            {conversation}
            {move || {
                opened
                    .trace
                    .with(Option::is_some)
                    .then(|| {
                        let around = opened.around(place, project_name, walk.into());
                        room::enter(&TRACE, "Loading the trace", move || TraceProps { around })
                    })
            }}
        </main>
    }
}

/// The list of conversations, and the one that is open.
fn threads(
    place: Place,
    opened: Opened,
    stage: Stage,
    project_name: Signal<Option<String>>,
) -> (AnyView, AnyView) {
    let listing = threads::listing::load(place);
    let (open, thread) = (opened.any, opened.thread);
    let comment = Signal::derive(move || place.with_view(|view| view.comment.clone()));
    // Whoever reads the list opens a conversation next.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            room::open_when_idle(&CONVERSATION);
        }
    });
    let beside = Callback::new(move |page| Box::pin(listing.beside(page)) as _);
    let walk = Walk::through(Steps { place, sight: listing.sight, beside }, Toaster::of_app());
    let close = Callback::new(move |()| place.push(LogsView::list));
    let view_trace = Callback::new(move |trace: TraceId| {
        // Back comes to the turn, wherever the page stood when it was opened.
        place.replace(|view| LogsView { trace: Some(trace.clone()), comment: None, ..view.clone() });
        place.push(|view| view.with_trace(&trace));
    });
    hotkeys::on_key(move |key| {
        // A trace has keys of its own.
        let talks = open.get_untracked() && opened.trace.with_untracked(Option::is_none);
        match key {
            Hotkey::NextThread if talks => walk.step.run(Step::Next),
            Hotkey::PreviousThread if talks => walk.step.run(Step::Previous),
            Hotkey::Back if talks => close.run(()),
            _ => return false,
        }
        true
    });
    let conversation = move || {
        opened.talks.get().then(|| {
            room::enter(&CONVERSATION, "Loading the conversation", move || ConversationProps {
                workspace: place.workspace.into(),
                project: place.project.into(),
                project_name,
                thread: thread.into(),
                trace: Signal::derive(move || {
                    tracking::track(&opened.turn);
                    opened.turn.get_untracked()
                }),
                comment,
                walk,
                close,
                covered: Signal::derive(move || {
                    tracking::track(&opened.trace);
                    opened.trace.with_untracked(Option::is_some)
                }),
                view_trace,
            })
        })
    };
    let deciding = first_list::decide(place, listing);
    let list = view! { <ThreadsList place listing deciding project_name stage /> };
    (list.into_any(), conversation.into_any())
}

/// The page's parameters, the list's among them from the URL.
fn place(workspace: Memo<String>, project: Memo<ProjectId>) -> Place {
    let url = use_url();
    let preferences = Preferences::of_app();
    let view = Memo::new(move |_| {
        let size = preferences.with(|choices| choices.page_size);
        project.with(|project| url.with(|url| remembered::view(project.as_str(), url.search(), size)))
    });
    let goer = go::goer();
    let go = Callback::new(move |(view, trail): (LogsView, Trail)| {
        let href = workspace.with_untracked(|workspace| {
            project.with_untracked(|project| paths::logs(workspace, project.as_str(), &view.to_query()))
        });
        goer(&href, trail);
    });
    Place { workspace, project, view, go }
}

/// Names the page while nothing is open.
#[component]
fn ListTitle(tab: Tab, project_name: Signal<Option<String>>) -> impl IntoView {
    title::follow(move || match project_name.get() {
        Some(name) => format!("{} · {name}", tab.label()),
        None => tab.label().to_owned(),
    });
}

/// Who goes to the other list is at its tab there.
fn keep_focus_on_tabs(tab: Memo<Tab>) {
    Effect::new(move |was: Option<(Option<Tab>, bool)>| {
        let tab = tab.get();
        let (shown, first) = was.unwrap_or((None, true));
        let there = tab == Tab::Threads || room::is_there(&TRACES);
        if there && !first && shown != Some(tab) {
            request_animation_frame(|| {
                let lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
                if lost {
                    focus(".bar [role=radio][aria-checked=true]");
                }
            });
        }
        // The list that is shown, none while it is on its way; and whether the page's first one is still to come.
        (there.then_some(tab), first && !there)
    });
}

/// Opening goes to the conversation, or its trace; closing goes back to the turn, to the row, and to where the list stood.
fn follow_focus(opened: Opened, frame: Frame) {
    Effect::new(move |was: Option<Stand>| {
        let was = was.unwrap_or_default();
        let (is_open, id, talks) = (opened.any.get(), opened.row.get(), opened.talks.get());
        let there = if talks { room::is_there(&CONVERSATION) } else { room::is_there(&TRACE) };
        let trace = opened.trace.get();
        let came = is_open && there;
        // Who goes from span to span inside a trace stays where they are.
        let inside = was.came && trace.is_some() && was.trace == trace;
        let left = was.trace.filter(|_| trace.is_none());
        let opens_trace = trace.is_some();
        request_animation_frame(move || {
            if is_open {
                frame.reveal(&id);
                // A page that opens with a conversation leaves the focus where a page has it: at its start.
                if came && was.begun && !inside {
                    let turn = left.is_some_and(|turn| focus(&format!("[data-trace-message-id=\"{turn}\"]")));
                    if !turn {
                        focus(if opens_trace { ".trace" } else { "[data-testid=thread]" });
                    }
                }
            } else if was.is_open {
                frame.restore();
                // What was looked at last need not be in the list: then the list's own tab has the focus.
                if !frame.focus(&id) {
                    focus(".bar [role=radio][aria-checked=true]");
                }
            }
        });
        Stand { is_open, begun: was.begun || !is_open || there, came, trace }
    });
}

/// How the page stood when last looked at.
#[derive(Default)]
struct Stand {
    is_open: bool,
    /// What the page opened with has come.
    begun: bool,
    /// What is open has come.
    came: bool,
    /// The trace that was open.
    trace: Option<TraceId>,
}

/// Puts the focus there without moving what is read; false where there is nothing.
fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    found.focus_with_options(&options).is_ok()
}
