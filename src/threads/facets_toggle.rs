//! Opens and closes the panel of facets: the button in the toolbar, the key, and the place of the panel.

use leptos::prelude::*;

use super::{
    facets::{FACETS, FacetsPanelProps},
    listing::ThreadsListing,
    whole_view::WholeView,
};
use crate::{
    local::{
        hotkeys::{self, Hotkey},
        preferences::Preferences,
    },
    ui::{
        icon::{Glyph, Icon},
        lazy,
        table::{list::ListLayout, list_route::ListRoute},
    },
};

/// The button for the toolbar, and what is beside the rows. In a narrow window the panel covers the list, and is closed at
/// first whatever was chosen before.
pub(super) fn facets(
    route: ListRoute,
    listing: ThreadsListing,
    whole_view: WholeView,
    layout: ListLayout,
) -> FacetsToggle {
    let preferences = Preferences::of_app();
    let narrow = layout.narrow;
    let remembered = preferences.with_untracked(|choices| choices.facets);
    let open = RwSignal::new(remembered && !narrow.get_untracked());
    let takes_focus = StoredValue::new(false);
    let button = NodeRef::<leptos::html::Button>::new();
    let toggle = move |by_key: bool| {
        let opens = !open.get_untracked();
        takes_focus.set_value(by_key || narrow.get_untracked());
        open.set(opens);
        if !narrow.get_untracked() {
            preferences.update(|choices| choices.facets = opens);
        }
        if let Some(button) = button.get_untracked().filter(|_| !opens) {
            let _ = button.focus();
        }
    };
    hotkeys::on_key(move |key| {
        let is_mine = key == Hotkey::Facets && !layout.open.get_untracked();
        if is_mine {
            toggle(true);
        }
        is_mine
    });
    // The first rows come first.
    let has_rows = Memo::new(move |had: Option<&bool>| {
        had == Some(&true) || listing.list_state.with(|state| state.page().is_some())
    });
    FacetsToggle { route, whole_view, open, has_rows, takes_focus, button, toggle: Callback::new(toggle) }
}

/// Whether the facets are shown, and what shows and hides them.
#[derive(Clone, Copy)]
pub(super) struct FacetsToggle {
    route: ListRoute,
    whole_view: WholeView,
    open: RwSignal<bool>,
    has_rows: Memo<bool>,
    takes_focus: StoredValue<bool>,
    button: NodeRef<leptos::html::Button>,
    /// Called with whether a key was pressed: then the panel takes the focus.
    toggle: Callback<bool>,
}

impl FacetsToggle {
    /// The button for the toolbar.
    pub(super) fn button(self) -> AnyView {
        view! {
            <button
                type="button"
                class="icon-btn"
                node_ref=self.button
                aria-label="Facets"
                title="Facets: values with counts (f)"
                aria-pressed=move || self.open.get().to_string()
                on:click=move |_| self.toggle.run(false)
            >
                <Icon glyph=Glyph::Facets />
            </button>
        }
        .into_any()
    }

    /// The panel while it is open, beside the rows.
    pub(super) fn place(self) -> AnyView {
        let Self { route, whole_view, toggle, .. } = self;
        let close = Callback::new(move |()| toggle.run(false));
        (move || {
            (self.open.get() && self.has_rows.get()).then(|| {
                let takes_focus = self.takes_focus.get_value();
                let props = move || FacetsPanelProps { route, whole_view, close, takes_focus };
                view! { <div class="facets-place">{lazy::enter(&FACETS, "Loading the facets", props)}</div> }
                    .into_any()
            })
        })
        .into_any()
    }
}
