//! The menu that chooses the light, dark or system theme.

use leptos::prelude::*;

use crate::{
    local::preferences::{Preferences, Theme},
    ui::{
        icon::{Glyph, Icon},
        menu::Menu,
    },
};

const THEMES: [(Theme, &str, Glyph); 3] = [
    (Theme::System, "As the system", Glyph::Screen),
    (Theme::Light, "Light", Glyph::Sun),
    (Theme::Dark, "Dark", Glyph::Moon),
];

#[component]
pub fn ThemeMenu() -> impl IntoView {
    let preferences = Preferences::of_app();
    view! {
        <Menu label=Signal::stored("Theme".to_owned()) glyph=Glyph::Sun at_end=true>
            <div role="radiogroup" aria-label="Theme" class="choices">
                {THEMES
                    .into_iter()
                    .map(|(theme, label, glyph)| {
                        view! {
                            <button
                                type="button"
                                role="radio"
                                data-close
                                aria-checked=move || preferences.with(|choices| choices.theme == theme).to_string()
                                on:click=move |_| preferences.update(|choices| choices.theme = theme)
                            >
                                <Icon glyph />
                                {label}
                            </button>
                        }.into_any()
                    })
                    .collect_view()}
            </div>
        </Menu>
    }
}
