//! The tags of a conversation: each links to the conversations that have it and can be removed; a button adds another.

use leptos::{prelude::*, task::spawn_local};

use super::{save_state, subject::Subject, tag_editor::TagEditor};
use crate::{
    api::{client::Client, tags},
    model::{change::Edit, ids::ProjectId, tag::Use},
    text::visible::visible,
    ui::icon::{Glyph, Icon},
    ui::keyed::keyed,
};

/// What the tags need besides the subject.
#[derive(Clone, Copy)]
pub struct Tagging {
    /// The URL of the list of conversations with a tag.
    pub link: Callback<String, String>,
    /// The tags in use in the project, the most used first.
    pub in_use: Signal<Vec<Use>>,
    /// Loads the tags in use; called when the field is opened.
    pub ask: Callback<()>,
}

impl Tagging {
    /// Suggests the tags in use in `project`, loaded with `client` when the field is first opened.
    pub fn new(link: Callback<String, String>, client: Client, project: ProjectId) -> Self {
        let in_use = RwSignal::new(Vec::new());
        let asked = StoredValue::new(false);
        let ask = Callback::new(move |()| {
            if asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
                return;
            }
            let (client, project) = (client.clone(), project.clone());
            spawn_local(async move {
                match tags::in_use(&client, &project).await {
                    Ok(uses) => drop(in_use.try_set(uses)),
                    // Suggestions are optional: the next time the field is opened asks again.
                    Err(_) => drop(asked.try_set_value(false)),
                }
            });
        });
        Self { link, in_use: in_use.into(), ask }
    }
}

#[component]
pub fn Tags(
    subject: Subject,
    tagging: Tagging,
    /// Whether the field for a new tag is open.
    adding: RwSignal<bool>,
) -> impl IntoView {
    let Tagging { link, in_use, ask } = tagging;
    let tags = Memo::new(move |_| subject.feedback.with(|feedback| feedback.tags.clone()));
    let chip = move |tag: String| {
        let (gone, shown) = (tag.clone(), visible(&tag));
        let remove = move |_| subject.edit(Edit::Tag { tag: gone.clone(), add: false });
        view! {
            <li class="chip tag">
                <a href=link.run(tag.clone()) title=format!("Conversations with the tag {shown}")>
                    <bdi>{shown.clone()}</bdi>
                </a>
                {save_state::label(subject.save_state("tag", tag.clone()))}
                <button type="button" aria-label=format!("Remove tag {shown}") on:click=remove>
                    <Icon glyph=Glyph::Close />
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="tags" aria-label="Tags">
            {keyed(move || tags.get(), String::clone, chip)}
        </ul>
        {move || match adding.get() {
            true => {
                ask.run(());
                let done = Callback::new(move |()| adding.set(false));
                view! { <TagEditor tags in_use edit=Callback::new(move |edit| subject.edit(edit)) done /> }.into_any()
            }
            false => {
                view! {
                    <button type="button" class="chip add" data-testid="add-tag-button" on:click=move |_| adding.set(true)>
                        <Icon glyph=Glyph::Plus />
                        "Add tag"
                    </button>
                }
                    .into_any()
            }
        }}
    }
}
