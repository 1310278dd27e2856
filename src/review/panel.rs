//! The review panel: scores, tags and comments of a thread, trace or span, and the button to continue with the next
//! one.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    comments::Comments,
    panel_focus::PanelFocus,
    scores::{Scores, Scoring},
    subject::Subject,
    tags::{Tagging, Tags},
};
use crate::{
    local::hotkeys::{self, Hotkey},
    model::{feedback::Feedback, figures, review_state::is_review_mark},
    ui::icon::{Glyph, Icon},
};

/// The element id of the note that the conversation is marked inactive, too.
const CLOSES: &str = "review-closes";

/// The button that ends a review and goes on: to the next row of the list, or back to it.
#[derive(Clone, Copy)]
pub struct NextAction {
    /// The words on the button.
    pub label: Signal<&'static str>,
    /// What it does.
    pub run: Callback<()>,
    /// Whether it marks the conversation inactive, too, because the server takes no reviews of active ones.
    pub closes: Signal<bool>,
}

/// The review panel beside a conversation or a trace.
#[component]
pub fn Panel(
    subject: Subject,
    panel_focus: PanelFocus,
    scoring: Scoring,
    /// `None` where tags are shown elsewhere.
    #[prop(optional)]
    tagging: Option<Tagging>,
    next: NextAction,
) -> impl IntoView {
    let NextAction { label: words, run: go_on, closes } = next;
    let on_key = move |event: KeyboardEvent| {
        let goes_on = hotkeys::typed(&event) == Some(Hotkey::Send);
        if hotkeys::composes(&event) || event.default_prevented() || !(goes_on || event.key() == "Escape") {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if !goes_on {
            return panel_focus.leave();
        }
        // Fields save their text, or refuse it, when they lose focus.
        if panel_focus.settle() {
            panel_focus.leave();
            go_on.run(());
        }
    };
    let defined = Memo::new(move |_| scoring.definitions.with(Option::is_some));
    Effect::new(move |_| {
        if defined.get() {
            panel_focus.scores_loaded();
        }
    });
    let count = move |of: fn(&Feedback) -> usize| Signal::derive(move || subject.feedback.with(of) as u64);
    let tags = count(|feedback| feedback.tags.len());
    let comments = count(|feedback| feedback.comments.len());
    view! {
        <aside
            node_ref=panel_focus.panel
            class="review"
            aria-label="Review"
            tabindex="-1"
            data-open=move || panel_focus.covers().to_string()
            on:keydown=on_key
            on:focusin=move |event| panel_focus.entered(&event)
        >
            <header class="review-head">
                <h2>"Review"</h2>
                <button type="button" class="icon-btn" aria-label="Hide review" on:click=move |_| panel_focus.leave()>
                    <Icon glyph=Glyph::Close />
                </button>
            </header>
            {move || {
                subject
                    .is_gone()
                    .then(|| {
                        view! {
                            <p class="review-gone" role="alert">
                                <Icon glyph=Glyph::Warning />
                                "The server no longer has this conversation: somebody deleted it. What you do here is not saved."
                            </p>
                        }.into_any()
                    })
            }}
            {section("scoring", "Scores", "s", None, view! { <Scores subject scoring /> }.into_any())}
            {tagging.map(|tagging| {
                section("tagging", "Tags", "t", Some(tags), view! { <Tags subject tagging adding=panel_focus.adding /> }.into_any())
            })}
            {section(
                "commenting",
                "Comments",
                "c",
                Some(comments),
                view! { <Comments subject field=panel_focus.comment /> }.into_any(),
            )}
            <div class="review-foot">
                {move || {
                    closes
                        .get()
                        .then(|| {
                            view! {
                                <p class="review-note" id=CLOSES>
                                    "Still active: it is marked inactive, too."
                                </p>
                            }.into_any()
                        })
                }}
                <button
                    type="button"
                    class="btn primary"
                    aria-describedby=move || closes.get().then_some(CLOSES)
                    on:click=move |_| go_on.run(())
                >
                    {words}
                    <kbd aria-hidden="true">"Ctrl ⏎"</kbd>
                </button>
            </div>
        </aside>
        <div class="review-shade" hidden=move || !panel_focus.covers() on:click=move |_| panel_focus.leave()></div>
    }
}

fn section(
    class: &'static str,
    name: &'static str,
    key: &'static str,
    count: Option<Signal<u64>>,
    content: AnyView,
) -> AnyView {
    let count = move || count.map(|count| count.get()).filter(|count| *count > 0).map(figures::count);
    view! {
        <section class=format!("review-part {class}") aria-label=name>
            <header>
                <h3>{name}</h3>
                <span class="count num">{count}</span>
                <kbd aria-hidden="true">{key}</kbd>
            </header>
            {content}
        </section>
    }
    .into_any()
}

/// Buttons below the conversation that open the panel on narrow screens.
#[component]
pub fn Dock(subject: Subject, panel_focus: PanelFocus, next: NextAction) -> impl IntoView {
    let NextAction { label: words, run: go_on, .. } = next;
    let button = |name: &'static str, glyph: Glyph, count: Signal<usize>, press: Callback<()>| {
        let words = move || match count.get() {
            0 => name.to_owned(),
            count => format!("{name} {}", figures::count(count as u64)),
        };
        view! {
            <button type="button" aria-label=words on:click=move |_| press.run(())>
                <Icon glyph />
                <span>{name}</span>
                {move || {
                    (count.get() > 0)
                        .then(|| view! { <b class="num" aria-hidden="true">{figures::count(count.get() as u64)}</b> }.into_any())
                }}
            </button>
        }
    };
    let counted = move |count: fn(&Feedback) -> usize| Signal::derive(move || subject.feedback.with(count));
    view! {
        <div class="dock" role="toolbar" aria-label="Review" inert=move || panel_focus.covers()>
            {button(
                "Scores",
                Glyph::Check,
                counted(|feedback| feedback.scores.iter().filter(|score| !is_review_mark(score)).count()),
                Callback::new(move |()| panel_focus.focus_scores()),
            )}
            {button(
                "Tags",
                Glyph::Tag,
                counted(|feedback| feedback.tags.len()),
                Callback::new(move |()| panel_focus.focus_tags()),
            )}
            {button(
                "Comments",
                Glyph::Comment,
                counted(|feedback| feedback.comments.len()),
                Callback::new(move |()| panel_focus.focus_comments()),
            )}
            <button type="button" class="on" aria-label=words on:click=move |_| go_on.run(())>
                <Icon glyph=Glyph::Right />
                <span>{move || words.get().rsplit(' ').next()}</span>
            </button>
        </div>
    }
}
