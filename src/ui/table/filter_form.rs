//! The form that makes a filter of a field, a comparison and values.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::{filter_value::FilterValues, list::ListChoices, list_route::ListRoute};
use crate::{
    browser::clock,
    query::{
        filter::{Field, FieldKind, Operator},
        found::{Clause, Condition, Criterion},
        tab::Tab,
    },
};

/// The form in the filter menu. The menu closes when a valid filter is added.
#[component]
pub fn FilterForm(
    route: ListRoute,
    /// Values to choose from, known from the list's rows.
    known: ListChoices,
) -> impl IntoView {
    let tab = route.view.with_untracked(|view| view.tab);
    let form = FilterDraft::new(tab);
    let condition = Memo::new(move |_| form.condition());
    let clause = Memo::new(move |_| {
        let clause = condition.get().map(Clause::One)?;
        match clause.problem(tab) {
            Some(problem) => Err(problem),
            None => Ok(clause),
        }
    });
    let problem = move || clause.with(|clause| clause.as_ref().err().copied()).filter(|_| form.tried.get());
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        form.tried.set(true);
        if let Ok(clause) = clause.get_untracked() {
            route.push(|view| view.with_clause(clause));
        }
    };
    let is_own =
        Memo::new(move |_| form.criterion.with(|criterion| !matches!(criterion, Criterion::Server(_))));
    view! {
        <form class="filter-form" on:submit=add on:keydown=|event| event.stop_propagation()>
            <label>
                "Field" <select class="btn" on:change=move |event| form.choose(tab, &event_target_value(&event))>
                    {fields(tab)}
                </select>
            </label>
            {move || key_field(form, known)}
            {move || (!is_own.get()).then(|| comparison(form))}
            <FilterValues form known problem=Signal::derive(problem) />
            <label class="filter-not">
                <input
                    type="checkbox"
                    prop:checked=form.negated
                    on:change=move |event| form.negated.set(event_target_checked(&event))
                />
                "Not: all other rows"
            </label>
            <p class="form-problem" role="alert">{problem}</p>
            <button type="submit" class="btn primary" data-close=move || clause.with(Result::is_ok).then_some("")>
                "Add filter"
            </button>
        </form>
    }
}

/// What is chosen and typed in the form.
#[derive(Clone, Copy)]
pub(super) struct FilterDraft {
    pub(super) criterion: RwSignal<Criterion>,
    pub(super) operator: RwSignal<Operator>,
    /// The name of a score, or a path.
    pub(super) key: RwSignal<String>,
    /// One of these is enough.
    pub(super) values: RwSignal<Vec<String>>,
    pub(super) negated: RwSignal<bool>,
    /// Whether adding was tried, so that a problem is shown.
    pub(super) tried: RwSignal<bool>,
}

impl FilterDraft {
    fn new(tab: Tab) -> Self {
        // The first field, and the first of its operators: what the form's lists show until something else is chosen.
        let first = Field::offered(tab).first().cloned().unwrap_or(Field::Tags);
        let operator = Operator::of(first.kind()).first().copied().unwrap_or(Operator::Equal);
        Self {
            criterion: RwSignal::new(Criterion::Server(first)),
            operator: RwSignal::new(operator),
            key: RwSignal::default(),
            values: RwSignal::new(vec![String::new()]),
            negated: RwSignal::new(false),
            tried: RwSignal::new(false),
        }
    }

    /// Chooses the field of that name, as [`fields`] writes it.
    fn choose(self, tab: Tab, name: &str) {
        let own = Criterion::OWN.into_iter().find(|own| own.label() == name);
        let Some(chosen) = own.or_else(|| Field::parse(tab, name, "").map(Criterion::Server)) else { return };
        if let Criterion::Server(field) = &chosen
            && let Some(first) = Operator::of(field.kind()).first()
        {
            self.operator.set(*first);
        }
        let kept = match (self.criterion.get_untracked(), &chosen) {
            (Criterion::Server(old), Criterion::Server(new)) => {
                old.kind() == new.kind() && new.key().is_none()
            }
            _ => false,
        };
        if !kept {
            self.values.set(vec![self::first_value(&chosen).to_owned()]);
            self.key.set(String::new());
        }
        self.criterion.set(chosen);
        self.tried.set(false);
    }

