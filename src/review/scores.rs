//! The scores of the panel: one row per feedback definition in a fixed order, pinned ones first, followed by scores
//! without a definition.

use leptos::prelude::*;
use web_sys::{Element, HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use super::{author_scores::author_scores, control::control, reason::reason, save_state, subject::Subject};
use crate::{
    api::error::ApiError,
    local::{
        hotkeys::{self, Hotkey},
        preferences::Preferences,
    },
    model::{
        change::{Edit, ScoreInput},
        definition::{Choice, DefinitionKind, FeedbackDefinition},
        review_state::is_review_mark,
        score::AuthorScore,
        time::Timestamp,
    },
    text::visible::visible,
    ui::icon::{Glyph, Icon},
    ui::keyed::keyed,
};

/// What the scores need besides the subject.
#[derive(Clone, Copy)]
pub struct Scoring {
    /// The feedback definitions in display order; `None` while they load.
    pub definitions: Signal<Option<Result<Vec<FeedbackDefinition>, ApiError>>>,
    pub retry: Callback<()>,
    /// Whether the server refuses scores because the conversation is still active.
    pub locked: Signal<bool>,
    /// Marks the conversation inactive, which unlocks the scores.
    pub unlock: Callback<()>,
    /// The project whose pinned scores apply.
    pub project: StoredValue<String>,
}

#[component]
pub fn Scores(subject: Subject, scoring: Scoring) -> impl IntoView {
    let preferences = Preferences::of_app();
    let pinned = move |name: &str| {
        scoring.project.with_value(|project| {
            preferences.with(|choices| {
                choices.pins.get(project).is_some_and(|pins| pins.iter().any(|one| one == name))
            })
        })
    };
    // The order depends only on definitions and pins, so that rows do not move when scores change.
    let defined = Memo::new(move |_| {
        let mut all = scoring.definitions.with(|all| match all {
            Some(Ok(all)) => all.clone(),
            _ => Vec::new(),
        });
        // The built-in definition comes last, as answers are rated with the thumbs below them.
        all.sort_by_key(|one| (!pinned(&one.name), one.is_built_in()));
        all
    });
    let others = move || {
        defined.with(|defined| {
            subject.feedback.with(|feedback| {
                let known = |name: &str| defined.iter().any(|one| one.name == name);
                feedback
                    .scores
                    .iter()
                    .filter(|score| !is_review_mark(score))
                    .map(|score| score.name.clone())
                    .filter(|name| !known(name))
                    .collect::<Vec<_>>()
            })
        })
    };
    let locked = move || {
        scoring.locked.get().then(|| {
            view! {
                <div class="locked" role="note">
                    <p>"This conversation is still active. It can be scored once it is inactive."</p>
                    <button type="button" class="btn" on:click=move |_| scoring.unlock.run(())>
                        "Mark inactive"
                    </button>
                </div>
            }
            .into_any()
        })
    };
    let key = |one: &FeedbackDefinition| {
        format!("{} {}", one.last_updated_at.map_or(0, Timestamp::millis), one.name)
    };
    let trouble = move || {
        scoring.definitions.with(|all| match all {
            None => Some("Loading the scores…".to_owned()),
            Some(Err(error)) => Some(format!("The score definitions could not be read: {error}")),
            Some(Ok(all)) if all.is_empty() => Some("This workspace defines no scores.".to_owned()),
            Some(Ok(_)) => None,
        })
    };
    view! {
        {locked}
        <div class="review-scores scores">
            {keyed(move || defined.get(), key, move |one| row(subject, scoring, one, pinned))}
            {keyed(others, String::clone, move |name| undefined(subject, name).into_any())}
        </div>
        {move || {
            let again = scoring.definitions.with(|all| matches!(all, Some(Err(_)))).then(|| {
                view! {
                    <button type="button" class="quiet" on:click=move |_| scoring.retry.run(())>
                        "Try again"
                    </button>
                }
                .into_any()
            });
            trouble().map(|words| view! { <p class="review-note">{words} " " {again}</p> }.into_any())
        }}
    }
}

/// The row of one definition.
fn row(
    subject: Subject,
    scoring: Scoring,
    definition: FeedbackDefinition,
    pinned: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
) -> AnyView {
    let preferences = Preferences::of_app();
    let (name, shown) = (StoredValue::new(definition.name.clone()), visible(&definition.name));
    let heading = shown.clone();
    let (shown_to_clear, shown_to_pin) = (format!("Clear {shown}"), format!("Pin {shown}"));
    let kind = StoredValue::new(definition.kind.clone());
    let mine = move || -> Option<AuthorScore> {
        let me = subject.me();
        subject.feedback.with(|feedback| name.with_value(|name| feedback.mine(name, &me).cloned()))
    };
    let chosen =
        Signal::derive(move || mine().map(|author_score| (author_score.value, author_score.category)));
    let choose = Callback::new(move |choice: Option<Choice>| {
        let reason = untrack(mine).and_then(|author_score| author_score.reason);
        let input = choice.map(|(value, category)| ScoreInput { value, category, reason });
        subject.edit(Edit::Score { name: name.get_value(), input });
    });
    let nth = definition.clone();
    let on_key = move |event: KeyboardEvent| {
        let typing = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.closest("textarea, select, input").ok().flatten().is_some());
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let number = match hotkeys::of(&event) {
            Some(Hotkey::Choose(number)) if !typing && !modified && !scoring.locked.get_untracked() => number,
            _ => return,
        };
        if let Some(choice) = nth.nth(number.into()) {
            event.prevent_default();
            event.stop_propagation();
            choose.run(Some(choice));
            // The chosen button is the one in the tab order: from there Tab leads to the reason.
            let group = event.current_target().and_then(|group| group.dyn_into::<Element>().ok());
            request_animation_frame(move || {
                let chosen =
                    group.and_then(|group| group.query_selector("[role=radio][tabindex='0']").ok().flatten());
                if let Some(chosen) = chosen.and_then(|chosen| chosen.dyn_into::<HtmlElement>().ok()) {
                    let _ = chosen.focus();
                }
            });
        }
    };
    let is_pinned = move || name.with_value(|name| pinned(name));
    let is_given = Memo::new(move |_| mine().is_some());
    let about = definition.description.clone().filter(|about| !about.is_empty());
    let about =
        about.map(|about| view! { <p class="score-about" dir="auto">{visible(&about)}</p> }.into_any());
    view! {
        <div
            class="review-score"
            role="group"
            aria-label=shown
            data-testid=format!("annotate-score-row-{}", name.get_value())
            on:keydown=on_key
        >
            <div class="score-head">
                <b dir="auto">{heading}</b>
                {save_state::label(subject.save_state("score", name.get_value()))}
                <span class="score-tools">
                    {move || {
                        is_given
                            .get()
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="quiet"
                                        aria-label=shown_to_clear.clone()
                                        disabled=scoring.locked
                                        on:click=move |_| choose.run(None)
                                    >
                                        "Clear"
                                    </button>
                                }.into_any()
                            })
                    }}
                    <button
                        type="button"
                        class="icon-btn pin"
                        aria-label=shown_to_pin
                        title="Pinned scores stand first in this project"
                        aria-pressed=move || is_pinned().to_string()
                        on:click=move |_| pin(preferences, scoring.project, name)
                    >
                        <Icon glyph=Glyph::Pin />
                    </button>
                </span>
            </div>
            {about}
            {control(&definition, chosen, choose, scoring.locked)}
            {move || is_given.get().then(|| name.with_value(|name| reason(subject, name, scoring.locked)))}
            {move || kind.with_value(|kind| authors(subject, name, Some(kind)))}
        </div>
    }
    .into_any()
}

/// The values of the authors for the score of that name; with a definition, of those that its control does not show.
fn authors(
    subject: Subject,
    name: StoredValue<String>,
    definition: Option<&DefinitionKind>,
) -> Option<AnyView> {
    subject.feedback.with(|feedback| {
        name.with_value(|name| feedback.score(name).map(|score| author_scores(subject, score, definition)))
    })
}

/// A score without a definition, such as a program logs, or whose definition was deleted. Only displayed.
fn undefined(subject: Subject, name: String) -> AnyView {
    let (shown, heading) = (visible(&name), visible(&name));
    let name = StoredValue::new(name);
    view! {
        <div class="review-score" role="group" aria-label=shown>
            <div class="score-head">
                <b dir="auto">{heading}</b>
            </div>
            {move || authors(subject, name, None)}
        </div>
    }
    .into_any()
}

/// Pins or unpins a score in a project.
fn pin(preferences: Preferences, project: StoredValue<String>, name: StoredValue<String>) {
    let (project, name) = (project.get_value(), name.get_value());
    preferences.update(move |choices| {
        let pins = choices.pins.entry(project).or_default();
        match pins.iter().position(|one| *one == name) {
            Some(at) => drop(pins.remove(at)),
            None => pins.push(name),
        }
    });
}
