//! The controls for the values of a filter: one of them is enough.

use leptos::prelude::*;

use super::{
    filter_form::FilterDraft,
    list::{CountedValues, ListChoices},
};
use crate::{
    model::figures,
    query::{
        facets::ValueCount,
        filter::{Field, FieldKind},
        found::{Criterion, Person, condition::MOST_VALUES},
    },
};

/// How many known values are offered: those that most rows have.
const OFFERED: usize = 200;

/// What a value is typed or chosen with.
#[derive(Clone, Debug, PartialEq)]
enum Control {
    None,
    /// Values to choose from, with their words; the last one asks for a name if it is empty.
    Choice(&'static [(&'static str, &'static str)]),
    /// A field with its label, its type, and whether more values can be added.
    Input {
        label: &'static str,
        kind: &'static str,
        more: bool,
    },
}

const THUMBS: &[(&str, &str)] = &[("up", "Up"), ("down", "Down"), ("both", "Up and down"), ("none", "None")];
const REVIEWED: &[(&str, &str)] =
    &[("me", "By me"), ("somebody", "By somebody"), ("nobody", "By nobody"), ("", "By…")];
const BY: &[(&str, &str)] = &[("me", "Me"), ("", "A name…")];

impl Control {
    fn of(form: FilterDraft) -> Self {
        let input = |label, kind, more| Self::Input { label, kind, more };
        form.criterion.with(|criterion| match criterion {
            Criterion::Server(_) if !form.operator.get().needs_value() => Self::None,
            Criterion::Server(field) => {
                let label = match field.kind() {
                    FieldKind::Duration => "Seconds",
                    FieldKind::Cost => "Dollars",
                    _ => "Value",
                };
                let kind = match field.kind() {
                    FieldKind::Number | FieldKind::Cost | FieldKind::Duration | FieldKind::Score => "number",
                    FieldKind::Time => "datetime-local",
                    _ => "text",
                };
                input(label, kind, !matches!(field.kind(), FieldKind::Time | FieldKind::Status))
            }
            Criterion::Thumbs => Self::Choice(THUMBS),
            Criterion::Reviewed => Self::Choice(REVIEWED),
            Criterion::CommentBy => Self::Choice(BY),
            Criterion::Disagree(_) => input("By more than", "number", false),
            Criterion::Reason | Criterion::Comment | Criterion::Given(_) => input("Value", "text", true),
            Criterion::Changed | Criterion::Commented | Criterion::Failed => Self::None,
        })
    }
}

/// The control for each value, and a button for another.
#[component]
pub(super) fn FilterValues(
    form: FilterDraft,
    known: ListChoices,
    /// What is wrong, once adding was tried.
    problem: Signal<Option<&'static str>>,
) -> impl IntoView {
    let control = Memo::new(move |_| Control::of(form));
    let count = Memo::new(move |_| form.values.with(Vec::len));
    let counted = counted(form, known);
    move || match control.get() {
        Control::None => ().into_any(),
        Control::Choice(choices) => choice(form, choices, counted),
        Control::Input { label, kind, more } => {
            let fields = move || {
                (0..count.get())
                    .map(|at| input(form, problem, if at == 0 { label } else { "Or" }, kind, at))
                    .collect_view()
            };
            let add = move |_| form.values.update(|values| values.push(String::new()));
            view! {
                {fields}
                {more
                    .then(|| {
                        view! {
                            <button type="button" class="quiet filter-more" hidden=move || { count.get() >= MOST_VALUES } on:click=add>
                                "Or another value"
                            </button>
                        }.into_any()
                    })}
                {suggestions(form, known, counted)}
            }
            .into_any()
        }
    }
}

fn input(
    form: FilterDraft,
    problem: Signal<Option<&'static str>>,
    label: &'static str,
    kind: &'static str,
    at: usize,
) -> AnyView {
    let list = move || form.criterion.with(suggestion_list);
    // The value is set only once: a half-typed number ("0.") reads as empty and would be cleared.
    let value = form.values.with_untracked(|values| values.get(at).cloned().unwrap_or_default());
    let set = move |event| {
        let typed = event_target_value(&event);
        form.values.update(|values| {
            if let Some(value) = values.get_mut(at) {
                *value = typed;
            }
        });
    };
    view! {
        <label>
            {label}
            <input
                class="input"
                type=kind
                step="any"
                list=list
                prop:value=value
                aria-invalid=move || problem.get().is_some().to_string()
                on:input=set
            />
        </label>
    }
    .into_any()
}

/// Has the values of the chosen field counted, if they can be.
fn counted(form: FilterDraft, known: ListChoices) -> CountedValues {
    let source = RwSignal::new(None::<CountedValues>);
    Effect::new(move |_| {
        let criterion = form.keyed_criterion();
        let has_counts = matches!(
            criterion,
            Criterion::Thumbs
                | Criterion::Reviewed
                | Criterion::Given(_)
                | Criterion::Server(Field::Tags | Field::Status)
        );
        source.set(known.counted.filter(|_| has_counts).map(|counted| counted.run(criterion)));
    });
    Signal::derive(move || source.get()?.try_get().flatten())
}

/// A list of choices; the one without a value asks for a name.
fn choice(
    form: FilterDraft,
    choices: &'static [(&'static str, &'static str)],
    counted: CountedValues,
) -> AnyView {
    let (named, set_named) = signal(false);
    let value = move || form.values.with(|values| values.first().cloned().unwrap_or_default());
    let set = move |value: String| form.values.set(vec![value]);
    let is_chosen =
        move |own: &str| if own.is_empty() { named.get() } else { !named.get() && value() == own };
    view! {
        <label>
            "Value"
            <select
                class="btn"
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    set_named.set(chosen.is_empty());
                    set(chosen);
                }
            >
                {choices
                    .iter()
                    .map(|(own, words)| {
                        // The label is what is seen; the words stay what the option is found by.
                        let label = move || {
                            let all = counted.get()?;
                            let count = all.iter().find(|one| one.value == *own)?.count;
                            Some(format!("{words} ({})", figures::count(count)))
                        };
                        view! { <option value=*own label=label prop:selected=move || is_chosen(own)>{*words}</option> }.into_any()
                    })
                    .collect_view()}
            </select>
        </label>
        {move || {
            (named.get() || (value().is_empty() && choices.iter().all(|(own, _)| own.is_empty())))
                .then(|| {
                    view! {
                        <label>
                            "Name"
                            // `@` says that it is a name, even if it is "me".
                            <input
                                class="input"
                                list="known-people"
                                on:input=move |event| set(named_value(&event_target_value(&event)))
                            />
                            {people(counted)}
                        </label>
                    }.into_any()
                })
        }}
    }
    .into_any()
}

