//! Banners over the whole page: no network.

use leptos::prelude::*;

use crate::{
    browser::online::online,
    ui::icon::{Glyph, Icon},
};

/// Says so while the browser is offline.
#[component]
pub fn OfflineBanner() -> impl IntoView {
    let online = online();
    view! {
        <div role="status">
            {move || {
                (!online.get())
                    .then(|| {
                        view! {
                            <p class="banner">
                                <Icon glyph=Glyph::Offline />
                                "You are offline. What is on the page stays readable; the rest comes back with the network."
                            </p>
                        }
                    })
            }}
        </div>
    }
}
