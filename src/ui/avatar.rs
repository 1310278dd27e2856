//! A person's initials in a small disc, shown beside their name.

use leptos::prelude::*;

use crate::model::author;

/// Hidden from screen readers, because the name is beside it.
pub fn avatar(name: &str) -> AnyView {
    view! {
        <i class="initials" data-tone=author::tone(name).to_string() aria-hidden="true">
            {author::initials(name)}
        </i>
    }
    .into_any()
}
