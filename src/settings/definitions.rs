//! The tab of feedback definitions: a table of them, or the form that edits one.

use leptos::{prelude::*, task::spawn_local};

use super::definition_form::definition_form;
use crate::{
    api::{definitions, load::Load, session::Session},
    browser::{clock, focus},
    local::hotkeys,
    model::{
        definition::{DefinitionKind, FeedbackDefinition},
        definition_draft::{DefinitionDraft, DefinitionType},
        figures,
        ids::DefinitionId,
    },
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        problem::Problem,
        skeleton::Skeleton,
        thumb::category,
        toast::{Toaster, Tone},
    },
};

/// State and actions that all rows share.
#[derive(Clone, Copy)]
struct Rows {
    /// The definition in the form; `None` while the table is shown.
    draft: RwSignal<Option<DefinitionDraft>>,
    /// The id of the definition whose deletion is to be confirmed.
    leaving: RwSignal<Option<String>>,
    /// Deletes the definition with this id and name.
    delete: Callback<(DefinitionId, String)>,
}

pub(super) fn definitions(workspace: Memo<String>) -> AnyView {
    let all = Load::new(move || {
        let client = Session::of_app(&workspace.get()).client;
        async move { definitions::list(&client).await }
    });
    let reload = Callback::new(move |()| all.refetch());
    let (draft, leaving) = (RwSignal::new(None), RwSignal::new(None));
    let (toaster, client) = (Toaster::of_app(), Session::of_app("").client);
    let delete = Callback::new(move |(id, name): (DefinitionId, String)| {
        let client = client.at(&workspace.get_untracked());
        spawn_local(async move {
            match definitions::delete(&client, &id).await {
                Ok(()) => {
                    toaster.show(Tone::Done, format!("“{name}” is deleted"));
                    // The confirmation stays until the reloaded list comes without its row.
                    if leaving.try_get_untracked().is_some() {
                        reload.run(());
                        focus::soon("#new-definition".to_owned());
                    }
                }
                Err(error) => {
                    toaster.show(Tone::Failed, format!("“{name}” is not deleted. {error}"));
                    let _ = leaving.try_set(None);
                }
            }
        });
    });
    let rows = Rows { draft, leaving, delete };
    let editing = Memo::new(move |_| draft.with(Option::is_some));
    rows.follow_focus(editing);
    let list = move || match all.get() {
        None => view! { <Skeleton label="Loading feedback definitions" lines=4 /> }.into_any(),
        Some(Err(error)) => {
            view! { <Problem title=error.title() detail=error.to_string() retry=reload /> }.into_any()
        }
        Some(Ok(all)) => rows.table(all),
    };
    view! {
        {move || {
            if editing.get() {
                return definition_form(workspace, draft, reload);
            }
            view! {
                <div class="settings-head">
                    <p class="muted">
                        "What reviewers say about a conversation. Each definition is one control beside it."
                    </p>
                    <button
                        type="button"
                        class="btn primary"
                        id="new-definition"
                        on:click=move |_| draft.set(Some(DefinitionDraft::default()))
                    >
                        <Icon glyph=Glyph::Plus />
                        "New definition"
                    </button>
                </div>
                {list}
            }
                .into_any()
        }}
    }
    .into_any()
}

/// The answers that a definition allows, as its control shows them.
fn values(kind: &DefinitionKind) -> AnyView {
    let DefinitionKind::Categorical(categories) = kind else { return kind.words().into_any() };
    let one = |(at, (name, value)): (usize, &(String, f64))| {
        let comma = (at > 0).then_some(", ");
        view! { {comma} {category(name.clone())} {format!(" ({})", figures::exact(*value))} }.into_any()
    };
    categories.iter().enumerate().map(one).collect::<Vec<_>>().into_any()
}

impl Rows {
    /// When a form or a confirmation replaces the button that was pressed, the focus moves into it, and back to the
    /// button afterwards.
    fn follow_focus(self, editing: Memo<bool>) {
        Effect::new(move |was: Option<(bool, Option<String>)>| {
            let now = (editing.get(), self.leaving.get());
            match (was, &now) {
                (Some((false, _)), (true, _)) => focus::soon("#definition-name".to_owned()),
                (Some((true, _)), (false, _)) => focus::soon("#new-definition".to_owned()),
                (Some((_, None)), (_, Some(_))) => focus::soon("#keep".to_owned()),
                (Some((_, Some(id))), (_, None)) => {
                    focus::soon(format!("#delete-{id}"));
                }
                _ => {}
            }
            now
        });
    }

