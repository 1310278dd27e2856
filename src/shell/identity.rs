//! The reviewer in the page header: their initials, and the dialog that asks for a name where no login provides one.

use leptos::prelude::*;

use crate::{
    api::{server::Server, session::Session},
    model::author,
    text::visible::visible,
    ui::{
        dialog::Dialog,
        icon::{Glyph, Icon},
    },
};

/// The longest name, in characters; mock-opik stores up to 150.
const LONGEST: &str = "100";

/// The reviewer's initials: a button that opens the name dialog where reviewers name themselves, and only shown where a
/// login provides the name. Hidden if the server does not distinguish users.
#[component]
pub(super) fn Identity() -> impl IntoView {
    let server = Session::of_app("").server;
    let words = move || match server.reviewer() {
        Some(name) => format!("Reviewing as {}", visible(&name)),
        None => "Reviewing without a name".to_owned(),
    };
    // The accessible name contains the visible initials, so that users of voice control can say what they see.
    let spoken = move || match server.reviewer() {
        Some(name) => format!("{}: reviewing as {}", author::initials(&name), visible(&name)),
        None => words(),
    };
    let inside = move || match server.reviewer() {
        Some(name) => view! { <span aria-hidden="true">{author::initials(&name)}</span> }.into_any(),
        None => view! { <Icon glyph=Glyph::Person /> }.into_any(),
    };
    let ask = move |_| server.asking.set(true);
    // The button element stays while the name changes, so that the focus can return to it.
    let face = move || {
        match server.takes_name() {
        true => view! {
            <button type="button" class="reviewer" aria-label=spoken title=words on:click=ask>
                {inside}
            </button>
        }
        .into_any(),
        false => view! {
            <span class="reviewer" role="img" aria-label=spoken title=words hidden=move || server.reviewer().is_none()>
                {inside}
            </span>
        }
        .into_any(),
    }
    };
    let title = Signal::derive(move || {
        if server.asks_name() { "Who is reviewing?" } else { "Your name as a reviewer" }.to_owned()
    });
    view! {
        {face}
        <Dialog open=server.asking title light=false on_close=Callback::new(move |()| server.close_name_dialog())>
            <NameForm server />
        </Dialog>
    }
}

/// The form in the dialog that asks for the reviewer's name, or changes it.
#[component]
fn NameForm(server: Server) -> impl IntoView {
    let first = untrack(|| server.asks_name());
    let old = untrack(|| server.reviewer());
    let named = old.is_some();
    let name = RwSignal::new(old.unwrap_or_default());
    let answer = move |name: &str| {
        server.set_reviewer(name);
        server.asking.set(false);
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        name.with_untracked(|name| answer(name));
    };
    view! {
        <form on:submit=submit>
            <p>
                "Colleagues will see this name beside every score and comment you give. It is kept in this browser."
                {named.then_some(" What you gave under another name stays under that name.")}
            </p>
            <label>
                "Your name"
                <span class="field">
                    <input
                        type="text"
                        dir="auto"
                        autofocus
                        autocomplete="name"
                        maxlength=LONGEST
                        prop:value=name
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </span>
            </label>
            <div class="dialog-end">
                <button type="button" class="btn" on:click=move |_| answer("")>
                    {if first { "Not now" } else { "Review without a name" }}
                </button>
                <button
                    type="submit"
                    class="btn primary"
                    disabled=move || name.with(|name| name.trim().is_empty())
                >
                    {if first { "Continue" } else { "Save" }}
                </button>
            </div>
        </form>
    }
}
