//! The projects of a workspace, the most recently active first.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    api::{load::Load, projects, session::Session},
    browser::{clock, timer, title},
    model::project::Project,
    paths,
    shell::{breadcrumb_target::BreadcrumbTarget, head::Head},
    text::visible::visible,
    ui::{
        empty::Empty,
        icon::{Glyph, Icon},
        problem::Problem,
        skeleton::Skeleton,
    },
};

/// So long after the last key a search begins.
const SEARCH_DELAY: Duration = Duration::from_millis(200);

/// Lists the projects with their thread counts and last activity, and a field to search them by name.
#[component]
pub fn ProjectsPage(workspace: Memo<String>) -> impl IntoView {
    let (name, set_name) = signal(String::new());
    let all = Load::new(move || {
        let client = Session::of_app(&workspace.get()).client;
        let name = name.get();
        async move { projects::list(&client, &name).await }
    });
    title::follow(|| "Projects".to_owned());
    let now = clock::ticking();
    let typed = timer::debounce(SEARCH_DELAY, move |text: String| set_name.set(text));
    view! {
        <Head here=Signal::derive(move || BreadcrumbTarget { workspace: workspace.get(), project: None }) />
        <main id="main" class="page narrow" tabindex="-1">
            <div class="page-head">
                <h1>"Projects"</h1>
                <label class="field">
                    <Icon glyph=Glyph::Search />
                    <span class="visually-hidden">"Search projects"</span>
                    <input
                        type="search"
                        placeholder="Search projects"
                        on:input=move |event| typed(event_target_value(&event))
                    />
                </label>
            </div>
            {move || match all.get() {
                None => view! { <Skeleton label="Loading projects" lines=5 /> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <Problem
                            title=error.title()
                            detail=error.to_string()
                            retry=Callback::new(move |()| all.refetch())
                        />
                    }
                        .into_any()
                }
                Some(Ok(page)) if page.projects.is_empty() => nothing(&name.get_untracked()).into_any(),
                Some(Ok(page)) => {
                    let more = page.total.saturating_sub(page.projects.len() as u64);
                    view! {
                        <ul class="projects">
                            {page
                                .projects
                                .into_iter()
                                .map(|project| row(project, &workspace.get_untracked(), now))
                                .collect_view()}
                        </ul>
                        {(more > 0)
                            .then(|| view! { <p class="muted">{format!("{more} more: search by name.")}</p> }.into_any())}
                    }
                        .into_any()
                }
            }}
        </main>
    }
}

fn nothing(name: &str) -> impl IntoView + use<> {
    let searched = !name.trim().is_empty();
    let title = if searched {
        format!("No project is called “{}”", visible(name.trim()))
    } else {
        "No projects yet".into()
    };
    view! {
        <Empty title=Signal::stored(title)>
            <p>
                {if searched {
                    "Projects are found by any part of their name."
                } else {
                    "A project appears as soon as the first conversation is logged to it."
                }}
            </p>
        </Empty>
    }
}

fn row(
    project: Project,
    workspace: &str,
    now: ReadSignal<crate::model::time::Timestamp>,
) -> impl IntoView + use<> {
    let threads = project.threads.map(|count| match count {
        1 => "1 thread".to_owned(),
        count => format!("{count} threads"),
    });
    let last = project.last_trace_at;
    view! {
        <li>
            <a class="project" href=paths::logs(workspace, project.id.as_str(), "")>
                <Icon glyph=Glyph::Folder />
                <span class="project-name" dir="auto">{visible(&project.name)}</span>
                <span class="project-about muted" dir="auto">{project.description.as_deref().map(visible)}</span>
                <span class="muted num">{threads}</span>
                <span class="muted num project-last">
                    {move || {
                        last.map_or_else(|| "no activity".to_owned(), |last| last.ago(now.get(), clock::zone_at(last)))
                    }}
                </span>
            </a>
        </li>
    }
}
