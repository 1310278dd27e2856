//! The form that creates or edits a feedback definition, with a preview of its control as reviewers will see it.

use leptos::{prelude::*, task::spawn_local};

use super::field::FormContext;
use crate::{
    api::{definitions, error::ApiError, session::Session},
    browser::focus,
    local::drafts,
    model::{
        definition::FeedbackDefinition,
        definition_draft::{DefinitionDraft, DefinitionPart, DefinitionType},
        figures,
    },
    review::control::control,
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
        toast::{Toaster, Tone},
    },
};

/// The form for `draft`, which is `Some` as long as the form is shown. Saving sets it to `None` and then calls `done`,
/// which reloads the list.
pub(super) fn definition_form(
    workspace: Memo<String>,
    draft: RwSignal<Option<DefinitionDraft>>,
    done: Callback<()>,
) -> AnyView {
    let toaster = Toaster::of_app();
    let client = Session::of_app(&workspace.get_untracked()).client;
    let is_new = draft.with_untracked(|draft| draft.as_ref().is_none_or(DefinitionDraft::is_new));
    let heading = draft.with_untracked(|draft| match draft {
        Some(draft) if !is_new => format!("Edit {}", draft.text(DefinitionPart::Name)),
        _ => "New feedback definition".to_owned(),
    });
    let unsent = Unsent::restore(&workspace.get_untracked(), draft);
    let tried = RwSignal::new(false);
    let saving = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let checked = move || draft.with(|draft| draft.as_ref().map(DefinitionDraft::check));
    let refused = Callback::new(move |part: DefinitionPart| {
        let refused = tried.get().then(checked)??.err()?;
        refused.into_iter().find(|(at, _)| *at == part).map(|(_, why)| why)
    });
    let form = FormContext { draft, refused };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        trouble.set(None);
        let Some(Ok(definition)) = untrack(checked) else {
            return focus::soon("form [aria-invalid=true]".to_owned());
        };
        if saving.get_untracked() {
            return;
        }
        saving.set(true);
        let client = client.clone();
        spawn_local(async move {
            let saved = definitions::save(&client, &definition).await;
            let _ = saving.try_set(false);
            match saved {
                Ok(()) => {
                    toaster.show(Tone::Done, format!("“{}” is saved", definition.name));
                    unsent.forget();
                    if draft.try_set(None).is_none() {
                        done.run(());
                    }
                }
                Err(error) => drop(trouble.try_set(Some(error_in_words(&error, &definition)))),
            }
        });
    };
    let kind = move || draft.with(|draft| draft.as_ref().map(|draft| draft.kind));
    let kind = Memo::new(move |_| kind().unwrap_or(DefinitionType::Categorical));
    let details = move || match kind.get() {
        DefinitionType::Categorical => categories(form),
        DefinitionType::Numerical => view! {
            <div class="form-pair">
                {form.field(DefinitionPart::Min, "Minimum".to_owned(), true)}
                {form.field(DefinitionPart::Max, "Maximum".to_owned(), true)}
            </div>
        }
        .into_any(),
        DefinitionType::Boolean => view! {
            <div class="form-pair">
                {form.field(DefinitionPart::TrueLabel, "Label of yes (counts 1)".to_owned(), false)}
                {form.field(DefinitionPart::FalseLabel, "Label of no (counts 0)".to_owned(), false)}
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="definition-form">
            <form novalidate on:submit=submit aria-labelledby="form-heading">
                <h2 id="form-heading" dir="auto">{visible(&heading)}</h2>
                {unsent.note(draft)}
                {form.field(DefinitionPart::Name, "Name".to_owned(), false)}
                {form.field(DefinitionPart::Description, "Description (optional)".to_owned(), false)}
                {if is_new { types(form, kind) } else { fixed_type(kind.get_untracked()) }}
                {details}
                <p class="refused trouble" role="alert">{trouble}</p>
                <div class="form-end">
                    <button type="submit" class="btn primary" disabled=saving>
                        {move || if saving.get() { "Saving…" } else { "Save definition" }}
                    </button>
                    <button type="button" class="btn" on:click=move |_| {
                        unsent.forget();
                        draft.set(None);
                    }>
                        "Cancel"
                    </button>
                </div>
            </form>
            {preview(draft)}
        </div>
    }
    .into_any()
}

/// The unsaved content of the form: stored as a draft in this browser, and restored when the form is opened again.
#[derive(Clone, Copy)]
struct Unsent {
    key: StoredValue<String>,
    /// The content of the form before a draft was restored.
    fresh: StoredValue<Option<DefinitionDraft>>,
    /// Whether a draft was restored when the form was opened.
    is_back: RwSignal<bool>,
}

impl Unsent {
    /// Restores the draft of the definition in `draft`, and stores what is typed from now on.
    fn restore(workspace: &str, draft: RwSignal<Option<DefinitionDraft>>) -> Self {
        let fresh = draft.get_untracked();
        let id = fresh.as_ref().map(|fresh| fresh.id.clone()).unwrap_or_default();
        let key = drafts::definition_key(workspace, &id);
        let back =
            drafts::get(&key).and_then(|kept| DefinitionDraft::from_json(&kept)).filter(|back| back.id == id);
        let is_back = RwSignal::new(back.is_some());
        if let Some(back) = back {
            draft.set(Some(back));
        }
        let unsent = Self { key: StoredValue::new(key), fresh: StoredValue::new(fresh), is_back };
        Effect::new(move |_| {
            let typed = draft.with(|draft| {
                let changed = unsent.fresh.with_value(|fresh| fresh != draft);
                draft.as_ref().filter(|_| changed).map(DefinitionDraft::to_json)
            });
            unsent.key.with_value(|key| drafts::keep(key, &typed.unwrap_or_default()));
        });
        unsent
    }