    /// The criterion with its key. Tracked.
    pub(super) fn keyed_criterion(self) -> Criterion {
        let key = self.key.with(|key| key.trim().to_owned());
        match self.criterion.get() {
            Criterion::Disagree(_) => Criterion::Disagree(key),
            other if other.key().is_some() => other.with_key(&key),
            other => other,
        }
    }

    /// The condition, or what is wrong with it. Tracked.
    fn condition(self) -> Result<Condition, &'static str> {
        let criterion = self.keyed_criterion();
        let is_time = matches!(&criterion, Criterion::Server(field) if field.kind() == FieldKind::Time);
        let mut values = self.values.get();
        if values.len() > 1 {
            values.retain(|value| !value.trim().is_empty());
        }
        if is_time {
            for value in &mut values {
                if let Some(at) = clock::from_local(value) {
                    *value = at.iso();
                }
            }
        }
        let may_be_empty = matches!(criterion, Criterion::Disagree(_));
        values.retain(|value| !may_be_empty || !value.trim().is_empty());
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        Condition::new(criterion, self.operator.get(), &values, self.negated.get())
    }
}

/// What the value's control shows at first.
fn first_value(criterion: &Criterion) -> &'static str {
    match criterion {
        Criterion::Thumbs => "down",
        Criterion::Reviewed => "me",
        _ => "",
    }
}

/// The fields by name: those of the server, and those that only the page can check, by their words.
fn fields(tab: Tab) -> AnyView {
    let server = Field::offered(tab)
        .iter()
        .map(|offered| view! { <option value=offered.name()>{offered.label()}</option> }.into_any());
    let own = (tab == Tab::Threads).then(|| {
        let own = Criterion::OWN.into_iter().map(|own| {
            let label = own.label();
            view! { <option value=label.clone()>{label.clone()}</option> }.into_any()
        });
        view! { <optgroup label="Looks through all rows">{own.collect_view()}</optgroup> }.into_any()
    });
    view! {
        {server.collect_view()}
        {own}
    }
    .into_any()
}

fn comparison(form: FilterDraft) -> AnyView {
    let kind = move || {
        form.criterion.with(|criterion| match criterion {
            Criterion::Server(field) => field.kind(),
            _ => FieldKind::Text,
        })
    };
    view! {
        <label>
            "Compared"
            <select
                class="btn"
                on:change=move |event| {
                    if let Some(chosen) = Operator::parse(&event_target_value(&event)) {
                        form.operator.set(chosen);
                    }
                }
            >
                {move || {
                    let kind = kind();
                    Operator::of(kind)
                        .iter()
                        .map(|offered| view! { <option value=offered.wire()>{offered.words(kind)}</option> }.into_any())
                        .collect_view()
                }}
            </select>
        </label>
    }
    .into_any()
}

/// The field for the score's name or the path, if the criterion has one.
fn key_field(form: FilterDraft, known: ListChoices) -> Option<AnyView> {
    let (label, names) = match form.criterion.get() {
        Criterion::Server(field) if field.key().is_some() && field.kind() == FieldKind::Score => {
            let of_spans = known.span_score_names.filter(|_| matches!(field, Field::SpanScore(_)));
            ("Score name", Some(of_spans.unwrap_or(known.score_names)))
        }
        Criterion::Server(field) if field.key().is_some() => ("Path, such as customer.tier", None),
        Criterion::Given(_) => ("Score name", Some(known.score_names)),
        Criterion::Disagree(_) => ("Score name, or any", Some(known.score_names)),
        _ => return None,
    };
    let list = names.map(|names| {
        let found = names.run(());
        (move || super::filter_value::options("score-names", found.get())).into_any()
    });
    let field = view! {
        <label>
            {label}
            <input
                class="input"
                list=names.is_some().then_some("score-names")
                prop:value=form.key
                on:input=move |event| form.key.set(event_target_value(&event))
            />
            {list}
        </label>
    };
    Some(field.into_any())
}
