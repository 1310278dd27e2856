//! Lists whose items keep their elements while other items come and go.

use std::sync::Arc;

use leptos::{
    prelude::*,
    tachys::{reactive_graph::OwnedView, view::keyed},
};

/// An item with its key and the function that renders it.
struct KeyedItem {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Renders each of `items` once for as long as its `key` is among them, in their order. `items` is tracked.
pub fn keyed<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> String + Send + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    // Items live as long as the list, not as long as one run of this closure.
    let owner = Owner::current().unwrap_or_default();
    let draw = Arc::new(draw);
    (move || {
        let item = |item: T| {
            let (key, draw, owner) = (key(&item), draw.clone(), owner.clone());
            let owned = move || {
                let own = owner.with(Owner::new);
                let view = own.with(|| draw(item));
                OwnedView::new_with_owner(view, own).into_any()
            };
            KeyedItem { key, draw: Box::new(owned) }
        };
        list(items().into_iter().map(item).collect())
    })
    .into_any()
}

/// As [`keyed`], for items that are known: when the view around it is rendered again, those whose `key` stays keep their
/// elements. What `draw` renders must not be reactive, because its signals would end with the view around it.
pub fn keyed_now<T: Send + 'static>(
    items: Vec<T>,
    key: impl Fn(&T) -> String,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    let item = |item: T| {
        let (key, draw) = (key(&item), draw.clone());
        KeyedItem { key, draw: Box::new(move || draw(item)) }
    };
    list(items.into_iter().map(item).collect())
}

/// The code that compares the lists is compiled once for the whole app: Leptos's own `<For>` would be compiled anew for
/// every list, at 9 KB each.
fn list(items: Vec<KeyedItem>) -> AnyView {
    keyed::keyed(
        items,
        |item: &KeyedItem| item.key.clone(),
        |_, item: KeyedItem| (drop::<usize>, (item.draw)()),
    )
    .into_any()
}
