//! The last part of the breadcrumb: the project's name as a link, and a menu of the workspace's projects.

use leptos::prelude::*;

use super::breadcrumb_target::BreadcrumbTarget;
use crate::{
    api::{load::Load, projects, session::Session},
    model::ids::ProjectId,
    paths,
    text::visible::visible,
    ui::{icon::Glyph, menu::Menu},
};

#[component]
pub fn ProjectSwitcher(
    here: Signal<BreadcrumbTarget>,
    project: ProjectId,
    name: Signal<Option<String>>,
) -> impl IntoView {
    let id = project.as_str().to_owned();
    let own = id.clone();
    let shown = move || name.get().map_or_else(|| "…".to_owned(), |name| visible(&name));
    view! {
        <li class="crumb-project">
            <a href=move || here.with(|here| paths::logs(&here.workspace, &id, "")) aria-current="page">
                {shown}
            </a>
            <Menu label=Signal::stored("Switch project".to_owned()) glyph=Glyph::Down>
                <Others here own=own.clone() />
            </Menu>
        </li>
    }
}

/// The content of the menu: the workspace's projects, loaded when the menu is opened.
#[component]
fn Others(here: Signal<BreadcrumbTarget>, own: String) -> impl IntoView {
    let workspace = here.with_untracked(|here| here.workspace.clone());
    let client = Session::of_app(&workspace).client;
    let all = Load::new(move || {
        let client = client.clone();
        async move { projects::list(&client, "").await }
    });
    view! {
        <div class="choices">
            {move || match all.get() {
                None => view! { <p class="muted pad">"Loading projects…"</p> }.into_any(),
                Some(Err(error)) => view! { <p class="pad">{error.title()}</p> }.into_any(),
                Some(Ok(page)) => {
                    page.projects
                        .into_iter()
                        .map(|project| {
                            let current = project.id.as_str() == own;
                            view! {
                                <a
                                    data-close
                                    href=paths::logs(&workspace, project.id.as_str(), "")
                                    aria-current=current.then_some("true")
                                >
                                    <span dir="auto">{visible(&project.name)}</span>
                                </a>
                            }.into_any()
                        })
                        .collect_view()
                        .into_any()
                }
            }}
        </div>
    }
}
