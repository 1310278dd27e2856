//! The menu that reduces a list to some rows at random, of all or of each value of a tag, a score or a week.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::{list::ListChoices, list_route::ListRoute};
use crate::{
    browser::random,
    query::sample::{MOST, Sample, SampleEach, SampleStep, groups::offered_step},
    text::visible::visible,
};

/// How many rows are offered first, of all and of each group.
const OFFERED: u32 = 50;
const OFFERED_OF_EACH: u32 = 5;

/// What is chosen and typed in the form.
#[derive(Clone, Copy)]
struct SampleDraft {
    count: RwSignal<String>,
    /// What is chosen in the list of groups.
    from: RwSignal<DrawFrom>,
    /// The step of numbers; empty if each value is a group.
    step: RwSignal<String>,
}

/// Of what rows are drawn.
#[derive(Clone, Debug, PartialEq)]
enum DrawFrom {
    All,
    Tag,
    Week,
    Score(String),
}

impl DrawFrom {
    fn of(sample: Option<&Sample>) -> Self {
        match sample.and_then(|sample| sample.each.as_ref()) {
            None => Self::All,
            Some(SampleEach::Tag) => Self::Tag,
            Some(SampleEach::Week) => Self::Week,
            Some(SampleEach::Score { name, .. }) => Self::Score(name.clone()),
        }
    }

    /// The value of its option.
    fn value(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Tag => "tag".to_owned(),
            Self::Week => "week".to_owned(),
            Self::Score(name) => format!("score {name}"),
        }
    }

    fn parse(value: &str) -> Self {
        match value {
            "tag" => Self::Tag,
            "week" => Self::Week,
            value => value.strip_prefix("score ").map_or(Self::All, |name| Self::Score(name.to_owned())),
        }
    }
}

impl SampleDraft {
    fn of(sample: Option<&Sample>) -> Self {
        let step = match sample.and_then(|sample| sample.each.as_ref()) {
            Some(SampleEach::Score { step: Some(step), .. }) => step.width().to_string(),
            _ => String::new(),
        };
        Self {
            count: RwSignal::new(sample.map_or(OFFERED, |sample| sample.count).to_string()),
            from: RwSignal::new(DrawFrom::of(sample)),
            step: RwSignal::new(step),
        }
    }

    /// Chooses what is drawn from. A number that nobody typed changes with it, as does the step of numbers.
    fn choose(self, from: DrawFrom, known: ListChoices) {
        let offered =
            |from: &DrawFrom| if *from == DrawFrom::All { OFFERED } else { OFFERED_OF_EACH }.to_string();
        let before = self.from.get_untracked();
        if self.count.with_untracked(|count| *count == offered(&before)) {
            self.count.set(offered(&from));
        }
        let step = match &from {
            DrawFrom::Score(name) => offered_step(&known.score_numbers.run(name.clone())),
            _ => None,
        };
        self.step.set(step.map(|step| step.width().to_string()).unwrap_or_default());
        self.from.set(from);
    }

    /// What is drawn, or what is wrong with it. Tracked.
    fn sample(self) -> Result<Sample, String> {
        let count =
            self.count.with(|count| count.trim().parse().ok().filter(|count| (1..=MOST).contains(count)));
        let Some(count) = count else { return Err(format!("A number from 1 to {MOST}")) };
        let each = match self.from.get() {
            DrawFrom::All => None,
            DrawFrom::Tag => Some(SampleEach::Tag),
            DrawFrom::Week => Some(SampleEach::Week),
            DrawFrom::Score(name) => {
                let step = self.step.with(|step| match step.trim() {
                    "" => Ok(None),
                    step => SampleStep::parse(step).map(Some).ok_or("A step such as 0.2, or nothing"),
                });
                Some(SampleEach::Score { name, step: step? })
            }
        };
        Ok(Sample { count, seed: random::seed(), each })
    }
}

