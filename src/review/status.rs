//! The status button: whether the conversation is active, for how long, and a menu to close or reopen it.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{author_scores::in_words, store::Review};
use crate::{
    browser::clock,
    local::hotkeys::{self, Hotkey},
    model::{
        change::{Edit, Item},
        feedback::Feedback,
        figures,
        rules::ThreadRules,
        score::{AuthorScore, Source},
        status::{Status, time_left},
    },
    text::visible::visible,
    ui::{dialog::Dialog, menu::Menu},
};

/// Shows "Active · 12 min left" and a menu, which the key `a` opens. Asks first if reopening would remove people's
/// scores.
#[component]
pub fn StatusButton(
    /// Nothing is shown until it has loaded the thread.
    review: Review,
) -> impl IntoView {
    let now = clock::ticking();
    let server = review.session().server;
    let asking = RwSignal::new(false);
    let node = NodeRef::<leptos::html::Span>::new();
    let left = move || {
        let feedback = review.thread();
        let last = feedback.last_updated_at.filter(|_| feedback.status == Status::Active)?;
        Some(time_left(last, server.thread_timeout(), clock::at(now)))
    };
    let words = Signal::derive(move || {
        let status = review.thread().status.label();
        left().flatten().map_or_else(|| status.to_owned(), |left| format!("{status} · {left} left"))
    });
    let label = Signal::derive(move || format!("Status: {}", words.get()));
    let set = Callback::new(move |status| review.edit(Item::Thread, Edit::Status(status)));
    let turn = Callback::new(move |status| {
        let removes =
            untrack(|| review.rules() == ThreadRules::Guarded && !human_scores(&review.thread()).is_empty());
        if status == Status::Active && removes { asking.set(true) } else { set.run(status) }
    });
    hotkeys::on_key(move |key| key == Hotkey::Status && node.get_untracked().is_some_and(|node| open(&node)));
    view! {
        <span
            node_ref=node
            class="status-button"
            data-status=move || review.thread().status.as_str()
            hidden=move || !review.knows_thread()
        >
            <Menu label words at_end=true>
                {move || {
                    let (status, rules) = (review.thread().status, review.rules());
                    let (to, name) = match status {
                        Status::Active => (Status::Inactive, "Mark inactive"),
                        Status::Inactive => (Status::Active, "Mark active again"),
                    };
                    let choice = NodeRef::<leptos::html::Button>::new();
                    // The menu creates its content a moment after it opens; then the focus moves into it.
                    Effect::new(move |_| {
                        if let Some(choice) = choice.get() {
                            let _ = choice.focus();
                        }
                    });
                    view! {
                        <div class="status-menu">
                            <p class="pad muted">{move || explained(status, rules, left().flatten())}</p>
                            <div class="choices">
                                <button node_ref=choice type="button" data-close on:click=move |_| turn.run(to)>
                                    <span class="dot" data-status=to.as_str()></span>
                                    {name}
                                </button>
                            </div>
                        </div>
                    }
                }}
            </Menu>
        </span>
        <Dialog open=asking title=Signal::stored("Mark active again?".to_owned())>
            {move || {
                view! {
                    <Removal
                        review
                        feedback=untrack(|| review.thread())
                        cancel=Callback::new(move |()| asking.set(false))
                        go=Callback::new(move |()| {
                            asking.set(false);
                            set.run(Status::Active);
                        })
                    />
                }
            }}
        </Dialog>
    }
}

/// What the status means for the conversation and its scores, in sentences.
fn explained(status: Status, rules: ThreadRules, left: Option<String>) -> String {
    let going = match (status, left) {
        (Status::Active, Some(left)) => {
            format!("The conversation turns inactive by itself in {left} if no message comes.")
        }
        (Status::Active, None) => "The conversation turns inactive by itself any moment now.".to_owned(),
        (Status::Inactive, _) => {
            "The conversation is closed. A new message, or marking it active, opens it again".to_owned()
        }
    };
    let judging = match (status, rules) {
        (Status::Active, ThreadRules::Guarded) => " It can be scored once it is inactive.",
        (Status::Inactive, ThreadRules::Guarded) => " and removes what people scored on it.",
        (Status::Active, ThreadRules::Open) => " It can be scored at any time.",
        (Status::Inactive, ThreadRules::Open) => ". Its scores stay.",
    };
    format!("{going}{judging}")
}

/// The scores that people gave the thread: each score's name with one author's value.
fn human_scores(feedback: &Feedback) -> Vec<(String, AuthorScore)> {
    let scores = feedback.scores.iter().flat_map(|score| {
        let author_scores =
            score.by_author.iter().filter(|author_score| author_score.source == Source::Human);
        author_scores.map(|author_score| (score.name.clone(), author_score.clone()))
    });
    scores.collect()
}

/// The question before reopening: which scores it would remove, and what stays.
#[component]
fn Removal(review: Review, feedback: Feedback, cancel: Callback<()>, go: Callback<()>) -> impl IntoView {
    let going = human_scores(&feedback);
    let count = figures::counted(going.len() as u64, "score");
    let line = move |(name, author_score): (String, AuthorScore)| {
        let value = in_words(review, &name, &author_score);
        view! {
            <li>
                <bdi>{visible(&name)}</bdi>
                " "
                <b><bdi>{value}</bdi></b>
                " "
                <span class="muted">"by " <bdi>{visible(&author_score.author)}</bdi></span>
            </li>
        }
    };
    view! {
        <p>"On this server an active conversation has no scores by people. Marking it active removes:"</p>
        <ul class="going">{going.into_iter().map(line).collect_view()}</ul>
        <p>"Thumbs on answers, tags, comments, and scores by programs and judges stay."</p>
        <div class="dialog-end">
            <button type="button" class="btn" autofocus on:click=move |_| cancel.run(())>
                "Cancel"
            </button>
            <button type="button" class="btn danger" on:click=move |_| go.run(())>
                {format!("Mark active and remove {count}")}
            </button>
        </div>
    }
}

/// Opens the menu by clicking its button; `false` if there is none.
fn open(node: &HtmlElement) -> bool {
    let button = node.query_selector("button").ok().flatten();
    let button = button.and_then(|button| button.dyn_into::<HtmlElement>().ok());
    button.is_some_and(|button| {
        button.click();
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::score::Score;

    #[test]
    fn exactly_what_people_said_would_go() {
        let scored = |author: &str, source| AuthorScore {
            author: author.to_owned(),
            value: 1.0,
            category: None,
            reason: None,
            source,
            last_updated_at: None,
        };
        let score = |name: &str, by_author| Score {
            name: name.to_owned(),
            value: 1.0,
            category: None,
            reason: None,
            source: Source::Human,
            by_author,
        };
        let feedback = Feedback {
            scores: vec![
                score("Tone", vec![scored("Ana", Source::Human), scored("bot", Source::Sdk)]),
                score("Help", vec![scored("judge", Source::Judge)]),
                score("Tone 2", vec![scored("Bo", Source::Human)]),
            ],
            ..Feedback::default()
        };
        let going: Vec<_> = human_scores(&feedback)
            .into_iter()
            .map(|(name, author_score)| (name, author_score.author))
            .collect();
        let left = feedback.without_human_scores();
        assert_eq!(going, [("Tone".to_owned(), "Ana".to_owned()), ("Tone 2".to_owned(), "Bo".to_owned())]);
        assert!(human_scores(&left).is_empty());
        assert_eq!(left.scores.iter().map(|score| score.by_author.len()).sum::<usize>(), 2);
    }
}
