//! Search inside a section: finds and counts the matches, and steps from one to the next.

use std::{ops::Range, sync::Arc};

use leptos::{html::Input, prelude::*};

use super::text::Text;
use crate::{
    api::load::Load,
    browser::{scroll, timer},
    local::hotkeys,
    model::figures,
    text::find::Needle,
    ui::{
        icon::{Glyph, Icon},
        text_pieces::Marks,
    },
};

/// How long after the last key the search starts.
const SEARCH_DELAY: std::time::Duration = std::time::Duration::from_millis(150);

/// The search stops after this many matches.
const MAX_MATCHES: usize = 10_000;
/// Bytes that are searched between two frames.
const SLICE: usize = 2 << 20;

/// The matches, and the text and words they belong to.
#[derive(Clone)]
struct FoundText {
    text: Arc<Text>,
    words: String,
    places: Arc<Vec<Range<usize>>>,
}

#[derive(Clone, Copy)]
pub(super) struct Search {
    /// The words to search for; empty when there is no search.
    pub(super) words: RwSignal<String>,
    pub(super) marks: Signal<Marks>,
    /// Such as `3 of 12` or `none`; empty when there is no search.
    count: Signal<String>,
    current: RwSignal<usize>,
}

impl Search {
    /// Searches for the words in `text`, and again whenever either changes.
    pub(super) fn new(text: Signal<Option<Arc<Text>>>) -> Self {
        let words = RwSignal::new(String::new());
        let current = RwSignal::new(0);
        let found = Load::new(move || {
            let words = words.get();
            // Without words to search for, the text is not read: reading it would write it out.
            let text = if words.is_empty() { None } else { text.get() };
            async move {
                let needle = Needle::new(&words)?;
                let text = text?;
                let places = Arc::new(look(&text, &needle).await);
                let _ = current.try_set(0);
                Some(FoundText { text, words, places })
            }
        });
        // `found` keeps the last result until the next one: it may belong to other words or another text.
        let here = move || {
            let found = found.get().flatten()?;
            let of_text = text.with(|text| text.as_ref().is_some_and(|text| Arc::ptr_eq(text, &found.text)));
            (of_text && words.with(|words| *words == found.words)).then_some(found.places)
        };
        let marks =
            Signal::derive(move || Marks { found: here().unwrap_or_default(), current: current.get() });
        let count = Signal::derive(move || match here() {
            _ if words.with(String::is_empty) => String::new(),
            None => "…".to_owned(),
            Some(places) if places.is_empty() => "none".to_owned(),
            Some(places) => {
                let more = if places.len() == MAX_MATCHES { "+" } else { "" };
                let number = |number: usize| figures::count(number as u64);
                format!("{} of {}{more}", number(current.get() + 1), number(places.len()))
            }
        });
        Self { words, marks, count, current }
    }

    /// Goes to the next or the previous match; from the last to the first and back.
    fn step(self, forward: bool) {
        let total = self.marks.with_untracked(|marks| marks.found.len());
        if total > 0 {
            let step = if forward { 1 } else { total - 1 };
            self.current.update(|current| *current = (*current + step) % total);
        }
    }
}

async fn look(text: &Text, needle: &Needle) -> Vec<Range<usize>> {
    let whole = text.complete().await;
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < whole.len() && places.len() < MAX_MATCHES {
        if at > 0 {
            timer::wait(0).await;
        }
        // The last match may end inside this slice.
        let from = places.last().map_or(at, |last| last.end.max(at));
        places.extend(needle.find(&whole, from..at + SLICE, MAX_MATCHES - places.len()));
        at += SLICE;
    }
    places
}

/// Scrolls to the current match once it is rendered. `root` is the element id of the section.
pub(super) fn follow(search: Search, root: String) {
    Effect::new(move |_| {
        if search.marks.with(|marks| !marks.found.is_empty()) {
            scroll_to(format!("#{root} mark[aria-current]"), 60);
        }
    });
}

/// A long text is rendered over several frames, so the mark is looked for again for `frames` frames.
fn scroll_to(selector: String, frames: u32) {
    request_animation_frame(move || match document().query_selector(&selector).ok().flatten() {
        Some(mark) => scroll::to(&mark, scroll::ScrollTarget::Nearest),
        None if frames > 0 => scroll_to(selector, frames - 1),
        None => {}
    });
}

/// The search field, the count, and the buttons for the next and the previous match.
#[component]
pub(super) fn SearchField(search: Search, name: &'static str) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let typed = timer::debounce(SEARCH_DELAY, move |words: String| {
        let _ = search.words.try_set(words);
    });
    let key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        _ if hotkeys::composes(&event) => {}
        "Enter" => {
            event.prevent_default();
            // The words of the last keystrokes are searched for at once, without waiting for the debounce.
            let typed = input.get_untracked().map(|input| input.value()).unwrap_or_default();
            if search.words.with_untracked(|words| *words == typed) {
                search.step(!event.shift_key());
            } else {
                search.words.set(typed);
            }
        }
        // Escape ends the search first; only the next one closes the panel.
        "Escape" if !event_target_value(&event).is_empty() => {
            event.prevent_default();
            event.stop_propagation();
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
            search.words.set(String::new());
        }
        _ => {}
    };
    let searching = move || search.words.with(|words| !words.is_empty());
    let store = move || {
        let step = |label: &'static str, glyph: Glyph, forward: bool| {
            let go = move |_| search.step(forward);
            view! {
                <button type="button" class="icon-btn" aria-label=label title=label on:click=go>
                    <Icon glyph />
                </button>
            }
            .into_any()
        };
        view! { {step("Previous match", Glyph::Up, false)} {step("Next match", Glyph::Down, true)} }
            .into_any()
    };
    view! {
        <div class="detail-search">
            <label class="field">
                <Icon glyph=Glyph::Search />
                <span class="visually-hidden">{format!("Search in {name}")}</span>
                <input
                    node_ref=input
                    type="search"
                    placeholder="Search inside"
                    autocomplete="off"
                    spellcheck="false"
                    on:input=move |event| typed(event_target_value(&event))
                    on:keydown=key
                />
                <span class="num muted" role="status">{search.count}</span>
            </label>
            {move || searching().then(store)}
        </div>
    }
}