/// Fields for what to draw, and buttons to draw, to draw again, and to show all rows.
#[component]
pub fn SampleForm(
    route: ListRoute,
    /// The names of scores and their numbers.
    known: ListChoices,
) -> impl IntoView {
    let current = Memo::new(move |_| route.with_view(|view| view.sample.clone()));
    let form = SampleDraft::of(untrack(|| current.get()).as_ref());
    let problem = Memo::new(move |_| form.sample().err());
    let is_of_all = Memo::new(move |_| form.from.with(|from| *from == DrawFrom::All));
    let is_of_score = Memo::new(move |_| form.from.with(|from| matches!(from, DrawFrom::Score(_))));
    let draw = move |event: SubmitEvent| {
        event.prevent_default();
        if let Ok(sample) = untrack(|| form.sample()) {
            route.push(|view| view.narrowed(|view| view.sample = Some(sample)));
        }
    };
    view! {
        <form class="filter-form" on:submit=draw on:keydown=|event| event.stop_propagation()>
            <label>
                {move || if is_of_all.get() { "How many, at random" } else { "How many of each" }}
                <input
                    class="input"
                    type="number"
                    min="1"
                    max=MOST.to_string()
                    prop:value=form.count
                    aria-invalid=move || problem.with(Option::is_some).to_string()
                    on:input=move |event| form.count.set(event_target_value(&event))
                />
            </label>
            {groups(form, known)}
            {move || is_of_score.get().then(|| step(form))}
            <p class="form-problem" role="alert">{problem}</p>
            <p class="muted sample-note">{move || note(&form.from.get())}</p>
            <button type="submit" class="btn primary" data-close=move || problem.with(Option::is_none).then_some("")>
                {move || if current.with(Option::is_some) { "Draw again" } else { "Draw" }}
            </button>
            {move || {
                current
                    .with(Option::is_some)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="btn sample-all"
                                data-close
                                on:click=move |_| route.push(|view| view.narrowed(|view| view.sample = None))
                            >
                                "Show all"
                            </button>
                        }.into_any()
                    })
            }}
        </form>
    }
}

/// The list of what can be drawn from.
fn groups(form: SampleDraft, known: ListChoices) -> AnyView {
    let names = known.score_names.run(());
    // The score of the current sample may not be among the names yet.
    let own = form.from.get_untracked();
    let scores = Memo::new(move |_| {
        let mut all: Vec<DrawFrom> = names.with(|names| names.iter().cloned().map(DrawFrom::Score).collect());
        if matches!(own, DrawFrom::Score(_)) && !all.contains(&own) {
            all.insert(0, own.clone());
        }
        all
    });
    let option = move |from: DrawFrom| {
        let label = match &from {
            DrawFrom::All => "All rows".to_owned(),
            DrawFrom::Tag => "Each tag".to_owned(),
            DrawFrom::Week => "Each week".to_owned(),
            DrawFrom::Score(name) => visible(name),
        };
        let is_chosen = form.from.get_untracked() == from;
        view! { <option value=from.value() prop:selected=is_chosen>{label}</option> }.into_any()
    };
    view! {
        <label>
            "From"
            <select
                class="btn"
                on:change=move |event| form.choose(DrawFrom::parse(&event_target_value(&event)), known)
            >
                {[DrawFrom::All, DrawFrom::Tag, DrawFrom::Week].map(option).collect_view()}
                {move || {
                    let scores = scores.get();
                    (!scores.is_empty())
                        .then(|| {
                            let scores = scores.into_iter().map(option).collect_view();
                            view! { <optgroup label="Each value of">{scores}</optgroup> }.into_any()
                        })
                }}
            </select>
        </label>
    }
    .into_any()
}

/// The field for the step of numbers.
fn step(form: SampleDraft) -> AnyView {
    view! {
        <label>
            "Numbers in steps of"
            <input
                class="input"
                inputmode="decimal"
                autocomplete="off"
                placeholder="Each value for itself"
                prop:value=form.step
                on:input=move |event| form.step.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}

fn note(from: &DrawFrom) -> &'static str {
    match from {
        DrawFrom::All => "Everybody with the link sees the same ones.",
        DrawFrom::Tag => "One with several tags counts for each. Those without a tag are left out.",
        DrawFrom::Week => "Weeks of the first message, from Monday in UTC.",
        DrawFrom::Score(_) => "Those without this score are left out.",
    }
}
