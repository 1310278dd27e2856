//! The numbers of a score as bars, of which one or several next to each other are chosen, or a range that is typed.

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent, SubmitEvent, wasm_bindgen::JsCast};

use super::FacetsContext;
use crate::{
    model::figures,
    query::facets::{Bin, Counted, Facet, Histogram, NumberRange},
    text::visible::visible,
    ui::keyed::keyed,
};

#[derive(Clone, Copy)]
struct HistogramContext {
    context: FacetsContext,
    facet: StoredValue<Facet>,
    histogram: Memo<Histogram>,
    /// The range that the view chooses, and whether it excludes it.
    chosen: Memo<Option<(NumberRange, bool)>>,
    /// The bar that Tab reaches.
    reached: RwSignal<usize>,
    /// The bar on which the pointer was pressed.
    pressed: RwSignal<Option<usize>>,
}

pub(super) fn histogram(context: FacetsContext, facet: Facet) -> AnyView {
    let title = visible(facet.title());
    let (of_view, counted) = (facet.clone(), facet.clone());
    let chosen = Memo::new(move |_| context.route.with_view(|view| of_view.range(view)));
    let histogram = Memo::new(move |_| {
        context
            .with_facets(|facets| match &facets.group(&counted)?.counted {
                Counted::Numbers(histogram) => Some(histogram.clone()),
                Counted::Values { .. } => None,
            })
            .unwrap_or_default()
    });
    let of = HistogramContext {
        context,
        facet: StoredValue::new(facet),
        histogram,
        chosen,
        reached: RwSignal::new(0),
        pressed: RwSignal::new(None),
    };
    let count = Memo::new(move |_| histogram.with(|histogram| histogram.bins.len()));
    let bars = keyed(move || (0..count.get()).collect(), |at: &usize| at.to_string(), move |at| bar(of, at));
    let end = move |last: bool| {
        let bin = histogram.with(|histogram| match last {
            true => histogram.bins.last().and_then(|bin| bin.range.to),
            false => histogram.bins.first().and_then(|bin| bin.range.from),
        });
        bin.map(figures::exact)
    };
    let is_empty = Memo::new(move |_| count.get() == 0);
    view! {
        {move || is_empty.get().then(|| view! { <p class="facets-note">"No values"</p> }.into_any())}
        <div class="facet-bars" role="group" aria-label=format!("Ranges of {title}") on:keydown=move |event| of.move_focus(&event)>
            {bars}
        </div>
        <div class="facet-ends num" aria-hidden="true">
            <span>{move || end(false)}</span>
            <span>{move || end(true)}</span>
        </div>
        {typed_range(of, &title)}
    }
    .into_any()
}

