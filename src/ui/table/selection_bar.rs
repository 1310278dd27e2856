//! The bar over the rows while some are selected.

use leptos::prelude::*;

use super::row_selection::RowSelection;
use crate::model::figures;

/// "3 selected", what can be done to them, and a button that ends the selection; over the rows, so that none moves.
///
/// `actions` renders what can be done; `is_busy`: whether that has something to show even if no row is selected; `hidden`:
/// whether the list has no room for it.
pub fn selection_bar(
    selection: RowSelection,
    actions: Callback<(), AnyView>,
    is_busy: Signal<bool>,
    hidden: Signal<bool>,
) -> AnyView {
    let any = Memo::new(move |_| (selection.count() > 0 || is_busy.get()) && !hidden.get());
    let is_selecting = Memo::new(move |_| selection.count() > 0);
    (move || {
        any.get().then(|| {
            view! {
                <div class="selection-bar" role="region" aria-label="Selection">
                    {move || is_selecting.get().then(|| count(selection))}
                    {actions.run(())}
                    {move || {
                        is_selecting
                            .get()
                            .then(|| {
                                view! {
                                    <button type="button" class="quiet" on:click=move |_| selection.clear()>
                                        "Clear selection"
                                    </button>
                                }.into_any()
                            })
                    }}
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}

fn count(selection: RowSelection) -> AnyView {
    let words = move || format!("{} selected", figures::count(selection.count() as u64));
    view! { <span class="num" role="status">{words}</span> }.into_any()
}