fn named_value(name: &str) -> String {
    if name.trim().is_empty() { String::new() } else { format!("@{}", name.trim()) }
}

/// The id of the `<datalist>` that offers known values.
fn suggestion_list(criterion: &Criterion) -> Option<&'static str> {
    match criterion {
        Criterion::Server(Field::SpanKind) => Some("span-kinds"),
        Criterion::Server(Field::Status) | Criterion::Given(_) => Some("known-values"),
        Criterion::Server(field) => (field.kind() == FieldKind::Tags).then_some("known-tags"),
        _ => None,
    }
}

fn suggestions(form: FilterDraft, known: ListChoices, counted: CountedValues) -> AnyView {
    (move || {
        form.criterion.with(|criterion| match suggestion_list(criterion) {
            Some(id @ "span-kinds") => {
                options(id, ["llm", "tool", "general", "guardrail"].map(str::to_owned).to_vec())
            }
            Some(id) => match counted.get() {
                Some(values) => counted_options(id, &values),
                None if id == "known-tags" => options(id, known.tags.run(())),
                None => ().into_any(),
            },
            None => ().into_any(),
        })
    })
    .into_any()
}

/// The names of those who reviewed rows.
fn people(counted: CountedValues) -> AnyView {
    (move || {
        let named = |one: &ValueCount| match Person::parse(&one.value) {
            Person::Named(name) => Some(ValueCount { value: name.to_owned(), count: one.count }),
            _ => None,
        };
        counted.get().map(|values| {
            counted_options("known-people", &values.iter().filter_map(named).collect::<Vec<_>>())
        })
    })
    .into_any()
}

/// A `<datalist>` of values that says how many rows have each.
fn counted_options(id: &'static str, values: &[ValueCount]) -> AnyView {
    let option = |one: &ValueCount| {
        let label = format!("{} ({})", one.value, figures::count(one.count));
        view! { <option value=one.value.clone() label=label></option> }.into_any()
    };
    let options = values.iter().take(OFFERED).map(option).collect_view();
    view! { <datalist id=id>{options}</datalist> }.into_any()
}

/// A `<datalist>` of values.
pub(super) fn options(id: &'static str, names: Vec<String>) -> AnyView {
    let options = names.into_iter().map(|name| view! { <option value=name></option> }.into_any());
    view! { <datalist id=id>{options.collect_view()}</datalist> }.into_any()
}