fn bar(of: HistogramContext, at: usize) -> AnyView {
    let bin = Memo::new(move |_| of.histogram.with(|histogram| histogram.bins.get(at).cloned()));
    let count = move || bin.with(|bin| bin.as_ref().map(|bin| bin.count).unwrap_or_default());
    let is_in = move |excludes: bool| {
        Memo::new(move |_| {
            let Some((range, is_excluded)) = of.chosen.get() else { return false };
            is_excluded == excludes && bin.with(|bin| bin.as_ref().is_some_and(|bin| range.holds(&bin.range)))
        })
    };
    let (chosen, excluded) = (is_in(false), is_in(true));
    let state = move || match (chosen.get(), excluded.get(), of.chosen.with(Option::is_some)) {
        (true, ..) => "chosen",
        (_, true, _) => "excluded",
        (_, _, true) => "other",
        _ => "free",
    };
    let height = move || {
        let highest = of.histogram.with(Histogram::highest).max(1);
        match count() {
            0 => "0".to_owned(),
            // A range with a single row is seen, too.
            count => format!("{}%", (count * 100 / highest).max(4)),
        }
    };
    let name = move || {
        let range = bin.with(|bin| bin.as_ref().map(|bin| bin.range.words()).unwrap_or_default());
        let words = of.context.threads(count());
        if excluded.get() { format!("{range}, excluded, {words}") } else { format!("{range}, {words}") }
    };
    let press = move |event: MouseEvent| of.choose(at, at, event.alt_key());
    let released = move |event: web_sys::PointerEvent| {
        let from = of.pressed.try_update(Option::take).flatten();
        if let Some(from) = from.filter(|from| *from != at) {
            of.choose(from.min(at), from.max(at), event.alt_key());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && event.shift_key() {
            event.prevent_default();
            of.choose(at, at, true);
        }
    };
    view! {
        <button
            type="button"
            class="facet-bar"
            data-state=state
            aria-pressed=move || chosen.get().to_string()
            aria-label=name
            title=name
            tabindex=move || if of.reached.get() == at { "0" } else { "-1" }
            on:focus=move |_| of.reached.set(at)
            on:pointerdown=move |_| of.pressed.set(Some(at))
            on:pointerup=released
            on:click=press
            on:keydown=on_key
        >
            <i style:height=height></i>
        </button>
    }
    .into_any()
}

impl HistogramContext {
    /// Chooses or excludes the range of these bars; if it is chosen so already, ends that.
    fn choose(self, first: usize, last: usize, excludes: bool) {
        let range = self.histogram.try_with_untracked(|histogram| {
            let bin = |at: usize| histogram.bins.get(at);
            bin(first).zip(bin(last)).map(|(first, last): (&Bin, &Bin)| first.range.until(&last.range))
        });
        if let Some(Some(range)) = range {
            let is_chosen = self.chosen.try_get_untracked().flatten() == Some((range, excludes));
            self.set(Some(range).filter(|_| !is_chosen), excludes);
        }
    }

    fn set(self, range: Option<NumberRange>, excludes: bool) {
        if let Some(facet) = self.facet.try_get_value() {
            self.context.change(|view| facet.with_range(view, range, excludes));
        }
    }

    /// The arrow keys move the focus between bars.
    fn move_focus(self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let next = target.and_then(|target| match event.key().as_str() {
            "ArrowRight" => target.next_element_sibling(),
            "ArrowLeft" => target.previous_element_sibling(),
            _ => None,
        });
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            event.prevent_default();
            let _ = next.focus();
        }
    }
}

/// Two fields for the ends of a range.
fn typed_range(of: HistogramContext, title: &str) -> AnyView {
    let text = move |last: bool| {
        Signal::derive(move || {
            let range = of.chosen.get().map(|(range, _)| range).unwrap_or_default();
            let end = if last { range.to } else { range.from };
            end.map(figures::exact).unwrap_or_default()
        })
    };
    let (from, to) = (NodeRef::<leptos::html::Input>::new(), NodeRef::<leptos::html::Input>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let read = |field: NodeRef<leptos::html::Input>| {
            field.get_untracked().and_then(|field| field.value().trim().parse::<f64>().ok())
        };
        let typed = NumberRange { from: read(from), to: read(to), with_end: true };
        // The end of a chosen bar stays as it is.
        let kept = of
            .chosen
            .get_untracked()
            .map(|(range, _)| range)
            .filter(|range| range.from == typed.from && range.to == typed.to);
        let is_any = typed.from.is_none() && typed.to.is_none();
        of.set(kept.or(Some(typed)).filter(|_| !is_any), false);
    };
    view! {
        <form class="facet-range" on:submit=submit>
            <input
                class="input"
                type="number"
                step="any"
                node_ref=from
                aria-label=format!("{title} from")
                placeholder="From"
                prop:value=text(false)
            />
            <input
                class="input"
                type="number"
                step="any"
                node_ref=to
                aria-label=format!("{title} to")
                placeholder="To"
                prop:value=text(true)
            />
            <button type="submit" class="btn" aria-label=format!("Apply the range of {title}")>
                "Apply"
            </button>
        </form>
    }
    .into_any()
}
