//! The tab of preferences: of the workspace, after how long without a message a thread turns inactive; of this browser,
//! whether people's words are shown as Markdown.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{load::Load, session::Session, workspace as configuration},
    local::preferences::Preferences,
    model::iso_duration::{self, UNITS},
    ui::{problem::Problem, skeleton::Skeleton},
};

/// Durations offered as buttons: label, count, and unit as an index into [`UNITS`].
const PRESETS: [(&str, &str, usize); 4] =
    [("5 minutes", "5", 2), ("15 minutes", "15", 2), ("1 hour", "1", 1), ("1 day", "1", 0)];

pub(super) fn preferences(workspace: Memo<String>) -> AnyView {
    let timeout = Load::new(move || {
        let client = Session::of_app(&workspace.get()).client;
        async move { configuration::timeout(&client).await }
    });
    let shown = move || match timeout.get() {
        None => view! { <Skeleton label="Loading preferences" lines=3 /> }.into_any(),
        Some(Err(error)) => {
            let retry = Callback::new(move |()| timeout.refetch());
            view! { <Problem title=error.title() detail=error.to_string() retry /> }.into_any()
        }
        Some(Ok(timeout)) => form(workspace, timeout),
    };
    view! {
        <div class="preferences">{shown} {of_this_browser()}</div>
    }
    .into_any()
}

/// What is stored in this browser and takes effect at once.
fn of_this_browser() -> AnyView {
    let preferences = Preferences::of_app();
    view! {
        <fieldset>
            <legend>"In this browser"</legend>
            <label class="form-choice">
                <input
                    type="checkbox"
                    aria-describedby="typed-explained"
                    prop:checked=move || preferences.with(|choices| choices.typed_as_markdown)
                    on:change=move |event| {
                        preferences.update(|choices| choices.typed_as_markdown = event_target_checked(&event));
                    }
                />
                <span>"Show people’s words as Markdown"</span>
            </label>
            <p class="muted" id="typed-explained">
                "Otherwise they are shown as typed. For a single message, use its button Markdown, or the key m."
            </p>
        </fieldset>
    }
    .into_any()
}

/// The form, filled in with the server's setting: an ISO 8601 duration, or `None` for the server's default.
fn form(workspace: Memo<String>, timeout: Option<String>) -> AnyView {
    let session = Session::of_app(&workspace.get_untracked());
    let (count, unit) = iso_duration::split(timeout.as_deref().and_then(iso_duration::parse).unwrap_or(900));
    let own = RwSignal::new(timeout.is_some());
    let count = RwSignal::new(count.to_string());
    let unit = RwSignal::new(unit);
    let refused = RwSignal::new(None::<String>);
    let status = RwSignal::new(String::new());
    let touch = move || {
        refused.set(None);
        status.set(String::new());
    };
    let choose_own = move |is_own: bool| {
        touch();
        own.set(is_own);
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        touch();
        let length = UNITS.get(unit.get_untracked()).map_or(1, |unit| unit.1);
        let wanted =
            own.get_untracked().then(|| iso_duration::check(&count.get_untracked(), length)).transpose();
        let wanted = match wanted {
            Ok(wanted) => wanted.map(iso_duration::write),
            Err(why) => return refused.set(Some(why)),
        };
        status.set("Saving…".to_owned());
        let session = session.clone();
        spawn_local(async move {
            let words = match configuration::set_timeout(&session.client, wanted).await {
                Ok(()) => {
                    session.server.ask_again();
                    "Saved".to_owned()
                }
                Err(error) => format!("Not saved. {}. {error}", error.title()),
            };
            let _ = status.try_set(words);
        });
    };
    let presets = PRESETS.into_iter().map(|(name, number, of)| {
        let take = move |_| {
            choose_own(true);
            count.set(number.to_owned());
            unit.set(of);
        };
        view! { <button type="button" class="chip" on:click=take>{name}</button> }
    });
    let units = UNITS.into_iter().enumerate().map(|(at, (name, ..))| {
        view! {
            <option value=at.to_string() prop:selected=move || unit.get() == at>
                {name}
            </option>
        }
        .into_any()
    });
    // A duration that this page cannot parse is shown, and stays on the server until the form is saved.
    let odd = timeout.filter(|text| iso_duration::parse(text).is_none());
    let odd = odd.map(
        |text| view! { <p class="muted">"The server has “" {text} "”, which this page cannot read."</p> },
    );
    view! {
        <form novalidate on:submit=submit>
            <fieldset>
                <legend>"When a conversation turns inactive"</legend>
                <p class="muted">
                    "A conversation is active while messages come. After a silence it turns inactive by itself; a new message makes it active again."
                </p>
                {odd}
                <label class="form-choice">
                    <input type="radio" name="timeout" prop:checked=move || !own.get() on:change=move |_| choose_own(false) />
                    <span>
                        "The server's default"
                        <small class="muted">"15 minutes, unless the server was started with another time"</small>
                    </span>
                </label>
                <label class="form-choice">
                    <input type="radio" name="timeout" prop:checked=own on:change=move |_| choose_own(true) />
                    <span>"After a time set for this workspace"</span>
                </label>
                <div class="form-time">
                    <input
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        aria-label="Time"
                        aria-invalid=move || refused.with(Option::is_some).then_some("true")
                        aria-describedby="timeout-refused"
                        prop:value=count
                        on:input=move |event| {
                            choose_own(true);
                            count.set(event_target_value(&event));
                        }
                    />
                    <select
                        aria-label="Unit"
                        on:change=move |event| {
                            choose_own(true);
                            unit.set(event_target_value(&event).parse().unwrap_or_default());
                        }
                    >
                        {units.collect_view()}
                    </select>
                    <div class="form-presets">{presets.collect_view()}</div>
                </div>
                <p class="refused" id="timeout-refused" role="alert">{refused}</p>
            </fieldset>
            <div class="form-end">
                <button type="submit" class="btn primary">"Save preferences"</button>
                <span role="status">{status}</span>
            </div>
        </form>
    }
    .into_any()
}
