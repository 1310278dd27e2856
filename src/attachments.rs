//! Asks the server for the files of a trace or span, and shows those that no message shows.

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use crate::{
    api::{attachments, client::Client, error::ApiError},
    browser::download,
    message::attached::{AttachedFiles, Content, KnownFiles, OneFile},
    model::{
        attachment::{AttachedFile, FileOwner},
        ids::ProjectId,
    },
};

/// Asks for the files of a trace or span. `true`: the server has none for anybody, and need not be asked again.
pub async fn ask(client: &Client, project: &ProjectId, owner: &FileOwner) -> (KnownFiles, bool) {
    match attachments::of(client, project, owner).await {
        Ok(files) => (KnownFiles::Files(files), false),
        Err(error) => {
            let none = matches!(
                error,
                ApiError::Denied | ApiError::Missing(_) | ApiError::Refused { .. } | ApiError::Foreign(_)
            );
            let why = match error {
                ApiError::Denied => "this server does not allow it".to_owned(),
                ApiError::Missing(_) | ApiError::Foreign(404) => {
                    "this server keeps no attachments".to_owned()
                }
                other => other.to_string(),
            };
            (KnownFiles::Failed(why), none)
        }
    }
}

/// The context by which the messages below find their files.
pub fn files(client: Client, known: Signal<KnownFiles>) -> AttachedFiles {
    let client = StoredValue::new_local(client);
    let fetch = Callback::new(move |file: AttachedFile| {
        let content = RwSignal::new(Content::Waiting);
        let address = StoredValue::new(None::<String>);
        on_cleanup(move || {
            if let Some(address) = address.try_get_value().flatten() {
                download::forget(&address);
            }
        });
        spawn_local_scoped_with_cancellation(async move {
            let Some(client) = client.try_get_value() else { return };
            let came = match attachments::content(&client, &file).await {
                Ok(bytes) => match download::address_of(&bytes, &file.mime) {
                    Some(made) => {
                        let _ = address.try_set_value(Some(made.clone()));
                        Content::Here(made)
                    }
                    None => Content::Failed("Cannot be shown".to_owned()),
                },
                Err(error) => Content::Failed(format!("Could not be loaded: {error}")),
            };
            let _ = content.try_set(came);
        });
        content.into()
    });
    AttachedFiles { known, fetch }
}

/// The files that no message shows in its place, as a list; nothing when there are none.
#[component]
pub fn FileList(
    files: AttachedFiles,
    /// The names of those that messages show.
    placed: Vec<String>,
) -> impl IntoView {
    let rest = Memo::new(move |_| {
        files.known.with(|known| match known {
            KnownFiles::Files(all) => {
                all.iter().filter(|file| !placed.contains(&file.name)).cloned().collect::<Vec<_>>()
            }
            _ => Vec::new(),
        })
    });
    move || {
        let rest = rest.get();
        (!rest.is_empty()).then(|| {
            view! {
                <ul class="attached-files" aria-label="Attachments">
                    {rest.into_iter().map(|file| view! { <li><OneFile file /></li> }.into_any()).collect_view()}
                </ul>
            }
            .into_any()
        })
    }
}
