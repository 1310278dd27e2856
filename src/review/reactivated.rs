//! The notice that a conversation became active again during the review, which scores the server removed, and a button
//! to give them again.

use leptos::prelude::*;

use super::{author_scores::in_words, store::Review};
use crate::{
    model::figures,
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// The notice; empty unless scores were removed.
#[component]
pub fn Reactivated(review: Review) -> impl IntoView {
    view! {
        <div role="status" aria-live="polite">
            {move || {
                let all = review.removed.get();
                // A deleted conversation has not become active again.
                if all.is_empty() || review.gone.get() {
                    return ().into_any();
                }
                let me = review.me();
                let mine = all.iter().filter(|one| one.can_be_given_by(&me)).count() as u64;
                let list = all
                    .iter()
                    .map(|one| {
                        let value = in_words(review, &one.name, &one.author_score);
                        let who = if one.author_score.author == me { "yours".to_owned() } else { visible(&one.author_score.author) };
                        view! {
                            <li>
                                <bdi>{visible(&one.name)}</bdi>
                                " "
                                <b>
                                    <bdi>{value}</bdi>
                                </b>
                                " ("
                                <bdi>{who}</bdi>
                                ")"
                            </li>
                        }
                    })
                    .collect_view();
                let waits = review.is_locked();
                view! {
                    <div class="reactivated">
                        <Icon glyph=Glyph::Warning />
                        <div>
                            <p>
                                <b>"This conversation went on. "</b>
                                "It is active again, and the server removed what people had scored:"
                            </p>
                            <ul>{list}</ul>
                            {(mine > 0 && waits)
                                .then(|| {
                                    view! {
                                        <p class="muted">
                                            "Once it is inactive again, yours can be given again with one click."
                                        </p>
                                    }.into_any()
                                })}
                        </div>
                        {(mine > 0)
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="btn"
                                        disabled=waits
                                        on:click=move |_| review.give_again()
                                    >
                                        {format!("Give my {} again", figures::counted(mine, "score"))}
                                    </button>
                                }.into_any()
                            })}
                        <button
                            type="button"
                            class="icon-btn"
                            aria-label="Dismiss"
                            on:click=move |_| review.removed.set(Vec::new())
                        >
                            <Icon glyph=Glyph::Close />
                        </button>
                    </div>
                }
                    .into_any()
            }}
        </div>
    }
}
