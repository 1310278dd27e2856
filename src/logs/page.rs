//! The logs page: parameters, data, and a layout with two holes, the list and the conversation.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_url;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{opened::Opened, stepping};
use crate::{
    api::{client::Client, load::Load, projects},
    browser::{
        go::{self, Trail},
        hotkeys::{self, Hotkey},
        preferences::Preferences,
        title, width,
    },
    conversation::{
        panel::{CONVERSATION, ConversationProps},
        place::Step,
    },
    model::ids::{ProjectId, TraceId},
    paths,
    query::threads_view::ThreadsView,
    shell::{head::Head, here::Here},
    threads::{frame::Frame, list::ThreadsList, listing::Listing, place::Place},
    trace::page::{TRACE, TraceProps},
    ui::{room, toast::Toaster},
};

/// The list, and what is open beside it.
#[component]
pub fn LogsPage(
    /// The workspace's name.
    workspace: Memo<String>,
    /// Whose logs.
    project: Memo<ProjectId>,
) -> impl IntoView {
    let place = place(workspace, project);
    let listing = Listing::load(place);
    let about = Load::new(move || {
        let client = Client::of_app(&workspace.get());
        let project = project.get();
        async move { projects::get(&client, &project).await.ok().map(|found| (project, found.name)) }
    });
    let project_name = Signal::derive(move || {
        let (of, name) = about.get().flatten()?;
        project.with(|project| *project == of).then_some(name)
    });

    let frame = Frame::new();
    let opened = Opened::new(place);
    let (open, thread) = (opened.any, opened.thread);
    let comment = Signal::derive(move || place.view.with(|view| view.comment.clone()));
    let narrow = width::at_most(760.0);
    let compact = Signal::derive(move || open.get() || narrow.get());
    follow_focus(opened, frame);

    let toaster = Toaster::of_app();
    // Whoever reads the list opens a conversation next.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            room::open_when_idle(&CONVERSATION);
        }
    });
    let step = Callback::new(move |step: Step| spawn_local(stepping::step(listing, step, toaster)));
    let close = Callback::new(move |()| place.push(ThreadsView::list));
    let view_trace = Callback::new(move |trace: TraceId| {
        // Back comes to the turn, wherever the page stood when it was opened.
        place.replace(|view| ThreadsView { trace: Some(trace.clone()), comment: None, ..view.clone() });
        place.push(|view| view.with_trace(&trace));
    });
    hotkeys::on_key(move |key| {
        // A trace has keys of its own.
        let talks = open.get_untracked() && opened.trace.with_untracked(Option::is_none);
        match key {
            Hotkey::NextThread if talks => step.run(Step::Next),
            Hotkey::PreviousThread if talks => step.run(Step::Previous),
            Hotkey::Back if talks => close.run(()),
            _ => return false,
        }
        true
    });

    let here = Signal::derive(move || Here { workspace: workspace.get(), project: Some(project.get()) });
    view! {
        <Head here project_name />
        <main
            id="main"
            class="panes"
            tabindex="-1"
            data-open=move || open.get().to_string()
            data-trace=move || opened.trace.with(Option::is_some).to_string()
        >
            <section class="pane rail" aria-label="Threads">
                <ThreadsList listing project_name compact frame open />
            </section>
            {move || {
                if opened.talks.get() {
                    room::enter(
                        &CONVERSATION,
                        "Loading the conversation",
                        move || ConversationProps {
                            workspace: workspace.into(),
                            project: project.into(),
                            project_name,
                            thread: thread.into(),
                            trace: opened.turn.into(),
                            comment,
                            position: Signal::derive(move || stepping::position(listing)),
                            can_step: Signal::derive(move || stepping::can_step(listing)),
                            step,
                            close,
                            covered: Signal::derive(move || opened.trace.with(Option::is_some)),
                            view_trace,
                        },
                    )
                } else if open.get() {
                    ().into_any()
                } else {
                    view! { <ListTitle project_name /> }.into_any()
                }
            }}
            {move || {
                opened
                    .trace
                    .with(Option::is_some)
                    .then(|| {
                        let around = opened.around(place, project_name);
                        room::enter(&TRACE, "Loading the trace", move || TraceProps { around })
                    })
            }}
        </main>
    }
}

/// The page's parameters, the list's among them from the URL.
fn place(workspace: Memo<String>, project: Memo<ProjectId>) -> Place {
    let url = use_url();
    let preferences = Preferences::of_app();
    let view = Memo::new(move |_| {
        let size = preferences.with(|choices| choices.page_size);
        url.with(|url| ThreadsView::from_query(url.search(), size))
    });
    let goer = go::goer();
    let go = Callback::new(move |(view, trail): (ThreadsView, Trail)| {
        let href = workspace.with_untracked(|workspace| {
            project.with_untracked(|project| paths::logs(workspace, project.as_str(), &view.to_query()))
        });
        goer(&href, trail);
    });
    Place { workspace, project, view, go }
}

/// Names the page while nothing is open: the conversation names it itself.
#[component]
fn ListTitle(project_name: Signal<Option<String>>) -> impl IntoView {
    title::follow(move || match project_name.get() {
        Some(name) => format!("Threads · {name}"),
        None => "Threads".to_owned(),
    });
}

/// Opening goes to the conversation, or its trace; closing goes back to the turn, to the row, and to where the list stood.
fn follow_focus(opened: Opened, frame: Frame) {
    Effect::new(move |was: Option<Stand>| {
        let (is_open, id, talks) = (opened.any.get(), opened.thread.get(), opened.talks.get());
        let there = if talks { room::is_there(&CONVERSATION) } else { room::is_there(&TRACE) };
        let trace = opened.trace.get();
        let came = is_open && there;
        // A page that opens with a conversation leaves the focus where a page has it: at its start.
        let first = was.as_ref().is_none_or(|was| was.first);
        let was_open = was.as_ref().is_some_and(|was| was.is_open);
        let left = was.and_then(|was| was.trace).filter(|_| trace.is_none());
        let opens_trace = trace.is_some();
        request_animation_frame(move || {
            if is_open {
                frame.reveal(&id);
                if came && !first {
                    let turn = left.is_some_and(|turn| focus(&format!("[data-trace-message-id=\"{turn}\"]")));
                    if !turn {
                        focus(if opens_trace { "[data-testid=traces]" } else { "[data-testid=thread]" });
                    }
                }
            } else if was_open {
                frame.restore();
                frame.focus(&id);
            }
        });
        Stand { is_open, first: first && is_open && !there, trace }
    });
}

/// How the page stood when last looked at.
struct Stand {
    is_open: bool,
    /// What the page opened with is still to come.
    first: bool,
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
