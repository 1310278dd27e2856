//! The bar over the rows while some are selected.

use leptos::prelude::*;

use super::list::{ListLayout, SelectedActions};
use crate::model::figures;

/// "3 selected", what can be done to them, and a button that ends the selection; over the rows, so that none moves.
pub(super) fn selection_bar(selected: SelectedActions, layout: ListLayout) -> AnyView {
    let SelectedActions { selection, actions } = selected;
    let any = Memo::new(move |_| selection.count() > 0 && !layout.open.get());
    (move || {
        any.get().then(|| {
            view! {
                <div class="selection-bar" role="region" aria-label="Selection">
                    <span class="num" role="status">
                        {move || format!("{} selected", figures::count(selection.count() as u64))}
                    </span>
                    {actions.run(())}
                    <button type="button" class="quiet" on:click=move |_| selection.clear()>
                        "Clear selection"
                    </button>
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}
