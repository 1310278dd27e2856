//! The form for the name and colour of a view.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::{Views, focus_button};
use crate::{
    browser::clock,
    local::saved_views::OpenedView,
    query::saved_views::{NO_NAME, SavedView, ViewColour, ViewDraft},
    text::visible::visible,
    ui::toast::Tone,
};

/// What is typed and chosen.
#[derive(Clone, Copy)]
struct NameDraft {
    name: RwSignal<String>,
    colour: RwSignal<ViewColour>,
    /// Whether saving was tried: only then a missing name is a problem.
    tried: RwSignal<bool>,
    problem: Memo<Option<&'static str>>,
}

impl NameDraft {
    /// `own` is the view that is renamed.
    fn new(views: Views, own: Option<&SavedView>) -> Self {
        let name = RwSignal::new(own.map(|own| own.name.clone()).unwrap_or_default());
        let id = own.map(|own| own.id.clone());
        let problem = Memo::new(move |_| {
            views.views.with(|views| name.with(|name| views.name_problem(name, id.as_deref())))
        });
        let colour = RwSignal::new(own.map(|own| own.colour).unwrap_or_default());
        Self { name, colour, tried: RwSignal::new(false), problem }
    }
}

/// The form that saves what the list shows. `with_update`: a view that was changed can be updated instead.
pub(super) fn save(views: Views, with_update: bool) -> AnyView {
    let draft = NameDraft::new(views, None);
    let changed = views.shown.get_untracked().filter(|shown| shown.is_changed && !shown.is_builtin);
    let update = changed.map(|shown| {
        let words = format!("Update {}", visible(&shown.name));
        let update = move |_| update_view(views, &shown.id);
        view! {
            <button type="button" class="btn" data-close dir="auto" on:click=update>
                {words}
            </button>
        }
        .into_any()
    });
    let words = if update.is_some() { "Save as new" } else { "Save" };
    let update = update.filter(|_| with_update);
    let submit = move || {
        let (name, colour) = (draft.name.get_untracked(), draft.colour.get_untracked());
        save_as_new(views, name, colour);
    };
    view! {
        {fields(draft, words, true, submit)}
        {update.map(|update| view! { <div class="view-form-more">{update}</div> }.into_any())}
    }
    .into_any()
}

/// The form that gives a view another name and colour.
pub(super) fn rename(views: Views, view: SavedView, done: Callback<()>) -> AnyView {
    let draft = NameDraft::new(views, Some(&view));
    let submit = move || {
        let (name, colour) = (draft.name.get_untracked(), draft.colour.get_untracked());
        let mut renamed = Ok(());
        views.update(|all| renamed = all.rename(&view.id, &name, colour));
        if renamed.is_ok() {
            done.run(());
        }
    };
    fields(draft, "Save", false, submit)
}

/// `closes`: whether saving closes the menu around the form.
fn fields(draft: NameDraft, words: &'static str, closes: bool, submit: impl Fn() + 'static) -> AnyView {
    let NameDraft { name, colour, tried, problem } = draft;
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let told = move || problem.get().filter(|problem| tried.get() || *problem != NO_NAME);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        match problem.get_untracked() {
            None => submit(),
            Some(_) => {
                if let Some(field) = field.get_untracked() {
                    let _ = field.focus();
                }
            }
        }
    };
    let one = move |offered: ViewColour| {
        view! {
            <label class="view-colour" data-colour=offered.word() title=offered.label()>
                <input
                    type="radio"
                    name="view-colour"
                    aria-label=offered.label()
                    prop:checked=move || colour.get() == offered
                    on:change=move |_| colour.set(offered)
                />
            </label>
        }
        .into_any()
    };
    let key = move |event: web_sys::KeyboardEvent| {
        // The arrow keys choose a colour; Escape closes the menu.
        if event.key() != "Escape" {
            event.stop_propagation();
        }
    };
    view! {
        <form class="view-form" on:submit=on_submit on:keydown=key>
            <label>
                "Name"
                <input
                    node_ref=field
                    class="input"
                    dir="auto"
                    autocomplete="off"
                    prop:value=name
                    aria-invalid=move || told().is_some().to_string()
                    aria-describedby="view-name-problem"
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </label>
            <p class="form-problem" id="view-name-problem" role="alert">{told}</p>
            <div class="view-colours" role="radiogroup" aria-label="Colour">
                {ViewColour::ALL.map(one).collect_view()}
            </div>
            <button
                type="submit"
                class="btn primary"
                data-close=move || (closes && problem.with(Option::is_none)).then_some("")
            >
                {words}
            </button>
        </form>
    }
    .into_any()
}

/// Saves what the list shows under a name that is free.
fn save_as_new(views: Views, name: String, colour: ViewColour) {
    let shown = views.list.get_untracked();
    let before = untrack(|| views.saved.opened(&views.project()));
    let words = format!("View {} saved", visible(name.trim()));
    let mut added = Ok(String::new());
    let is_stored = views.update(|all| added = all.add(ViewDraft { name, colour, shown }, clock::now()));
    match added {
        Ok(id) => {
            // It is shown from now on.
            views.saved.set_opened(&views.project(), &OpenedView { id, ..before });
            if is_stored {
                views.toaster.show(Tone::Done, words);
            }
        }
        Err(why) => views.toaster.show(Tone::Failed, why),
    }
    focus_button();
}

/// Has a view show what the list shows now.
pub(super) fn update_view(views: Views, id: &str) {
    let shown = views.list.get_untracked();
    let name = views.views.with_untracked(|all| all.get(id).map(|view| visible(&view.name)));
    if views.update(|all| all.set_shown(id, shown))
        && let Some(name) = name
    {
        views.toaster.show(Tone::Done, format!("View {name} updated"));
    }
    focus_button();
}
