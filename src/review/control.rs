//! The control for one feedback definition, used in the review panel and as the preview on the configuration page.

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use super::number::number;
use crate::{
    model::{
        definition::{Choice, DefinitionKind, FeedbackDefinition},
        figures, thumb,
    },
    text::visible::visible,
    ui::thumb::category,
};

/// The most labels shown as buttons; more are shown as a drop-down list.
const SIDE_BY_SIDE: usize = 5;

/// Shows the `chosen` value and calls `choose` with a new one, or with `None` when the chosen one is pressed again or a
/// number's field is emptied. A number is reported when its field loses focus or Enter is pressed, and while its slider
/// moves. Number keys are only displayed here; see [`FeedbackDefinition::nth`].
pub fn control(
    definition: &FeedbackDefinition,
    chosen: Signal<Option<Choice>>,
    choose: Callback<Option<Choice>>,
    disabled: Signal<bool>,
) -> AnyView {
    match &definition.kind {
        DefinitionKind::Numerical { min, max } => number(definition, *min, *max, chosen, choose, disabled),
        kind if kind.options().len() > SIDE_BY_SIDE => list(definition, chosen, choose, disabled),
        _ => row(definition, chosen, choose, disabled),
    }
}

/// Whether `chosen` is this choice: the same value, and the same category if both have one.
fn is_chosen(choice: &Choice, chosen: Option<&Choice>) -> bool {
    chosen.is_some_and(|(value, category)| {
        *value == choice.0 && (category.is_none() || choice.1.is_none() || *category == choice.1)
    })
}

/// The labels as a row of buttons. Arrow keys move and choose, as in native radio groups.
fn row(
    definition: &FeedbackDefinition,
    chosen: Signal<Option<Choice>>,
    choose: Callback<Option<Choice>>,
    disabled: Signal<bool>,
) -> AnyView {
    let options = definition.kind.options();
    let choices: Vec<_> =
        options.iter().map(|(label, value)| definition.choice(label.clone(), *value)).collect();
    // Tab lands on the checked option, or else on the first: a stored score may match none of them.
    let reached = Signal::derive(move || {
        chosen.with(|chosen| choices.iter().position(|choice| is_chosen(choice, chosen.as_ref())))
    });
    let buttons = options.into_iter().enumerate().map(|(at, (label, value))| {
        let choice = definition.choice(label.clone(), value);
        let title = format!("{} counts {}", visible(&thumb::in_words(&label)), figures::exact(value));
        let checked = {
            let choice = choice.clone();
            Signal::derive(move || chosen.with(|chosen| is_chosen(&choice, chosen.as_ref())))
        };
        view! {
            <button
                type="button"
                role="radio"
                title=title
                disabled=disabled
                aria-checked=move || checked.get().to_string()
                tabindex=move || if reached.get().unwrap_or_default() == at { "0" } else { "-1" }
                on:click=move |_| choose.run((!checked.get_untracked()).then(|| choice.clone()))
            >
                <kbd aria-hidden="true">{at + 1}</kbd>
                <span dir="auto">{category(label)}</span>
            </button>
        }
    });
    view! {
        <div class="control-row" role="radiogroup" aria-label=visible(&definition.name) on:keydown=on_arrow_key>
            {buttons.collect_view()}
        </div>
    }
    .into_any()
}

/// Handles the arrow keys: focuses and presses the next button, but does not press one that is already chosen.
fn on_arrow_key(event: KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => -1,
        _ => return,
    };
    let group = event.current_target().and_then(|group| group.dyn_into::<HtmlElement>().ok());
    let Some(buttons) = group.and_then(|group| group.query_selector_all("button").ok()) else { return };
    event.prevent_default();
    event.stop_propagation();
    let button = |at: i32| buttons.item(at as u32)?.dyn_into::<HtmlElement>().ok();
    let (count, active) = (buttons.length() as i32, document().active_element());
    let is_active = |at: &i32| {
        button(*at).is_some_and(|one| active.as_ref().is_some_and(|active| one.is_same_node(Some(active))))
    };
    let at = (0..count).find(is_active).unwrap_or_default();
    if let Some(next) = button((at + step).rem_euclid(count.max(1))) {
        let _ = next.focus();
        if next.get_attribute("aria-checked").as_deref() != Some("true") {
            next.click();
        }
    }
}

/// The labels as a drop-down list.
fn list(
    definition: &FeedbackDefinition,
    chosen: Signal<Option<Choice>>,
    choose: Callback<Option<Choice>>,
    disabled: Signal<bool>,
) -> AnyView {
    let choices: Vec<_> =
        definition.kind.options().into_iter().map(|(label, value)| definition.choice(label, value)).collect();
    let options = choices.iter().enumerate().map(|(at, choice)| {
        let choice = choice.clone();
        let label = choice.1.as_deref().map(|label| visible(&thumb::in_words(label)));
        view! {
            <option
                value=at.to_string()
                prop:selected=move || chosen.with(|chosen| is_chosen(&choice, chosen.as_ref()))
            >
                {label}
            </option>
        }
        .into_any()
    });
    let options = options.collect_view();
    let on_change = move |event: web_sys::Event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        choose.run(at.and_then(|at| choices.get(at).cloned()));
    };
    view! {
        <select
            class="control-list"
            aria-label=visible(&definition.name)
            disabled=disabled
            on:change=on_change
        >
            <option value="" prop:selected=move || chosen.with(Option::is_none)>
                "Choose one…"
            </option>
            {options}
        </select>
    }
    .into_any()
}
