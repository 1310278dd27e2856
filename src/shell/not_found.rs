//! The page shown for an unknown URL.

use leptos::prelude::*;

use super::{breadcrumb_target::BreadcrumbTarget, head::Head};
use crate::{browser::title, paths, ui::empty::Empty};

/// Says that there is no such page, and links to the projects.
#[component]
pub fn NotFound() -> impl IntoView {
    title::follow(|| "Not found".to_owned());
    let here = BreadcrumbTarget { workspace: "default".to_owned(), project: None };
    view! {
        <Head here=Signal::stored(here) />
        <main id="main" class="page" tabindex="-1">
            <Empty title=Signal::stored("There is no such page".to_owned())>
                <p>"The link may be incomplete, or what it names has been deleted."</p>
                <a class="btn" href=paths::projects("default")>"All projects"</a>
            </Empty>
        </main>
    }
}
