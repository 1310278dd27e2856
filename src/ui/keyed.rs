//! Lists whose items keep their elements while other items come and go.

use std::sync::Arc;

use leptos::prelude::*;

/// An item with its key and the function that renders it.
struct KeyedItem {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Renders each of `items` once for as long as its `key` is among them, in their order. The code that compares the
/// lists is compiled once for the whole app: Leptos's own `<For>` would be compiled anew for every list, at 9 KB each.
pub fn keyed<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> String + Send + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    list(Box::new(move || {
        let item = |item: T| {
            let (key, draw) = (key(&item), draw.clone());
            KeyedItem { key, draw: Box::new(move || draw(item)) }
        };
        items().into_iter().map(item).collect()
    }))
}

fn list(items: Box<dyn Fn() -> Vec<KeyedItem> + Send>) -> AnyView {
    view! {
        <For each=items key=|item| item.key.clone() let:item>
            {(item.draw)()}
        </For>
    }
    .into_any()
}