    /// Removes the draft: the definition was saved, or editing was cancelled.
    fn forget(self) {
        let _ = self.key.try_with_value(|key| drafts::keep(key, ""));
    }

    /// A notice that a draft was restored, with a button that discards it.
    fn note(self, draft: RwSignal<Option<DefinitionDraft>>) -> AnyView {
        let start_over = move |_| {
            self.is_back.set(false);
            draft.set(self.fresh.get_value());
            focus::soon("#definition-name".to_owned());
        };
        (move || {
            self.is_back.get().then(|| {
                view! {
                    <p class="unsent muted" role="status">
                        "What you had typed is back. "
                        <button type="button" class="quiet" on:click=start_over>"Start over"</button>
                    </p>
                }
            })
        })
        .into_any()
    }
}

/// Says why the definition was not saved; a name that is taken (409) in the terms of the form.
fn error_in_words(error: &ApiError, definition: &FeedbackDefinition) -> String {
    match error {
        ApiError::Refused { status: 409, message } => {
            format!("There is a definition called “{}” already: {message}.", definition.name)
        }
        other => format!("Not saved. {}. {other}", other.title()),
    }
}

fn types(form: FormContext, kind: Memo<DefinitionType>) -> AnyView {
    let options = DefinitionType::ALL.into_iter().enumerate().map(|(at, one)| {
        view! {
            <option value=at.to_string() prop:selected=move || kind.get() == one>
                {one.name()}
            </option>
        }
        .into_any()
    });
    let on_change = move |event: web_sys::Event| {
        let at = event_target_value(&event).parse().ok();
        if let Some(kind) = at.and_then(|at: usize| DefinitionType::ALL.get(at)) {
            form.change(|draft| draft.kind = *kind);
        }
    };
    view! {
        <div class="form-field">
            <label for="definition-type">"Type"</label>
            <select id="definition-type" on:change=on_change>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// The type of an existing definition, which cannot be changed: the scores already given by it would change their
/// meaning.
fn fixed_type(kind: DefinitionType) -> AnyView {
    view! { <p class="muted">{kind.name()} ". The type stays: scores already given would mean something else."</p> }
        .into_any()
}

/// The fields of a categorical definition: a label and a value for each category.
fn categories(form: FormContext) -> AnyView {
    let count = move || form.draft.with(|draft| draft.as_ref().map_or(0, DefinitionDraft::categories));
    let count = Memo::new(move |_| count());
    let row = move |at: usize| {
        let number = at + 1;
        view! {
            <li>
                {form.field(DefinitionPart::Label(at), format!("Category {number}"), false)}
                {form.field(DefinitionPart::Value(at), format!("Value {number}"), true)}
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=format!("Remove category {number}")
                    title="Remove"
                    on:click=move |_| form.change(|draft| draft.remove_category(at))
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </li>
        }
    };
    let refused = move || form.refused.run(DefinitionPart::Categories);
    view! {
        <ul class="categories">
            {keyed(move || (0..count.get()).collect(), usize::to_string, move |at| row(at).into_any())}
        </ul>
        <p class="refused">{refused}</p>
        <button type="button" class="btn add" on:click=move |_| form.change(DefinitionDraft::add_category)>
            <Icon glyph=Glyph::Plus />
            "Add category"
        </button>
    }
    .into_any()
}

/// The control of the definition, to try it out; nothing is scored.
fn preview(draft: RwSignal<Option<DefinitionDraft>>) -> AnyView {
    let definition = Memo::new(move |_| {
        let mut draft = draft.get()?;
        // The preview needs no name, so it is shown while the name is still missing.
        if draft.text(DefinitionPart::Name).trim().is_empty() {
            draft.write(DefinitionPart::Name, "Name".to_owned());
        }
        draft.check().ok()
    });
    let shown = move || {
        let Some(definition) = definition.get() else {
            return view! { <p class="muted">"It appears as soon as everything it needs is filled in."</p> }
                .into_any();
        };
        let chosen = RwSignal::new(None);
        let control = control(
            &definition,
            chosen.into(),
            Callback::new(move |choice| chosen.set(choice)),
            false.into(),
        );
        let scores = |(value, _)| format!("Scores {}", figures::exact(value));
        let counts = move || chosen.get().map_or_else(|| "No score yet".to_owned(), scores);
        view! {
            <b dir="auto">{visible(&definition.name)}</b>
            <p class="muted" dir="auto">{definition.description.as_deref().map(visible)}</p>
            {control}
            <p class="muted num" role="status">{counts}</p>
        }
        .into_any()
    };
    view! {
        <section class="preview" aria-label="Preview">
            <h3>"Preview"</h3>
            {shown}
        </section>
    }
    .into_any()
}
