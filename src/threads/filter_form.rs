//! Making a filter: which field, how compared, with what.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::listing::{Listed, Listing};
use crate::{
    api::{load::Load, threads},
    browser::clock,
    query::filter::{Field, Filter, Kind, Operator},
};

/// The form in the filter menu. The menu closes when the filter is good.
#[component]
pub fn FilterForm(listing: Listing) -> impl IntoView {
    let place = listing.place;
    let (field, set_field) = signal(Field::FirstMessage);
    let (operator, set_operator) = signal(Operator::Contains);
    let (value, set_value) = signal(String::new());
    let (name, set_name) = signal(String::new());
    let (tried, set_tried) = signal(false);
    let filter = Memo::new(move |_| {
        let value = value.get();
        let (field, value) = match field.get() {
            Field::Score(_) => (Field::Score(name.get().trim().to_owned()), value),
            field if field.kind() == Kind::Time => {
                let at = clock::from_local(&value).map(|at| at.iso());
                (field, at.unwrap_or(value))
            }
            field => (field, value),
        };
        Filter::new(field, operator.get(), &value)
    });
    let problem = move || filter.with(|filter| filter.as_ref().err().copied()).filter(|_| tried.get());
    let choose_field = move |event| {
        let name = event_target_value(&event);
        if let Some(chosen) = Field::parse(&name, "") {
            if chosen.kind() != field.with_untracked(Field::kind) {
                set_value.set(String::new());
            }
            if let Some(first) = Operator::of(chosen.kind()).first() {
                set_operator.set(*first);
            }
            set_field.set(chosen);
            set_tried.set(false);
        }
    };
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        if let Ok(filter) = filter.get_untracked() {
            place.push(|view| view.with_filter(filter));
        }
    };
    view! {
        <form class="filter-form" on:submit=add on:keydown=|event| event.stop_propagation()>
            <label>
                "Field"
                <select class="btn" on:change=choose_field>
                    {Field::OFFERED
                        .map(|offered| view! { <option value=offered.name()>{offered.label()}</option> }.into_any())
                        .collect_view()}
                </select>
            </label>
            {move || {
                matches!(field.get(), Field::Score(_))
                    .then(|| {
                        view! {
                            <label>
                                "Score name"
                                <input
                                    class="input"
                                    list="score-names"
                                    prop:value=name
                                    on:input=move |event| set_name.set(event_target_value(&event))
                                />
                                <ScoreNames listing />
                            </label>
                        }.into_any()
                    })
            }}
            <label>
                "Compared"
                <select
                    class="btn"
                    on:change=move |event| {
                        if let Some(chosen) = Operator::parse(&event_target_value(&event)) {
                            set_operator.set(chosen);
                        }
                    }
                >
                    {move || {
                        let kind = field.with(Field::kind);
                        Operator::of(kind)
                            .iter()
                            .map(|offered| view! { <option value=offered.wire()>{offered.words(kind)}</option> }.into_any())
                            .collect_view()
                    }}
                </select>
            </label>
            {move || {
                operator
                    .get()
                    .needs_value()
                    .then(|| {
                        let kind = field.with(Field::kind);
                        view! {
                            <label>
                                {if kind == Kind::Duration { "Seconds" } else { "Value" }}
                                <input
                                    class="input"
                                    type=input_type(kind)
                                    step="any"
                                    list=(kind == Kind::Tags).then_some("known-tags")
                                    prop:value=value
                                    aria-invalid=move || problem().is_some().to_string()
                                    on:input=move |event| set_value.set(event_target_value(&event))
                                />
                                {(kind == Kind::Tags).then(|| view! { <KnownTags listing /> }.into_any())}
                            </label>
                        }.into_any()
                    })
            }}
            <p class="form-problem" role="alert">{problem}</p>
            <button type="submit" class="btn primary" data-close=move || filter.with(Result::is_ok).then_some("")>
                "Add filter"
            </button>
        </form>
    }
}

fn input_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Number | Kind::Duration | Kind::Score => "number",
        Kind::Time => "datetime-local",
        Kind::Text | Kind::Tags | Kind::Status => "text",
    }
}

/// Score names to choose from; without them any name can still be typed.
#[component]
fn ScoreNames(listing: Listing) -> impl IntoView {
    let client = listing.client();
    let project = listing.place.project.get_untracked();
    let names = Load::new(move || {
        let (client, project) = (client.clone(), project.clone());
        async move { threads::score_names(&client, &project).await.unwrap_or_default() }
    });
    view! {
        <datalist id="score-names">
            {move || {
                let names = names.get().unwrap_or_default();
                names.into_iter().map(|name| view! { <option value=name></option> }.into_any()).collect_view()
            }}
        </datalist>
    }
}

/// Tags on this page of the list.
#[component]
fn KnownTags(listing: Listing) -> impl IntoView {
    let collect = |listed: &Listed| {
        let mut tags: Vec<String> = listed.rows.iter().flat_map(|row| row.thread.tags.clone()).collect();
        tags.sort();
        tags.dedup();
        tags
    };
    let tags = untrack(|| listing.with_listed(collect));
    view! {
        <datalist id="known-tags">
            {tags.unwrap_or_default().into_iter().map(|tag| view! { <option value=tag></option> }.into_any()).collect_view()}
        </datalist>
    }
}
