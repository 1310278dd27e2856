//! Marks the row that is open. Done for the whole table, because otherwise each of its hundred rows would follow the URL.

use leptos::{html::Tbody, prelude::*};
use web_sys::Element;

use super::{
    arrows::{self, ROW_LINK},
    list_route::ListRoute,
};

/// Marks the row that is open whenever that changes; a row that is drawn later begins as [`ListRoute::shows`] says.
pub(super) fn mark(route: ListRoute, body: NodeRef<Tbody>) {
    let open = Memo::new(move |_| route.with_view(|view| view.open_row().map(str::to_owned)));
    Effect::new(move |was: Option<Option<String>>| {
        let open = open.get();
        let was = was.flatten();
        if let Some(body) = body.get_untracked().filter(|_| was != open) {
            let rows = [(was, false), (open.clone(), true)];
            for (id, is_open) in rows.into_iter().filter_map(|(id, is_open)| Some((id?, is_open))) {
                if let Some(row) = arrows::row(&body, &id) {
                    show(&row, is_open);
                }
            }
        }
        open
    });
}

fn show(row: &Element, is_open: bool) {
    let _ = row.set_attribute("data-open", if is_open { "true" } else { "false" });
    let Ok(Some(link)) = row.query_selector(ROW_LINK) else { return };
    let _ = if is_open {
        link.set_attribute("aria-current", "true")
    } else {
        link.remove_attribute("aria-current")
    };
}
