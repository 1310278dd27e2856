//! The values of a facet, each with its count and buttons that choose and exclude it.

use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

use super::FacetsContext;
use crate::{
    model::figures,
    query::facets::{Facet, FacetGroup, Picked, ShownValue, ShownValues},
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// How many values are shown at first, and with how many there is a field to search in them.
const FIRST: usize = 8;
const MANY: usize = 20;
/// How many more are shown at a time: ten thousand rows of buttons would take seconds.
const MORE: usize = 200;

pub(super) fn values(context: FacetsContext, facet: Facet) -> AnyView {
    let search = RwSignal::new(String::new());
    let most = RwSignal::new(FIRST);
    let title = visible(facet.title());
    let of_view = facet.clone();
    let picked = Memo::new(move |_| context.picked(&of_view));
    let counted = facet.clone();
    let shown = Memo::new(move |_| {
        let read = |group: &FacetGroup| {
            search.with(|search| picked.with(|picked| group.shown(picked, search, most.get())))
        };
        context.with_facets(|facets| facets.group(&counted).map(read)).unwrap_or_default()
    });
    let has_search = Memo::new(move |_| shown.with(|shown| shown.total > MANY));
    let field = move || {
        let label = format!("Search in {title}");
        has_search.get().then(|| {
            view! {
                <input
                    class="input facet-search"
                    type="search"
                    aria-label=label.clone()
                    placeholder="Search"
                    autocomplete="off"
                    prop:value=search
                    on:input=move |event| search.set(event_target_value(&event))
                />
            }
            .into_any()
        })
    };
    let nothing = facet.nothing();
    let is_empty = Memo::new(move |_| shown.with(|shown| shown.values.is_empty()));
    let empty = move || {
        is_empty.get().then(|| {
            let words =
                if search.with(|search| search.trim().is_empty()) { nothing } else { "None contains that" };
            view! { <p class="facets-note">{words}</p> }.into_any()
        })
    };
    let items = keyed(
        move || shown.get().values,
        |one: &ShownValue| one.value.clone(),
        move |one| {
            value(ValueContext { context, facet: StoredValue::new(facet.clone()), picked, shown }, one)
        },
    );
    view! {
        {field}
        <ul class="facet-values">{items}</ul>
        {empty}
        {more(shown, most)}
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct ValueContext {
    context: FacetsContext,
    facet: StoredValue<Facet>,
    picked: Memo<Picked>,
    shown: Memo<ShownValues>,
}

impl ValueContext {
    fn toggle(self, value: &str, excludes: bool) {
        if let Some(facet) = self.facet.try_get_value() {
            self.context.change(|view| facet.toggled(view, value, excludes));
        }
    }
}

fn value(of: ValueContext, one: ShownValue) -> AnyView {
    let label = visible(&one.label);
    let value = StoredValue::new(one.value);
    let count = Memo::new(move |_| {
        of.shown.with(|shown| {
            value.with_value(|value| {
                shown.values.iter().find(|one| one.value == *value).map(|one| one.count).unwrap_or_default()
            })
        })
    });
    let has = move |excludes: bool| {
        Memo::new(move |_| of.picked.with(|picked| value.with_value(|value| picked.has(value, excludes))))
    };
    let (chosen, excluded) = (has(false), has(true));
    let state = move || {
        if chosen.get() {
            "chosen"
        } else if excluded.get() {
            "excluded"
        } else {
            "free"
        }
    };
    let portion = move || {
        let highest = of.shown.with(|shown| shown.highest).max(1);
        format!("{}%", (count.get() * 100 / highest).min(100))
    };
    let toggle = move |excludes| {
        if let Some(value) = value.try_get_value() {
            of.toggle(&value, excludes);
        }
    };
    let press = move |event: MouseEvent| toggle(event.alt_key());
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && event.shift_key() {
            event.prevent_default();
            toggle(true);
        }
    };
    let named = label.clone();
    let name = move || {
        let words = of.context.threads(count.get());
        if excluded.get() { format!("{named}, excluded, {words}") } else { format!("{named}, {words}") }
    };
    view! {
        <li class="facet-value" data-state=state>
            <button
                type="button"
                class="facet-pick"
                aria-pressed=move || chosen.get().to_string()
                aria-label=name
                title=label.clone()
                on:click=press
                on:keydown=on_key
            >
                <span class="facet-portion" aria-hidden="true" style:width=portion></span>
                <span class="facet-mark">
                    {move || chosen.get().then(|| view! { <Icon glyph=Glyph::Check /> }.into_any())}
                </span>
                <bdi class="facet-name">{label.clone()}</bdi>
                <span class="facet-count num">{move || figures::count(count.get())}</span>
            </button>
            <button
                type="button"
                class="icon-btn facet-not"
                aria-pressed=move || excluded.get().to_string()
                aria-label=format!("Exclude {label}")
                title="Exclude (Alt and click, or Shift and Enter)"
                on:click=move |_| toggle(true)
            >
                <Icon glyph=Glyph::Exclude />
            </button>
        </li>
    }
    .into_any()
}

/// Buttons for more values or fewer, and what is not counted.
fn more(shown: Memo<ShownValues>, most: RwSignal<usize>) -> AnyView {
    let left = Memo::new(move |_| {
        let (matching, left_out) = shown.with(|shown| (shown.matching, shown.left_out));
        let most = most.get();
        (matching.saturating_sub(most), matching, most > FIRST && matching > FIRST, left_out)
    });
    (move || {
        let (hidden, matching, may_fold, left_out) = left.get();
        let add = move |_| most.update(|most| *most = if *most == FIRST { MORE } else { *most + MORE });
        let words = if matching <= MORE {
            format!("Show all {}", figures::count(matching as u64))
        } else {
            format!("Show {MORE} of {}", figures::count(matching as u64))
        };
        let words = if may_fold { format!("Show {MORE} more of {}", figures::count(matching as u64)) } else { words };
        view! {
            {(hidden > 0)
                .then(|| view! { <button type="button" class="quiet facet-more" on:click=add>{words}</button> }.into_any())}
            {may_fold
                .then(|| {
                    view! {
                        <button type="button" class="quiet facet-more" on:click=move |_| most.set(FIRST)>
                            "Show fewer"
                        </button>
                    }
                        .into_any()
                })}
            {(left_out > 0)
                .then(|| {
                    view! {
                        <p class="facets-note">
                            "Some values are not counted: there are too many, or they have more than 500 characters."
                        </p>
                    }
                        .into_any()
                })}
        }
        .into_any()
    })
    .into_any()
}
