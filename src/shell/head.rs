//! The header of every page.

use leptos::prelude::*;

use super::{
    breadcrumb_target::BreadcrumbTarget, identity::Identity, keyboard_help::KeyboardHelp,
    project_switcher::ProjectSwitcher, theme_menu::ThemeMenu,
};
use crate::{
    paths,
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// The brand, the breadcrumb, and what every page offers: configuration, keyboard help, theme and reviewer.
#[component]
pub fn Head(
    #[prop(into)] here: Signal<BreadcrumbTarget>,
    /// Shown in the breadcrumb; `None` until it is loaded.
    #[prop(optional, into)]
    project_name: Option<Signal<Option<String>>>,
) -> impl IntoView {
    let home = move || here.with(|here| paths::projects(&here.workspace));
    let project = move || here.with(|here| here.project.clone());
    view! {
        <header class="head">
            <a class="skip-link" href="#main" on:click=skip>"Skip to content"</a>
            <a class="brand" href=home aria-label="Colloquy, all projects">
                <Icon glyph=Glyph::Brand />
                <span>"Colloquy"</span>
            </a>
            <nav class="crumbs" aria-label="breadcrumb">
                <ol>
                    <li class="crumb-workspace">
                        <a href=home>{move || here.with(|here| visible(&here.workspace))}</a>
                    </li>
                    {move || {
                        project()
                            .map(|project| {
                                let name = project_name.unwrap_or_else(|| Signal::stored(None));
                                view! { <ProjectSwitcher here project name /> }.into_any()
                            })
                    }}
                </ol>
            </nav>
            <div class="head-end">
                <a
                    class="icon-btn"
                    href=move || {
                        here.with(|here| paths::configuration(&here.workspace, paths::CONFIGURATION_TABS[0]))
                    }
                    aria-label="Configuration"
                    title="Configuration"
                >
                    <Icon glyph=Glyph::Settings />
                </a>
                <KeyboardHelp />
                <ThemeMenu />
                <Identity />
            </div>
        </header>
    }
}

/// Moves the focus to the page's content. The link itself cannot: its fragment is resolved against the page's `<base>`.
fn skip(event: web_sys::MouseEvent) {
    use web_sys::{HtmlElement, wasm_bindgen::JsCast};
    event.prevent_default();
    event.stop_propagation();
    let main = document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok());
    if let Some(main) = main {
        let _ = main.focus();
    }
}