    fn table(self, all: Vec<FeedbackDefinition>) -> AnyView {
        if all.is_empty() {
            return view! { <p class="muted settings-none">"There are no feedback definitions yet."</p> }
                .into_any();
        }
        view! {
            <table class="definitions">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="wide">"Type"</th>
                        <th scope="col">"Values"</th>
                        <th scope="col" class="wide">"Updated"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{all.into_iter().map(|one| self.row(one)).collect_view()}</tbody>
            </table>
        }
        .into_any()
    }

    fn row(self, one: FeedbackDefinition) -> AnyView {
        let is_leaving = {
            let id = one.id.clone();
            Memo::new(move |_| self.leaving.with(|leaving| leaving.as_deref() == Some(id.as_str())))
        };
        let one = StoredValue::new(one);
        view! {
            <tr>
                {move || {
                    let one = one.get_value();
                    if is_leaving.get() { self.confirmation(&one) } else { self.cells(one) }
                }}
            </tr>
        }
        .into_any()
    }

    fn cells(self, one: FeedbackDefinition) -> AnyView {
        let updated = one.last_updated_at;
        let now = clock::now();
        let ago = updated.map(|at| at.ago(now, clock::zone_at(at)));
        let whole = updated.map(|at| at.date_time(clock::zone_at(at)));
        let tools = if one.is_built_in() {
            view! { <span class="chip">"Built in"</span> }.into_any()
        } else {
            self.tools(one.clone())
        };
        let about = if one.is_built_in() {
            Some("The thumbs under every answer. They cannot be changed or deleted.".to_owned())
        } else {
            one.description.clone()
        };
        view! {
            <th scope="row">
                <span dir="auto">{visible(&one.name)}</span>
                <small class="muted" dir="auto">{about.as_deref().map(visible)}</small>
            </th>
            <td class="wide">{DefinitionType::of(&one.kind).name()}</td>
            <td dir="auto">{values(&one.kind)}</td>
            <td class="wide num" title=whole>{ago}</td>
            <td class="tools">{tools}</td>
        }
        .into_any()
    }

    fn tools(self, one: FeedbackDefinition) -> AnyView {
        let id = one.id.as_str().to_owned();
        let shown = visible(&one.name);
        let (edit, delete) = (format!("Edit {shown}"), format!("Delete {shown}"));
        view! {
            <button
                type="button"
                class="icon-btn"
                aria-label=edit
                title="Edit"
                on:click=move |_| self.draft.set(Some(DefinitionDraft::of(&one)))
            >
                <Icon glyph=Glyph::Edit />
            </button>
            <button
                type="button"
                class="icon-btn"
                id=format!("delete-{id}")
                aria-label=delete
                title="Delete"
                on:click=move |_| self.leaving.set(Some(id.clone()))
            >
                <Icon glyph=Glyph::Delete />
            </button>
        }
        .into_any()
    }

    /// Takes the place of the row's cells and asks whether to delete the definition.
    fn confirmation(self, one: &FeedbackDefinition) -> AnyView {
        let (id, name, shown) = (one.id.clone(), one.name.clone(), visible(&one.name));
        let escape = move |event: web_sys::KeyboardEvent| {
            if event.key() == "Escape" && !hotkeys::composes(&event) {
                self.leaving.set(None);
            }
        };
        let asked = format!("Delete {shown}?");
        view! {
            <td colspan="5">
                <div class="confirm" role="group" aria-label=asked on:keydown=escape>
                    <p>
                        "Delete “" <b dir="auto">{shown}</b>
                        "”? Its control goes for everybody. Scores already given stay, under their name."
                    </p>
                    <button
                        type="button"
                        class="btn danger"
                        on:click=move |_| self.delete.run((id.clone(), name.clone()))
                    >
                        "Delete definition"
                    </button>
                    <button type="button" class="btn" id="keep" on:click=move |_| self.leaving.set(None)>
                        "Keep it"
                    </button>
                </div>
            </td>
        }
        .into_any()
    }
}
