//! The logs page: parameters, data, and a layout with two holes, the list and the conversation.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_url;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::stepping;
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
    model::ids::{ProjectId, ThreadId},
    paths,
    query::threads_view::ThreadsView,
    shell::{head::Head, here::Here},
    threads::{frame::Frame, list::ThreadsList, listing::Listing, place::Place},
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
    let open = Memo::new(move |_| place.view.with(|view| view.thread.is_some()));
    // What was open last, for as long as it takes the conversation to go.
    let thread = Memo::new(move |old: Option<&ThreadId>| {
        let open = place.view.with(|view| view.thread.clone());
        open.or_else(|| old.cloned()).unwrap_or_default()
    });
    let trace = Signal::derive(move || place.view.with(|view| view.trace.clone()));
    let comment = Signal::derive(move || place.view.with(|view| view.comment.clone()));
    let narrow = width::at_most(760.0);
    let compact = Signal::derive(move || open.get() || narrow.get());
    follow_focus(open, thread, frame);

    let toaster = Toaster::of_app();
    // Whoever reads the list opens a conversation next.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            room::open_when_idle(&CONVERSATION);
        }
    });
    let step = Callback::new(move |step: Step| spawn_local(stepping::step(listing, step, toaster)));
    let close = Callback::new(move |()| place.push(ThreadsView::list));
    hotkeys::on_key(move |key| {
        let opened = open.get_untracked();
        match key {
            Hotkey::NextThread if opened => step.run(Step::Next),
            Hotkey::PreviousThread if opened => step.run(Step::Previous),
            Hotkey::Back if opened => close.run(()),
            _ => return false,
        }
        true
    });

    let here = Signal::derive(move || Here { workspace: workspace.get(), project: Some(project.get()) });
    view! {
        <Head here project_name />
        <main id="main" class="panes" tabindex="-1" data-open=move || open.get().to_string()>
            <section class="pane rail" aria-label="Threads">
                <ThreadsList listing project_name compact frame open />
            </section>
            {move || {
                if open.get() {
                    room::enter(
                        &CONVERSATION,
                        "Loading the conversation",
                        move || ConversationProps {
                            workspace: workspace.into(),
                            project: project.into(),
                            project_name,
                            thread: thread.into(),
                            trace,
                            comment,
                            position: Signal::derive(move || stepping::position(listing)),
                            can_step: Signal::derive(move || stepping::can_step(listing)),
                            step,
                            close,
                        },
                    )
                } else {
                    view! { <ListTitle project_name /> }.into_any()
                }
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

/// Opening goes to the conversation; closing goes back to its row, and to where the list stood.
fn follow_focus(open: Memo<bool>, thread: Memo<ThreadId>, frame: Frame) {
    Effect::new(move |was: Option<Stand>| {
        let (is_open, id, there) = (open.get(), thread.get(), room::is_there(&CONVERSATION));
        let came = is_open && there;
        // A page that opens with a conversation leaves the focus where a page has it: at its start.
        let first = was.is_none_or(|was| was.first);
        let was_open = was.is_some_and(|was| was.is_open);
        request_animation_frame(move || {
            if is_open {
                frame.reveal(&id);
                if came && !first {
                    focus_conversation();
                }
            } else if was_open {
                frame.restore();
                frame.focus(&id);
            }
        });
        Stand { is_open, first: first && is_open && !there }
    });
}

/// How the page stood when last looked at.
#[derive(Clone, Copy)]
struct Stand {
    is_open: bool,
    /// The conversation that the page opened with is still to come.
    first: bool,
}

fn focus_conversation() {
    let panel = document().query_selector("[data-testid=thread]").ok().flatten();
    if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok()) {
        let _ = panel.focus();
    }
}
