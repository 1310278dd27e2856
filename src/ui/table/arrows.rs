//! Moves the focus among the links of a list's rows with the arrow keys, Home and End.

use web_sys::{Element, HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

/// CSS selector of the link with which a row is opened.
pub const ROW_LINK: &str = "a.row-link";

/// Handler for `keydown` on the list's `<tbody>`. Keys on anything but a row's link are ignored.
pub fn on_key(event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
        return;
    }
    let Some(link) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if !link.matches(ROW_LINK).unwrap_or(false) {
        return;
    }
    let Some(body) = link.closest("tbody").ok().flatten() else { return };
    let links = links(&body);
    let at = links.iter().position(|one| one.is_same_node(Some(&link)));
    let next = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => links.get(at + 1),
        ("ArrowUp", Some(at)) => at.checked_sub(1).and_then(|at| links.get(at)),
        ("Home", _) => links.first(),
        ("End", _) => links.last(),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next {
        let _ = next.focus();
    }
}

/// Focuses a row's link; false if there is no such row.
pub fn focus_row(body: &Element, id: &str) -> bool {
    row(body, id)
        .and_then(|row| row.query_selector(ROW_LINK).ok().flatten())
        .and_then(|link| link.dyn_into::<HtmlElement>().ok())
        .is_some_and(|link| link.focus().is_ok())
}

/// The row with that id. Found by comparing, because an id may contain any characters and so cannot be put into a CSS
/// selector.
pub fn row(body: &Element, id: &str) -> Option<Element> {
    let rows = body.query_selector_all("tr[data-row-id]").ok()?;
    (0..rows.length())
        .filter_map(|index| rows.item(index)?.dyn_into::<Element>().ok())
        .find(|row| row.get_attribute("data-row-id").as_deref() == Some(id))
}

fn links(body: &Element) -> Vec<HtmlElement> {
    let Ok(all) = body.query_selector_all(ROW_LINK) else { return Vec::new() };
    (0..all.length()).filter_map(|index| all.item(index)?.dyn_into::<HtmlElement>().ok()).collect()
}
