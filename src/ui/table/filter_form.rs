//! The form that makes a filter of a field, an operator and a value.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::{list::ListChoices, list_route::ListRoute};
use crate::{
    browser::clock,
    query::filter::{Field, FieldKind, Filter, Operator},
};

/// The form in the filter menu. The menu closes when a valid filter is added.
#[component]
pub fn FilterForm(
    route: ListRoute,
    /// Values to choose from, known from the list's rows.
    known: ListChoices,
) -> impl IntoView {
    let tab = route.view.with_untracked(|view| view.tab);
    // The first field, and the first of its operators: what the form's lists show until something else is chosen.
    let first = Field::offered(tab).first().cloned().unwrap_or(Field::Tags);
    let (operator, set_operator) =
        signal(Operator::of(first.kind()).first().copied().unwrap_or(Operator::Equal));
    let (field, set_field) = signal(first);
    let (value, set_value) = signal(String::new());
    let (name, set_name) = signal(String::new());
    let (tried, set_tried) = signal(false);
    let filter = Memo::new(move |_| {
        let value = value.get();
        let (field, value) = match field.get() {
            field if field.key().is_some() => (field.with_key(name.get().trim()), value),
            field if field.kind() == FieldKind::Time => {
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
        if let Some(chosen) = Field::parse(tab, &name, "") {
            if chosen.kind() != field.with_untracked(Field::kind) || chosen.key().is_some() {
                set_value.set(String::new());
                set_name.set(String::new());
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
            route.push(|view| view.with_filter(filter));
        }
    };
    view! {
        <form class="filter-form" on:submit=add on:keydown=|event| event.stop_propagation()>
            <label>
                "Field"
                <select class="btn" on:change=choose_field>
                    {Field::offered(tab)
                        .iter()
                        .map(|offered| view! { <option value=offered.name()>{offered.label()}</option> }.into_any())
                        .collect_view()}
                </select>
            </label>
            {move || {
                let field = field.get();
                let is_score = field.kind() == FieldKind::Score;
                field
                    .key()
                    .is_some()
                    .then(|| {
                        view! {
                            <label>
                                {if is_score { "Score name" } else { "Path, such as customer.tier" }}
                                <input
                                    class="input"
                                    list=is_score.then_some("score-names")
                                    prop:value=name
                                    on:input=move |event| set_name.set(event_target_value(&event))
                                />
                                {is_score.then(|| score_names(known, &field))}
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
                        // The value is set only once: a half-typed number ("0.") reads as empty and would be cleared.
                        view! {
                            <label>
                                {unit(kind)}
                                <input
                                    class="input"
                                    type=input_type(kind)
                                    step="any"
                                    list=field.with(known_values)
                                    prop:value=value.get_untracked()
                                    aria-invalid=move || problem().is_some().to_string()
                                    on:input=move |event| set_value.set(event_target_value(&event))
                                />
                                {(kind == FieldKind::Tags).then(|| names("known-tags", known.tags.run(())))}
                                {field
                                    .with(|field| *field == Field::SpanKind)
                                    .then(|| names("span-kinds", ["llm", "tool", "general", "guardrail"].map(str::to_owned).to_vec()))}
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

fn input_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Number | FieldKind::Cost | FieldKind::Duration | FieldKind::Score => "number",
        FieldKind::Time => "datetime-local",
        _ => "text",
    }
}

fn unit(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Duration => "Seconds",
        FieldKind::Cost => "Dollars",
        _ => "Value",
    }
}

/// The id of the `<datalist>` that offers the known values of a field.
fn known_values(field: &Field) -> Option<&'static str> {
    match field {
        Field::SpanKind => Some("span-kinds"),
        field => (field.kind() == FieldKind::Tags).then_some("known-tags"),
    }
}

/// Offers score names; any other name can be typed as well.
fn score_names(known: ListChoices, field: &Field) -> AnyView {
    let of_spans = known.span_score_names.filter(|_| matches!(field, Field::SpanScore(_)));
    let found = of_spans.unwrap_or(known.score_names).run(());
    (move || names("score-names", found.get())).into_any()
}

fn names(id: &'static str, names: Vec<String>) -> AnyView {
    let options = names.into_iter().map(|name| view! { <option value=name></option> }.into_any());
    view! { <datalist id=id>{options.collect_view()}</datalist> }.into_any()
}
