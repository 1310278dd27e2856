//! The control for a numerical definition: a slider and a field for an exact number.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use crate::{
    local::hotkeys,
    model::{
        definition::{Choice, FeedbackDefinition},
        figures,
    },
};

/// For unique ids of the error messages.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The slider from `min` to `max` and the field. Without a value the slider has no thumb and the field is empty.
pub(super) fn number(
    definition: &FeedbackDefinition,
    min: f64,
    max: f64,
    chosen: Signal<Option<Choice>>,
    choose: Callback<Option<Choice>>,
    disabled: Signal<bool>,
) -> AnyView {
    let id = format!("refused-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let shown = move || chosen.with(|chosen| chosen.as_ref().map(|(value, _)| figures::exact(*value)));
    // Text being typed is kept when the value changes meanwhile.
    let typed = RwSignal::new(None::<String>);
    let refused = RwSignal::new(None::<String>);
    let report = move |value: Option<f64>| {
        typed.set(None);
        refused.set(None);
        choose.run(value.map(|value| (value, None)));
    };
    let slide = move |event: web_sys::Event| {
        if let Ok(value) = event_target_value(&event).parse() {
            report(Some(value));
        }
    };
    // A first press in the middle of the slider does not move it and so causes no input event, but is meant as a value.
    let press = move |event: web_sys::MouseEvent| {
        if chosen.with_untracked(Option::is_none) {
            slide(event.into());
        }
    };
    let checked = definition.clone();
    let commit = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            return report(None);
        }
        match checked.check(&text) {
            Ok(value) => report(Some(value)),
            Err(why) => refused.set(Some(why)),
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !hotkeys::composes(&event) && typed.with_untracked(Option::is_some) {
            event.stop_propagation();
            typed.set(None);
            refused.set(None);
        }
    };
    let middle = figures::exact(f64::midpoint(min, max));
    let name = &definition.name;
    view! {
        <div class="control-number num">
            <span class="muted" aria-hidden="true">{figures::exact(min)}</span>
            <input
                type="range"
                aria-label=format!("{name}, slider")
                min=figures::exact(min)
                max=figures::exact(max)
                step=figures::exact(definition.kind.step())
                prop:value=move || shown().unwrap_or_else(|| middle.clone())
                aria-valuetext=move || shown().unwrap_or_else(|| "no value yet".to_owned())
                data-empty=move || chosen.with(Option::is_none).to_string()
                disabled=disabled
                on:input=slide
                on:click=press
            />
            <span class="muted" aria-hidden="true">{figures::exact(max)}</span>
            <input
                type="text"
                inputmode="decimal"
                autocomplete="off"
                aria-label=format!("{name}, {}", definition.kind.words())
                aria-invalid=move || refused.with(Option::is_some).then_some("true")
                aria-describedby=id.clone()
                prop:value=move || typed.get().or_else(shown).unwrap_or_default()
                disabled=disabled
                data-testid="annotate-score-input"
                on:input=move |event| typed.set(Some(event_target_value(&event)))
                on:change=commit
                on:keydown=on_key
            />
            <p class="refused" id=id role="alert">{refused}</p>
        </div>
    }
    .into_any()
}
