//! The thumbs below an answer: the reviewer's own as buttons, and those of other authors.

use leptos::prelude::*;

use super::{
    reason_row::ReasonRow,
    reasons::Reasons,
    save_state::{self, SaveState},
    store::Review,
};
use crate::{
    model::{
        change::{Edit, Item, THUMBS},
        ids::TraceId,
        score::{AuthorScore, Source},
    },
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

#[derive(Clone, Copy)]
pub struct Thumbs {
    review: Review,
    item: StoredValue<Item>,
    mine: Memo<Option<AuthorScore>>,
    asking: RwSignal<bool>,
}

impl Thumbs {
    pub fn new(review: Review, trace: &TraceId) -> Self {
        let item = Item::Trace(trace.clone());
        let own = item.clone();
        Reasons::ask(review.client(), untrack(|| review.thread_ref()).project);
        Self {
            review,
            item: StoredValue::new(item),
            mine: Memo::new(move |_| review.mine(&own, THUMBS)),
            asking: RwSignal::new(false),
        }
    }

    pub fn buttons(self) -> AnyView {
        [true, false].map(|up| self.button(up)).into_any()
    }

    /// The thumbs of other authors and the save state, placed at the end of the row so that nothing moves when they
    /// appear.
    pub fn others_and_save_state(self) -> AnyView {
        view! {
            {move || self.others()}
            {save_state::label(Signal::derive(move || self.save_state()))}
        }
        .into_any()
    }

    /// The reason for a thumbs-down: asked for right after it, shown from then on.
    pub fn reason(self) -> AnyView {
        // Drawn again only if what is shown changes, so that new server data neither replaces buttons under the pointer
        // nor the text in a field.
        let shown = Memo::new(move |_| {
            let asking = self.asking.get();
            self.mine.with(|mine| {
                mine.as_ref()
                    .filter(|author_score| author_score.value < 0.5)
                    .map(|author_score| (asking, (!asking).then(|| author_score.reason.clone()).flatten()))
            })
        });
        (move || match shown.get() {
            Some((true, _)) => {
                view! { <ReasonRow review=self.review item=self.item.get_value() asking=self.asking /> }
                    .into_any()
            }
            Some((false, Some(reason))) => view! {
                <p class="reason-given">
                    <button
                        type="button"
                        class="quiet"
                        title="Change the reason"
                        on:click=move |_| self.asking.set(true)
                    >
                        <Icon glyph=Glyph::ThumbDown />
                        <bdi>{visible(&reason)}</bdi>
                    </button>
                </p>
            }
            .into_any(),
            _ => ().into_any(),
        })
        .into_any()
    }

    fn button(self, up: bool) -> AnyView {
        let (label, key, glyph, class) = if up {
            ("Thumbs up", "u", Glyph::ThumbUp, "icon-btn thumb up")
        } else {
            ("Thumbs down", "d", Glyph::ThumbDown, "icon-btn thumb down")
        };
        let pressed = move || {
            self.mine.with(|mine| mine.as_ref().is_some_and(|author_score| (author_score.value >= 0.5) == up))
        };
        view! {
            <button
                type="button"
                class=class
                aria-label=label
                title=format!("{label} ({key})")
                aria-pressed=move || pressed().to_string()
                on:click=move |_| self.press(up, untrack(pressed))
            >
                <Icon glyph />
            </button>
        }
        .into_any()
    }

    /// Pressing the same thumb again clears it; pressing the other one switches.
    fn press(self, up: bool, pressed: bool) {
        self.review.edit(self.item.get_value(), Edit::thumb((!pressed).then_some(up), None));
        self.asking.set(!up && !pressed);
    }

    fn save_state(self) -> SaveState {
        self.item.with_value(|item| self.review.save_state(item, &Edit::thumb(None, None)))
    }

    fn others(self) -> Vec<AnyView> {
        let me = self.review.me();
        let feedback = self.item.with_value(|item| self.review.item(item));
        let author_scores = feedback.score(THUMBS).map(|score| score.by_author.clone()).unwrap_or_default();
        // The buttons show the first of the reviewer's own.
        let own = author_scores.iter().position(|author_score| author_score.is_by(&me));
        let others = author_scores.iter().enumerate().filter(|(at, _)| own != Some(*at));
        others.map(|(_, author_score)| other(author_score)).collect()
    }
}

fn other(author_score: &AuthorScore) -> AnyView {
    let up = author_score.value >= 0.5;
    let by = match &author_score.source {
        Source::Human => "",
        Source::Sdk => ", by a program",
        Source::Judge => ", by a judge",
        Source::Other(_) => ", by another tool",
    };
    let thumb = if up { "thumbs up" } else { "thumbs down" };
    let why = author_score.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let title = visible(&format!("{}{by}: {thumb}{why}", author_score.author));
    let spoken = title.clone();
    view! {
        <span class="note other" data-tone=if up { "good" } else { "bad" } title=title>
            <bdi aria-hidden="true">{visible(&author_score.author)}</bdi>
            <Icon glyph=if up { Glyph::ThumbUp } else { Glyph::ThumbDown } />
            <span class="visually-hidden">{spoken}</span>
        </span>
    }
    .into_any()
}
