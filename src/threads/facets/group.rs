//! One facet: its heading, which folds it, and its values.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use super::{FacetsContext, histogram, values};
use crate::{
    query::facets::Facet,
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// Makes the ids of the groups unique.
static NEXT: AtomicU32 = AtomicU32::new(0);

pub(super) fn group(context: FacetsContext, facet: Facet, is_open: bool) -> AnyView {
    let id = format!("facet-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let open = RwSignal::new(is_open);
    let title = visible(facet.title());
    let of_view = facet.clone();
    let is_chosen = Memo::new(move |_| {
        context.route.with_view(|view| !of_view.picked(view).is_empty() || of_view.range(view).is_some())
    });
    let cleared = facet.clone();
    let clear_label = format!("Clear {title}");
    let clear = move || {
        is_chosen.get().then(|| {
            let facet = cleared.clone();
            let press = move |_| context.change(|view| Ok(facet.cleared(view)));
            view! {
                <button type="button" class="quiet" aria-label=clear_label.clone() on:click=press>
                    "Clear"
                </button>
            }
            .into_any()
        })
    };
    let body_id = id.clone();
    let inside = move || {
        open.get().then(|| match &facet {
            Facet::Number(_) => histogram::histogram(context, facet.clone()),
            _ => values::values(context, facet.clone()),
        })
    };
    view! {
        <div class="facet" role="group" aria-label=title.clone()>
            <div class="facet-head">
                <h3>
                    <button
                        type="button"
                        class="facet-fold"
                        aria-expanded=move || open.get().to_string()
                        aria-controls=id
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        <Icon glyph=Signal::derive(move || if open.get() { Glyph::Down } else { Glyph::Right }) />
                        <bdi class="facet-title" title=title.clone()>{title.clone()}</bdi>
                    </button>
                </h3>
                {clear}
            </div>
            <div id=body_id class="facet-body">
                {inside}
            </div>
        </div>
    }
    .into_any()
}
